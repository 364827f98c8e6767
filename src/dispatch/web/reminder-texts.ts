import { registerTexts } from "../../web/i18n/index.js";

/** Texts of reminders: of the expert himself, and of an expert to the dispatcher. */
export const useReminderTexts = registerTexts("reminder", {
  zh: {
    own: { why: "您{{why}}", planned: "如未应答，将提醒您：", sent: "已提醒您：", dropped: "不再提醒：" },
    of: { why: "他{{why}}", planned: "将提醒：", sent: "已提醒：", dropped: "不再提醒：" },
    so: "，故",
    then: "提醒",
    noTime: "；时限内没有可以打扰的时刻",
    channels: "（先用 {{first}}：经此最快看到）",
  },
  en: {
    own: {
      why: "you: {{why}}",
      planned: "You are reminded if you have not answered:",
      sent: "You were reminded:",
      dropped: "No reminder:",
    },
    of: { why: "{{why}}", planned: "Reminder planned:", sent: "Reminded:", dropped: "No reminder:" },
    so: "; so at",
    then: "",
    noTime: "; no time within the offer's clock at which to disturb",
    channels: " (first by {{first}}, read soonest)",
  },
});
