import { sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { Application } from "../domain/application.js";
import type { MembershipAct, MembershipStatus } from "../domain/membership.js";
import { type DutyHours, expertsTables, type MembershipOrigin, type RoleStatus } from "../tables.js";

/** What the hospital's 医务部 consents to. */
export interface SignOff {
  readonly dailyCap: number;
  readonly weeklyCap: number;
  /** Empty: any time. */
  readonly dutyHours: readonly DutyHours[];
  readonly acceptsModes: readonly ("written" | "video")[];
  /** By what rule the expert is paid, in the hospital's words. */
  readonly feeRule: string;
  readonly note: string;
}

/** A membership with as much of its post as there is. */
export interface Membership {
  readonly id: string;
  readonly practitionerRoleId: string | null;
  /** Of the post, or whom the application is about when he is in the pool already. */
  readonly practitionerId: string | null;
  /** The expert's account; null: none yet. */
  readonly personId: string | null;
  readonly organizationId: string;
  readonly status: MembershipStatus;
  readonly origin: MembershipOrigin;
  readonly application: Application;
  readonly phoneCipher: string | null;
  readonly signOff: SignOff | null;
  readonly termFrom: string | null;
  readonly termTo: string | null;
  readonly remindedDays: number | null;
  readonly reasonCode: string | null;
  readonly reasonNote: string;
  readonly statusSince: Instant;
  readonly createdAt: Instant;
  /** Of the post; of the application while there is none. */
  readonly name: string;
  readonly departmentName: string;
  readonly titleCode: string | null;
  readonly roleStatus: RoleStatus | null;
}

export const emptyApplication: Application = {
  name: "",
  departmentName: "",
  titleText: "",
  licenceNumber: null,
  independentSinceOn: null,
  skillsText: "",
  specialtyCodes: [],
};

const withPosts = (tx: Tx) =>
  expertsTables(tx)
    .selectFrom("experts.membership as m")
    .leftJoin("experts.practitioner_role as r", "r.id", "m.practitioner_role_id")
    .leftJoin("experts.practitioner as p", (join) =>
      join.on((e) => e("p.id", "=", e.fn.coalesce("r.practitioner_id", "m.practitioner_id"))),
    );

const columns = [
  "m.id",
  "m.practitioner_role_id",
  "m.organization_id",
  "m.status",
  "m.origin",
  "m.application",
  "m.phone_cipher",
  "m.sign_off",
  "m.term_from",
  "m.term_to",
  "m.reminded_days",
  "m.reason_code",
  "m.reason_note",
  "m.status_since",
  "m.created_at",
  "p.id as practitioner_id",
  "p.person_id",
  "p.name as expert_name",
  "r.department_name",
  "r.title_code",
  "r.status as role_status",
] as const;

type Found = Awaited<ReturnType<ReturnType<typeof selecting>["executeTakeFirst"]>>;
const selecting = (tx: Tx) => withPosts(tx).select([...columns]);

const toMembership = (row: NonNullable<Found>): Membership => {
  const application = { ...emptyApplication, ...(row.application as Partial<Application>) };
  return {
    id: row.id,
    practitionerRoleId: row.practitioner_role_id,
    practitionerId: row.practitioner_id,
    personId: row.person_id,
    organizationId: row.organization_id,
    status: row.status,
    origin: row.origin,
    application,
    phoneCipher: row.phone_cipher,
    signOff: row.sign_off as SignOff | null,
    termFrom: row.term_from,
    termTo: row.term_to,
    remindedDays: row.reminded_days,
    reasonCode: row.reason_code,
    reasonNote: row.reason_note,
    statusSince: row.status_since as Instant,
    createdAt: row.created_at as Instant,
    name: row.expert_name ?? application.name,
    departmentName: row.department_name ?? application.departmentName,
    titleCode: row.title_code,
    roleStatus: row.role_status,
  };
};

/** Undefined: no such membership in sight. `lock` keeps others from moving it until the transaction ends. */
export async function findMembership(tx: Tx, id: string, lock?: "lock"): Promise<Membership | undefined> {
  const query = selecting(tx).where("m.id", "=", id);
  const row = await (lock === undefined ? query : query.forUpdate("m")).executeTakeFirst();
  return row && toMembership(row);
}

/** The membership of each of these posts; posts out of sight are left out. */
export async function membershipsOfRoles(
  tx: Tx,
  practitionerRoleIds: readonly string[],
): Promise<Membership[]> {
  if (practitionerRoleIds.length === 0) return [];
  const rows = await selecting(tx).where("m.practitioner_role_id", "in", practitionerRoleIds).execute();
  return rows.map(toMembership);
}

/** By the keyed hash of what the applicant (`receipt_index`) or the invited person (`invitation_index`) holds. */
export async function findByIndex(
  tx: Tx,
  column: "receipt_index" | "invitation_index",
  index: string,
): Promise<Membership | undefined> {
  const row = await selecting(tx).where(`m.${column}`, "=", index).executeTakeFirst();
  return row && toMembership(row);
}

/** Open and finished ones, those waiting longest in their state first. */
export async function listMemberships(
  tx: Tx,
  wanted: {
    readonly statuses: readonly MembershipStatus[];
    readonly institutionId: string | undefined;
    /** Part of the name or department. */
    readonly q: string;
    /** Terms that end on or before this day. */
    readonly endsBy: string | undefined;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<{ items: Membership[]; total: number }> {
  const part = `%${wanted.q.replace(/[\\%_]/gu, "\\$&")}%`;
  const where = <Q extends ReturnType<typeof withPosts>>(query: Q): Q => {
    let found = query as ReturnType<typeof withPosts>;
    if (wanted.statuses.length > 0) found = found.where("m.status", "in", [...wanted.statuses]);
    if (wanted.institutionId !== undefined)
      found = found.where("m.organization_id", "=", wanted.institutionId);
    if (wanted.endsBy !== undefined) found = found.where("m.term_to", "<=", wanted.endsBy);
    if (wanted.q !== "")
      found = found.where((e) =>
        e.or([
          e("p.name", "ilike", part),
          e("r.department_name", "ilike", part),
          e(sql<string>`m.application ->> 'name'`, "ilike", part),
          e(sql<string>`m.application ->> 'departmentName'`, "ilike", part),
        ]),
      );
    return found as Q;
  };
  const rows = await where(withPosts(tx))
    .select([...columns])
    .orderBy("m.status_since")
    .orderBy("m.id")
    .limit(wanted.limit)
    .offset(wanted.offset)
    .execute();
  const total = await where(withPosts(tx))
    .select((e) => e.fn.countAll<string>().as("count"))
    .executeTakeFirstOrThrow();
  return { items: rows.map(toMembership), total: Number(total.count) };
}

/** Running and paused terms whose last day is on or before the day, earliest first; locked. */
export async function termsEndingBy(tx: Tx, day: string): Promise<Membership[]> {
  const rows = await selecting(tx)
    .where("m.status", "in", ["appointed", "paused"])
    .where("m.term_to", "<=", day)
    .orderBy("m.term_to")
    .orderBy("m.id")
    .forUpdate("m")
    .execute();
  return rows.map(toMembership);
}

/** How many stand in each state, of those in sight. */
export async function countMemberships(
  tx: Tx,
  institutionId?: string,
): Promise<ReadonlyMap<MembershipStatus, number>> {
  let query = expertsTables(tx)
    .selectFrom("experts.membership")
    .select(["status", (e) => e.fn.countAll<string>().as("count")])
    .groupBy("status");
  if (institutionId !== undefined) query = query.where("organization_id", "=", institutionId);
  return new Map((await query.execute()).map(({ status, count }) => [status, Number(count)]));
}

/** Throws on a second open application of one licence at one hospital (`application_once`). */
export async function addMembership(
  tx: Tx,
  row: {
    readonly id: string;
    readonly organizationId: string;
    readonly status: MembershipStatus;
    readonly origin: MembershipOrigin;
    readonly application: Application;
    readonly practitionerId?: string | null;
    readonly phoneCipher?: string | null;
    readonly receiptIndex?: string | null;
    readonly invitationIndex?: string | null;
  },
): Promise<void> {
  await expertsTables(tx)
    .insertInto("experts.membership")
    .values({
      id: row.id,
      practitioner_role_id: null,
      practitioner_id: row.practitionerId ?? null,
      organization_id: row.organizationId,
      status: row.status,
      origin: row.origin,
      application: json(row.application),
      phone_cipher: row.phoneCipher ?? null,
      licence_number: row.application.licenceNumber,
      sign_off: null,
      term_from: null,
      term_to: null,
      reminded_days: null,
      reason_code: null,
      status_since: tx.now,
      receipt_index: row.receiptIndex ?? null,
      invitation_index: row.invitationIndex ?? null,
      updated_at: tx.now,
      created_at: tx.now,
    })
    .execute();
}

export interface MembershipChange {
  readonly status?: MembershipStatus;
  readonly reasonCode?: string | null;
  readonly reasonNote?: string;
  readonly application?: Application;
  readonly phoneCipher?: string | null;
  readonly receiptIndex?: string;
  readonly signOff?: SignOff | null;
  readonly term?: { readonly from: string; readonly to: string };
  readonly practitionerRoleId?: string;
  readonly remindedDays?: number | null;
}

/** Changes the membership if it still stands at `from`. False: somebody moved it first, or it is out of sight. */
export async function changeMembership(
  tx: Tx,
  id: string,
  from: MembershipStatus,
  change: MembershipChange,
): Promise<boolean> {
  const isMoved = change.status !== undefined && change.status !== from;
  const rows = await expertsTables(tx)
    .updateTable("experts.membership")
    .set({
      updated_at: tx.now,
      ...(isMoved && { status: change.status, status_since: tx.now }),
      ...(change.reasonCode !== undefined && { reason_code: change.reasonCode }),
      ...(change.reasonNote !== undefined && { reason_note: change.reasonNote }),
      ...(change.application !== undefined && {
        application: json(change.application),
        licence_number: change.application.licenceNumber,
      }),
      ...(change.phoneCipher !== undefined && { phone_cipher: change.phoneCipher }),
      ...(change.receiptIndex !== undefined && { receipt_index: change.receiptIndex }),
      ...(change.signOff !== undefined && {
        sign_off: change.signOff === null ? null : json(change.signOff),
      }),
      ...(change.term !== undefined && {
        term_from: change.term.from,
        term_to: change.term.to,
        reminded_days: null,
      }),
      ...(change.practitionerRoleId !== undefined && { practitioner_role_id: change.practitionerRoleId }),
      ...(change.remindedDays !== undefined && { reminded_days: change.remindedDays }),
    })
    .where("id", "=", id)
    .where("status", "=", from)
    .returning("id")
    .execute();
  return rows.length === 1;
}

export interface MembershipStep {
  readonly sequence: number;
  readonly kind: MembershipAct;
  readonly fromStatus: MembershipStatus | null;
  readonly toStatus: MembershipStatus;
  readonly reasonCode: string | null;
  readonly reasonNote: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly byPersonId: string | null;
  readonly byLabel: string;
  readonly at: Instant;
}

/** Writes down a step after the ones there are. The caller holds the membership's lock, or has just made it. */
export async function addStep(
  tx: Tx,
  membershipId: string,
  step: Omit<MembershipStep, "sequence" | "at" | "details"> & { details?: Record<string, unknown> },
): Promise<void> {
  await expertsTables(tx)
    .insertInto("experts.membership_step")
    .values({
      membership_id: membershipId,
      sequence: sql<number>`(select coalesce(max(s.sequence), 0) + 1 from experts.membership_step s
        where s.membership_id = ${membershipId})`,
      kind: step.kind,
      from_status: step.fromStatus,
      to_status: step.toStatus,
      reason_code: step.reasonCode,
      reason_note: step.reasonNote,
      details: json(step.details ?? {}),
      by_person: step.byPersonId,
      by_label: step.byLabel,
      at: tx.now,
    })
    .execute();
}

/** Every step, first one first. */
export async function listSteps(tx: Tx, membershipId: string): Promise<MembershipStep[]> {
  const rows = await expertsTables(tx)
    .selectFrom("experts.membership_step")
    .selectAll()
    .where("membership_id", "=", membershipId)
    .orderBy("sequence")
    .execute();
  return rows.map((row) => ({
    sequence: row.sequence,
    kind: row.kind,
    fromStatus: row.from_status,
    toStatus: row.to_status,
    reasonCode: row.reason_code,
    reasonNote: row.reason_note,
    details: row.details,
    byPersonId: row.by_person,
    byLabel: row.by_label,
    at: row.at as Instant,
  }));
}

/** Notes a try from the address and tells how many the last hour holds, this one included. System scope only. */
export async function countTry(tx: Tx, addressIndex: string): Promise<number> {
  const db = expertsTables(tx);
  await db
    .deleteFrom("experts.application_try")
    .where("at", "<", sql<string>`platform.now() - interval '1 hour'`)
    .execute();
  await db
    .insertInto("experts.application_try")
    .values({ address_index: addressIndex, at: tx.now })
    .execute();
  const row = await db
    .selectFrom("experts.application_try")
    .select((e) => e.fn.countAll<string>().as("count"))
    .where("address_index", "=", addressIndex)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
