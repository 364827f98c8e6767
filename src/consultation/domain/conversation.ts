import { ok, refuse, type Result } from "../../kernel/result.js";
import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";

/** 邀请方 · 受邀方 */
export type Side = "requester" | "performer";

/** When two people may write to each other on the case: from acceptance until the inviter has closed it. */
const open: readonly string[] = ["accepted", "in_session", "opinion_signed"];
export const isConversationOpen = (caseStatus: string): boolean => open.includes(caseStatus);
/** A call makes sense until the opinion is signed. */
export const isUpgradeOpen = (caseStatus: string): boolean =>
  caseStatus === "accepted" || caseStatus === "in_session";

/**
 * Minutes within which a question on the case should be answered. The platform's own rule: a quarter of the time the level
 * gives to the whole opinion, so that a question and its answer fit into it.
 */
export const answerMinutes: Readonly<Record<UrgencyLevel, number>> = {
  I: 10,
  II: 30,
  III: 3 * 60,
  IV: 18 * 60,
};
export const answerDueAt = (askedAt: Instant, level: UrgencyLevel | null): Instant =>
  addMinutes(askedAt, answerMinutes[level ?? "IV"]);

export interface Asked {
  readonly id: string;
  readonly kind: "question" | "answer";
  readonly side: Side;
}

export type WriteRefusal =
  | "conversation_closed"
  | "question_not_found"
  | "own_question"
  | "answer_needs_question";

/**
 * May this side write this? A question goes to the other side; an answer goes to a question of the other side, and more
 * than one is fine (a result comes in later).
 */
export function mayWrite(
  caseStatus: string,
  side: Side,
  message: { readonly kind: "question" | "answer" },
  repliesTo: Asked | undefined,
): Result<null, WriteRefusal> {
  if (!isConversationOpen(caseStatus)) return refuse("conversation_closed");
  if (message.kind === "question") return ok(null);
  if (repliesTo?.kind !== "question") return refuse("question_not_found");
  return repliesTo.side === side ? refuse("own_question") : ok(null);
}

export type UpgradeRefusal =
  | "upgrade_not_open"
  | "already_video"
  | "upgrade_none"
  | "upgrade_own"
  | "upgrade_pending";

/** May this side propose to go on by video? */
export function mayPropose(
  found: { readonly status: string; readonly mode: "written" | "video" },
  pending: { readonly side: Side } | undefined,
): Result<null, UpgradeRefusal> {
  if (found.mode === "video") return refuse("already_video");
  if (!isUpgradeOpen(found.status)) return refuse("upgrade_not_open");
  return pending ? refuse("upgrade_pending") : ok(null);
}

/** Accepting and declining are the other side's; taking back is the proposer's own. */
export function mayAnswerUpgrade(
  found: { readonly status: string },
  pending: { readonly side: Side } | undefined,
  side: Side,
  decision: "accept" | "decline" | "withdraw",
): Result<null, UpgradeRefusal> {
  if (!pending) return refuse("upgrade_none");
  if (!isUpgradeOpen(found.status)) return refuse("upgrade_not_open");
  return (pending.side === side) === (decision === "withdraw") ? ok(null) : refuse("upgrade_own");
}
