/** Ways to reach a person outside the application, beside the notice that is always kept inside it. */
export const channels = ["push", "email", "sms", "wecom", "dingtalk"] as const;
export type Channel = (typeof channels)[number];

/** What of a message leaves through a channel that a whole group reads: never a link that accepts by itself. */
export const isShared = (channel: Channel): boolean => channel === "wecom" || channel === "dingtalk";

export const channelNames: Readonly<Record<Channel, { readonly zh: string; readonly en: string }>> = {
  push: { zh: "浏览器推送", en: "Browser push" },
  email: { zh: "电子邮件", en: "E-mail" },
  sms: { zh: "短信", en: "Text message" },
  wecom: { zh: "企业微信群", en: "WeCom group" },
  dingtalk: { zh: "钉钉群", en: "DingTalk group" },
};

/** How much a notice presses: an offer of level I or II, other work that waits for the person, news. */
export const weights = ["urgent", "work", "news"] as const;
export type Weight = (typeof weights)[number];

export const weightNames: Readonly<Record<Weight, { readonly zh: string; readonly en: string }>> = {
  urgent: { zh: "急诊派单与人工调度（I、II 级）", en: "Urgent offers (levels I, II) and hand-overs" },
  work: { zh: "普通派单与待办", en: "Other offers and work waiting for you" },
  news: { zh: "其他消息", en: "Other news" },
};
