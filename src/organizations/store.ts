import { groupBy } from "../kernel/collections.js";
import type { AgreementId, Instant, OrganizationId } from "../kernel/types.js";
import { addTenant, listTenants } from "../identity/index.js";
import { among } from "../platform/database/among.js";
import type { Tx } from "../platform/database/database.js";
import type { Agreement, AgreementParty, AgreementService, AgreementStatus } from "./domain/agreement.js";
import { organizationsTables } from "./tables.js";

/** 医疗机构: a tenant with its medical facts. */
export interface Organization {
  readonly id: OrganizationId;
  readonly kind: "hospital" | "operator";
  readonly status: "active" | "suspended";
  readonly timeZone: string;
  readonly name: string;
  readonly shortName: string;
  /** Other names it is written by, former ones included. */
  readonly aliases: readonly string[];
  readonly creditCode: string | null;
  /** WS 218 class, e.g. A100 综合医院. */
  readonly classCode: string;
  /** Level and grade in hospital words: 三级甲等. */
  readonly level: string;
  /** GB/T 2260, six digits. */
  readonly regionCode: string;
  readonly longitude: number | null;
  readonly latitude: number | null;
}

/** Every institution with its medical facts, the operator included, by name. Open to whoever is signed in. */
export const listOrganizations = (tx: Tx): Promise<Organization[]> => readOrganizations(tx, undefined);

/** Undefined: no such institution. */
export const findOrganization = async (tx: Tx, id: string): Promise<Organization | undefined> =>
  (await readOrganizations(tx, id))[0];

/** The names of these institutions, by id. */
export async function organizationNames(tx: Tx, ids: Iterable<string>): Promise<Map<string, string>> {
  const rows = await organizationsTables(tx)
    .selectFrom("organizations.organization")
    .select(["id", "name"])
    .where(among("id", ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

async function readOrganizations(tx: Tx, only: string | undefined): Promise<Organization[]> {
  const tenants = new Map((await listTenants(tx, only)).map((tenant) => [tenant.id as string, tenant]));
  const rows = await organizationsTables(tx)
    .selectFrom("organizations.organization")
    .selectAll()
    .$if(only !== undefined, (query) => query.where("id", "=", only ?? ""))
    .orderBy("name")
    .orderBy("id")
    .execute();
  return rows.flatMap((row) => {
    const tenant = tenants.get(row.id);
    if (!tenant) return [];
    return [
      {
        id: row.id as OrganizationId,
        kind: tenant.kind,
        status: tenant.status,
        timeZone: tenant.timeZone,
        name: row.name,
        shortName: row.short_name,
        aliases: row.aliases,
        creditCode: row.credit_code,
        classCode: row.class_code,
        level: row.level,
        regionCode: row.region_code,
        longitude: row.longitude,
        latitude: row.latitude,
      },
    ];
  });
}

export interface NewOrganization {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly regionCode: string;
  readonly kind?: "hospital" | "operator";
  readonly timeZone?: string;
  readonly aliases?: readonly string[];
  readonly creditCode?: string | null;
  readonly classCode?: string;
  readonly level?: string;
  readonly longitude?: number | null;
  readonly latitude?: number | null;
}

/** Adds the tenant and its medical facts. Throws on a 统一社会信用代码 that is taken (`organization_credit_code_key`). */
export async function addOrganization(tx: Tx, organization: NewOrganization): Promise<void> {
  await addTenant(tx, {
    id: organization.id,
    name: organization.name,
    kind: organization.kind ?? "hospital",
    timeZone: organization.timeZone ?? "Asia/Shanghai",
  });
  await organizationsTables(tx)
    .insertInto("organizations.organization")
    .values({
      id: organization.id,
      credit_code: organization.creditCode ?? null,
      name: organization.name,
      short_name: organization.shortName,
      aliases: [...(organization.aliases ?? [])],
      ...(organization.classCode && { class_code: organization.classCode }),
      ...(organization.level && { level: organization.level }),
      region_code: organization.regionCode,
      longitude: organization.longitude ?? null,
      latitude: organization.latitude ?? null,
    })
    .execute();
}

/** Adds an agreement with its parties as it stands; no transition is asked for. Throws for an unknown institution. */
export async function addAgreement(
  tx: Tx,
  agreement: Omit<Agreement, "id" | "services" | "split"> &
    Partial<Pick<Agreement, "services" | "split">> & { id: string },
): Promise<void> {
  const { split = null } = agreement;
  const db = organizationsTables(tx);
  await db
    .insertInto("organizations.agreement")
    .values({
      id: agreement.id,
      name: agreement.name,
      valid_from: agreement.validFrom,
      valid_to: agreement.validTo,
      status: agreement.status,
      specialty_codes: [...agreement.specialtyCodes],
      services: [...(agreement.services ?? [])],
      split_inviter: split?.inviter ?? null,
      split_invitee: split?.invitee ?? null,
      split_platform: split?.platform ?? null,
      split_expert: split?.expert ?? null,
      paper_reference: agreement.paperReference,
      created_at: tx.now,
    })
    .execute();
  if (agreement.parties.length > 0)
    await db
      .insertInto("organizations.agreement_party")
      .values(
        agreement.parties.map((party) => ({
          agreement_id: agreement.id,
          organization_id: party.organizationId,
          side: party.side,
        })),
      )
      .execute();
}

export type StoredAgreement = Agreement & { readonly createdAt: Instant };

/** The agreements row-level security shows (a hospital its own, the operator all), newest first. */
export async function listAgreements(tx: Tx, id?: string): Promise<StoredAgreement[]> {
  const db = organizationsTables(tx);
  let query = db
    .selectFrom("organizations.agreement")
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id");
  if (id !== undefined) query = query.where("id", "=", id);
  const rows = await query.execute();
  if (rows.length === 0) return [];
  const parties = await db
    .selectFrom("organizations.agreement_party")
    .selectAll()
    .where(
      "agreement_id",
      "in",
      rows.map((row) => row.id),
    )
    .orderBy("side")
    .orderBy("organization_id")
    .execute();
  const partiesOf = groupBy(parties, (party) => party.agreement_id);
  return rows.map((row) => ({
    id: row.id as AgreementId,
    name: row.name,
    status: row.status,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    specialtyCodes: row.specialty_codes,
    services: row.services,
    split:
      row.split_inviter === null ||
      row.split_invitee === null ||
      row.split_platform === null ||
      row.split_expert === null
        ? null
        : {
            inviter: row.split_inviter,
            invitee: row.split_invitee,
            platform: row.split_platform,
            expert: row.split_expert,
          },
    paperReference: row.paper_reference,
    createdAt: row.created_at as Instant,
    parties: (partiesOf.get(row.id) ?? []).map((party): AgreementParty => ({
      organizationId: party.organization_id as OrganizationId,
      side: party.side,
    })),
  }));
}

/** Moves the agreement if it still stands at `from`. False: someone moved it first. */
export async function setAgreementStatus(
  tx: Tx,
  id: string,
  from: AgreementStatus,
  to: AgreementStatus,
): Promise<boolean> {
  const rows = await organizationsTables(tx)
    .updateTable("organizations.agreement")
    .set({ status: to })
    .where("id", "=", id)
    .where("status", "=", from)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** What one agreement in force opens to the requester: this performer's specialties; empty codes mean all of them. */
export interface OpenAgreement {
  readonly agreementId: AgreementId;
  readonly performerOrganizationId: OrganizationId;
  readonly specialtyCodes: readonly string[];
  /** Empty: every service. */
  readonly services: readonly AgreementService[];
}

/**
 * The agreements in force on the civil date `on` (YYYY-MM-DD) under which the requester may ask, one row a performer,
 * by performer and agreement; never the requester itself. Empty: nobody may be asked.
 * @param performer only those under which this institution may be asked
 */
export async function agreementsOf(
  tx: Tx,
  requesterOrganizationId: string,
  on: string,
  performer?: string,
): Promise<OpenAgreement[]> {
  const rows = await organizationsTables(tx)
    .selectFrom("organizations.agreement as a")
    .innerJoin("organizations.agreement_party as r", "r.agreement_id", "a.id")
    .innerJoin("organizations.agreement_party as p", "p.agreement_id", "a.id")
    .select(["a.id", "a.specialty_codes", "a.services", "p.organization_id"])
    .where("a.status", "=", "in_force")
    .where("a.valid_from", "<=", on)
    .where("a.valid_to", ">=", on)
    .where("r.organization_id", "=", requesterOrganizationId)
    .where("r.side", "in", ["requester", "both"])
    .where("p.side", "in", ["performer", "both"])
    .where("p.organization_id", "!=", requesterOrganizationId)
    .$if(performer !== undefined, (query) => query.where("p.organization_id", "=", performer ?? ""))
    .orderBy("p.organization_id")
    .orderBy("a.id")
    .execute();
  return rows.map((row) => ({
    agreementId: row.id as AgreementId,
    performerOrganizationId: row.organization_id as OrganizationId,
    specialtyCodes: row.specialty_codes,
    services: row.services,
  }));
}

/** Whether this agreement carries a dispatch on the civil date `on` (YYYY-MM-DD): signed, not paused, within its dates. */
export async function isAgreementInForce(tx: Tx, agreementId: string, on: string): Promise<boolean> {
  const row = await organizationsTables(tx)
    .selectFrom("organizations.agreement")
    .select("id")
    .where("id", "=", agreementId)
    .where("status", "=", "in_force")
    .where("valid_from", "<=", on)
    .where("valid_to", ">=", on)
    .executeTakeFirst();
  return row !== undefined;
}
