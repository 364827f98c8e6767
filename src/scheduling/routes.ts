import { z } from "zod";
import { defineRoute, type Route } from "../identity/index.js";
import { RefusedError } from "../platform/http/problem.js";
import * as edit from "./actions/edit-calendar.js";
import { readFeed } from "./actions/feed.js";
import * as holidays from "./actions/holidays.js";
import { loadCalendar, viewCalendar, viewOverview } from "./actions/view-calendar.js";
import * as api from "./api.js";
import { appointmentRoutes } from "./appointment-routes.js";
import { calendarRefusals, icsRefusals } from "./refusals.js";
import { subscriptionRoutes } from "./subscriptions/routes.js";

const none = z.null();

const noSuchFeed = {
  status: 404,
  zh: "订阅地址无效或已关闭",
  en: "This address opens no calendar, or was closed",
} as const;

export const schedulingRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/calendars",
    action: "calendar.overview",
    summary: { zh: "科室日程总览", en: "Everyone of one hospital side by side" },
    query: api.OverviewQuery,
    reply: api.Overview,
    refusals: calendarRefusals,
    handle: (ctx, { query }) => viewOverview(ctx, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/calendars/:personId",
    action: "calendar.read",
    summary: { zh: "日程", en: "One person's calendar, laid out over a window of at most 62 days" },
    params: api.PersonParams,
    query: api.WindowQuery,
    reply: api.CalendarView,
    load: loadCalendar,
    refusals: calendarRefusals,
    handle: (ctx, { params, query }) => viewCalendar(ctx, params.personId, query),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/calendars/:personId",
    action: "calendar.edit",
    summary: { zh: "保存日程设置", en: "Set zone, weekly plan, caps, pause and stand-in" },
    params: api.PersonParams,
    body: api.SaveCalendar,
    reply: none,
    load: loadCalendar,
    refusals: calendarRefusals,
    handle: (ctx, { params, body }) => edit.saveSettings(ctx, params.personId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/calendars/:personId/blocks",
    action: "calendar.edit",
    summary: {
      zh: "添加占用或加开时间",
      en: "Add leave, a clinic, an operation, or an hour opened in addition",
    },
    params: api.PersonParams,
    body: api.NewBlock,
    reply: api.Made,
    idempotency: "required",
    load: loadCalendar,
    refusals: calendarRefusals,
    handle: (ctx, { params, body }) => edit.addBlock(ctx, params.personId, body),
  }),
  defineRoute({
    method: "DELETE",
    url: "/api/calendars/:personId/blocks/:blockId",
    action: "calendar.edit",
    summary: { zh: "删除占用", en: "Take a block away" },
    params: api.BlockParams,
    reply: none,
    load: loadCalendar,
    refusals: calendarRefusals,
    handle: (ctx, { params }) => edit.removeBlock(ctx, params.personId, params.blockId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/calendars/:personId/lines",
    action: "calendar.edit",
    summary: {
      zh: "按文字添加日程（周一上午门诊）",
      en: "Read lines of text into the plan; what is not understood comes back",
    },
    params: api.PersonParams,
    body: api.Lines,
    reply: api.ReadLines,
    load: loadCalendar,
    refusals: calendarRefusals,
    handle: (ctx, { params, body }) => edit.takeLines(ctx, params.personId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/calendars/:personId/ics",
    action: "calendar.edit",
    summary: { zh: "导入日历文件（.ics）", en: "Take a calendar file in, in the place of the one before" },
    params: api.PersonParams,
    accepts: "file",
    reply: api.ImportedIcs,
    load: loadCalendar,
    refusals: { ...calendarRefusals, ...icsRefusals },
    handle: (ctx, { params, file }) =>
      edit.importIcs(ctx, params.personId, file?.content ?? new Uint8Array()),
  }),
  defineRoute({
    method: "POST",
    url: "/api/calendars/:personId/feed",
    action: "calendar.edit",
    summary: { zh: "生成日历订阅地址", en: "A new secret address of the person's own feed" },
    params: api.PersonParams,
    reply: api.FeedAddress,
    load: loadCalendar,
    refusals: calendarRefusals,
    handle: (ctx, { params }) => edit.openFeed(ctx, params.personId),
  }),
  defineRoute({
    method: "DELETE",
    url: "/api/calendars/:personId/feed",
    action: "calendar.edit",
    summary: { zh: "关闭日历订阅", en: "Close the feed: its address opens nothing any more" },
    params: api.PersonParams,
    reply: none,
    load: loadCalendar,
    refusals: calendarRefusals,
    handle: (ctx, { params }) => edit.closeFeed(ctx, params.personId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/calendar-feeds/:token",
    action: "nobody",
    summary: {
      zh: "日历订阅（iCalendar）",
      en: "The person's appointments for calendar programs, by secret address; nothing of patients",
    },
    params: api.FeedParams,
    reply: "stream",
    refusals: {},
    handle: async (ctx, { params, reply }) => {
      const text = await readFeed(ctx.database, params.token.replace(/\.ics$/u, ""));
      if (text === undefined) throw new RefusedError("feed_not_found", noSuchFeed);
      await reply
        .header("content-type", "text/calendar; charset=utf-8")
        .header("cache-control", "private, no-store")
        .send(text);
      return { ok: true, value: null };
    },
  }),
  defineRoute({
    method: "GET",
    url: "/api/holidays",
    action: "holiday.read",
    summary: { zh: "节假日与调休", en: "Days of rest, and days worked in exchange" },
    reply: api.HolidayList,
    refusals: {},
    handle: (ctx) => holidays.viewHolidays(ctx),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/holidays/:on",
    action: "holiday.manage",
    summary: { zh: "设置节假日或调休日", en: "Enter a day of the State Council's notice, or of one's own" },
    params: api.HolidayParams,
    body: api.SetHoliday,
    reply: none,
    refusals: {},
    handle: (ctx, { params, body }) => holidays.setHoliday(ctx, { on: params.on, ...body }),
  }),
  defineRoute({
    method: "DELETE",
    url: "/api/holidays/:on",
    action: "holiday.manage",
    summary: { zh: "删除节假日", en: "Make it an ordinary day" },
    params: api.HolidayParams,
    reply: none,
    refusals: holidays.holidayRefusals,
    handle: (ctx, { params }) => holidays.removeHoliday(ctx, params.on),
  }),
  ...subscriptionRoutes,
  ...appointmentRoutes,
];
