import { z } from "zod";
import { UrgencyLevelSchema } from "../../cases/api.js";
import { instant } from "../../kernel/time.js";
import type { ResponseOutcome } from "../domain/response/model.js";

const Outcomes = z.array(
  z.strictObject({
    expertId: z.string().min(1),
    groupId: z.string().nullable().default(null),
    level: UrgencyLevelSchema,
    sentAt: z.iso.datetime({ offset: true }).transform((text) => instant(text)),
    end: z.enum(["accepted", "declined", "expired", "withdrawn"]),
    waitedMinutes: z.number().min(0),
  }),
);

/** Ended offers of a file. Throws a ZodError that names entry and field. */
export const outcomesOfFile = (value: unknown): ResponseOutcome[] => Outcomes.parse(value);
