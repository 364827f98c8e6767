import { z } from "zod";
import { defineRoute, type Route } from "../../identity/index.js";
import { loadCalendar } from "../actions/view-calendar.js";
import * as api from "../api.js";
import { calendarRefusals } from "../refusals.js";
import * as actions from "./actions.js";
import { subscriptionRefusals } from "./words.js";

export const subscriptionRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/calendars/:personId/subscriptions",
    action: "calendar.edit",
    summary: {
      zh: "订阅的日历",
      en: "Calendars elsewhere that are read into this one; their addresses are not shown",
    },
    params: api.PersonParams,
    reply: api.SubscriptionList,
    load: loadCalendar,
    refusals: {},
    handle: (ctx, { params }) => actions.viewSubscriptions(ctx, params.personId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/calendars/:personId/subscriptions",
    action: "calendar.edit",
    summary: { zh: "订阅日历地址", en: "Subscribe to a calendar (.ics) by its address" },
    params: api.PersonParams,
    body: api.NewSubscription,
    reply: api.SubscriptionView,
    idempotency: "required",
    load: loadCalendar,
    refusals: { ...calendarRefusals, ...subscriptionRefusals },
    handle: (ctx, { params, body }) => actions.subscribe(ctx, params.personId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/calendars/:personId/subscriptions/:subscriptionId/fetch",
    action: "calendar.edit",
    summary: { zh: "立即更新订阅", en: "Ask for the calendar now" },
    params: api.SubscriptionParams,
    reply: z.null(),
    load: loadCalendar,
    refusals: subscriptionRefusals,
    handle: (ctx, { params }) => actions.fetchNow(ctx, params.personId, params.subscriptionId),
  }),
  defineRoute({
    method: "DELETE",
    url: "/api/calendars/:personId/subscriptions/:subscriptionId",
    action: "calendar.edit",
    summary: { zh: "移除订阅", en: "End a subscription; what it said leaves the calendar" },
    params: api.SubscriptionParams,
    reply: z.null(),
    load: loadCalendar,
    refusals: subscriptionRefusals,
    handle: (ctx, { params }) => actions.unsubscribe(ctx, params.personId, params.subscriptionId),
  }),
];
