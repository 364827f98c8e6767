import { ok, refuse, type Result } from "../../kernel/result.js";

/** The three fields of a 会诊意见, as typed. */
export interface OpinionFields {
  readonly answer: string;
  readonly conclusion: string;
  readonly advice: string;
}

export const emptyOpinion: OpinionFields = { answer: "", conclusion: "", advice: "" };

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
  readonly draft: OpinionFields;
  /** Counts the saves; 0 before the first. */
  readonly draftRevision: number;
  /** Null: never signed. */
  readonly lastSigned: {
    readonly version: number;
    readonly text: OpinionFields;
    readonly sha256: string;
  } | null;
}

export type SigningRefusal =
  "opinion_not_open" | "opinion_changed_elsewhere" | "opinion_incomplete" | "nothing_to_amend";

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
): Result<{ version: number; previousSha256: string | null; text: OpinionFields }, SigningRefusal> {
  if (!isWritable(caseStatus)) return refuse("opinion_not_open");
  if (revision !== opinion.draftRevision) return refuse("opinion_changed_elsewhere");
  const { draft, lastSigned } = opinion;
  if (missingFields(draft).length > 0) return refuse("opinion_incomplete");
  if (
    lastSigned &&
    lastSigned.text.answer === draft.answer &&
    lastSigned.text.conclusion === draft.conclusion &&
    lastSigned.text.advice === draft.advice
  )
    return refuse("nothing_to_amend");
  return ok({
    version: (lastSigned?.version ?? 0) + 1,
    previousSha256: lastSigned?.sha256 ?? null,
    text: draft,
  });
}
