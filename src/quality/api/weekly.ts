import { z } from "zod";
import { Value } from "./indicators.js";

const Two = z.strictObject({ zh: z.string(), en: z.string() });
const Message = z.strictObject({ subject: z.string(), text: z.string() });

/** 每周简报 as it would go out today. Counts under five are null. */
export const WeeklyView = z.strictObject({
  report: z.strictObject({
    from: z.iso.date(),
    until: z.iso.date(),
    hospitalName: z.string().nullable(),
    cases: z.strictObject({ now: z.number().int().nullable(), before: z.number().int().nullable() }),
    figures: z.array(
      z.strictObject({
        code: z.string(),
        name: Two,
        type: z.enum(["share", "duration"]),
        now: Value,
        before: Value,
      }),
    ),
    openAlerts: z.number().int(),
    overdueFollowUps: z.number().int().nullable(),
  }),
  messages: z.strictObject({ zh: Message, en: Message }),
  isWanted: z.boolean(),
  nextAt: z.iso.datetime(),
  /** Nothing happened and nothing waits: nothing is sent this week. */
  isSilent: z.boolean(),
});
export type WeeklyView = z.infer<typeof WeeklyView>;
export const ChooseWeekly = z.strictObject({ isWanted: z.boolean() });
