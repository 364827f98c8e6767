import { sql } from "kysely";
import { groupBy } from "../../kernel/collections.js";
import type { OrganizationId, PersonId } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import type { Role } from "../domain/roles.js";
import { identityTables } from "../tables.js";

export async function addTenant(
  tx: Tx,
  tenant: { id: string; name: string; kind: "hospital" | "operator"; timeZone: string },
): Promise<void> {
  await identityTables(tx)
    .insertInto("identity.tenant")
    .values({
      id: tenant.id,
      name: tenant.name,
      kind: tenant.kind,
      time_zone: tenant.timeZone,
      status: "active",
      created_at: tx.now,
    })
    .execute();
}

/** Every tenant, by name. Open to whoever is signed in. */
export async function listTenants(
  tx: Tx,
  only?: string,
): Promise<
  {
    id: OrganizationId;
    name: string;
    kind: "hospital" | "operator";
    timeZone: string;
    status: "active" | "suspended";
  }[]
> {
  const rows = await identityTables(tx)
    .selectFrom("identity.tenant")
    .selectAll()
    .$if(only !== undefined, (query) => query.where("id", "=", only ?? ""))
    .orderBy("name")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id as OrganizationId,
    name: row.name,
    kind: row.kind,
    timeZone: row.time_zone,
    status: row.status,
  }));
}

export async function addPerson(
  tx: Tx,
  person: { id: string; institutionId: string; name: string; demoHint?: string; roles: readonly Role[] },
): Promise<void> {
  const db = identityTables(tx);
  await db
    .insertInto("identity.person")
    .values({
      id: person.id,
      institution_id: person.institutionId,
      name: person.name,
      status: "active",
      language: "zh-CN",
      demo_hint: person.demoHint ?? "",
      created_at: tx.now,
    })
    .execute();
  await setRoles(tx, person.id as PersonId, person.roles, null);
}

export async function addAccount(
  tx: Tx,
  personId: string,
  username: string,
  passwordHash: string,
): Promise<void> {
  await identityTables(tx)
    .insertInto("identity.account")
    .values({ person_id: personId, username, password_hash: passwordHash, password_changed_at: tx.now })
    .execute();
}

export async function setRoles(
  tx: Tx,
  personId: PersonId,
  roles: readonly Role[],
  grantedBy: PersonId | null,
): Promise<void> {
  const db = identityTables(tx);
  await db.deleteFrom("identity.role_assignment").where("person_id", "=", personId).execute();
  if (roles.length > 0)
    await db
      .insertInto("identity.role_assignment")
      .values(
        [...new Set(roles)].map((role) => ({
          person_id: personId,
          role,
          granted_at: tx.now,
          granted_by: grantedBy,
        })),
      )
      .execute();
}

export async function setPersonStatus(
  tx: Tx,
  personId: PersonId,
  status: "active" | "disabled",
): Promise<boolean> {
  const rows = await identityTables(tx)
    .updateTable("identity.person")
    .set({ status })
    .where("id", "=", personId)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** True on an installation nobody has been made in yet. */
export async function isEmptyInstallation(tx: Tx): Promise<boolean> {
  return (
    (await identityTables(tx).selectFrom("identity.person").select("id").limit(1).execute()).length === 0
  );
}

/** Everyone a demo visitor may enter as, grouped by the page; those with waiting work first, then by institution and name. */
export async function listDemoPeople(tx: Tx) {
  const db = identityTables(tx);
  const people = await db
    .selectFrom("identity.person as p")
    .innerJoin("identity.tenant as t", "t.id", "p.institution_id")
    .select(["p.id", "p.name", "p.demo_hint", "t.name as institution_name"])
    .where("p.status", "=", "active")
    // Whoever has something waiting comes first: that is whom a visitor wants to be.
    .orderBy(sql`p.demo_hint like '%有 %'`, "desc")
    .orderBy("t.kind", "desc")
    .orderBy("t.name")
    .orderBy("p.name")
    .execute();
  const held = await db.selectFrom("identity.role_assignment").select(["person_id", "role"]).execute();
  const rolesOf = groupBy(held, (row) => row.person_id);
  return people.map((person) => ({
    personId: person.id,
    name: person.name,
    institutionName: person.institution_name,
    hint: person.demo_hint,
    roles: (rolesOf.get(person.id) ?? []).map((row) => row.role),
  }));
}

/** People with or without an account, one's own institution first, then by institution and name; `q` is part of a name or user name, "" for all. */
export async function listAccounts(tx: Tx, page: { q: string; limit: number; offset: number }) {
  const db = identityTables(tx);
  const part = `%${page.q.replace(/[\\%_]/gu, "\\$&")}%`;
  const found = db
    .selectFrom("identity.person as p")
    .innerJoin("identity.tenant as t", "t.id", "p.institution_id")
    .leftJoin("identity.account as a", "a.person_id", "p.id")
    .where((e) => e.or([e("p.name", "ilike", part), e("a.username", "ilike", part)]));
  const people = await found
    .select(["p.id", "p.name", "p.status", "p.institution_id", "t.name as institution_name", "a.username"])
    .orderBy((e) => e("p.institution_id", "=", tx.context.institutionId ?? null), "desc")
    .orderBy("t.name")
    .orderBy("p.name")
    .orderBy("p.id")
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  const total = await found.select((e) => e.fn.countAll<string>().as("count")).executeTakeFirstOrThrow();
  const held =
    people.length === 0
      ? []
      : await db
          .selectFrom("identity.role_assignment")
          .select(["person_id", "role"])
          .where(
            "person_id",
            "in",
            people.map((p) => p.id),
          )
          .execute();
  const rolesOf = groupBy(held, (row) => row.person_id);
  return {
    total: Number(total.count),
    items: people.map((person) => ({
      personId: person.id,
      name: person.name,
      username: person.username,
      institutionId: person.institution_id,
      institutionName: person.institution_name,
      roles: (rolesOf.get(person.id) ?? []).map((row) => row.role),
      status: person.status,
    })),
  };
}

/** What a person is called and where they belong; undefined: no such person in sight. */
export async function findPerson(
  tx: Tx,
  personId: string,
): Promise<{ name: string; institutionId: string; institutionName: string } | undefined> {
  const row = await identityTables(tx)
    .selectFrom("identity.person as p")
    .innerJoin("identity.tenant as t", "t.id", "p.institution_id")
    .select(["p.name", "p.institution_id", "t.name as institution_name"])
    .where("p.id", "=", personId)
    .executeTakeFirst();
  return row && { name: row.name, institutionId: row.institution_id, institutionName: row.institution_name };
}

/** How a person is written to: language, the institution's zone, and whether both are active. Undefined: nobody in sight. */
export async function findReader(
  tx: Tx,
  personId: string,
): Promise<{ language: "zh-CN" | "en"; timeZone: string; isActive: boolean } | undefined> {
  const row = await identityTables(tx)
    .selectFrom("identity.person as p")
    .innerJoin("identity.tenant as t", "t.id", "p.institution_id")
    .select(["p.language", "t.time_zone", "p.status", "t.status as tenant_status"])
    .where("p.id", "=", personId)
    .executeTakeFirst();
  return (
    row && {
      language: row.language,
      timeZone: row.time_zone,
      isActive: row.status === "active" && row.tenant_status === "active",
    }
  );
}

/** Undefined: no such person in sight. */
export async function findPersonInstitution(tx: Tx, personId: string): Promise<string | undefined> {
  const row = await identityTables(tx)
    .selectFrom("identity.person")
    .select("institution_id")
    .where("id", "=", personId)
    .executeTakeFirst();
  return row?.institution_id;
}

/** A person as another module may need to know him. */
export interface PersonRecord {
  readonly personId: PersonId;
  readonly name: string;
  readonly institutionId: OrganizationId;
  readonly isActive: boolean;
}

/** These persons by id; an unknown id, and one out of sight, is not in the map. */
export async function findPeople(
  tx: Tx,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, PersonRecord>> {
  if (personIds.length === 0) return new Map();
  const rows = await identityTables(tx)
    .selectFrom("identity.person")
    .select(["id", "name", "institution_id", "status"])
    .where("id", "in", [...new Set(personIds)])
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        personId: row.id as PersonId,
        name: row.name,
        institutionId: row.institution_id as OrganizationId,
        isActive: row.status === "active",
      },
    ]),
  );
}

/** Names of the institutions by id; an unknown id is not in the map. */
export async function findTenantNames(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await identityTables(tx)
    .selectFrom("identity.tenant")
    .select(["id", "name"])
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** IANA zones of these institutions, by id. */
export async function timeZonesOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await identityTables(tx)
    .selectFrom("identity.tenant")
    .select(["id", "time_zone"])
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row.time_zone]));
}

/** When each person with a session was last seen, by person; whoever has signed out is not in the map. */
export async function lastSeenPeople(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await identityTables(tx)
    .selectFrom("identity.session")
    .select(["person_id", (e) => e.fn.max("last_seen_at").as("at")])
    .groupBy("person_id")
    .execute();
  return new Map(rows.map(({ person_id, at }) => [person_id, at]));
}

/** Active persons holding the role, of every institution the transaction may see. */
export async function listPeopleWithRole(
  tx: Tx,
  role: Role,
): Promise<{ personId: PersonId; institutionId: OrganizationId }[]> {
  const rows = await identityTables(tx)
    .selectFrom("identity.role_assignment as r")
    .innerJoin("identity.person as p", "p.id", "r.person_id")
    .select(["p.id", "p.institution_id"])
    .where("r.role", "=", role)
    .where("p.status", "=", "active")
    .orderBy("p.id")
    .execute();
  return rows.map((row) => ({
    personId: row.id as PersonId,
    institutionId: row.institution_id as OrganizationId,
  }));
}
