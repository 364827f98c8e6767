/** Ways of dispatching that can be compared, in the order they are shown. */
export const lineUpNames = {
  random: { zh: "随机", en: "Random", kind: "peers" },
  round_robin: { zh: "轮流", en: "Round robin", kind: "peers" },
  weighted_round_robin: {
    zh: "加权轮流（cal.com 做法）",
    en: "Weighted round robin (cal.com)",
    kind: "peers",
  },
  longest_idle: { zh: "最久未派优先", en: "Longest idle", kind: "peers" },
  top_rated: { zh: "评分最高优先", en: "Top-rated first", kind: "peers" },
  greedy: { zh: "匹配度最高优先", en: "Best match first", kind: "peers" },
  ours: { zh: "本平台策略", en: "Consilium", kind: "ours" },
  ours_no_response: { zh: "去掉应答预测", en: "without the response model", kind: "part" },
  ours_no_hedging: { zh: "去掉并行派单", en: "without parallel offers", kind: "part" },
  ours_no_fairness: { zh: "去掉负荷均衡", en: "without the price of load", kind: "part" },
  ours_one_by_one: { zh: "逐例决定，不统筹", en: "one case after another", kind: "part" },
  ours_no_ageing: { zh: "等待不加权", en: "without ageing", kind: "part" },
  ours_bundled: { zh: "非急会诊合并成场", en: "with meetings joined to sittings", kind: "part" },
  ours_panels_later: { zh: "多学科不急于早开", en: "with panels' time weighing an eighth", kind: "part" },
  ours_team_first: { zh: "多学科先定人再找时间", en: "with a panel's team before its time", kind: "part" },
  ours_wrong_person: { zh: "预测张冠李戴", en: "with another expert's forecast", kind: "wrong" },
  ours_wrong_hour: { zh: "预测错开 12 小时", en: "with forecasts 12 hours off", kind: "wrong" },
} as const satisfies Record<
  string,
  {
    readonly zh: string;
    readonly en: string;
    /** peers: what others do · ours · part: ours with one part switched off · wrong: ours with a model that errs */
    readonly kind: "peers" | "ours" | "part" | "wrong";
  }
>;
export type LineUpId = keyof typeof lineUpNames;
export type LineUpKind = (typeof lineUpNames)[LineUpId]["kind"];
export const lineUpIds = Object.keys(lineUpNames) as LineUpId[];
