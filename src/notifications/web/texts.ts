import { registerTexts } from "../../web/i18n/index.js";

/** Texts of the bell; the sentences of the notices are in the contract. */
export const useNoticeTexts = registerTexts("notifications", {
  zh: {
    bell: "通知",
    bellUnread: "通知，{{count}} 条未读",
    title: "通知",
    readAll: "全部标为已读",
    none: "没有通知",
    noneNote: "派单、接诊和意见签发的消息会出现在这里。",
    unread: "未读",
  },
  en: {
    bell: "Notices",
    bellUnread: "Notices, {{count}} unread",
    title: "Notices",
    readAll: "Mark all as read",
    none: "No notices",
    noneNote: "Offers, acceptances and signed opinions are announced here.",
    unread: "Unread",
  },
});
