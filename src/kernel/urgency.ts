/** Urgency level. Source: 急诊预检分诊专家共识 (2018), 中华急诊医学杂志 2018;27(6):599-604: I 急危, II 急重, III 急症, IV 亚急症/非急症. */
export const urgencyLevels = ["I", "II", "III", "IV"] as const;
export type UrgencyLevel = (typeof urgencyLevels)[number];

/** Orders levels: negative when `a` is more severe than `b`, 0 when equal. */
export const compareUrgency = (a: UrgencyLevel, b: UrgencyLevel): number =>
  urgencyLevels.indexOf(a) - urgencyLevels.indexOf(b);
