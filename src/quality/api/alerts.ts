import { z } from "zod";
import { alertKinds, alertStatuses } from "../domain/alert.js";

export const Chart = z.strictObject({
  type: z.enum(["p", "u", "xmr", "funnel"]),
  points: z.array(
    z.strictObject({
      label: z.string(),
      value: z.number(),
      n: z.number(),
      low: z.number(),
      high: z.number(),
    }),
  ),
  centre: z.number(),
  signals: z.array(z.number().int()),
  rule: z.enum(["none", "beyond", "run", "fallen", "below_rest"]),
});
export type Chart = z.infer<typeof Chart>;

export const AlertSummary = z.strictObject({
  id: z.uuid(),
  family: z.enum(["signal", "watch"]),
  kind: z.enum(alertKinds),
  /** One plain sentence in both languages. */
  zh: z.string(),
  en: z.string(),
  subjectName: z.string(),
  status: z.enum(alertStatuses),
  ownerName: z.string().nullable(),
  raisedAt: z.iso.datetime(),
  dueOn: z.iso.date(),
  changedAt: z.iso.datetime(),
});
export type AlertSummary = z.infer<typeof AlertSummary>;
export const AlertList = z.strictObject({ items: z.array(AlertSummary) });
export const AlertQuery = z.strictObject({
  live: z.enum(["yes", "no"]).optional(),
  kind: z.enum(alertKinds).optional(),
});
export const AlertParams = z.strictObject({ alertId: z.uuid() });
export const AlertView = AlertSummary.extend({
  begin: z.strictObject({ zh: z.string(), en: z.string() }),
  chart: Chart.nullable(),
  cause: z.string(),
  action: z.string(),
  effect: z.string(),
  valueBefore: z.number().nullable(),
  valueAfter: z.number().nullable(),
  /** How the figure stands now, while it is being worked on. */
  valueNow: z.number().nullable(),
  version: z.number().int(),
  cases: z.array(z.strictObject({ caseId: z.uuid(), number: z.string(), isReadable: z.boolean() })),
  steps: z.array(
    z.strictObject({
      sequence: z.number().int(),
      at: z.iso.datetime(),
      to: z.enum(alertStatuses),
      by: z.string(),
      note: z.string(),
    }),
  ),
  may: z.strictObject({ take: z.boolean(), go: z.array(z.enum(alertStatuses)) }),
});
export type AlertView = z.infer<typeof AlertView>;

const note = z.string().trim().min(2, "请至少写两个字 Write at least two characters").max(1000);
export const AlertStepForm = z.discriminatedUnion("to", [
  z.strictObject({ to: z.literal("taken"), version: z.int32().min(1) }),
  z.strictObject({ to: z.literal("cause_found"), version: z.int32().min(1), note }),
  z.strictObject({ to: z.literal("acting"), version: z.int32().min(1), note }),
  z.strictObject({ to: z.literal("closed"), version: z.int32().min(1), note }),
  z.strictObject({ to: z.literal("dismissed"), version: z.int32().min(1), note }),
]);
export type AlertStepForm = z.infer<typeof AlertStepForm>;
