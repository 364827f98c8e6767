import { ok, refuse, type Result } from "../../kernel/result.js";

export const decisions = ["adopted", "partly_adopted", "not_adopted"] as const;
/** 采纳 · 部分采纳 · 未采纳 */
export type Decision = (typeof decisions)[number];

/** Shortest reason, in characters, that says anything; the database holds the same number. */
export const shortestReason = 2;

export type DispositionRefusal =
  | "disposition_given"
  | "opinion_not_signed"
  | "opinion_not_open"
  | "reason_missing";

/**
 * The inviter decides on diagnosis and treatment, the opinion is advice; what he did with it closes the case.
 * Source: 国卫医发〔2018〕25号 附件3 (邀请方决定诊疗方案); 病历书写基本规范 (2010): the inviter records how the opinion
 * was carried out.
 * @returns the refusal in the order a person would ask: done already? anything to judge? and why not?
 */
export function decideDisposition(
  caseStatus: string,
  given: { readonly decision: Decision; readonly reason: string },
): Result<null, DispositionRefusal> {
  if (caseStatus === "closed") return refuse("disposition_given");
  if (caseStatus === "accepted" || caseStatus === "in_session") return refuse("opinion_not_signed");
  if (caseStatus !== "opinion_signed") return refuse("opinion_not_open");
  if (given.decision !== "adopted" && given.reason.trim().length < shortestReason)
    return refuse("reason_missing");
  return ok(null);
}
