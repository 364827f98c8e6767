import { addMinutes, civilDate, instant } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import type { WeeklyRule } from "../src/scheduling/domain/calendar.js";
import type { SchedulingTables } from "../src/scheduling/tables.js";
import type { Tx } from "../src/platform/database/database.js";
import type { Alliance } from "./alliance.js";
import type { SeedExpert } from "./experts.js";
import { insertInto } from "./insert.js";
import { institutions } from "./institutions.js";
import type { PlannedCase } from "./planned-case.js";
import type { Random } from "./random.js";

const into = insertInto<SchedulingTables>();

/** 外科, 妇产科, 眼科, 耳鼻咽喉科, 口腔科: they operate on fixed days. */
const operates = (specialtyCode: string): boolean => /^(?:04|05|10|11|12)/u.test(specialtyCode);

const clock = (text: string, hours: number): string =>
  `${String(Number(text.slice(0, 2)) + hours).padStart(2, "0")}${text.slice(2)}`;

/** Two or three half days of clinic, for surgeons an operating day besides; some keep their nights and name what suits them. */
function planOf(expert: SeedExpert, laterHours: number, random: Random): WeeklyRule[] {
  const morning = { from: clock("08:00", laterHours), to: clock("12:00", laterHours) };
  const afternoon = { from: clock("13:30", laterHours), to: clock("17:00", laterHours) };
  const days = random.shuffled([1, 2, 3, 4, 5]);
  const [first = 1, second = 2, third = 3, fourth = 4] = days;
  const rules: WeeklyRule[] = [
    { kind: "outpatient", weekday: first, ...morning },
    { kind: "outpatient", weekday: second, ...(random.chance(0.5) ? morning : afternoon) },
  ];
  if (operates(expert.specialty.code)) {
    rules.push({ kind: "surgery", weekday: third, from: morning.from, to: afternoon.to });
    if (random.chance(0.4)) rules.push({ kind: "surgery", weekday: fourth, ...morning });
  } else if (random.chance(0.4)) rules.push({ kind: "outpatient", weekday: third, ...afternoon });
  // Whoever may be asked at any hour keeps no night for himself.
  if (random.chance(0.5) && (expert.expert.role.dutyHours ?? []).length > 0)
    for (const weekday of [1, 2, 3, 4, 5, 6, 7])
      rules.push({ kind: "do_not_disturb", weekday, from: clock("22:00", 0), to: clock("06:30", 0) });
  if (random.chance(0.25)) rules.push({ kind: "preferred", weekday: fourth, ...afternoon });
  if (random.chance(0.12))
    rules.push({ kind: "on_call", weekday: random.whole(1, 7), from: "18:00", to: "08:00" });
  return rules;
}

const calendarRow = (personId: string, now: Instant, rules: WeeklyRule[], random: Random) => ({
  person_id: personId,
  zone: "Asia/Shanghai",
  rules,
  buffer_minutes: rules.length === 0 ? 0 : random.weighted([0, 5, 10], (n) => (n === 0 ? 2 : 1)),
  day_cap: null,
  week_cap: null,
  day_minutes_cap: null,
  week_minutes_cap: null,
  follows_holidays: true,
  stand_in_person_id: null,
  feed_token_hash: null,
  version: 1,
  updated_at: now,
});

/**
 * Everyone's calendar: weekly plans of the experts, leave of some, and the times that are agreed for cases an expert has accepted,
 * at noon of the coming days, when nobody of theirs is in clinic.
 */
export async function writeCalendars(
  tx: Tx,
  alliance: Alliance,
  present: readonly PlannedCase[],
  random: Random,
): Promise<void> {
  const now = tx.now;
  const hours = new Map(
    institutions.map((one) => [one.key, one.kind === "hospital" ? one.hours.from : "08:00"]),
  );
  const today = instant(`${civilDate(now)}T00:00:00+08:00`);
  const experts = alliance.experts.flatMap((expert) =>
    expert.personId === null ? [] : [{ ...expert, personId: expert.personId }],
  );
  const doctors = alliance.people.filter((person) => person.roles.includes("requester"));
  await into(tx, "scheduling.calendar", [
    ...experts.map((expert) => {
      const own = random.fork(expert.personId);
      const laterHours = Math.max(0, Number((hours.get(expert.institution) ?? "08:00").slice(0, 2)) - 8);
      return calendarRow(expert.personId, now, planOf(expert, laterHours, own), own);
    }),
    ...doctors.map((doctor) => calendarRow(doctor.id, now, [], random.fork(doctor.id))),
  ]);
  await into(
    tx,
    "scheduling.block",
    experts.flatMap((expert) => {
      const own = random.fork(`leave ${expert.personId}`);
      if (!own.chance(0.15)) return [];
      const startsAt = addMinutes(today, own.whole(3, 25) * 1440);
      const row = {
        id: own.uuid(),
        person_id: expert.personId,
        kind: "leave" as const,
        starts_at: startsAt,
        ends_at: addMinutes(startsAt, own.whole(1, 6) * 1440),
        source: "self" as const,
        source_key: "",
        note: "",
        created_by: expert.personId,
        created_at: now,
      };
      return [row];
    }),
  );
  const taken = new Set<string>();
  const meetings = present.flatMap(({ request, search, status }) => {
    const expertId = search.accepted?.expert.personId;
    const doctorId = request.requester.id;
    if (status !== "accepted" || !expertId) return [];
    const own = random.fork(`meeting ${request.id}`);
    if (!own.chance(0.7)) return [];
    let day = own.whole(1, 4);
    while (taken.has(`${expertId} ${day}`) || taken.has(`${doctorId} ${day}`)) day++;
    taken.add(`${expertId} ${day}`).add(`${doctorId} ${day}`);
    const startsAt = addMinutes(today, day * 1440 + 12 * 60 + 30);
    return [{ own, request, expertId, doctorId, startsAt, expert: search.accepted.expert }];
  });
  await into(
    tx,
    "scheduling.appointment",
    meetings.map(({ own, request, expertId, doctorId, startsAt, expert }) => ({
      id: own.fork("id").uuid(),
      case_id: request.id,
      institution_id: alliance.idOf[request.institution],
      person_ids: [doctorId, expertId],
      party_institution_ids: [alliance.idOf[request.institution], alliance.idOf[expert.institution]],
      starts_at: startsAt,
      ends_at: addMinutes(startsAt, 30),
      status: "booked" as const,
      hold_expires_at: null,
      moved_to: null,
      absent_person_ids: [],
      handed_over_by: [],
      reason_code: null,
      reason: "",
      override_reason: null,
      created_by: doctorId,
      created_at: now,
      updated_at: now,
      started_at: null,
      ended_at: null,
      sequence: 1,
    })),
  );
  await into(
    tx,
    "scheduling.appointment_participant",
    meetings.flatMap(({ own, expertId, doctorId }) =>
      [doctorId, expertId].map((person_id) => ({
        appointment_id: own.fork("id").uuid(),
        person_id,
        is_live: true,
        occupied: "empty",
      })),
    ),
  );
}
