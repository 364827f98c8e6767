/**
 * The ten items of the answer-quality score, 0 (no), 1 (partly), 2 (yes): 0–20 in all. The platform's own list, written for
 * remote opinions; each can be judged from the text alone.
 */
export const reviewItems = [
  { key: "answers", zh: "直接回答了所问的问题", en: "Answers the question that was asked" },
  { key: "uses_data", zh: "用到了病历中的关键资料", en: "Uses the decisive facts of the record" },
  { key: "reasoning", zh: "结论的理由写得清楚", en: "Says why it concludes so" },
  { key: "differential", zh: "考虑了其他可能", en: "Considers alternatives" },
  { key: "evidence", zh: "建议符合现行指南或共识", en: "Advice agrees with current guidelines" },
  { key: "specific", zh: "建议具体（药名、剂量、时间）", en: "Advice is specific: drug, dose, time" },
  { key: "feasible", zh: "建议在当地做得到", en: "Advice can be followed there" },
  { key: "safety", zh: "写明危险信号和何时转诊", en: "Names warning signs and when to transfer" },
  { key: "follow_up", zh: "说明复查与随访", en: "Says what to check, and when" },
  { key: "clear", zh: "条理清楚，基层医生读得懂", en: "Clear to the doctor who asked" },
] as const;
/** Opinions drawn by lot of those signed within four weeks. */
export const reviewSample = { share: 0.05, most: 20, raters: 2, dueDays: 14 } as const;
