import { ok, refuse, type Result } from "../../kernel/result.js";

/** accruing 归集中 · closed 已关账 · disputed 有异议 · approved 已审批 · paid 已付款; the database holds the same steps. */
export const batchStatuses = ["accruing", "closed", "disputed", "approved", "paid"] as const;
export type BatchStatus = (typeof batchStatuses)[number];
export const batchTransitions: Readonly<Record<BatchStatus, readonly BatchStatus[]>> = {
  accruing: ["closed"],
  closed: ["disputed", "approved"],
  disputed: ["closed"],
  approved: ["disputed", "paid"],
  paid: [],
};

/** A month between two hospitals, as its steps see it. */
export interface Batch {
  readonly id: string;
  /** First day of the month, YYYY-MM-01. */
  readonly month: string;
  readonly payerId: string;
  readonly payeeId: string;
  readonly status: BatchStatus;
  readonly firstApproval: { readonly personId: string; readonly institutionId: string } | null;
  readonly payrollAt: string | null;
}

export interface Who {
  readonly personId: string;
  readonly institutionId: string;
}

export type SettlementRefusal =
  | "batch_not_found"
  | "month_not_over"
  | "batch_not_accruing"
  | "batch_not_closed"
  | "batch_has_disputes"
  | "approved_already"
  | "approval_of_other_side"
  | "batch_not_approved"
  | "only_payer_pays"
  | "batch_not_paid"
  | "only_payee_pays_experts"
  | "payroll_done"
  | "line_not_disputable"
  | "dispute_open"
  | "dispute_settled"
  | "judge_is_party"
  | "line_not_refundable"
  | "line_refunded"
  | "line_not_found"
  | "dispute_not_found";

/** The first day of the month a civil date lies in. */
export const monthOf = (date: string): string => `${date.slice(0, 7)}-01`;
export const nextMonth = (month: string): string => {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, "0")}-01`;
};

/** Either hospital closes a month, from the first day after it. */
export function judgeClosing(batch: Batch, today: string): Result<null, SettlementRefusal> {
  if (batch.status !== "accruing") return refuse("batch_not_accruing");
  if (today < nextMonth(batch.month)) return refuse("month_not_over");
  return ok(null);
}

/**
 * 审批: two different people, one of each hospital. The first approval leaves the month closed, the second approves it.
 * @returns which of the two this is
 */
export function judgeApproval(batch: Batch, who: Who): Result<"first" | "second", SettlementRefusal> {
  if (batch.status === "disputed") return refuse("batch_has_disputes");
  if (batch.status !== "closed") return refuse("batch_not_closed");
  if (!batch.firstApproval) return ok("first");
  if (batch.firstApproval.personId === who.personId) return refuse("approved_already");
  if (batch.firstApproval.institutionId === who.institutionId) return refuse("approval_of_other_side");
  return ok("second");
}

export function judgePayment(batch: Batch, who: Who): Result<null, SettlementRefusal> {
  if (batch.status !== "approved") return refuse("batch_not_approved");
  if (who.institutionId !== batch.payerId) return refuse("only_payer_pays");
  return ok(null);
}

export function judgePayroll(batch: Batch, who: Who): Result<null, SettlementRefusal> {
  if (batch.status !== "paid") return refuse("batch_not_paid");
  if (who.institutionId !== batch.payeeId) return refuse("only_payee_pays_experts");
  if (batch.payrollAt !== null) return refuse("payroll_done");
  return ok(null);
}

/** A line may be contested from closing until payment; what is contested after an approval takes the approvals back. */
export function judgeDispute(
  batch: Batch,
  line: { readonly hasOpenDispute: boolean },
): Result<null, SettlementRefusal> {
  if (line.hasOpenDispute) return refuse("dispute_open");
  if (!["closed", "disputed", "approved"].includes(batch.status)) return refuse("line_not_disputable");
  return ok(null);
}

export const disputeOutcomes = ["upheld", "withdrawn", "refunded"] as const;
export type DisputeOutcome = (typeof disputeOutcomes)[number];

/** The one who contests may only withdraw; upholding the line or refunding it is for somebody of the other side or the operator. */
export function judgeResolution(
  dispute: { readonly status: string; readonly raisedBy: string },
  outcome: DisputeOutcome,
  who: Pick<Who, "personId">,
): Result<null, SettlementRefusal> {
  if (dispute.status !== "open") return refuse("dispute_settled");
  if ((outcome === "withdrawn") !== (dispute.raisedBy === who.personId)) return refuse("judge_is_party");
  return ok(null);
}
