import type { EvidenceKind, EvidenceSource, Verification } from "./evidence.js";
import type { Dimension, SubScore } from "./model.js";
import type { SkillStrength } from "./skills.js";
import type { ConfidenceLevel } from "./sub-score.js";

export interface Words {
  readonly zh: string;
  readonly en: string;
}
const w = (zh: string, en: string): Words => ({ zh, en });

export const dimensionNames: Readonly<Record<Dimension, Words>> = {
  academic: w("学术", "Academic"),
  clinical: w("临床", "Clinical"),
  teaching: w("教学", "Teaching"),
  peer: w("同行", "Peers"),
  service: w("服务", "Service"),
};

export const subNames: Readonly<Record<SubScore, Words>> = {
  degree: w("学位", "Degree"),
  papers: w("论文", "Papers"),
  grants: w("科研项目", "Grants"),
  awards: w("奖项", "Awards"),
  years: w("独立执业年限", "Years in practice"),
  cases: w("病例经验", "Cases"),
  operations: w("手术经验", "Operations"),
  post: w("教学职务", "Teaching post"),
  students: w("带教学生", "Students"),
  lectures: w("讲学授课", "Lectures"),
  communication: w("沟通", "Communication"),
  ratings: w("同行评分", "Ratings by colleagues"),
  referrals: w("同行点名", "Asked for by name"),
  response: w("应答速度", "Speed of answer"),
  acceptance: w("接诊率", "Acceptance"),
  adoption: w("采纳率（按难度校正）", "Adoption (adjusted for difficulty)"),
  satisfaction: w("满意度", "Satisfaction"),
  outcome: w("转归（按难度校正）", "Outcome (adjusted for difficulty)"),
};

export const sourceNames: Readonly<Record<EvidenceSource, Words>> = {
  self_reported: w("自报", "self-reported"),
  institution: w("医院背书", "vouched for by the hospital"),
  literature: w("文献", "literature"),
  his: w("HIS", "HIS"),
  emr: w("EMR", "EMR"),
  consult_history: w("会诊史", "consultations here"),
  outcome: w("会诊结果", "what came of consultations"),
};

export const verificationNames: Readonly<Record<Verification, Words>> = {
  asserted: w("待核", "unchecked"),
  verified: w("已核", "checked"),
  disputed: w("存疑，暂不计分", "in doubt, counts nothing for now"),
  expired: w("核实已过期", "check lapsed"),
};

export const confidenceNames: Readonly<Record<ConfidenceLevel, Words>> = {
  low: w("证据少", "little evidence"),
  medium: w("证据中等", "fair evidence"),
  high: w("证据充分", "ample evidence"),
};

export const strengthNames: Readonly<Record<SkillStrength, Words>> = {
  some: w("有经验", "some"),
  fair: w("较强", "fair"),
  strong: w("强", "strong"),
};

export const titleRankNames: readonly Words[] = [
  w("职称不明", "title unknown"),
  w("初级", "junior"),
  w("中级", "attending"),
  w("副高", "associate senior"),
  w("正高", "senior"),
];

/** Where a score stands in words, for who is shown no numbers. */
export const levelOf = (score: number): "high" | "middle" | "low" =>
  score >= 65 ? "high" : score >= 40 ? "middle" : "low";
export const levelNames: Readonly<Record<ReturnType<typeof levelOf>, Words>> = {
  high: w("突出", "Outstanding"),
  middle: w("良好", "Good"),
  low: w("一般", "Fair"),
};

/** What of a piece of evidence its words need. */
export interface Described {
  readonly kind: EvidenceKind;
  readonly label: string;
  readonly quantity: number;
  readonly value: number;
  readonly grade: number | null;
  readonly source: EvidenceSource;
  readonly verification: Verification;
  readonly observedOn: string;
  readonly trust: number;
  readonly freshness: number;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);
const count = (n: number, one: string, many: string): string => `${round(n)} ${n === 1 ? one : many}`;

function what({ kind, label, quantity, value, grade }: Described): Words {
  switch (kind) {
    case "degree":
      return w(`学位：${label}`, `Degree: ${label}`);
    case "publication":
      return quantity === 1
        ? w(`论文：${label}`, `Paper: ${label}`)
        : w(`${label} ${round(quantity)} 篇`, `${label}: ${count(quantity, "paper", "papers")}`);
    case "grant":
      return w(`项目：${label}`, `Grant: ${label}`);
    case "award":
      return w(`奖项：${label}`, `Award: ${label}`);
    case "independent_years":
      return w(
        `独立执业 ${round(quantity)} 年`,
        `${count(quantity, "year", "years")} in independent practice`,
      );
    case "disease_cases":
      return w(`${label} ${round(quantity)} 例`, `${label}: ${count(quantity, "patient", "patients")}`);
    case "skill":
      return w(`专长：${label}`, `Skill: ${label}`);
    case "consult":
      return w("平台会诊 1 例", "One consultation here");
    case "procedure_cases":
      return w(
        `${label} ${round(quantity)} 例${grade === null ? "" : `（${["一", "二", "三", "四"][grade - 1] ?? ""}级手术）`}`,
        `${label}: ${count(quantity, "operation", "operations")}${grade === null ? "" : ` (grade ${grade})`}`,
      );
    case "teaching_title":
      return w(
        label === "" ? "教学职称" : `教学职务：${label}`,
        label === "" ? "Teaching title" : `Teaching: ${label}`,
      );
    case "students":
      return w(`${label} ${round(quantity)} 名`, `${label}: ${count(quantity, "student", "students")}`);
    case "lecture":
      return w(`${label} ${round(quantity)} 次`, `${label}: ${count(quantity, "time", "times")}`);
    case "communication":
      return w("沟通评分", "Rating of communication");
    case "peer_rating":
      return w("同行评分", "A colleague's rating");
    case "referral":
      return w("被同行点名会诊", "Asked for by name");
    case "response":
      return value === 0
        ? w("派单未及时应答", "An offer not answered in time")
        : w(
            `应答用去时限的 ${Math.round((1 - value) * 100)}%`,
            `Answered in ${Math.round((1 - value) * 100)}% of the time there was`,
          );
    case "acceptance":
      return value === 1 ? w("接诊", "Accepted") : w("未接诊", "Not accepted");
    case "adoption":
      return value === 1
        ? w("意见被采纳", "Advice adopted")
        : value === 0
          ? w("意见未被采纳", "Advice not adopted")
          : w("意见部分采纳", "Advice partly adopted");
    case "satisfaction":
      return w("满意度评分", "Rating of satisfaction");
    case "outcome":
      return w("随访转归", "Outcome at follow-up");
  }
}

/** One piece of evidence in words: what it is, where from, how far believed, how fresh. */
export function evidenceWords(one: Described): Words {
  const named = what(one);
  const source = sourceNames[one.source];
  const check = verificationNames[one.verification];
  const trust = one.trust.toFixed(2);
  const fresh = one.freshness.toFixed(2);
  return {
    zh: `${named.zh}（${source.zh}，${check.zh}，${one.observedOn}；可信 ${trust} × 时效 ${fresh}）`,
    en: `${named.en} (${source.en}, ${check.en}, ${one.observedOn}; trust ${trust} × freshness ${fresh})`,
  };
}

export const insufficientWords = w("证据不足", "Not enough evidence");
export const peerWords = w("同行均值", "the peers' mean");
export const hiddenWords = w("隐藏技能", "hidden skill");
