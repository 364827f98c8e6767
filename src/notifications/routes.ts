import { defineRoute, type Route } from "../identity/index.js";
import { listOwnNotices, readNotices } from "./actions.js";
import { NoticeList, NoticeQuery, NoticesRead, ReadNotices } from "./api.js";

export const notificationsRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/notices",
    action: "notice.use",
    summary: { zh: "我的通知", en: "Own notices, unread first" },
    query: NoticeQuery,
    reply: NoticeList,
    refusals: {},
    handle: (ctx, { query }) => listOwnNotices(ctx, query.limit),
  }),
  defineRoute({
    method: "POST",
    url: "/api/notices/read",
    action: "notice.use",
    summary: { zh: "通知标为已读", en: "Mark notices as read" },
    body: ReadNotices,
    reply: NoticesRead,
    refusals: {},
    handle: (ctx, { body }) => readNotices(ctx, body.ids),
  }),
];
