import { z } from "zod";
import { oneLine } from "../kernel/one-line.js";
import {
  appointmentStatuses,
  longestMinutes,
  mostParticipants,
  shortestMinutes,
} from "./domain/appointment.js";
import { blockKinds, ruleKinds } from "./domain/calendar.js";
import { availabilityStates } from "./domain/availability.js";
import { longestEveryMinutes, shortestEveryMinutes } from "./domain/subscription.js";
import { isZone } from "./domain/zone.js";

const Instant = z.iso.datetime();
const Civil = z.iso.date();
/** HH:MM, and 24:00 for the end of a day. */
const ClockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/);

export const WeeklyRuleSchema = z.strictObject({
  kind: z.enum(ruleKinds),
  weekday: z.int().min(1).max(7),
  from: ClockTime,
  to: ClockTime,
  validFrom: Civil.nullable().optional(),
  validTo: Civil.nullable().optional(),
  everyWeeks: z.union([z.literal(1), z.literal(2)]).optional(),
});
export type WeeklyRuleView = z.infer<typeof WeeklyRuleSchema>;

export const PersonParams = z.strictObject({ personId: z.uuid() });
export const WindowQuery = z.strictObject({ from: Instant, to: Instant });

/** What a person, or his 医务部 for him, sets. */
export const CalendarSettings = z.strictObject({
  zone: z.string().max(64).refine(isZone, "没有这个时区 There is no such time zone"),
  rules: z.array(WeeklyRuleSchema).max(200),
  bufferMinutes: z.int().min(0).max(240),
  dayCap: z.int().min(0).max(200).nullable(),
  weekCap: z.int().min(0).max(500).nullable(),
  dayMinutesCap: z.int().min(0).max(1440).nullable(),
  weekMinutesCap: z.int().min(0).max(10080).nullable(),
  followsHolidays: z.boolean(),
  standInPersonId: z.uuid().nullable(),
});
export type CalendarSettings = z.infer<typeof CalendarSettings>;

export const SaveCalendar = CalendarSettings.extend({ version: z.int().min(0) });

/** A stretch of time as the page draws it. `open`: he takes consultations then. */
export const StretchView = z.strictObject({
  kind: z.enum([...blockKinds, "open", "preferred"]),
  startsAt: Instant,
  endsAt: Instant,
  /** A block that stands by itself and can be taken away; null: from the weekly plan. */
  blockId: z.uuid().nullable(),
  source: z.enum(["self", "office", "his", "ics", "feed", "weekly"]),
  note: z.string(),
});
export type StretchView = z.infer<typeof StretchView>;

export const AppointmentView = z.strictObject({
  id: z.uuid(),
  caseId: z.uuid(),
  startsAt: Instant,
  endsAt: Instant,
  /** The start on everybody's clock. */
  clocks: z.string(),
  status: z.enum(appointmentStatuses),
  holdExpiresAt: Instant.nullable(),
  institutionName: z.string(),
  people: z.array(z.strictObject({ personId: z.uuid(), name: z.string(), isAbsent: z.boolean() })),
  overrideReason: z.string().nullable(),
  reason: z.string(),
});
export type AppointmentView = z.infer<typeof AppointmentView>;

export const CalendarView = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  version: z.int(),
  settings: CalendarSettings,
  /** What his hospitals consent to, post by post. */
  posts: z.array(
    z.strictObject({
      institutionName: z.string(),
      departmentName: z.string(),
      dailyCap: z.int(),
      weeklyCap: z.int(),
      hasHours: z.boolean(),
      isTaking: z.boolean(),
    }),
  ),
  stretches: z.array(StretchView),
  appointments: z.array(AppointmentView),
  holidays: z.array(z.strictObject({ on: Civil, name: z.string(), kind: z.enum(["rest", "work"]) })),
  standInName: z.string().nullable(),
  /** Who may be named as stand-in: the people of his hospitals who take consultations; empty for whoever may not edit. */
  colleagues: z.array(z.strictObject({ personId: z.uuid(), name: z.string(), departmentName: z.string() })),
  hasFeed: z.boolean(),
  canEdit: z.boolean(),
  now: Instant,
});
export type CalendarView = z.infer<typeof CalendarView>;

export const NewBlock = z.strictObject({
  kind: z.enum(blockKinds),
  startsAt: Instant,
  endsAt: Instant,
  note: z.string().max(100).default(""),
});
export const BlockParams = PersonParams.extend({ blockId: z.uuid() });
export const Made = z.strictObject({ id: z.uuid() });

export const Lines = z.strictObject({ text: z.string().max(20_000), isPreview: z.boolean() });
export const ReadLines = z.strictObject({
  understood: z.array(
    z.strictObject({
      line: z.int(),
      text: z.string(),
      rules: z.array(WeeklyRuleSchema),
      blocks: z.array(NewBlock),
    }),
  ),
  problems: z.array(
    z.strictObject({ line: z.int(), text: z.string(), fault: z.string(), zh: z.string(), en: z.string() }),
  ),
});
export type ReadLines = z.infer<typeof ReadLines>;

export const ImportedIcs = z.strictObject({
  imported: z.int(),
  removed: z.int(),
  leftOut: z.int(),
  problems: z.array(z.strictObject({ line: z.int(), fault: z.string(), zh: z.string(), en: z.string() })),
});
export type ImportedIcs = z.infer<typeof ImportedIcs>;

export const SubscriptionParams = PersonParams.extend({ subscriptionId: z.uuid() });
export const NewSubscription = z.strictObject({
  name: oneLine(60).pipe(z.string().min(1, "必填 Required")),
  /** https:, http: (inside allowed networks) or webcal:. */
  address: z.string().trim().min(1).max(2100),
  everyMinutes: z.int().min(shortestEveryMinutes).max(longestEveryMinutes).default(60),
});
export type NewSubscription = z.infer<typeof NewSubscription>;

/** What became of the last attempt to read it. */
export const SubscriptionOutcome = z.strictObject({
  code: z.string(),
  zh: z.string(),
  en: z.string(),
  /** Stretches it takes from now on. */
  imported: z.int(),
  leftOut: z.int(),
  problems: z.array(z.strictObject({ line: z.int(), fault: z.string(), zh: z.string(), en: z.string() })),
});
export type SubscriptionOutcome = z.infer<typeof SubscriptionOutcome>;

export const SubscriptionView = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  /** Of the address nothing else is shown: whoever knows it can read the calendar. */
  host: z.string(),
  everyMinutes: z.int(),
  state: z.enum(["waiting", "good", "failing"]),
  lastRunAt: Instant.nullable(),
  lastGoodAt: Instant.nullable(),
  nextAt: Instant,
  outcome: SubscriptionOutcome.nullable(),
});
export type SubscriptionView = z.infer<typeof SubscriptionView>;
export const SubscriptionList = z.strictObject({ items: z.array(SubscriptionView) });

export const FeedAddress = z.strictObject({ path: z.string() });
export const FeedParams = z.strictObject({ token: z.string().max(100) });

export const OverviewQuery = WindowQuery.extend({ institutionId: z.uuid().optional() });
export const Overview = z.strictObject({
  institutionId: z.uuid(),
  institutionName: z.string(),
  people: z.array(
    z.strictObject({
      personId: z.uuid(),
      name: z.string(),
      departmentName: z.string(),
      state: z.enum(availabilityStates),
      bookedToday: z.int(),
      dayCap: z.int().nullable(),
      stretches: z.array(StretchView),
      appointments: z.array(
        z.strictObject({ startsAt: Instant, endsAt: Instant, status: z.enum(appointmentStatuses) }),
      ),
    }),
  ),
  now: Instant,
});
export type Overview = z.infer<typeof Overview>;

export const AppointmentParams = z.strictObject({ appointmentId: z.uuid() });
const Minutes = z.int().min(shortestMinutes).max(longestMinutes);
const PersonIds = z.array(z.uuid()).min(1).max(mostParticipants);
const ReasonText = z.string().trim().min(2).max(500);

export const SlotQuery = z.strictObject({
  minutes: z.coerce.number().int().min(shortestMinutes).max(longestMinutes).default(30),
  from: Instant.optional(),
  days: z.coerce.number().int().min(1).max(62).default(14),
  /** Ids joined by commas; everyone in the case when not given. */
  personIds: z.string().max(800).optional(),
});
export const SlotList = z.strictObject({
  people: z.array(z.strictObject({ personId: z.uuid(), name: z.string(), zone: z.string() })),
  items: z.array(
    z.strictObject({
      startsAt: Instant,
      endsAt: Instant,
      clocks: z.string(),
      isPreferred: z.boolean(),
      joinsSitting: z.boolean(),
    }),
  ),
  now: Instant,
});
export type SlotList = z.infer<typeof SlotList>;

export const WaitlistView = z.strictObject({
  id: z.uuid(),
  minutes: z.int(),
  fromAt: Instant,
  toAt: Instant,
  people: z.array(z.string()),
});
export const CaseAppointments = z.strictObject({
  items: z.array(AppointmentView),
  waiting: z.array(WaitlistView),
  canBook: z.boolean(),
});
export type CaseAppointments = z.infer<typeof CaseAppointments>;

export const Book = z.strictObject({ personIds: PersonIds, startsAt: Instant, minutes: Minutes });
export const BookOverride = Book.extend({ reason: ReasonText });
export const Move = z.strictObject({
  startsAt: Instant,
  minutes: Minutes.optional(),
  reason: z.string().trim().max(500).default(""),
});
export const Cancel = z.strictObject({ reason: z.string().trim().max(500).default("") });
export const NoShow = z.strictObject({ absentPersonIds: PersonIds });
export const HandOver = z.strictObject({
  /** Who gives his place away; himself when not given. */
  fromPersonId: z.uuid().optional(),
  /** His named stand-in when not given. */
  toPersonId: z.uuid().optional(),
  reason: ReasonText,
});
export const JoinWaitlist = z.strictObject({
  personIds: PersonIds,
  minutes: Minutes,
  fromAt: Instant,
  toAt: Instant,
});
export const WaitlistParams = z.strictObject({ caseId: z.uuid(), entryId: z.uuid() });

export const HolidayView = z.strictObject({
  on: Civil,
  name: z.string(),
  kind: z.enum(["rest", "work"]),
  standsFor: z.int().min(1).max(7).nullable(),
  source: z.string(),
});
export const HolidayList = z.strictObject({
  items: z.array(HolidayView),
  /** The last day the State Council's notice is known for. */
  arrangedUntil: Civil,
});
export const HolidayParams = z.strictObject({ on: Civil });
export const SetHoliday = z
  .strictObject({
    name: z.string().trim().min(1).max(50),
    kind: z.enum(["rest", "work"]),
    standsFor: z.int().min(1).max(7).nullable(),
    source: z.string().trim().max(200).default(""),
  })
  .refine(
    (day) => (day.kind === "work") === (day.standsFor !== null),
    "调休上班日须指明按周几执行 A day worked needs the weekday it stands for",
  );

/** People's calendars as `consilium slots` reads them. */
export const CalendarFilePerson = z.strictObject({
  name: z.string().max(100).default(""),
  zone: z.string().max(64).refine(isZone, "没有这个时区 There is no such time zone").default("Asia/Shanghai"),
  rules: z.array(WeeklyRuleSchema).max(200).default([]),
  lines: z.array(z.string().max(1000)).max(500).default([]),
  busy: z
    .array(z.strictObject({ startsAt: Instant, endsAt: Instant }))
    .max(20_000)
    .default([]),
  bufferMinutes: z.int().min(0).max(240).default(0),
  dayCap: z.int().min(0).max(200).nullable().default(null),
  followsHolidays: z.boolean().default(true),
});
export type CalendarFilePerson = z.infer<typeof CalendarFilePerson>;
export const CalendarFile = z.strictObject({
  people: z.array(CalendarFilePerson).min(1).max(200),
  minutes: z.int().min(shortestMinutes).max(longestMinutes).default(30),
  from: Instant.optional(),
  days: z.int().min(1).max(92).default(14),
  limit: z.int().min(1).max(1000).default(20),
});
