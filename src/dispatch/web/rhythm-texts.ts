import { registerTexts } from "../../web/i18n/index.js";

/** Texts of an expert's own answering habits. */
export const useRhythmTexts = registerTexts("responseRhythm", {
  zh: {
    title: "您的应答规律",
    now: "此刻的估计：",
    recent: "最近 90 天收到 {{offers}} 次派单，应答 {{answered}} 次，超时未答 {{timedOut}} 次。",
    picture:
      "一周应答规律图：{{best}}最可能在 {{minutes}} 分钟内应答，约 {{bestShare}}；{{worst}}最不可能，约 {{worstShare}}。",
    caption:
      "颜色越深，越可能在 {{minutes}} 分钟内应答。{{best}}最高，约 {{bestShare}}；{{worst}}最低，约 {{worstShare}}。",
    when: "{{day}} {{from}}–{{to}} 点",
    days: { mon: "周一", tue: "周二", wed: "周三", thu: "周四", fri: "周五", sat: "周六", sun: "周日" },
    use: "系统据此在您方便的时候多请您，不方便时少打扰；只有您和调度方看得到。",
  },
  en: {
    title: "When you usually answer",
    now: "Estimate for now:",
    recent: "In the last 90 days {{offers}} offers, {{answered}} answered, {{timedOut}} ran out unanswered.",
    picture:
      "The week's picture: most likely within {{minutes}} min on {{best}}, about {{bestShare}}; least likely on {{worst}}, about {{worstShare}}.",
    caption:
      "The darker, the likelier an answer within {{minutes}} min: {{best}} most, about {{bestShare}}; {{worst}} least, about {{worstShare}}.",
    when: "{{day}} {{from}}–{{to}} h",
    days: { mon: "Mon", tue: "Tue", wed: "Wed", thu: "Thu", fri: "Fri", sat: "Sat", sun: "Sun" },
    use: "Dispatch asks you more when it suits you and less when it does not; only you and the dispatchers see this.",
  },
});
