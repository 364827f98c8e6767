import type { FollowUpPlan } from "../domain/follow-up.js";

/**
 * When the course is asked for, by disease. Judgment of what can have changed by then, not a guideline: acute illness early,
 * operations and long courses later. Four weeks fit the day-21 prompt that about one in five answers unless it is short.
 */
export const followUpPlans: readonly FollowUpPlan[] = [
  { key: "usual", categories: [], days: [7, 30], zh: "一般病种", en: "Usual" },
  {
    key: "acute",
    categories: ["I20", "I21", "I22", "I26", "I60", "I61", "I63", "J18", "J96", "A", "K85", "N17", "T"],
    days: [7, 21],
    zh: "急危重症",
    en: "Acute and severe",
  },
  {
    key: "tumour",
    categories: ["C", "D0", "R91"],
    days: [30, 90, 180],
    zh: "肿瘤及待排肿瘤",
    en: "Tumour, or suspected",
  },
  { key: "birth", categories: ["O", "P"], days: [7, 42], zh: "孕产与新生儿", en: "Birth and newborn" },
  {
    key: "chronic",
    categories: ["E10", "E11", "J44", "I10", "I50", "M", "G40"],
    days: [30, 90],
    zh: "慢性病",
    en: "Chronic",
  },
];
