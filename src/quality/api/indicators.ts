import { z } from "zod";
import { stratifierKeys } from "../domain/indicator.js";

const Two = z.strictObject({ zh: z.string(), en: z.string() });
export const Value = z.strictObject({
  hits: z.number().int(),
  of: z.number().int(),
  /** Belongs to the denominator, but is not known yet 未完成. */
  pending: z.number().int(),
  median: z.number().nullable(),
  p90: z.number().nullable(),
  /** Median and P90 are drawn within their class, as over very many cases. */
  isDrawn: z.boolean(),
  isSuppressed: z.boolean(),
});
export type IndicatorFigures = z.infer<typeof Value>;

const months = z.coerce.number().int().min(1).max(36).default(12);
export const IndicatorQuery = z.strictObject({ months });
export const IndicatorList = z.strictObject({
  months: z.number().int(),
  cases: z.number().int(),
  items: z.array(
    z.strictObject({
      code: z.string(),
      group: z.enum(["access", "process", "effect", "experience"]),
      type: z.enum(["share", "duration"]),
      direction: z.enum(["higher", "lower", "watch"]),
      name: Two,
      numerator: Two,
      denominator: Two,
      exclusions: Two,
      source: z.string(),
      value: Value,
    }),
  ),
});
export type IndicatorList = z.infer<typeof IndicatorList>;

export const StrataParams = z.strictObject({ code: z.string().max(40) });
export const StrataQuery = z.strictObject({ months, by: z.enum(stratifierKeys).default("institution") });
export const StrataView = z.strictObject({
  by: z.enum(stratifierKeys),
  items: z.array(
    z.strictObject({
      key: z.string(),
      label: z.string(),
      value: Value,
      /** Share as if all had the same cases; of adoption by hospital only. */
      adjusted: z.number().nullable(),
    }),
  ),
});
export type StrataView = z.infer<typeof StrataView>;

export const DrillQuery = z.strictObject({
  months,
  set: z.enum(["hit", "missed", "pending"]).default("missed"),
  by: z.enum(stratifierKeys).optional(),
  key: z.string().max(60).optional(),
});
export const DrillView = z.strictObject({
  items: z.array(
    z.strictObject({
      caseId: z.uuid(),
      number: z.string(),
      institutionName: z.string(),
      performerName: z.string(),
      urgencyLevel: z.enum(["I", "II", "III", "IV"]).nullable(),
      service: z.enum(["written", "video", "mdt"]),
      submittedAt: z.iso.datetime(),
      minutes: z.number().nullable(),
      isReadable: z.boolean(),
    }),
  ),
});
export type DrillView = z.infer<typeof DrillView>;

export const ExportQuery = z.strictObject({
  months,
  format: z.enum(["csv", "xlsx"]).default("xlsx"),
  language: z.enum(["zh", "en"]).default("zh"),
});

export const ServiceLevelView = z.strictObject({
  id: z.uuid(),
  agreementId: z.uuid().nullable(),
  agreementName: z.string().nullable(),
  service: z.enum(["written", "video", "mdt"]).nullable(),
  urgencyLevel: z.enum(["I", "II", "III", "IV"]),
  acceptMinutes: z.number().int(),
  startMinutes: z.number().int(),
  opinionMinutes: z.number().int(),
  validFrom: z.iso.datetime(),
});
export const ServiceLevelList = z.strictObject({ items: z.array(ServiceLevelView) });
export type ServiceLevelList = z.infer<typeof ServiceLevelList>;
const minutes = z.int().min(1).max(43_200);
export const SetServiceLevel = z
  .strictObject({
    agreementId: z.uuid().nullable(),
    service: z.enum(["written", "video", "mdt"]).nullable(),
    urgencyLevel: z.enum(["I", "II", "III", "IV"]),
    acceptMinutes: minutes,
    startMinutes: minutes,
    opinionMinutes: minutes,
  })
  .refine((given) => given.acceptMinutes <= given.opinionMinutes, {
    path: ["acceptMinutes"],
    message: "接诊时限不能长于意见时限 Acceptance cannot take longer than the opinion",
  });
export type SetServiceLevel = z.infer<typeof SetServiceLevel>;
