import { z } from "zod";
import { oneLine } from "../kernel/one-line.js";

const code = z.string().regex(/^[0-9A-Z.]{1,12}$/);
const count = z.number().int();

export const Months = z.strictObject({ months: z.coerce.number().int().min(3).max(36).default(12) });

export const ShortageReasonView = z.discriminatedUnion("code", [
  z.strictObject({ code: z.literal("nobody_in_reach") }),
  z.strictObject({ code: z.literal("unmet"), count: count.nullable(), of: count.nullable() }),
  z.strictObject({ code: z.literal("late"), count: count.nullable(), of: count.nullable() }),
  z.strictObject({ code: z.literal("caps_full"), percent: count }),
  z.strictObject({ code: z.literal("growing"), percent: count }),
]);
export type ShortageReasonView = z.infer<typeof ShortageReasonView>;

export const ForecastView = z.strictObject({
  expected: z.number(),
  low: count,
  high: count,
  backtestError: z.number().nullable(),
});

/** One field in one region. Counts under five are null: they could point at a patient. */
export const CellView = z.strictObject({
  regionCode: z.string(),
  specialtyCode: z.string(),
  requests: count.nullable(),
  met: count.nullable(),
  unmet: count.nullable(),
  late: count.nullable(),
  /** Minutes that nine of ten accepted requests did not exceed. */
  p90WaitMinutes: count.nullable(),
  expertsInReach: count,
  /** 0 to 100. */
  shortage: count,
  reasons: z.array(ShortageReasonView),
});
export type CellView = z.infer<typeof CellView>;

export const RegionView = z.strictObject({
  code: z.string(),
  name: z.string(),
  province: z.string(),
  requests: count,
  met: count,
  late: count,
  p50WaitMinutes: count.nullable(),
  p90WaitMinutes: count.nullable(),
});
export type RegionView = z.infer<typeof RegionView>;

export const GroupView = z.strictObject({
  group: z.string(),
  name: z.string(),
  requests: count,
  unmet: count,
  /** The last three months over the three before, less one, in percent; null: too few to tell. */
  growthPercent: count.nullable(),
});

/** 供需: what was asked for, where, and who is missing. */
export const SupplyView = z.strictObject({
  months: count,
  asOf: z.iso.datetime(),
  requests: count,
  met: count,
  unmet: count,
  late: count,
  regions: z.array(RegionView),
  specialties: z.array(z.strictObject({ code: z.string(), name: z.string(), requests: count })),
  /** Worst shortage first. */
  cells: z.array(CellView),
  groups: z.array(GroupView),
});
export type SupplyView = z.infer<typeof SupplyView>;

export const PeakQuery = Months.extend({
  regionCode: code.optional(),
  specialtyCode: code.optional(),
});
export const PeakView = z.strictObject({
  /** 168 hours, Monday 0:00 first, Beijing time. */
  hours: z.array(
    z.strictObject({
      weekday: count,
      hour: count,
      requests: count,
      /** Mean minutes until somebody accepted; null without any. */
      waitMinutes: count.nullable(),
    }),
  ),
});
export type PeakView = z.infer<typeof PeakView>;

export const CellParams = z.strictObject({ regionCode: code, specialtyCode: code });
export const RecruitView = z.strictObject({
  roleId: z.uuid(),
  practitionerId: z.uuid(),
  name: z.string(),
  organizationName: z.string(),
  departmentName: z.string(),
  patients: count,
  verifiedPatients: count,
  kilometres: count.nullable(),
  isOfTheField: z.boolean(),
  hasAgreement: z.boolean(),
});
export type RecruitView = z.infer<typeof RecruitView>;
export const RecruitmentView = z.strictObject({
  id: z.uuid(),
  regionName: z.string(),
  specialtyName: z.string(),
  expertName: z.string(),
  organizationName: z.string(),
  note: z.string(),
  status: z.enum(["asked", "accepted", "declined", "withdrawn"]),
  askedAt: z.iso.datetime(),
  answeredAt: z.iso.datetime().nullable(),
  answerNote: z.string().nullable(),
  roleId: z.uuid(),
});
export type RecruitmentView = z.infer<typeof RecruitmentView>;

/** One cell opened: its months, what is expected, and whom to ask. */
export const CellDetail = z.strictObject({
  cell: CellView,
  regionName: z.string(),
  specialtyName: z.string(),
  byMonth: z.array(z.strictObject({ month: z.string(), requests: count, met: count, late: count })),
  forecast: ForecastView,
  capUsePercent: count,
  recruits: z.array(RecruitView),
  /** Hospitals that have the field, but no agreement with a hospital of the region. */
  hospitals: z.array(
    z.strictObject({ id: z.uuid(), name: z.string(), experts: count, kilometres: count.nullable() }),
  ),
  recruitments: z.array(RecruitmentView),
});
export type CellDetail = z.infer<typeof CellDetail>;

export const AskRecruit = z.strictObject({
  regionCode: code,
  specialtyCode: code,
  roleId: z.uuid(),
  note: oneLine(500).refine((text) => text.length >= 2, "请写明为什么请他 Say why he is asked"),
});
export const Recruited = z.strictObject({ id: z.uuid() });
export const RecruitmentParams = z.strictObject({ recruitmentId: z.uuid() });
export const AnswerRecruitment = z.strictObject({
  answer: z.enum(["accepted", "declined"]),
  note: z.string().trim().max(500).default(""),
});
export const RecruitmentList = z.strictObject({ items: z.array(RecruitmentView) });
export const ExportQuery = Months.extend({ format: z.enum(["csv", "xlsx"]).default("xlsx") });

const shownCount = z.number().int().nullable();
/** 试点进展. Counts too small to be shown are null. */
export const PilotProgress = z.strictObject({
  /** When the scope began to be limited; null: everything is taken, and there is no pilot. */
  since: z.iso.datetime().nullable(),
  lines: z.array(
    z.strictObject({
      words: z.string(),
      requests: shownCount,
      /** The rest is told only where the requests are. */
      accepted: shownCount,
      late: shownCount,
      opinions: shownCount,
      adopted: shownCount,
      decided: shownCount,
      medianAcceptMinutes: z.number().nullable(),
    }),
  ),
});
export type PilotProgress = z.infer<typeof PilotProgress>;
