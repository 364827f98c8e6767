import { z } from "zod";

/** A share with what it is a share of: a percentage alone hides how little it may rest on. */
export const Share = z.strictObject({ count: z.number().int(), of: z.number().int() });

/** What came of the consultations of the last `months` months, as far as this person may see them. */
export const OverviewView = z.strictObject({
  months: z.number().int(),
  submitted: z.number().int(),
  closed: z.number().int(),
  cancelled: z.number().int(),
  waiting: z.number().int(),
  adopted: Share,
  partlyAdopted: Share,
  notAdopted: Share,
  /** Minutes from submission; null without any case. */
  medianAcceptMinutes: z.number().nullable(),
  p90AcceptMinutes: z.number().nullable(),
  medianOpinionMinutes: z.number().nullable(),
  p90OpinionMinutes: z.number().nullable(),
  byMonth: z.array(
    z.strictObject({
      month: z.string().regex(/^\d{4}-\d{2}$/),
      submitted: z.number().int(),
      closed: z.number().int(),
      adopted: z.number().int(),
    }),
  ),
  declineReasons: z.array(z.strictObject({ code: z.string(), count: z.number().int() })),
  /** Closed cases, newest first, with what the inviter did with the advice. */
  recent: z.array(
    z.strictObject({
      caseId: z.uuid(),
      number: z.string(),
      institutionName: z.string(),
      expertName: z.string(),
      decision: z.enum(["adopted", "partly_adopted", "not_adopted"]),
      reason: z.string(),
      closedAt: z.iso.datetime(),
    }),
  ),
});
export type OverviewView = z.infer<typeof OverviewView>;
