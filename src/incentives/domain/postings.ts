/** Accounts of a hospital's book, by what they hold. */
export type AccountKind =
  | "patient_receivable"
  | "kept_by_inviter"
  | "owed_to_invitee"
  | "owed_to_platform"
  | "due_from_inviter"
  | "kept_by_invitee"
  | "owed_to_expert"
  | "platform_due"
  | "platform_income"
  | "bank"
  | "payroll"
  | "credit_proposed"
  | "credit_confirmed"
  | "credit_source";
export type Unit = "fen" | "credit_cent";
export const unitOf = (kind: AccountKind): Unit => (kind.startsWith("credit_") ? "credit_cent" : "fen");

export type PostingKind =
  | "fee"
  | "refund"
  | "payment"
  | "payroll"
  | "credit"
  | "credit_confirmed"
  | "reversal";

/** One line: positive is debit 借, negative is credit 贷. */
export interface NewEntry {
  readonly account: AccountKind;
  /** The other institution, or the person it is about. */
  readonly otherId: string;
  readonly amount: number;
}

/** One business event as one book tells it. */
export interface NewPosting {
  readonly institutionId: string;
  /** Posted once a book, however often it is asked for. */
  readonly sourceKey: string;
  readonly kind: PostingKind;
  readonly caseId: string | null;
  readonly onDate: string;
  /** Source key, in the same book, of what it takes back. */
  readonly reverses?: string;
  readonly entries: readonly NewEntry[];
}

export interface LineAmounts {
  readonly id: string;
  readonly caseId: string;
  readonly seat: number;
  readonly payerId: string;
  readonly payeeId: string;
  readonly expertPersonId: string;
  readonly inviterFen: number;
  readonly inviteeFen: number;
  readonly platformFen: number;
  readonly expertFen: number;
  readonly onDate: string;
}

const whole = (posting: NewPosting): NewPosting[] => {
  const entries = posting.entries.filter(({ amount }) => amount !== 0);
  return entries.length === 0 ? [] : [{ ...posting, entries }];
};

/** True when the lines add up to zero in each unit, are whole, and there are at least two. */
export function isBalanced(entries: readonly NewEntry[]): boolean {
  const sums = new Map<Unit, number>();
  for (const { account, amount } of entries)
    sums.set(unitOf(account), (sums.get(unitOf(account)) ?? 0) + amount);
  return (
    entries.length >= 2 &&
    entries.every(({ amount }) => Number.isSafeInteger(amount) && amount !== 0) &&
    [...sums.values()].every((sum) => sum === 0)
  );
}

const feeKey = (line: Pick<LineAmounts, "caseId" | "seat">, book: "inviter" | "invitee" | "platform") =>
  `fee:${line.caseId}:${line.seat}:${book}`;

/**
 * A fee in the three books it concerns. The money goes hospital to hospital: the expert's part is the invited
 * hospital's to pay. Books in which nothing moves get no posting.
 */
export function feePostings(line: LineAmounts, operatorId: string): NewPosting[] {
  const shared = { kind: "fee", caseId: line.caseId, onDate: line.onDate } as const;
  const { payerId, payeeId, inviterFen, inviteeFen, platformFen, expertFen } = line;
  const toInvitee = inviteeFen + expertFen;
  return [
    {
      ...shared,
      institutionId: payerId,
      sourceKey: feeKey(line, "inviter"),
      entries: [
        { account: "patient_receivable", otherId: payerId, amount: inviterFen + toInvitee + platformFen },
        { account: "kept_by_inviter", otherId: payerId, amount: -inviterFen },
        { account: "owed_to_invitee", otherId: payeeId, amount: -toInvitee },
        { account: "owed_to_platform", otherId: operatorId, amount: -platformFen },
      ],
    } satisfies NewPosting,
    {
      ...shared,
      institutionId: payeeId,
      sourceKey: feeKey(line, "invitee"),
      entries: [
        { account: "due_from_inviter", otherId: payerId, amount: toInvitee },
        { account: "kept_by_invitee", otherId: payeeId, amount: -inviteeFen },
        { account: "owed_to_expert", otherId: line.expertPersonId, amount: -expertFen },
      ],
    } satisfies NewPosting,
    {
      ...shared,
      institutionId: operatorId,
      sourceKey: feeKey(line, "platform"),
      entries: [
        { account: "platform_due", otherId: payerId, amount: platformFen },
        { account: "platform_income", otherId: operatorId, amount: -platformFen },
      ],
    } satisfies NewPosting,
  ].flatMap(whole);
}

/** A refund takes back each of the fee's postings, as reversals dated `onDate`. */
export const refundPostings = (line: LineAmounts, operatorId: string, onDate: string): NewPosting[] =>
  feePostings(line, operatorId).map((posting) => ({
    ...posting,
    kind: "reversal",
    onDate,
    sourceKey: posting.sourceKey.replace(/^fee:/u, "refund:"),
    reverses: posting.sourceKey,
    entries: posting.entries.map((entry) => ({ ...entry, amount: -entry.amount })),
  }));

export interface BatchTotals {
  readonly id: string;
  readonly payerId: string;
  readonly payeeId: string;
  readonly toInviteeFen: number;
  readonly toPlatformFen: number;
  /** By person. */
  readonly experts: readonly { readonly personId: string; readonly fen: number }[];
}

/** The payment of a month between two hospitals, in the three books. A month of refunds flows the other way. */
export const paymentPostings = (batch: BatchTotals, operatorId: string, onDate: string): NewPosting[] => {
  const shared = { kind: "payment", caseId: null, onDate } as const;
  const { id, payerId, payeeId, toInviteeFen, toPlatformFen } = batch;
  return [
    {
      ...shared,
      institutionId: payerId,
      sourceKey: `payment:${id}:inviter`,
      entries: [
        { account: "owed_to_invitee", otherId: payeeId, amount: toInviteeFen },
        { account: "owed_to_platform", otherId: operatorId, amount: toPlatformFen },
        { account: "bank", otherId: payerId, amount: -toInviteeFen - toPlatformFen },
      ],
    } satisfies NewPosting,
    {
      ...shared,
      institutionId: payeeId,
      sourceKey: `payment:${id}:invitee`,
      entries: [
        { account: "bank", otherId: payeeId, amount: toInviteeFen },
        { account: "due_from_inviter", otherId: payerId, amount: -toInviteeFen },
      ],
    } satisfies NewPosting,
    {
      ...shared,
      institutionId: operatorId,
      sourceKey: `payment:${id}:platform`,
      entries: [
        { account: "bank", otherId: operatorId, amount: toPlatformFen },
        { account: "platform_due", otherId: payerId, amount: -toPlatformFen },
      ],
    } satisfies NewPosting,
  ].flatMap(whole);
};

/** The invited hospital hands the experts' parts to its payroll, which withholds the tax. */
export const payrollPostings = (batch: BatchTotals, onDate: string): NewPosting[] => {
  const sum = batch.experts.reduce((total, { fen }) => total + fen, 0);
  return whole({
    institutionId: batch.payeeId,
    sourceKey: `payroll:${batch.id}`,
    kind: "payroll",
    caseId: null,
    onDate,
    entries: [
      ...batch.experts.map(({ personId, fen }) => ({
        account: "owed_to_expert" as const,
        otherId: personId,
        amount: fen,
      })),
      { account: "payroll", otherId: batch.payeeId, amount: -sum },
    ],
  });
};

export interface CreditAmount {
  readonly id: string;
  readonly caseId: string;
  readonly personId: string;
  readonly institutionId: string;
  readonly creditCents: number;
  readonly onDate: string;
}

/** Proposed credits, in the book of the person's hospital. */
export const creditPosting = (credit: CreditAmount): NewPosting[] =>
  whole({
    institutionId: credit.institutionId,
    sourceKey: `credit:${credit.id}`,
    kind: "credit",
    caseId: credit.caseId,
    onDate: credit.onDate,
    entries: [
      { account: "credit_proposed", otherId: credit.personId, amount: credit.creditCents },
      { account: "credit_source", otherId: credit.institutionId, amount: -credit.creditCents },
    ],
  });

export const creditConfirmedPosting = (credit: CreditAmount): NewPosting[] =>
  whole({
    institutionId: credit.institutionId,
    sourceKey: `credit-confirmed:${credit.id}`,
    kind: "credit_confirmed",
    caseId: credit.caseId,
    onDate: credit.onDate,
    entries: [
      { account: "credit_confirmed", otherId: credit.personId, amount: credit.creditCents },
      { account: "credit_proposed", otherId: credit.personId, amount: -credit.creditCents },
    ],
  });

/** Revoked credits: whatever was posted for them is taken back. */
export const creditRevokedPostings = (credit: CreditAmount, wasConfirmed: boolean): NewPosting[] =>
  [...creditPosting(credit), ...(wasConfirmed ? creditConfirmedPosting(credit) : [])].map((posting) => ({
    ...posting,
    kind: "reversal",
    sourceKey: posting.sourceKey.replace(/^credit/u, "revoked"),
    reverses: posting.sourceKey,
    entries: posting.entries.map((entry) => ({ ...entry, amount: -entry.amount })),
  }));
