import { ok, refuse, type Result } from "../../kernel/result.js";
import { canonicalJson } from "../../kernel/canonical-json.js";

/** The three fields of a 会诊意见, as typed. */
export interface OpinionFields {
  readonly answer: string;
  readonly conclusion: string;
  readonly advice: string;
}

/** How sure a diagnosis is: 确诊 · 拟诊 · 疑似 · 已排除. Source: FHIR R4 condition-ver-status. */
export const certainties = ["confirmed", "probable", "suspected", "ruled_out"] as const;
export type Certainty = (typeof certainties)[number];

/** A diagnosis of the opinion; `code` is ICD-10 (医保 2.0), null when the doctor's own words were not coded. */
export interface OpinionDiagnosis {
  readonly code: string | null;
  readonly name: string;
  readonly certainty: Certainty;
}

/** 操作/手术 · 检查 · 检验 · 用药 · 其他 */
export const adviceKinds = ["procedure", "exam", "lab", "drug", "other"] as const;
export type AdviceKind = (typeof adviceKinds)[number];

/**
 * What is advised to be done. `code` is of the procedure list (ICD-9-CM-3 医保 2.0); a drug stands as text, because an
 * opinion is advice and the inviter prescribes.
 */
export interface AdviceOrder {
  readonly kind: AdviceKind;
  readonly code: string | null;
  readonly name: string;
  /** Dose, site, purpose, how soon. */
  readonly note: string;
}

/** 立即 · 24 小时内 · 一周内 · 一月内 · 无需随访 */
export const followUpUrgencies = ["at_once", "within_day", "within_week", "within_month", "none"] as const;
export type FollowUpUrgency = (typeof followUpUrgencies)[number];
/** Who sees the patient again: 邀请方 · 会诊专家 · 转诊后的医院 */
export const followUpBy = ["requester", "expert", "referral"] as const;

/** How urgently the patient is to be seen again, until when, by whom. */
export interface FollowUp {
  readonly urgency: FollowUpUrgency;
  /** Civil date `YYYY-MM-DD`; null: the urgency says enough. */
  readonly dueOn: string | null;
  readonly by: (typeof followUpBy)[number];
  readonly note: string;
}

/** The parts of an opinion that machines read as well. */
export interface OpinionParts {
  /** Most important first. */
  readonly diagnoses: readonly OpinionDiagnosis[];
  readonly orders: readonly AdviceOrder[];
  /** Guidelines and papers the advice rests on, one line each. */
  readonly references: readonly string[];
  readonly followUp: FollowUp | null;
}

/** Everything an opinion says: the three fields, and the structured parts. */
export interface OpinionContent extends OpinionFields, OpinionParts {}

export const noParts: OpinionParts = { diagnoses: [], orders: [], references: [], followUp: null };
export const emptyOpinion: OpinionContent = {
  answer: "",
  conclusion: "",
  advice: "",
  ...noParts,
};

/** What was kept, completed by what its form did not have yet. */
export const wholeOpinion = (kept: Partial<OpinionContent>): OpinionContent => ({ ...emptyOpinion, ...kept });

/** True when both say the same, to the last blank. */
export const isSameOpinion = (a: OpinionContent, b: OpinionContent): boolean =>
  canonicalJson(a) === canonicalJson(b);

/** A field that must be filled before signing, in the order of the page. */
export interface MissingField {
  readonly field: keyof OpinionFields;
  readonly zh: string;
  readonly en: string;
}

/**
 * What is still missing before the opinion may be signed; empty: nothing. Answer and conclusion are required, advice
 * is not: "继续目前治疗" may be the whole conclusion. White space alone counts as missing.
 * Source: 病历书写基本规范 (2010), 会诊记录: the record carries the 会诊意见 itself, institution, time and signature.
 */
export function missingFields(text: OpinionFields): MissingField[] {
  const missing: MissingField[] = [];
  if (text.answer.trim() === "")
    missing.push({
      field: "answer",
      zh: "请填写“问题回应”：回答邀请方提出的问题",
      en: "Fill in the answer to the question that was asked",
    });
  if (text.conclusion.trim() === "")
    missing.push({ field: "conclusion", zh: "请填写“结论”", en: "Fill in the conclusion" });
  return missing;
}

const writable: readonly string[] = ["accepted", "in_session", "opinion_signed"];

/** True while the opinion may be written or amended: from acceptance until the inviter closes the case. */
export const isWritable = (caseStatus: string): boolean => writable.includes(caseStatus);

/** The opinion as it stands when someone wants to sign. */
export interface OpinionState {
  readonly draft: OpinionContent;
  /** Counts the saves; 0 before the first. */
  readonly draftRevision: number;
  /** Null: never signed. */
  readonly lastSigned: {
    readonly version: number;
    readonly text: OpinionContent;
    readonly sha256: string;
  } | null;
}

export type SigningRefusal =
  | "opinion_not_open"
  | "opinion_changed_elsewhere"
  | "opinion_incomplete"
  | "nothing_to_amend";

/**
 * Decides what is signed: the draft of exactly the `revision` the signer looked at, as version 1 or as an amendment
 * chained to the version before.
 * @returns the version to append, or the refusal: is the case still open to it? is this the text he saw? is it whole
 * ({@link missingFields} says what is not)? is it new?
 */
export function decideSigning(
  opinion: OpinionState,
  caseStatus: string,
  revision: number,
): Result<{ version: number; previousSha256: string | null; text: OpinionContent }, SigningRefusal> {
  if (!isWritable(caseStatus)) return refuse("opinion_not_open");
  if (revision !== opinion.draftRevision) return refuse("opinion_changed_elsewhere");
  const { draft, lastSigned } = opinion;
  if (missingFields(draft).length > 0) return refuse("opinion_incomplete");
  if (lastSigned && isSameOpinion(lastSigned.text, draft)) return refuse("nothing_to_amend");
  return ok({
    version: (lastSigned?.version ?? 0) + 1,
    previousSha256: lastSigned?.sha256 ?? null,
    text: draft,
  });
}
