import { z } from "zod";
import { honourLists, honourMeasures } from "../domain/rules.js";
import { EnteredDate, Count, Percent, Reason } from "./values.js";

/* Credits ----------------------------------------------------------------------------------------------------------- */
export const creditStatuses = ["provisional", "confirmed", "revoked"] as const;
export const creditStatusNames = {
  provisional: { zh: "待确认", en: "Provisional" },
  confirmed: { zh: "已确认", en: "Confirmed" },
  revoked: { zh: "已撤销", en: "Revoked" },
} as const;
export const CreditView = z.strictObject({
  id: z.uuid(),
  personName: z.string(),
  year: z.number().int(),
  class: z.enum(["I", "II"]).nullable(),
  minutes: z.number().int(),
  /** Hundredths of a credit, before and after the year's cap. */
  uncappedCents: Count,
  creditCents: Count,
  status: z.enum(creditStatuses),
  ruleTitle: z.string(),
  ruleVersion: z.number().int(),
  /** The evidence pack. */
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  certificateNumber: z.string().nullable(),
  reason: z.string(),
  decidedAt: z.iso.datetime().nullable(),
});
export type CreditView = z.infer<typeof CreditView>;
export const CreditQuery = z.strictObject({
  status: z.enum(creditStatuses).optional(),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});
export const CreditPackQuery = z.strictObject({
  year: z.coerce.number().int().min(2000).max(2100),
  status: z.enum(creditStatuses).optional(),
});
export const CreditList = z.strictObject({
  items: z.array(CreditView),
  total: Count,
  /** Whether this person's institution may confirm. */
  isAccredited: z.boolean(),
});
export const CreditParams = z.strictObject({ creditId: z.uuid() });
export const ConfirmCredit = z.strictObject({
  certificateNumber: z.string().trim().min(2, "请填写证书编号 Enter the certificate's number").max(64),
});
export const AccreditedBodyView = z.strictObject({
  institutionId: z.uuid(),
  bodyName: z.string().trim().min(2).max(100),
  documentNumber: z.string().trim().min(2).max(100),
  validFrom: EnteredDate,
  validTo: EnteredDate,
});
export type AccreditedBodyView = z.infer<typeof AccreditedBodyView>;
export const PutAccreditedBody = AccreditedBodyView.refine((body) => body.validFrom <= body.validTo, {
  path: ["validTo"],
  message: "终止日期早于起始日期 It ends before it begins",
});
export const AccreditedBodyList = z.strictObject({ items: z.array(AccreditedBodyView) });

/* Honours ----------------------------------------------------------------------------------------------------------- */
export const honourListNames = {
  specialty: { zh: "专科会诊专家", en: "Experts by specialty" },
  county: { zh: "基层医师", en: "County doctors" },
  young: { zh: "青年专家", en: "Young experts" },
} as const;
export const measureNames = {
  adopted: { zh: "意见采纳（部分采纳计半）", en: "Advice adopted (partly: half)" },
  answered_in_time: { zh: "时限内签署", en: "Opinions in time" },
  accepted: { zh: "派单接受", en: "Offers accepted" },
  decided_in_time: { zh: "3 天内反馈处置", en: "Disposition within 3 days" },
  reasoned: { zh: "申请一次提交完整", en: "Requests complete at once" },
} as const;
const Period = z
  .string()
  .regex(/^20\d{2}(Q[1-4])?$/, "周期如 2026 或 2026Q3 A period such as 2026 or 2026Q3");
export const HonourFigure = z.strictObject({
  measure: z.enum(honourMeasures),
  weight: Percent,
  /** Halves count for advice partly adopted. */
  hits: z.number(),
  of: Count,
  /** Estimated share with what is known of the peers, and the lower end of its 80 % interval; 0 to 1. */
  share: z.number(),
  low: z.number(),
});
export const HonourCandidateView = z.strictObject({
  id: z.uuid(),
  personName: z.string(),
  institutionName: z.string(),
  groupCode: z.string(),
  /** Name of the first-level 诊疗科目; empty where the list is not parted. */
  groupName: z.string(),
  place: z.number().int(),
  score: z.number(),
  figures: z.array(HonourFigure),
  removedReason: z.string().nullable(),
  isMe: z.boolean(),
});
export const ObjectionView = z.strictObject({
  id: z.uuid(),
  candidateId: z.uuid(),
  reason: z.string(),
  status: z.enum(["open", "upheld", "rejected"]),
  answer: z.string().nullable(),
  filedAt: z.iso.datetime(),
});
export const HonourRoundView = z.strictObject({
  id: z.uuid(),
  period: z.string(),
  list: z.enum(honourLists),
  status: z.enum(["objection", "final", "cancelled"]),
  objectionUntil: z.iso.datetime(),
  documentNumber: z.string().nullable(),
  ruleTitle: z.string(),
  ruleVersion: z.number().int(),
  candidates: z.array(HonourCandidateView),
  objections: z.array(ObjectionView),
});
export type HonourRoundView = z.infer<typeof HonourRoundView>;
export const HonourRuleView = z.strictObject({
  version: z.number().int(),
  title: z.string(),
  objectionDays: Count,
  priorCases: Count,
  lists: z.array(
    z.strictObject({
      list: z.enum(honourLists),
      minCases: Count,
      places: Count,
      weights: z.partialRecord(z.enum(honourMeasures), Percent),
      youngerThanYears: z.number().int().nullable(),
    }),
  ),
});
export const HonourPageView = z.strictObject({
  rules: HonourRuleView.nullable(),
  rounds: z.array(HonourRoundView),
});
export type HonourPageView = z.infer<typeof HonourPageView>;
export const OpenRound = z.strictObject({ period: Period, list: z.enum(honourLists) });
export const RoundParams = z.strictObject({ roundId: z.uuid() });
export const CandidateParams = z.strictObject({ roundId: z.uuid(), candidateId: z.uuid() });
export const ObjectionParams = z.strictObject({ roundId: z.uuid(), objectionId: z.uuid() });
export const AnswerObjection = z.strictObject({ outcome: z.enum(["upheld", "rejected"]), answer: Reason });
export const FinaliseRound = z.strictObject({
  documentNumber: z.string().trim().min(2, "请填写文号 Enter the document's number").max(64),
});
