import { sql } from "kysely";
import type { Instant, OrganizationId, PersonId } from "../../kernel/types.js";
import { minutesBetween } from "../../kernel/time.js";
import { type Database, systemContext, type Tx } from "../../platform/database/database.js";
import type { Actor } from "../context.js";
import type { Failures } from "../domain/lock-out.js";
import type { Role } from "../domain/roles.js";
import { identityTables } from "../tables.js";

export interface StoredAccount {
  readonly personId: PersonId;
  readonly passwordHash: string;
}

/** Undefined: no account of that name, or its person is disabled. */
export async function findAccount(tx: Tx, username: string): Promise<StoredAccount | undefined> {
  const row = await identityTables(tx)
    .selectFrom("identity.account as a")
    .innerJoin("identity.person as p", "p.id", "a.person_id")
    .select(["a.person_id", "a.password_hash"])
    .where("a.username", "=", username)
    .where("p.status", "=", "active")
    .executeTakeFirst();
  return row && { personId: row.person_id as PersonId, passwordHash: row.password_hash };
}

export async function findPasswordHash(tx: Tx, personId: PersonId): Promise<string | undefined> {
  const row = await identityTables(tx)
    .selectFrom("identity.account")
    .select("password_hash")
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row?.password_hash;
}

export async function savePassword(tx: Tx, personId: PersonId, passwordHash: string): Promise<void> {
  await identityTables(tx)
    .updateTable("identity.account")
    .set({ password_hash: passwordHash, password_changed_at: tx.now })
    .where("person_id", "=", personId)
    .execute();
}

export async function addSession(
  tx: Tx,
  session: {
    tokenHash: string;
    personId: PersonId;
    isDemo: boolean;
    limitedToCase: string | null;
    expiresAt: Instant;
  },
): Promise<void> {
  await identityTables(tx)
    .insertInto("identity.session")
    .values({
      token_hash: session.tokenHash,
      person_id: session.personId,
      is_demo: session.isDemo,
      limited_to_case: session.limitedToCase,
      created_at: tx.now,
      last_seen_at: tx.now,
      expires_at: session.expiresAt,
    })
    .execute();
}

/**
 * The person behind a live session, with rights as they stand now, in one message to the database. `idleMinutes` lets the caller judge
 * idleness.
 */
export async function findSession(
  database: Database,
  tokenHash: string,
): Promise<{ actor: Actor; idleMinutes: number } | undefined> {
  const [row] = await database.ask(
    { ...systemContext, plans: "kept" },
    sql<SessionRow>`select s.last_seen_at, s.is_demo, s.limited_to_case, p.id, p.name, p.institution_id, t.kind, t.time_zone,
        t.name as institution_name, ${rolesOfPerson}, platform.now() as now
      from identity.session s join identity.person p on p.id = s.person_id join identity.tenant t on t.id = p.institution_id
      where s.token_hash = ${tokenHash} and s.expires_at > platform.now() and p.status = 'active' and t.status = 'active'`,
  );
  if (!row) return undefined;
  return {
    idleMinutes: minutesBetween(row.last_seen_at, row.now),
    actor: {
      personId: row.id,
      name: row.name,
      institutionId: row.institution_id,
      institutionName: row.institution_name,
      timeZone: row.time_zone,
      isPlatform: row.kind === "operator",
      roles: row.roles,
      sessionHash: tokenHash,
      isDemo: row.is_demo,
      limitedToCase: row.limited_to_case,
    },
  };
}

interface SessionRow {
  readonly last_seen_at: Instant;
  readonly now: Instant;
  readonly is_demo: boolean;
  readonly limited_to_case: string | null;
  readonly id: PersonId;
  readonly name: string;
  readonly institution_id: OrganizationId;
  readonly institution_name: string;
  readonly kind: string;
  readonly time_zone: string;
  readonly roles: Role[];
}

/** The roles of person `p`, with whatever else is read of him: every request asks for them. */
const rolesOfPerson = sql<Role[]>`(select coalesce(array_agg(a.role order by a.role), '{}')
  from identity.role_assignment a where a.person_id = p.id)`.as("roles");

/** The person as who acts through a link about one case, with rights as they stand now. Undefined: not active. */
export const findLinkActor = (tx: Tx, personId: string, caseId: string): Promise<Actor | undefined> =>
  findActive(tx, { personId }, caseId);

/** The person with this user name, with rights as they stand now. Undefined: nobody active has it. */
export const findNamedActor = (tx: Tx, username: string): Promise<Actor | undefined> =>
  findActive(tx, { username }, null);

async function findActive(
  tx: Tx,
  who: { readonly personId: string } | { readonly username: string },
  limitedToCase: string | null,
): Promise<Actor | undefined> {
  const row = await identityTables(tx)
    .selectFrom("identity.person as p")
    .innerJoin("identity.tenant as t", "t.id", "p.institution_id")
    .select(["p.id", "p.name", "p.institution_id", "t.kind", "t.time_zone", "t.name as institution_name"])
    .select(rolesOfPerson)
    .where((e) =>
      "personId" in who
        ? e("p.id", "=", who.personId)
        : e(
            "p.id",
            "in",
            e.selectFrom("identity.account").select("person_id").where("username", "=", who.username),
          ),
    )
    .where("p.status", "=", "active")
    .where("t.status", "=", "active")
    .executeTakeFirst();
  return (
    row && {
      personId: row.id as PersonId,
      name: row.name,
      institutionId: row.institution_id as OrganizationId,
      institutionName: row.institution_name,
      timeZone: row.time_zone,
      isPlatform: row.kind === "operator",
      roles: row.roles,
      sessionHash: "",
      isDemo: false,
      limitedToCase,
    }
  );
}

export async function touchSession(tx: Tx, tokenHash: string): Promise<void> {
  await identityTables(tx)
    .updateTable("identity.session")
    .set({ last_seen_at: tx.now })
    .where("token_hash", "=", tokenHash)
    .execute();
}

export async function endSession(tx: Tx, tokenHash: string): Promise<void> {
  await identityTables(tx).deleteFrom("identity.session").where("token_hash", "=", tokenHash).execute();
}

/** Ends every session of the person, but for `except`. */
export async function endSessionsOf(tx: Tx, personId: PersonId, except?: string): Promise<void> {
  await identityTables(tx)
    .deleteFrom("identity.session")
    .where("person_id", "=", personId)
    .where("token_hash", "!=", except ?? "")
    .execute();
}

export async function findFailures(tx: Tx, subjectHash: string): Promise<Failures | undefined> {
  const row = await identityTables(tx)
    .selectFrom("identity.sign_in_failure")
    .selectAll()
    .where("subject_hash", "=", subjectHash)
    .forUpdate()
    .executeTakeFirst();
  return (
    row && {
      failures: row.failures,
      lastFailedAt: row.last_failed_at as Instant,
      lockedUntil: row.locked_until as Instant | null,
    }
  );
}

export async function saveFailures(tx: Tx, subjectHash: string, seen: Failures): Promise<void> {
  const values = {
    failures: seen.failures,
    last_failed_at: seen.lastFailedAt,
    locked_until: seen.lockedUntil,
  };
  await identityTables(tx)
    .insertInto("identity.sign_in_failure")
    .values({ subject_hash: subjectHash, ...values })
    .onConflict((conflict) => conflict.column("subject_hash").doUpdateSet(values))
    .execute();
}

export async function clearFailures(tx: Tx, subjectHash: string): Promise<void> {
  await identityTables(tx)
    .deleteFrom("identity.sign_in_failure")
    .where("subject_hash", "=", subjectHash)
    .execute();
}
