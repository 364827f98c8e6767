import { registerTexts } from "../../web/i18n/index.js";

export const useWeeklyTexts = registerTexts("qualityWeekly", {
  zh: {
    title: "每周简报",
    note: "上周与前一周的数字；没有病例、没有人名，不足 5 例不显示。",
    mine: "发给我",
    wanted: "每周一发给我",
    next: "下次",
    send: "现在发给我",
    sent: "已发出，请看通知和邮件",
    channels: "设置邮箱与渠道",
    preview: "预览",
    language: "语言",
    silent: "上周没有会诊也没有待办：本周不发送。",
  },
  en: {
    title: "Weekly page",
    note: "Last week's figures beside the week before; no cases, no names, nothing under five cases.",
    mine: "To me",
    wanted: "Send it to me on Mondays",
    next: "Next",
    send: "Send it to me now",
    sent: "On its way; see your notices and your mail",
    channels: "Address and channels",
    preview: "Preview",
    language: "Language",
    silent: "No consultation last week and nothing to be done: nothing is sent.",
  },
});
