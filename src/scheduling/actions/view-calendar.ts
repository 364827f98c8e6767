import { personsOfInstitution, postsOfPersons } from "../../experts/index.js";
import {
  type Ctx,
  findPeople,
  findTenantNames,
  type PersonRecord,
  type Resource,
} from "../../identity/index.js";
import { addMinutes } from "../../kernel/time.js";
import { groupBy } from "../../kernel/collections.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { type Database, systemContext, type Tx, type TxContext } from "../../platform/database/database.js";
import type { AppointmentView, CalendarView, Overview } from "../api.js";
import { availabilityAt } from "../domain/availability.js";
import { bothClocks } from "../domain/clocks.js";
import { minuteOf } from "../domain/zone.js";
import type { CalendarRefusal } from "../refusals.js";
import { type AppointmentRecord, listAppointmentsOfPeople } from "../store/appointments.js";
import { findCalendar, listBlocks, listHolidays, readZones } from "../store/calendars.js";
import { readCalendars } from "../store/read-calendars.js";
import { stretchesOf } from "../stretches.js";

/** Whose calendar it is, and which hospitals he belongs to. Undefined: no such person in sight. */
export const loadCalendar = (
  database: Database,
  context: TxContext,
  { personId }: { personId: string },
): Promise<Resource | undefined> =>
  database.withTx(context, async (tx) => {
    const person = (await findPeople(tx, [personId])).get(personId);
    const posts = await postsOfPersons(tx, [personId]);
    if (!person && posts.length === 0) return undefined;
    return {
      personIds: [personId],
      institutionIds: [...posts.map((post) => post.institutionId), ...(person ? [person.institutionId] : [])],
    };
  });

/** As the person who asks, but over all tenants: the policy has let him reach this calendar. */
export const acrossTenants = <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.database.withTx({ ...systemContext, personId: ctx.actor.personId, idempotency: ctx.idempotency }, work);

const widestDays = 62;
/** Most people side by side on one page. */
const mostPeople = 500;
export const isWindow = (from: string, to: string): boolean =>
  from < to && Date.parse(to) - Date.parse(from) <= widestDays * 86_400_000;

/** The views of appointments, with names and everybody's clock. */
export async function viewAppointments(
  tx: Tx,
  appointments: readonly AppointmentRecord[],
): Promise<AppointmentView[]> {
  const ids = [...new Set(appointments.flatMap((one): readonly string[] => one.personIds))];
  const people: ReadonlyMap<string, PersonRecord> = await findPeople(tx, ids);
  const zones = await readZones(tx, ids);
  const institutions = await findTenantNames(
    tx,
    appointments.map((one) => one.institutionId),
  );
  return appointments.map((one) => ({
    id: one.id,
    caseId: one.caseId,
    startsAt: one.startsAt,
    endsAt: one.endsAt,
    clocks: bothClocks(minuteOf(one.startsAt), [
      ...new Set(one.personIds.map((id) => zones.get(id) ?? "Asia/Shanghai")),
    ]),
    status: one.status,
    holdExpiresAt: one.holdExpiresAt,
    institutionName: institutions.get(one.institutionId) ?? "",
    people: one.personIds.map((personId) => ({
      personId,
      name: people.get(personId)?.name ?? "",
      isAbsent: one.absentPersonIds.includes(personId),
    })),
    overrideReason: one.overrideReason,
    reason: one.reason,
  }));
}

const emptySettings = (zone: string): CalendarView["settings"] => ({
  zone,
  rules: [],
  bufferMinutes: 0,
  dayCap: null,
  weekCap: null,
  dayMinutesCap: null,
  weekMinutesCap: null,
  followsHolidays: true,
  standInPersonId: null,
});

/** One person's calendar over a window of at most 62 days, laid out; appointments that are over or moved are there too. */
export async function viewCalendar(
  ctx: Ctx,
  personId: string,
  window: { readonly from: string; readonly to: string },
): Promise<Result<CalendarView, CalendarRefusal>> {
  if (!isWindow(window.from, window.to)) return refuse("window_too_wide");
  const [from, to] = [window.from as Instant, window.to as Instant];
  return acrossTenants(ctx, async (tx) => {
    const person = (await findPeople(tx, [personId])).get(personId);
    if (!person) return refuse("person_not_found");
    const { byPerson, swaps } = await readCalendars(tx, [personId], from, to);
    const calendar = byPerson.get(personId);
    if (!calendar) return refuse("person_not_found");
    const stored = await findCalendar(tx, personId);
    const settings = stored?.settings ?? emptySettings(calendar.source.zone);
    const posts = await postsOfPersons(tx, [personId]);
    const institutions = await findTenantNames(
      tx,
      posts.map((post) => post.institutionId),
    );
    const standIn = settings.standInPersonId;
    const { actor } = ctx;
    const canEdit =
      actor.personId === personId ||
      actor.roles.includes("medical_affairs") ||
      actor.roles.includes("operator");
    return ok({
      personId,
      name: person.name,
      version: stored?.version ?? 0,
      settings,
      posts: posts.map((post) => ({
        institutionName: institutions.get(post.institutionId) ?? "",
        departmentName: post.departmentName,
        dailyCap: post.dailyCap,
        weeklyCap: post.weeklyCap,
        hasHours: post.dutyHours.length > 0,
        isTaking: post.isTaking,
      })),
      stretches: stretchesOf(
        calendar,
        await listBlocks(tx, [personId], from, to),
        minuteOf(from),
        minuteOf(to),
        swaps,
      ),
      appointments: await viewAppointments(tx, await listAppointmentsOfPeople(tx, [personId], from, to)),
      holidays: (
        await listHolidays(tx, addMinutes(from, -1440).slice(0, 10), addMinutes(to, 1440).slice(0, 10))
      ).map(({ on, name, kind }) => ({ on, name, kind })),
      standInName: standIn === null ? null : ((await findPeople(tx, [standIn])).get(standIn)?.name ?? null),
      hasFeed: stored?.hasFeed ?? false,
      colleagues: canEdit
        ? await colleaguesOf(tx, personId, [...new Set(posts.map((post) => post.institutionId))])
        : [],
      canEdit,
      now: tx.now,
    });
  });
}

/** The people of these hospitals who take consultations, without himself; by hospital and department. */
async function colleaguesOf(tx: Tx, personId: string, institutionIds: readonly string[]) {
  const all: { personId: string; departmentName: string }[] = [];
  for (const id of institutionIds) all.push(...(await personsOfInstitution(tx, id, mostPeople)));
  const others = all.filter((one) => one.personId !== personId);
  const people = await findPeople(
    tx,
    others.map((one) => one.personId),
  );
  return others.flatMap(({ personId: id, departmentName }) => {
    const person = people.get(id);
    return person?.isActive ? [{ personId: id, name: person.name, departmentName }] : [];
  });
}

/**
 * Everyone of one hospital who takes consultations, side by side over a window: department, then name. A hospital's office sees
 * its own; the platform any.
 */
export async function viewOverview(
  ctx: Ctx,
  query: { readonly from: string; readonly to: string; readonly institutionId?: string | undefined },
): Promise<Result<Overview, CalendarRefusal>> {
  if (!isWindow(query.from, query.to)) return refuse("window_too_wide");
  const [from, to] = [query.from as Instant, query.to as Instant];
  const institutionId = ctx.actor.isPlatform
    ? (query.institutionId ?? ctx.actor.institutionId)
    : ctx.actor.institutionId;
  return acrossTenants(ctx, async (tx) => {
    const members = await personsOfInstitution(tx, institutionId, mostPeople);
    const posts = new Map<string, string>(members.map((one) => [one.personId, one.departmentName]));
    const ids = [...posts.keys()];
    const people = await findPeople(tx, ids);
    const { byPerson, swaps } = await readCalendars(tx, ids, from, addMinutes(to, 14 * 1440));
    const blocks = groupBy(await listBlocks(tx, ids, from, to), (block) => block.personId);
    const appointments = await listAppointmentsOfPeople(tx, ids, from, to);
    const now = minuteOf(tx.now);
    const rows = ids.flatMap((personId) => {
      const calendar = byPerson.get(personId);
      const person = people.get(personId);
      if (!calendar || !person) return [];
      const standing = availabilityAt(calendar, now, swaps);
      return [
        {
          personId,
          name: person.name,
          departmentName: posts.get(personId) ?? "",
          state: standing.state,
          bookedToday: standing.bookedToday,
          dayCap: calendar.source.caps.dayCount,
          stretches: stretchesOf(calendar, blocks.get(personId) ?? [], minuteOf(from), minuteOf(to), swaps),
          appointments: appointments
            .filter((one) => (one.personIds as readonly string[]).includes(personId))
            .map(({ startsAt, endsAt, status }) => ({ startsAt, endsAt, status })),
        },
      ];
    });
    const names = await findTenantNames(tx, [institutionId]);
    return ok({
      institutionId,
      institutionName: names.get(institutionId) ?? "",
      people: rows.sort(
        (a, b) =>
          a.departmentName.localeCompare(b.departmentName, "zh-CN") ||
          a.name.localeCompare(b.name, "zh-CN") ||
          (a.personId < b.personId ? -1 : 1),
      ),
      now: tx.now,
    });
  });
}
