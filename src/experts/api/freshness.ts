import { z } from "zod";
import { taskStatuses } from "../domain/freshness/campaign.js";
import { factAnswers } from "../domain/freshness/campaign.js";
import { findingKinds, findingOutcomes } from "../domain/freshness/findings.js";
import { freshnessBands } from "../domain/freshness/score.js";

export { type FactAnswer, factAnswers, type TaskStatus } from "../domain/freshness/campaign.js";
export { type FindingKind, type FindingOutcome, outcomesOf } from "../domain/freshness/findings.js";
export { bandOf, type FreshnessBand, freshnessBands } from "../domain/freshness/score.js";

const plain = (most: number) =>
  z
    .string()
    .max(most)
    .overwrite((typed) => typed.replace(/[^\P{Cc}\n]+/gu, " ").trim());

export const VerificationFact = z.strictObject({
  claimId: z.uuid(),
  kind: z.string(),
  kindZh: z.string(),
  kindEn: z.string(),
  /** Of the post, for facts about one. */
  departmentName: z.string().nullable(),
  label: z.string(),
  quantity: z.number().nullable(),
  source: z.enum(["self_reported", "his", "emr", "institution", "consult_history", "literature"]),
  /** The last day somebody said that it is so. */
  confirmedOn: z.iso.date(),
  nextDueOn: z.iso.date().nullable(),
  isDue: z.boolean(),
  isExpired: z.boolean(),
});
export type VerificationFact = z.infer<typeof VerificationFact>;

/** What the expert goes through: facts that age, due ones first. */
export const VerificationSheet = z.strictObject({
  practitionerId: z.uuid(),
  name: z.string(),
  freshness: z.number(),
  confirmedOn: z.iso.date().nullable(),
  /** Of the campaign that asks him; null: nobody asks now. */
  taskStatus: z.enum(taskStatuses).nullable(),
  /** No offers until he confirms. */
  isSuspended: z.boolean(),
  facts: z.array(VerificationFact),
});
export type VerificationSheet = z.infer<typeof VerificationSheet>;

export const VerificationAnswers = z.strictObject({
  answers: z
    .array(
      z.strictObject({
        claimId: z.uuid(),
        answer: z.enum(factAnswers),
        /** With `changed`, for facts that count: the number now. */
        quantity: z.number().min(0).max(1_000_000).nullable().default(null),
        /** With `changed` for the others: what is right now. */
        text: plain(300).default(""),
      }),
    )
    .max(500),
  /** The facts that are due and not mentioned are still right. */
  othersAreRight: z.boolean(),
});
export type VerificationAnswers = z.infer<typeof VerificationAnswers>;

/** Null: the whole pool, for the operator. */
export const StartCampaign = z.strictObject({ organizationId: z.uuid().nullable() });
export const StartedCampaign = z.strictObject({ campaignId: z.uuid(), asked: z.number().int() });

const Counts = z.strictObject({
  open: z.number().int(),
  lapsed: z.number().int(),
  suspended: z.number().int(),
  confirmed: z.number().int(),
  closed: z.number().int(),
});
export const CampaignView = z.strictObject({
  campaignId: z.uuid(),
  /** Null: the whole pool. */
  institutionName: z.string().nullable(),
  status: z.enum(["running", "closed"]),
  origin: z.enum(["person", "schedule"]),
  startedBy: z.string(),
  startedAt: z.iso.datetime(),
  /** Of the tasks in sight. */
  counts: Counts,
});
export type CampaignView = z.infer<typeof CampaignView>;

export const TaskQuery = z.strictObject({
  view: z.enum(["waiting", "open", "lapsed", "suspended", "confirmed"]).default("waiting"),
  institutionId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});
export type TaskQuery = z.infer<typeof TaskQuery>;
export const TaskView = z.strictObject({
  taskId: z.uuid(),
  practitionerId: z.uuid(),
  name: z.string(),
  institutionName: z.string(),
  hasAccount: z.boolean(),
  status: z.enum(taskStatuses),
  dueFacts: z.number().int(),
  reminders: z.number().int(),
  isEscalated: z.boolean(),
  askedAt: z.iso.datetime(),
  answeredAt: z.iso.datetime().nullable(),
  freshness: z.number(),
});
export type TaskView = z.infer<typeof TaskView>;
export const TaskList = z.strictObject({ items: z.array(TaskView), total: z.number().int() });

const HealthLine = z.strictObject({
  key: z.string(),
  name: z.string(),
  experts: z.number().int(),
  freshness: z.number(),
  overdueFacts: z.number().int(),
});
export const HealthQuery = z.strictObject({ institutionId: z.uuid().optional() });
/** 专家库健康: the pool, or one hospital's part of it. */
export const PoolHealth = z.strictObject({
  /** Memberships by state. */
  states: z.record(z.string(), z.number().int()),
  /** Appointed experts by how fresh their record is. */
  bands: z.record(z.enum(freshnessBands), z.number().int()),
  /** Mean over appointed experts, 0 to 1; 1 without any. */
  freshness: z.number(),
  facts: z.strictObject({
    all: z.number().int(),
    overdue: z.number().int(),
    expired: z.number().int(),
    dueIn30Days: z.number().int(),
  }),
  endingIn90Days: z.number().int(),
  campaigns: z.array(CampaignView),
  openFindings: z.number().int(),
  institutions: z.array(HealthLine),
  specialties: z.array(HealthLine),
});
export type PoolHealth = z.infer<typeof PoolHealth>;

export const FindingParams = z.strictObject({ findingId: z.uuid() });
export const FindingQuery = z.strictObject({
  status: z.enum(["open", "settled"]).optional(),
  institutionId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});
export type FindingQuery = z.infer<typeof FindingQuery>;
export const FindingView = z.strictObject({
  findingId: z.uuid(),
  kind: z.enum(findingKinds),
  practitionerId: z.uuid().nullable(),
  /** The expert; null when it is about a department. */
  name: z.string().nullable(),
  institutionName: z.string(),
  departmentName: z.string(),
  specialtyName: z.string().nullable(),
  /** The fact it is about. */
  factZh: z.string().nullable(),
  factEn: z.string().nullable(),
  factLabel: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  status: z.enum(["open", "settled"]),
  outcome: z.enum(findingOutcomes).nullable(),
  reason: z.string(),
  openedAt: z.iso.datetime(),
  settledAt: z.iso.datetime().nullable(),
  settledBy: z.string(),
});
export type FindingView = z.infer<typeof FindingView>;
export const FindingList = z.strictObject({ items: z.array(FindingView), total: z.number().int() });
export const SettleFinding = z.strictObject({
  outcome: z.enum(findingOutcomes),
  reason: plain(500).default(""),
});
export type SettleFinding = z.infer<typeof SettleFinding>;
