export type { NoticeKind } from "./domain/notice-kinds.js";
export { notificationsRoutes } from "./routes.js";
export { type NewNotice, notify } from "./store.js";
