import { indicators } from "./data/indicators.js";
import { followUpPlans } from "./data/follow-up-plans.js";
import { reviewItems, reviewSample } from "./data/review-items.js";
import { detectionRule } from "./domain/detect.js";
import { watchRule } from "./domain/gaming.js";
import { leastShown } from "./domain/indicator.js";

const groups = {
  access: "可及与时效 Access",
  process: "过程 Process",
  effect: "效果 Effect",
  experience: "体验 Experience",
} as const;
const directions = { higher: "越高越好 higher", lower: "越低越好 lower", watch: "仅观察 watch" } as const;

/** False alerts of a simulated year without any change; checked by domain/spc.test.ts with a fixed seed. */
export const measuredNoise = { years: 20, alertsPerYear: 0.9 };

/** docs/indicators.md, printed from the same data that the pages and queries use. */
export function indicatorsPaper(): string {
  const lines = [
    "# 质量指标 Quality indicators",
    "",
    "Printed by `consilium quality indicators` from `src/quality/data/`; a test keeps it so. Every figure is shown with its",
    "denominator and what is not completed yet 未完成 (belongs to it, outcome not known). A case counts once, an MDT too. Figures over",
    `fewer than ${leastShown} cases are not shown. Strata: 邀请方, 受邀方, 地区, 专科, 级别, 月份, 服务. Durations show median, P90 and the share in time.`,
    "",
  ];
  for (const group of Object.keys(groups) as (keyof typeof groups)[]) {
    lines.push(`## ${groups[group]}`, "");
    for (const one of indicators.filter((row) => row.group === group))
      lines.push(
        `### ${one.name.zh} ${one.name.en} \`${one.code}\``,
        "",
        `- 分子 numerator: ${one.numerator.zh} — ${one.numerator.en}`,
        `- 分母 denominator: ${one.denominator.zh} — ${one.denominator.en}`,
        `- 排除 exclusions: ${one.exclusions.zh} — ${one.exclusions.en}`,
        `- 方向 direction: ${directions[one.direction]}; ${one.type === "duration" ? "minutes" : "share"}`,
        `- 来源 source: ${one.source}`,
        "",
      );
  }
  const { fallen, groupLow, bounces, dropped, slower } = detectionRule;
  lines.push(
    "## 警示 Alerts",
    "",
    `Charts look once a week (Monday 00:00 in China) over ${detectionRule.points} points of ${detectionRule.pointWeeks} weeks.`,
    "",
    `- 专家会诊量下降: u-chart; the last ${fallen.recentPoints} points against those before, exact binomial test of two rates with everybody's volume as`,
    `  exposure, chance < ${fallen.level}, at most ${fallen.mostRatio} of the usual share.`,
    `- 病种满意度偏低: funnel; 52 weeks, exact test against all other diseases, chance < ${groupLow.level}, at least ${groupLow.leastCases} judgments, ${groupLow.leastGap} below.`,
    `- 科室多数派单未接: funnel; 8 weeks, chance < ${bounces.level}, at least ${bounces.leastOffers} offers, ${bounces.leastGap} below.`,
    `- 采纳率下降: p-chart; the last ${dropped.recentPoints} points against those before, chance < ${dropped.level}, at least ${dropped.leastCases} cases, ${dropped.leastGap} below.`,
    `- 应答变慢: XmR-chart of the logarithm of the median; two points of at least ${slower.leastAnswers} answers beyond the warning limit of those before, or eight above`,
    `  the centre, and ${slower.leastRatio} times as long as usual.`,
    "",
    `False alerts, measured: ${measuredNoise.alertsPerYear} a year in all, over ${measuredNoise.years} simulated years of an alliance in which nothing changes (150 experts, 8 hospitals,`,
    "12 cases a week; `src/quality/domain/simulate.ts`, fixed seed). The same thing is not raised again within 12 weeks of its end.",
    "",
    "## 核查线索 To be looked at",
    "",
    "People judge; nothing follows by itself.",
    "",
    `- 用时短得不合常理: ${watchRule.impossible.leastCases} opinions of more than ${watchRule.impossible.characters} characters signed within ${watchRule.impossible.seconds} s of being begun, in ${watchRule.impossible.weeks} weeks`,
    `- 相互好评: people who rate each other at least ${watchRule.ring.leastEach} times each way, always with full marks, while others rate or are rated otherwise`,
    `- 同一地址: ${watchRule.oneAddress.least} patients' ratings with full marks from one address within ${watchRule.oneAddress.hours} h`,
    `- 拆分申请: ${watchRule.split.least} requests for one patient to one specialty within ${watchRule.split.hours} h`,
    `- 月末集中: consultations on the last ${watchRule.monthEnd.days} days of months, chance < ${watchRule.monthEnd.level}, at least ${watchRule.monthEnd.leastCases}`,
    "",
    "## 随访 Follow-up",
    "",
    ...followUpPlans.map(
      ({ zh, en, days, categories }) =>
        `- ${zh} ${en} (${categories.length === 0 ? "其余 the rest" : categories.join(", ")}): 第 ${days.join("、")} 天`,
    ),
    "",
    "## 同行评议 Peer review",
    "",
    `${reviewSample.share * 100} % of the opinions signed within four weeks, at most ${reviewSample.most}, by lot; two raters of the field from other hospitals, blinded. 0, 1 or 2 for:`,
    "",
    ...reviewItems.map(({ zh, en }, i) => `${i + 1}. ${zh} — ${en}`),
    "",
    "Difficulty: shares of good opinions and of adopted advice are also shown as if all had the same mix of level, rare or usual disease,",
    "and specialty (indirect standardisation, `domain/adjust.ts`). Agreement: quadratic-weighted kappa and ICC(1,1) of the totals.",
    "",
  );
  return lines.join("\n");
}
