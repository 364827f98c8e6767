/** What becomes of an expert when a fact was not confirmed in time: a note, less weight in ranking, or no offers. */
export type OverdueAction = "warn" | "lower_weight" | "suspend";

interface KindRule {
  readonly zh: string;
  readonly en: string;
  /** `field`: a property of the person or post · `capability`: what he can do or has done · `declaration`: what he will not do. */
  readonly class: "field" | "capability" | "declaration";
  /** `role`: a fact about one post, so the claim names the post; `person`: about the expert, and it names none. */
  readonly scope: "person" | "role";
  /** `one`: a single value holds at a time, so sources can contradict each other · `many`: a list, each item told by its label. */
  readonly holds: "one" | "many";
  /** Days after which somebody confirms it again; null: it does not age (a date of birth, a degree). */
  readonly reviewDays: number | null;
  readonly overdue: OverdueAction;
  /** Shown to the expert, his institutions and the operator only. */
  readonly isPersonal?: true;
}

/**
 * Every kind of fact the registry holds about an expert. Intervals follow the half-yearly verification of the pool;
 * whatever decides whether somebody may be asked at all suspends when it is overdue.
 *
 * Values of field claims: `gender` male | female · `*_on`, `independent_since` YYYY-MM-DD · `licence` 15 digits ·
 * `qualification` its first nine digits (year, province, category) with a keyed hash of the whole, never the number ·
 * `practice_scope` code of the official list · `practice_level` physician | assistant · `title`, `title_qualification`,
 * `teaching_title` GB/T 8561 code · `department` the name as the source writes it · `supervisor` doctoral | master.
 * Source: 医师执业注册管理办法 (2017) for scope, level and category; GB/T 8561 for titles.
 */
export const claimRules = {
  name: field("姓名", "Name", null, "warn"),
  gender: field("性别", "Gender", null, "warn"),
  birth_on: field("出生日期", "Date of birth", null, "warn", { isPersonal: true }),
  licence: field("医师执业证书编号", "Practice licence", 180, "suspend", { isPersonal: true }),
  qualification: field("医师资格证书", "Physician qualification", null, "warn", { isPersonal: true }),
  practice_scope: field("执业范围", "Practice scope", 180, "suspend"),
  practice_level: field("执业级别", "Practice level", 180, "suspend"),
  practice_category: field("执业类别", "Practice category", 180, "warn"),
  independent_since: field("独立执业起始", "Independent practice since", null, "warn"),
  title_qualification: field("职称资格", "Title, qualified", null, "warn"),
  title: field("职称（聘任）", "Title, appointed", 180, "lower_weight", { scope: "role" }),
  teaching_title: field("教学职称", "Teaching title", 365, "warn", { scope: "role" }),
  department: field("执业科室", "Department", 180, "suspend", { scope: "role" }),
  post: field("行政职务", "Post", 365, "warn", { scope: "role" }),
  supervisor: field("导师资格", "Supervisor", 365, "warn"),
  disease_cases: capability("病种例数", "Cases by disease", 180, "lower_weight"),
  procedure_cases: capability("手术例数", "Cases by operation", 180, "lower_weight"),
  skill: capability("专长", "Skill", 180, "lower_weight"),
  language: capability("语言", "Language", 365, "warn"),
  degree: capability("学位", "Degree", null, "warn"),
  education: capability("教育与进修", "Education", null, "warn"),
  publication: capability("论文", "Publication", null, "warn"),
  grant: capability("科研项目", "Grant", null, "warn"),
  award: capability("奖项", "Award", null, "warn"),
  society: capability("学会任职", "Society", 365, "warn"),
  teaching: capability("教学", "Teaching", 365, "warn"),
  student_count: capability("带教学生", "Students", 365, "warn"),
  lecture: capability("学术讲座", "Lecture", 365, "warn"),
  refusal: declaration("不接", "Does not take"),
  conflict_of_interest: declaration("利益冲突", "Conflict of interest"),
} as const satisfies Record<string, KindRule>;

export type ClaimKind = keyof typeof claimRules;
export const claimKinds = Object.keys(claimRules) as [ClaimKind, ...ClaimKind[]];

export const ruleOf = (kind: ClaimKind): KindRule => claimRules[kind];

export const claimSources = [
  "self_reported",
  "his",
  "emr",
  "institution",
  "consult_history",
  "literature",
] as const;
/** 自报 · HIS · EMR · 医院背书 · 会诊史 · 文献. */
export type ClaimSource = (typeof claimSources)[number];

/**
 * Which source speaks first where several say the same and nobody has checked: the hospital that vouches, then its
 * systems, then what happened here, then print, then the expert himself. Larger is stronger.
 */
export const authority: Readonly<Record<ClaimSource, number>> = {
  institution: 6,
  his: 5,
  emr: 4,
  consult_history: 3,
  literature: 2,
  self_reported: 1,
};

/**
 * The civil date a claim is to be confirmed again; null for kinds that do not age.
 * @param confirmedOn civil date the fact was last stated or checked.
 */
export function nextDueOn(kind: ClaimKind, confirmedOn: string): string | null {
  const { reviewDays } = ruleOf(kind);
  if (reviewDays === null) return null;
  const date = new Date(`${confirmedOn}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + reviewDays);
  return date.toISOString().slice(0, 10);
}

/**
 * What a claim is about within its kind: "" where one value holds, else the label folded (width, case, blanks), so that
 * the same item is the same however it is typed.
 */
export const subjectKeyOf = (kind: ClaimKind, label: string): string =>
  ruleOf(kind).holds === "one" ? "" : label.normalize("NFKC").toLowerCase().replace(/\s+/gu, "");

type More = Partial<Pick<KindRule, "isPersonal" | "scope">>;

function field(
  zh: string,
  en: string,
  reviewDays: number | null,
  overdue: OverdueAction,
  more: More = {},
): KindRule {
  return { zh, en, class: "field", scope: "person", holds: "one", reviewDays, overdue, ...more };
}
function capability(zh: string, en: string, reviewDays: number | null, overdue: OverdueAction): KindRule {
  return { zh, en, class: "capability", scope: "person", holds: "many", reviewDays, overdue };
}
function declaration(zh: string, en: string): KindRule {
  return {
    zh,
    en,
    class: "declaration",
    scope: "person",
    holds: "many",
    reviewDays: 180,
    overdue: "warn",
  };
}
