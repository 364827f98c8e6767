import { type Selectable, sql } from "kysely";
import type { CaseId, Instant, OrganizationId, PersonId } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { type AppointmentStatus, liveStatuses } from "../domain/appointment.js";
import { schedulingTables, type SchedulingTables } from "../tables.js";

/** 预约 as it is stored. */
export interface AppointmentRecord {
  readonly id: string;
  readonly caseId: CaseId;
  /** The inviting institution. */
  readonly institutionId: OrganizationId;
  readonly personIds: readonly PersonId[];
  readonly partyInstitutionIds: readonly OrganizationId[];
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly status: AppointmentStatus;
  readonly holdExpiresAt: Instant | null;
  readonly movedTo: string | null;
  readonly absentPersonIds: readonly PersonId[];
  /** Who gave his place to a stand-in, in it or in those it was moved from. */
  readonly handedOverBy: readonly PersonId[];
  readonly reasonCode: string | null;
  readonly reason: string;
  readonly overrideReason: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly sequence: number;
}

const toRecord = (row: Selectable<SchedulingTables["scheduling.appointment"]>): AppointmentRecord => ({
  id: row.id,
  caseId: row.case_id as CaseId,
  institutionId: row.institution_id as OrganizationId,
  personIds: row.person_ids as PersonId[],
  partyInstitutionIds: row.party_institution_ids as OrganizationId[],
  startsAt: row.starts_at as Instant,
  endsAt: row.ends_at as Instant,
  status: row.status,
  holdExpiresAt: row.hold_expires_at as Instant | null,
  movedTo: row.moved_to,
  absentPersonIds: row.absent_person_ids as PersonId[],
  handedOverBy: row.handed_over_by as PersonId[],
  reasonCode: row.reason_code,
  reason: row.reason,
  overrideReason: row.override_reason,
  createdAt: row.created_at as Instant,
  updatedAt: row.updated_at as Instant,
  startedAt: row.started_at as Instant | null,
  endedAt: row.ended_at as Instant | null,
  sequence: row.sequence,
});

/** Undefined: no such appointment in sight. */
export async function findAppointment(tx: Tx, id: string): Promise<AppointmentRecord | undefined> {
  const row = await schedulingTables(tx)
    .selectFrom("scheduling.appointment")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toRecord(row);
}

/** {@link findAppointment} with its row held until commit. */
export async function lockAppointment(tx: Tx, id: string): Promise<AppointmentRecord | undefined> {
  const row = await schedulingTables(tx)
    .selectFrom("scheduling.appointment")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return row && toRecord(row);
}

/** Of one case, earliest first. */
export async function listAppointmentsOfCase(tx: Tx, caseId: string): Promise<AppointmentRecord[]> {
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.appointment")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("starts_at")
    .orderBy("created_at")
    .execute();
  return rows.map(toRecord);
}

/** Those of these people that touch [from, to), earliest first, whatever became of them. */
export async function listAppointmentsOfPeople(
  tx: Tx,
  personIds: readonly string[],
  from: Instant,
  to: Instant,
): Promise<AppointmentRecord[]> {
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.appointment")
    .selectAll()
    .where(sql<boolean>`person_ids && ${[...personIds]}::uuid[]`)
    .where("ends_at", ">", from)
    .where("starts_at", "<", to)
    .orderBy("starts_at")
    .orderBy("id")
    .execute();
  return rows.map(toRecord);
}

/** Those of them who have no calendar yet. */
export async function withoutCalendar(tx: Tx, personIds: readonly string[]): Promise<string[]> {
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.calendar")
    .select("person_id")
    .where("person_id", "in", [...personIds])
    .execute();
  const known = new Set(rows.map((row) => row.person_id));
  return personIds.filter((id) => !known.has(id));
}

/**
 * Holds the calendars of these people, in one order for everybody, until commit: whoever books the same person waits here, so
 * that the second one sees what the first one did.
 */
export async function lockCalendars(tx: Tx, personIds: readonly string[]): Promise<void> {
  await schedulingTables(tx)
    .selectFrom("scheduling.calendar")
    .select("person_id")
    .where("person_id", "in", [...personIds])
    .orderBy("person_id")
    .forUpdate()
    .execute();
}

/** Gives each of these persons an empty calendar on the clock of that IANA zone; whoever has one keeps it. */
export async function ensureCalendars(tx: Tx, zones: ReadonlyMap<string, string>): Promise<void> {
  if (zones.size === 0) return;
  await schedulingTables(tx)
    .insertInto("scheduling.calendar")
    .values(
      [...zones].map(([id, zone]) => ({
        person_id: id,
        zone,
        updated_at: tx.now,
        day_cap: null,
        week_cap: null,
        day_minutes_cap: null,
        week_minutes_cap: null,
        stand_in_person_id: null,
        feed_token_hash: null,
      })),
    )
    .onConflict((conflict) => conflict.column("person_id").doNothing())
    .execute();
}

/** Which of them have a live appointment that overlaps [startsAt, endsAt); holds whose time is up do not count. */
export async function takenPeople(
  tx: Tx,
  personIds: readonly string[],
  startsAt: Instant,
  endsAt: Instant,
  without?: string,
): Promise<string[]> {
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.appointment_participant as p")
    .innerJoin("scheduling.appointment as a", "a.id", "p.appointment_id")
    .select("p.person_id")
    .distinct()
    .where("p.person_id", "in", [...personIds])
    .where("a.status", "in", [...liveStatuses])
    .where("a.starts_at", "<", endsAt)
    .where("a.ends_at", ">", startsAt)
    .where(sql<boolean>`(a.status <> 'held' or a.hold_expires_at > ${tx.now})`)
    .where(sql<boolean>`a.id is distinct from ${without ?? null}::uuid`)
    .execute();
  return rows.map((row) => row.person_id);
}

/** Ends the holds of these people whose time is up, in case their timer has not come round yet. Returns their ids. */
export async function endLapsedHolds(tx: Tx, personIds: readonly string[]): Promise<string[]> {
  const rows = await schedulingTables(tx)
    .updateTable("scheduling.appointment")
    .set({ status: "cancelled", reason_code: "hold_lapsed", updated_at: tx.now })
    .where("status", "=", "held")
    .where("hold_expires_at", "<=", tx.now)
    .where(sql<boolean>`person_ids && ${[...personIds]}::uuid[]`)
    .returning("id")
    .execute();
  return rows.map((row) => row.id);
}

export async function addAppointment(
  tx: Tx,
  appointment: {
    id: string;
    caseId: string;
    institutionId: string;
    personIds: readonly string[];
    partyInstitutionIds: readonly string[];
    startsAt: Instant;
    endsAt: Instant;
    status: "held" | "booked";
    holdExpiresAt: Instant | null;
    overrideReason: string | null;
    createdBy: string | null;
    sequence?: number;
    handedOverBy?: readonly string[];
  },
): Promise<void> {
  const db = schedulingTables(tx);
  await db
    .insertInto("scheduling.appointment")
    .values({
      id: appointment.id,
      case_id: appointment.caseId,
      institution_id: appointment.institutionId,
      person_ids: [...appointment.personIds],
      party_institution_ids: [...appointment.partyInstitutionIds],
      starts_at: appointment.startsAt,
      ends_at: appointment.endsAt,
      status: appointment.status,
      hold_expires_at: appointment.holdExpiresAt,
      moved_to: null,
      reason_code: null,
      override_reason: appointment.overrideReason,
      created_by: appointment.createdBy,
      created_at: tx.now,
      updated_at: tx.now,
      started_at: null,
      ended_at: null,
      sequence: appointment.sequence ?? 0,
      ...(appointment.handedOverBy && { handed_over_by: [...appointment.handedOverBy] }),
    })
    .execute();
  await db
    .insertInto("scheduling.appointment_participant")
    .values(appointment.personIds.map((id) => ({ appointment_id: appointment.id, person_id: id })))
    .execute();
}

/** What an appointment becomes, in one compare-and-set from one of `from`. False: something else reached it first. */
export async function setAppointment(
  tx: Tx,
  id: string,
  from: readonly AppointmentStatus[],
  change: {
    status: AppointmentStatus;
    movedTo?: string;
    reasonCode?: string;
    reason?: string;
    absentPersonIds?: readonly string[];
    isStarting?: boolean;
    isEnding?: boolean;
  },
): Promise<boolean> {
  const rows = await schedulingTables(tx)
    .updateTable("scheduling.appointment")
    .set((e) => ({
      status: change.status,
      updated_at: tx.now,
      sequence: e("sequence", "+", 1),
      ...(change.movedTo !== undefined && { moved_to: change.movedTo }),
      ...(change.reasonCode !== undefined && { reason_code: change.reasonCode }),
      ...(change.reason !== undefined && { reason: change.reason }),
      ...(change.absentPersonIds && { absent_person_ids: [...change.absentPersonIds] }),
      ...(change.isStarting && { started_at: tx.now }),
      ...(change.isEnding && { ended_at: tx.now }),
    }))
    .where("id", "=", id)
    .where("status", "in", [...from])
    .returning("id")
    .execute();
  return rows.length === 1;
}
