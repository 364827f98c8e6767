import fc from "fast-check";
import {
  type BlockKind,
  blockKinds,
  type PersonCalendar,
  type RuleKind,
  ruleKinds,
  type WeeklyRule,
} from "./domain/calendar.js";
import { minuteOf } from "./domain/zone.js";

/** Around a change of the clock in London and the National Day in China. */
export const origin = minuteOf("2026-10-05T00:00:00Z");

const clock = (quarter: number): string =>
  `${String(quarter >> 2).padStart(2, "0")}:${["00", "15", "30", "45"][quarter & 3] ?? "00"}`;

const rule: fc.Arbitrary<WeeklyRule> = fc.record({
  kind: fc.constantFrom<RuleKind>(...ruleKinds),
  weekday: fc.integer({ min: 1, max: 7 }),
  from: fc.integer({ min: 0, max: 95 }).map(clock),
  to: fc.integer({ min: 1, max: 96 }).map(clock),
  everyWeeks: fc.constantFrom(1 as const, 2 as const),
});

const stretch = fc
  .tuple(fc.integer({ min: -2000, max: 20_000 }), fc.integer({ min: 1, max: 3000 }))
  .map(([start, length]) => ({ start: origin + start, end: origin + start + length }));

const cap = fc.option(fc.integer({ min: 0, max: 4 }), { nil: null });

/** Any calendar a person might have, over about a fortnight. */
export const anyCalendar: fc.Arbitrary<PersonCalendar> = fc.record({
  personId: fc.uuid(),
  zone: fc.constantFrom("Asia/Shanghai", "Europe/London", "Asia/Kathmandu"),
  rules: fc.array(rule, { maxLength: 8 }),
  posts: fc.array(
    fc.record({
      zone: fc.constantFrom("Asia/Shanghai", "Europe/London"),
      hours: fc.array(rule, { maxLength: 3 }),
    }),
    { maxLength: 2 },
  ),
  blocks: fc.array(
    fc.tuple(stretch, fc.constantFrom<BlockKind>(...blockKinds)).map(([one, kind]) => ({ ...one, kind })),
    { maxLength: 4 },
  ),
  bookings: fc.array(
    fc.tuple(stretch, fc.boolean()).map(([{ start }, takesTime]) => ({ start, end: start + 30, takesTime })),
    { maxLength: 5 },
  ),
  bufferMinutes: fc.constantFrom(0, 10, 30),
  caps: fc.record({
    dayCount: cap,
    weekCount: cap,
    dayMinutes: fc.constantFrom(null, 0, 60),
    weekMinutes: fc.constantFrom(null, 90),
  }),
  followsHolidays: fc.boolean(),
});
