import { type UrgencyLevel, urgencyLevels } from "../../kernel/urgency.js";

export { type UrgencyLevel, urgencyLevels };

export interface LevelFacts {
  readonly zh: string;
  readonly en: string;
  readonly colourZh: string;
  readonly colourEn: string;
  readonly zoneZh: string;
  /** Longest wait from the end of triage to a physician in an emergency department; 0 is "at once". */
  readonly responseMinutes: { readonly from: number; readonly to: number };
}

/**
 * What each level is called and how long a patient may wait on site. Level IV joins 亚急症 (60 min) and
 * 非急症 (2–4 h). These are emergency-department limits; a remote consult runs on the clocks of `clocks.ts`.
 * Source: 急诊预检分诊专家共识, 中华急诊医学杂志 2018;27(6):599-604.
 */
export const levelFacts: Readonly<Record<UrgencyLevel, LevelFacts>> = {
  I: {
    zh: "急危",
    en: "Critical",
    colourZh: "红",
    colourEn: "red",
    zoneZh: "复苏区",
    responseMinutes: { from: 0, to: 0 },
  },
  II: {
    zh: "急重",
    en: "Emergent",
    colourZh: "橙",
    colourEn: "orange",
    zoneZh: "抢救区",
    responseMinutes: { from: 0, to: 10 },
  },
  III: {
    zh: "急症",
    en: "Urgent",
    colourZh: "黄",
    colourEn: "yellow",
    zoneZh: "优先诊疗区",
    responseMinutes: { from: 0, to: 30 },
  },
  IV: {
    zh: "亚急症·非急症",
    en: "Less urgent or non-urgent",
    colourZh: "绿",
    colourEn: "green",
    zoneZh: "普通诊疗区",
    responseMinutes: { from: 60, to: 240 },
  },
};

const rank: Readonly<Record<UrgencyLevel, number>> = { I: 1, II: 2, III: 3, IV: 4 };

/** Orders levels for sorting: negative when `a` is more severe than `b`, 0 when equal. */
export const compareSeverity = (a: UrgencyLevel, b: UrgencyLevel): number => rank[a] - rank[b];

/** True when `a` is strictly more severe than `b`. */
export const isMoreSevere = (a: UrgencyLevel, b: UrgencyLevel): boolean => rank[a] < rank[b];

/** The most severe of the levels; IV when there is none, because IV is what no finding means. */
export function mostSevere(levels: Iterable<UrgencyLevel>): UrgencyLevel {
  let worst: UrgencyLevel = "IV";
  for (const level of levels) if (isMoreSevere(level, worst)) worst = level;
  return worst;
}
