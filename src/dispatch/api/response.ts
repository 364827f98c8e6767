import { z } from "zod";
import { UrgencyLevelSchema } from "../../cases/api.js";

export const ResponseParams = z.strictObject({ practitionerRoleId: z.uuid() });
export const ResponseQuery = z.strictObject({ level: UrgencyLevelSchema.default("III") });

const Chance = z.number().min(0).max(1);

/** When an expert usually answers, and what that is known from. */
export const ResponseView = z.strictObject({
  practitionerRoleId: z.uuid(),
  level: UrgencyLevelSchema,
  /** One sentence for an offer sent now, with what it rests on. */
  words: z.strictObject({ zh: z.string(), en: z.string() }),
  /** How long an offer of this level stays open; all chances are of an answer within it. */
  withinMinutes: z.number(),
  /** For an offer sent now. */
  answersInTime: Chance,
  acceptsInTime: Chance,
  /** Chance that an answer is a yes. */
  acceptance: Chance,
  /** Null: more than half of such offers stay silent. */
  medianMinutes: z.number().nullable(),
  /** The last offers at any time: ended, answered, run out; at most 32, of the last 90 days. */
  recent: z.strictObject({
    offers: z.number().int(),
    answered: z.number().int(),
    timedOut: z.number().int(),
    medianMinutes: z.number().nullable(),
  }),
  /** 168 hours, Monday 00:00 first, by the expert's own clock: the chance of an answer in time, and his last offers. */
  week: z.array(z.strictObject({ answers: Chance, offers: z.number().int() })).length(168),
  /** Offers of everybody that the model has learned from. */
  learnedFrom: z.number().int(),
});
export type ResponseView = z.infer<typeof ResponseView>;
