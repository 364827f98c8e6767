import { type RawBuilder, sql } from "kysely";
import { groupBy } from "../kernel/collections.js";
import type { OrganizationId, PersonId, PractitionerId, PractitionerRoleId } from "../kernel/types.js";
import { listOrganizations } from "../organizations/index.js";
import type { Tx } from "../platform/database/database.js";
import {
  type ClaimSource,
  type DutyHours,
  expertsTables,
  type ExpertsTables,
  type RoleStatus,
} from "./tables.js";

/** A claim about a disease that still stands. */
export interface PoolEvidence {
  readonly code: string | null;
  readonly label: string;
  readonly count: number | null;
  readonly source: ClaimSource;
  readonly isVerified: boolean;
  /** Nobody confirmed it in time: it still counts, for less. */
  readonly isExpired: boolean;
}

/** One post of one expert with what ranking reads of it. */
export interface ExpertPoolRow {
  readonly practitionerRoleId: PractitionerRoleId;
  readonly practitionerId: PractitionerId;
  readonly personId: PersonId | null;
  readonly institutionId: OrganizationId;
  readonly institutionName: string;
  readonly regionCode: string;
  readonly timeZone: string;
  readonly name: string;
  readonly departmentName: string;
  readonly titleCode: string | null;
  readonly specialtyCodes: readonly string[];
  readonly dutyHours: readonly DutyHours[];
  readonly dailyCap: number;
  readonly weeklyCap: number;
  readonly status: RoleStatus;
  readonly acceptsModes: readonly ("written" | "video")[];
  readonly scopeCode: string | null;
  readonly independentSinceOn: string | null;
  readonly skillsText: string;
  /** 资料新鲜度, 0 to 1. */
  readonly freshness: number;
  /** The last day he or his hospital went through the whole; null: never. */
  readonly confirmedOn: string | null;
  readonly evidence: readonly PoolEvidence[];
  /** What he has said he does not take 不接, as far as it is coded; the same for all his posts. */
  readonly refusals: readonly PoolRefusal[];
  /** With whom he has a conflict of interest: institutions and persons. */
  readonly standsAsideFor: readonly string[];
}

/** A thing an expert does not take: an ICD-10 code and all below it, a specialty and all below it, patients under an age. */
export interface PoolRefusal {
  readonly about: "diagnosis" | "specialty" | "age_below";
  /** ICD-10, 诊疗科目, or years as digits. */
  readonly code: string;
  readonly label: string;
}

export interface PoolVersion {
  /** Changes when the database itself is another one (restored, new). */
  readonly epoch: string;
  readonly version: number;
  /** False: this very transaction changed the pool, so what it reads may never come true and must not be kept. */
  readonly isSettled: boolean;
  /** Which transactions this reading has seen, as PostgreSQL writes it: {@link readPoolChanges} tells what came after. */
  readonly snapshot: string;
  /**
   * Database and versions of what else nodes keep (`Kept`): institutions with their agreements, the ranking model. Undefined: this very
   * transaction changed something of it.
   */
  readonly keptState: string | undefined;
}

/** What changed since a snapshot, read as it stands now. */
export interface PoolChanges extends PoolVersion {
  /** Whoever changed; a post of theirs that is not among `members` is gone. */
  readonly practitionerIds: readonly string[];
  readonly members: readonly ExpertPoolRow[];
}

/** Which state of the pool this transaction sees. */
export async function poolVersion(tx: Tx): Promise<PoolVersion> {
  const { rows } = await versionWith(sql<null>`null::int`).execute(expertsTables(tx));
  const { also: _none, ...seen } = versionIn(rows);
  return seen;
}

interface VersionRow<T> {
  readonly epoch: string;
  readonly version: number;
  readonly is_settled: boolean;
  readonly snapshot: string;
  readonly kept: string | null;
  readonly also: T;
}

/** {@link poolVersion} as a statement, and with it whatever else the caller asks in one column of his own; read by {@link versionIn}. */
export const versionWith = <T>(column: RawBuilder<T>): RawBuilder<VersionRow<T>> => sql`
  select epoch, version, xmin is distinct from (pg_current_xact_id_if_assigned()::xid) as is_settled,
    platform.seen_snapshot()::text as snapshot, platform.kept_state() as kept, ${column} as also
  from experts.pool_version`;

export function versionIn<T>(rows: readonly VersionRow<T>[]): PoolVersion & { readonly also: T } {
  const [row] = rows;
  if (!row) throw new Error("the pool has no version");
  const { epoch, version, is_settled: isSettled, snapshot, kept, also } = row;
  const keptState = kept === null ? undefined : `${epoch} ${kept}`;
  return { epoch, version, isSettled, snapshot, keptState, also };
}

/** Which database this is, whatever was copied into it: cluster, timeline and number. */
export async function databaseIdentity(tx: Tx): Promise<string> {
  const { rows } = await sql<{ identity: string }>`
    select concat_ws('/', (select system_identifier from pg_control_system()), (select timeline_id from pg_control_checkpoint()),
      (select oid from pg_database where datname = current_database())) as identity`.execute(
    expertsTables(tx),
  );
  return rows[0]?.identity ?? "";
}

/** Whether a snapshot lies in this database's past: one that was restored to an earlier state has not come so far. */
export async function isPastSnapshot(tx: Tx, snapshot: string): Promise<boolean> {
  const { rows } = await sql<{ is_past: boolean }>`
    select pg_snapshot_xmax(${snapshot}::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) as is_past`.execute(
    expertsTables(tx),
  );
  return rows[0]?.is_past === true;
}

/** Every change of what {@link readPool} reads calls this once in its transaction: indices everywhere then reload. */
export async function bumpPool(tx: Tx): Promise<void> {
  await expertsTables(tx)
    .updateTable("experts.pool_version")
    .set((e) => ({ version: e("version", "+", 1) }))
    .execute();
}

/**
 * Waits until no other transaction is adding or changing experts, and keeps others waiting until this one ends: whoever
 * looks up whether an expert is known must not be overtaken by one who adds him.
 */
export async function lockPool(tx: Tx): Promise<void> {
  await expertsTables(tx)
    .selectFrom("experts.pool_version")
    .select("version")
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/**
 * The whole pool, posts in order of id, retired ones included (they explain who is missing). The same for whoever
 * reads it: it holds directory facts only.
 */
export async function readPool(tx: Tx): Promise<PoolVersion & { members: ExpertPoolRow[] }> {
  const members: ExpertPoolRow[] = [];
  const version = await readPoolInPortions(tx, (portion) => members.push(...portion));
  members.sort((a, b) => (a.practitionerRoleId < b.practitionerRoleId ? -1 : 1));
  return { ...version, members };
}

/** So many experts at once: what is made of them holds other requests up for some 50 ms. */
const portion = 1000;

/** {@link readPool} handed on in portions, in no order, so that others get their turn between what is made of two of them. */
export async function readPoolInPortions(
  tx: Tx,
  take: (members: readonly ExpertPoolRow[]) => void,
): Promise<PoolVersion> {
  // The version is read first: a change that commits in between makes the next reader load again.
  const version = await poolVersion(tx);
  for (let after = "00000000-0000-0000-0000-000000000000"; ;) {
    const rows = await expertsTables(tx)
      .selectFrom("experts.practitioner")
      .select("id")
      .where("id", ">", after)
      .orderBy("id")
      .limit(portion)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return version;
    after = last.id;
    take(
      await readMembers(
        tx,
        rows.map(({ id }) => id),
      ),
    );
  }
}

/**
 * Who changed since the snapshot of an earlier reading of the same epoch. Changes that commit meanwhile may be in it already and
 * come again with the next. Undefined: more than `most` experts, so that the whole is read with less trouble.
 */
export async function readPoolChanges(
  tx: Tx,
  snapshot: string,
  most: number,
): Promise<PoolChanges | undefined> {
  const version = await poolVersion(tx);
  const changed = await expertsTables(tx)
    .selectFrom("experts.pool_change")
    .select("practitioner_id")
    .where(
      sql<boolean>`changed_in >= pg_snapshot_xmin(${snapshot}::pg_snapshot)
        and not pg_visible_in_snapshot(changed_in, ${snapshot}::pg_snapshot)`,
    )
    .limit(most + 1)
    .execute();
  if (changed.length > most) return undefined;
  const practitionerIds = changed.map((row) => row.practitioner_id);
  const members = practitionerIds.length === 0 ? [] : await readMembers(tx, practitionerIds);
  return { ...version, practitionerIds, members };
}

/** The posts of these experts, in order of id. */
async function readMembers(tx: Tx, only: readonly string[]): Promise<ExpertPoolRow[]> {
  const db = expertsTables(tx);
  const ofThese = (column: "p.id" | "c.practitioner_id" | "r.practitioner_id") =>
    sql<boolean>`${sql.ref(column)} = any(${only}::uuid[])`;
  const organizations = new Map<string, Awaited<ReturnType<typeof listOrganizations>>[number]>(
    (await listOrganizations(tx)).map((organization) => [organization.id, organization]),
  );
  const roles = await db
    .selectFrom("experts.practitioner_role as r")
    .innerJoin("experts.practitioner as p", "p.id", "r.practitioner_id")
    .select([
      "r.id",
      "r.practitioner_id",
      "r.organization_id",
      "r.department_name",
      "r.title_code",
      "r.skills_text",
      "r.status",
      "r.daily_cap",
      "r.weekly_cap",
      "r.duty_hours",
      "r.accepts_modes",
      "p.person_id",
      "p.name",
      "p.practice_scope_code",
      "p.independent_since_on",
      "p.freshness",
      "p.confirmed_on",
    ])
    .where("r.merged_into", "is", null)
    .where(ofThese("p.id"))
    .orderBy("r.id")
    .execute();
  const specialties = groupBy(
    await db
      .selectFrom("experts.role_specialty as s")
      .innerJoin("experts.practitioner_role as r", "r.id", "s.practitioner_role_id")
      .select(["s.practitioner_role_id", "s.specialty_code"])
      .where(ofThese("r.practitioner_id"))
      .orderBy("s.specialty_code")
      .execute(),
    (row) => row.practitioner_role_id,
  );
  const standing = await db
    .selectFrom("experts.claim as c")
    .select([
      "practitioner_id",
      "kind",
      "code",
      "code_system",
      "label",
      "value",
      "quantity",
      "source",
      "state",
    ])
    .where("kind", "in", ["disease_cases", "refusal", "conflict_of_interest"])
    // What expired still speaks, more softly: ranking trusts an expired number less.
    .where("state", "in", ["asserted", "verified", "expired"])
    .where("superseded_by", "is", null)
    .where(ofThese("c.practitioner_id"))
    // A change of what was checked counts only when it is checked itself.
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("experts.claim_conflict as x")
            .select("x.id")
            .whereRef("x.challenger_claim_id", "=", "c.id")
            .where("x.status", "=", "open"),
        ),
      ),
    )
    .orderBy("id")
    .execute();
  const claims = groupBy(
    standing.filter((row) => row.kind === "disease_cases"),
    (row) => row.practitioner_id,
  );
  const declarations = groupBy(
    standing.filter((row) => row.kind !== "disease_cases"),
    (row) => row.practitioner_id,
  );
  const evidenceOf = new Map<string, PoolEvidence[]>();
  for (const [practitionerId, rows] of claims)
    evidenceOf.set(
      practitionerId,
      rows.map((row) => ({
        code: row.code,
        label: row.label,
        count: row.quantity,
        source: row.source,
        isVerified: row.state === "verified",
        isExpired: row.state === "expired",
      })),
    );
  const members = roles.flatMap((role): ExpertPoolRow[] => {
    const organization = organizations.get(role.organization_id);
    if (!organization) return [];
    return [
      {
        practitionerRoleId: role.id as PractitionerRoleId,
        practitionerId: role.practitioner_id as PractitionerId,
        personId: role.person_id as PersonId | null,
        institutionId: organization.id,
        institutionName: organization.name,
        regionCode: organization.regionCode,
        timeZone: organization.timeZone,
        name: role.name,
        departmentName: role.department_name,
        titleCode: role.title_code,
        specialtyCodes: (specialties.get(role.id) ?? []).map((row) => row.specialty_code),
        dutyHours: role.duty_hours,
        dailyCap: role.daily_cap,
        weeklyCap: role.weekly_cap,
        // A suspended hospital's experts cannot be asked, whatever their own state.
        status: organization.status === "suspended" && role.status === "active" ? "paused" : role.status,
        acceptsModes: role.accepts_modes.filter((mode) => mode === "written" || mode === "video"),
        scopeCode: role.practice_scope_code,
        independentSinceOn: role.independent_since_on,
        skillsText: role.skills_text,
        freshness: role.freshness,
        confirmedOn: role.confirmed_on,
        evidence: evidenceOf.get(role.practitioner_id) ?? [],
        ...declaredBy(declarations.get(role.practitioner_id) ?? []),
      },
    ];
  });
  return members;
}

/** Code systems of a refusal, as claims name them. */
const refusalSystems = { icd10: "diagnosis", specialty: "specialty", age_below: "age_below" } as const;
const nothingDeclared = { refusals: [], standsAsideFor: [] } as const;

function declaredBy(
  rows: readonly Pick<ExpertsTables["experts.claim"], "kind" | "code" | "code_system" | "label" | "value">[],
): Pick<ExpertPoolRow, "refusals" | "standsAsideFor"> {
  if (rows.length === 0) return nothingDeclared;
  return {
    refusals: rows.flatMap(({ kind, code, code_system, label }) => {
      if (kind !== "refusal" || code === null || code_system === null) return [];
      const about = refusalSystems[code_system as keyof typeof refusalSystems] as
        | PoolRefusal["about"]
        | undefined;
      return about === undefined ? [] : [{ about, code, label }];
    }),
    standsAsideFor: rows.flatMap(({ kind, value }) => {
      if (kind !== "conflict_of_interest" || value === null || typeof value !== "object") return [];
      const { organizationId, personId } = value as { organizationId?: unknown; personId?: unknown };
      return [organizationId, personId].filter((id) => typeof id === "string");
    }),
  };
}
