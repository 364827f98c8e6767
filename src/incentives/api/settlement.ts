import { z } from "zod";
import { priceLevels, services } from "../domain/rules.js";
import { batchStatuses, disputeOutcomes } from "../domain/settlement.js";
import { CivilDate, Count, EnteredDate, Fen, Month, Percent, Reason } from "./values.js";

export { type BatchStatus, batchStatuses } from "../domain/settlement.js";
export {
  type HonourList,
  honourLists,
  type HonourMeasure,
  honourMeasures,
  priceLevels,
  services,
} from "../domain/rules.js";

/** Names of accounts, statuses and levels as people read them. */
export const batchStatusNames = {
  accruing: { zh: "归集中", en: "Accruing" },
  closed: { zh: "已关账，待审批", en: "Closed, to be approved" },
  disputed: { zh: "有异议", en: "Disputed" },
  approved: { zh: "已审批，待付款", en: "Approved, to be paid" },
  paid: { zh: "已付款", en: "Paid" },
} as const;

export const BatchView = z.strictObject({
  id: z.uuid(),
  /** YYYY-MM */
  month: Month,
  payerId: z.uuid(),
  payerName: z.string(),
  payeeId: z.uuid(),
  payeeName: z.string(),
  status: z.enum(batchStatuses),
  lines: Count,
  openDisputes: Count,
  priceFen: Fen,
  inviterFen: Fen,
  inviteeFen: Fen,
  platformFen: Fen,
  expertFen: Fen,
  /** What the inviting hospital transfers to the invited one: its own part and its experts'. */
  toInviteeFen: Fen,
  firstApprovedAt: z.iso.datetime().nullable(),
  /** Whether the first approval was this hospital's. */
  isApprovedByUs: z.boolean(),
  closedAt: z.iso.datetime().nullable(),
  approvedAt: z.iso.datetime().nullable(),
  paidAt: z.iso.datetime().nullable(),
  bankReference: z.string().nullable(),
  payrollAt: z.iso.datetime().nullable(),
});
export type BatchView = z.infer<typeof BatchView>;
export const BatchQuery = z.strictObject({
  month: Month.optional(),
  status: z.enum(batchStatuses).optional(),
});
/** Newest month first. */
export const BatchList = z.strictObject({ items: z.array(BatchView) });
export const BatchParams = z.strictObject({ batchId: z.uuid() });
export const LineParams = z.strictObject({ batchId: z.uuid(), lineId: z.uuid() });
export const DisputeParams = z.strictObject({ batchId: z.uuid(), disputeId: z.uuid() });

const Step = z.strictObject({ zh: z.string(), en: z.string(), fen: Fen });
const SplitView = z.strictObject({ inviter: Percent, invitee: Percent, platform: Percent, expert: Percent });
export const LineView = z.strictObject({
  id: z.uuid(),
  kind: z.enum(["fee", "refund"]),
  caseNumber: z.string(),
  seat: z.number().int(),
  expertName: z.string(),
  payerName: z.string(),
  payeeName: z.string(),
  servedOn: CivilDate,
  confirmedAt: z.iso.datetime(),
  priceFen: Fen,
  inviterFen: Fen,
  inviteeFen: Fen,
  platformFen: Fen,
  expertFen: Fen,
  reason: z.string(),
  isRefunded: z.boolean(),
  /** The signed record the line rests on. */
  opinionSha256: z.string(),
  explanation: z.strictObject({
    service: z.enum(services),
    urgency: z.string(),
    minutes: z.number().int().nullable(),
    itemName: z.string(),
    itemSource: z.string(),
    casePriceFen: Fen,
    seats: Count,
    steps: z.array(Step),
    split: SplitView,
    splitFrom: z.enum(["agreement", "rules"]),
    ruleVersion: z.number().int(),
    ruleTitle: z.string(),
  }),
});
export type LineView = z.infer<typeof LineView>;
export const DisputeView = z.strictObject({
  id: z.uuid(),
  lineId: z.uuid(),
  status: z.enum(["open", ...disputeOutcomes]),
  reason: z.string(),
  raisedByName: z.string(),
  isMine: z.boolean(),
  raisedAt: z.iso.datetime(),
  resolution: z.string().nullable(),
  resolvedByName: z.string().nullable(),
  resolvedAt: z.iso.datetime().nullable(),
});
export type DisputeView = z.infer<typeof DisputeView>;
export const batchActs = ["close", "approve", "pay", "payroll", "dispute", "resolve", "refund"] as const;
export const BatchDetail = z.strictObject({
  batch: BatchView,
  lines: z.array(LineView),
  disputes: z.array(DisputeView),
  /** What this person may do with it now. */
  may: z.array(z.enum(batchActs)),
});
export type BatchDetail = z.infer<typeof BatchDetail>;
export const PayBatch = z.strictObject({
  bankReference: z.string().trim().min(2, "请填写银行流水号 Enter the bank's reference").max(64),
});
export const GiveReason = z.strictObject({ reason: Reason });
export const ResolveDispute = z.strictObject({ outcome: z.enum(disputeOutcomes), resolution: Reason });
export const StepDone = z.strictObject({ id: z.uuid() });

/* Rules ------------------------------------------------------------------------------------------------------------- */
export const levelNames = {
  national: { zh: "国家级", en: "National" },
  provincial: { zh: "省级", en: "Provincial" },
  city: { zh: "市级", en: "City" },
  county: { zh: "县级", en: "County" },
} as const;
export const serviceNames = {
  written: { zh: "书面", en: "Written" },
  video: { zh: "视频", en: "Video" },
  mdt: { zh: "多学科", en: "MDT" },
} as const;
const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "时刻如 22:00 A time such as 22:00");
export const PriceBody = z.strictObject({
  items: z
    .array(
      z.strictObject({
        code: z.string().trim().min(1).max(40),
        name: z.string().trim().min(2).max(60),
        service: z.enum(services),
        region: z.string().regex(/^\d{0,6}$/, "行政区划代码的前几位 The first digits of a region code"),
        level: z.enum(priceLevels),
        unitMinutes: z.int32().min(5).max(480).nullable(),
        fen: z.int32().min(0).max(10_000_000),
        source: z.string().trim().min(2).max(200),
      }),
    )
    .min(1)
    .max(500)
    .refine(
      (items) =>
        new Set(items.map((one) => `${one.service}/${one.region}/${one.level}`)).size === items.length,
      "同一服务、地区、级别只能有一个价格 One price for each service, region and level",
    ),
  levels: z
    .array(z.strictObject({ hospitalLevel: z.string().min(1).max(20), level: z.enum(priceLevels) }))
    .max(30),
  night: z.strictObject({ from: Clock, to: Clock, percent: z.int32().min(0).max(300) }),
  urgency: z.strictObject({
    I: z.int32().min(0).max(300),
    II: z.int32().min(0).max(300),
    III: z.int32().min(0).max(300),
    IV: z.int32().min(0).max(300),
  }),
  supplementCapPercent: z.int32().min(0).max(300),
  caseCapFen: z.int32().min(1).max(100_000_000),
  split: SplitView.refine(
    ({ inviter, invitee, platform, expert }) => inviter + invitee + platform + expert === 100,
    "四项分成之和须为 100% The four shares must make 100%",
  ),
  mdt: z.strictObject({ lead: z.int32().min(1).max(100), member: z.int32().min(1).max(100) }),
});
export type PriceBody = z.infer<typeof PriceBody>;
export const RuleSetView = z.strictObject({
  id: z.uuid(),
  version: z.number().int(),
  title: z.string(),
  validFrom: CivilDate,
  validTo: CivilDate.nullable(),
  status: z.enum(["draft", "published", "discarded"]),
  isMine: z.boolean(),
  isToday: z.boolean(),
  /** What the regions of the items are called, by the digits that the items carry. */
  regionNames: z.record(z.string(), z.string()),
  draftedAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable(),
  body: PriceBody,
});
export type RuleSetView = z.infer<typeof RuleSetView>;
/** Newest version first; drafts for the operator alone. */
export const RuleSetList = z.strictObject({ items: z.array(RuleSetView) });
export const NewRuleSet = z.strictObject({
  title: z.string().trim().min(2, "请填写名称 Enter a name").max(100),
  validFrom: EnteredDate,
  body: PriceBody,
});
export const RuleSetParams = z.strictObject({ ruleSetId: z.uuid() });
export const TryPrice = z.strictObject({
  body: PriceBody,
  service: z.enum(services),
  inviterRegion: z.string().regex(/^\d{6}$/),
  seatLevels: z.array(z.string().min(1).max(20)).min(1).max(5),
  minutes: z.int32().min(0).max(1440).nullable(),
  urgency: z.enum(["I", "II", "III", "IV"]),
  signedAtTime: Clock,
});
export const PriceTried = z.strictObject({
  priceFen: Fen,
  itemName: z.string(),
  steps: z.array(Step),
  inviterFen: Fen,
  inviteeFen: Fen,
  platformFen: Fen,
  expertFen: Fen,
});
