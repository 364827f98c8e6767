import { randomUUID } from "node:crypto";
import { civilDate } from "../kernel/time.js";
import { listOrganizations } from "../organizations/index.js";
import type { Tx } from "../platform/database/database.js";
import { practiceScopes, specialtyKey } from "../terminology/index.js";
import { personClaims, postClaims } from "./domain/claims/field-claims.js";
import { emptyPlan, type NewClaim, type PlannedClaim, plannedOf } from "./domain/claims/record-claims.js";
import { slotOf } from "./domain/claims/slot.js";
import { defaultAvailability } from "./domain/role-texts.js";
import { personKeyOf } from "./land-rows.js";
import { bumpPool, lockPool } from "./pool.js";
import { type PractitionerRow, type RoleRow, saveExperts } from "./store/save-experts.js";
import { titleNameOf } from "./store/find-roles.js";
import { writePlans } from "./store/claims.js";
import type { ClaimSource, DutyHours, RoleStatus, SpecialtyRelation } from "./tables.js";

export interface NewRole {
  readonly id?: string;
  readonly organizationId: string;
  readonly departmentName: string;
  /** GB/T 8561. */
  readonly titleCode?: string | null;
  readonly teachingTitleCode?: string | null;
  readonly titleText?: string;
  readonly skillsText?: string;
  readonly details?: Readonly<Record<string, string>>;
  readonly status?: RoleStatus;
  readonly dailyCap?: number;
  readonly weeklyCap?: number;
  /** Empty or left out: any time. */
  readonly dutyHours?: readonly DutyHours[];
  readonly acceptsModes?: readonly ("written" | "video")[];
  /** 诊疗科目. */
  readonly specialties: readonly { readonly code: string; readonly relation?: SpecialtyRelation }[];
}

/** A claim with its own source, and checked already where `state` says so. */
export interface SourcedClaim extends Omit<NewClaim, "asOfOn"> {
  readonly source: ClaimSource;
  readonly state?: "asserted" | "verified";
  /** Civil date; today by default. */
  readonly asOf?: string;
}

export interface NewExpert {
  readonly id?: string;
  /** The account he signs in with. */
  readonly personId?: string | null;
  readonly name: string;
  readonly gender?: "male" | "female" | null;
  readonly bornOn?: string | null;
  readonly licenceNumber?: string | null;
  readonly practiceScopeCode?: string | null;
  readonly independentSinceOn?: string | null;
  readonly roles: readonly NewRole[];
  readonly claims?: readonly SourcedClaim[];
}

export interface AddedExpert {
  readonly practitionerId: string;
  /** In the order of the roles given. */
  readonly practitionerRoleIds: readonly string[];
}

/**
 * Adds experts with posts, specialties, claims and accounts, in the order given, in a handful of statements. Lists found
 * later recognise them by licence number, or by name, institution and first department. Nothing is compared first:
 * throws on a licence number or account that is taken, an unknown institution, and a department named twice.
 */
export async function addExperts(tx: Tx, experts: readonly NewExpert[]): Promise<AddedExpert[]> {
  await lockPool(tx);
  const names = new Map<string, string>((await listOrganizations(tx)).map((one) => [one.id, one.name]));
  const added = experts.map((expert) => ({
    expert,
    practitionerId: expert.id ?? randomUUID(),
    roles: expert.roles.map((role) => ({ role, id: role.id ?? randomUUID() })),
  }));
  const today = civilDate(tx.now);
  await saveExperts(tx, {
    newPractitioners: added.map(({ expert, practitionerId }) => practitionerRow(tx, expert, practitionerId)),
    changedPractitioners: [],
    newRoles: added.flatMap(({ expert, practitionerId, roles }) =>
      roles.map(({ role, id }) =>
        roleRow(tx, expert, practitionerId, role, id, names.get(role.organizationId) ?? ""),
      ),
    ),
    changedRoles: [],
    specialties: added.flatMap(({ roles }) =>
      roles.flatMap(({ role, id }) =>
        role.specialties.map(({ code, relation }) => ({
          practitioner_role_id: id,
          specialty_code: code,
          relation: relation ?? "exact",
        })),
      ),
    ),
  });
  await writePlans(
    tx,
    added.map(({ expert, practitionerId, roles }) => ({
      practitionerId,
      plan: {
        ...emptyPlan,
        inserted: plannedClaims([...fieldsOf(expert, roles), ...(expert.claims ?? [])], today),
      },
    })),
    { evidence: null, byPersonId: null, connectorRunId: null, importRunId: null },
  );
  await bumpPool(tx);
  return added.map(({ practitionerId, roles }) => ({
    practitionerId,
    practitionerRoleIds: roles.map(({ id }) => id),
  }));
}

/** Adds one expert; see {@link addExperts}. */
export async function addExpert(tx: Tx, expert: NewExpert): Promise<AddedExpert> {
  const [added] = await addExperts(tx, [expert]);
  if (added === undefined) throw new Error("no expert was added");
  return added;
}

/** What the rows say, as claims of the institution that registers the expert. */
function fieldsOf(expert: NewExpert, roles: readonly { role: NewRole; id: string }[]): SourcedClaim[] {
  const scope = practiceScopes().find(({ code }) => code === expert.practiceScopeCode);
  const titled = (code: string | null | undefined) =>
    code == null ? null : { code, name: titleNameOf(code) ?? code };
  const fields = [
    ...personClaims({
      name: expert.name,
      gender: expert.gender ?? null,
      birthOn: expert.bornOn ?? null,
      licenceNumber: expert.licenceNumber ?? null,
      practiceScope: scope ?? null,
      practiceCategory: null,
      independentSinceOn: expert.independentSinceOn ?? null,
      supervisor: null,
      qualification: null,
    }),
    ...roles.flatMap(({ role, id }) =>
      postClaims({
        practitionerRoleId: id,
        departmentName: role.departmentName,
        title: titled(role.titleCode),
        teachingTitle: titled(role.teachingTitleCode),
        post: null,
      }),
    ),
  ];
  return fields.map((claim) => ({ ...claim, source: "institution" }));
}

/** As given, one a thing and source; nothing is compared, so nothing contradicts. */
function plannedClaims(claims: readonly SourcedClaim[], today: string): PlannedClaim[] {
  const planned = new Map<string, PlannedClaim>();
  for (const { source, state, asOf, ...claim } of claims) {
    const roleIds = claim.practitionerRoleId == null ? [] : [claim.practitionerRoleId];
    const one = plannedOf({ ...claim, asOfOn: asOf ?? today }, roleIds, {
      source,
      asOfOn: today,
      newId: randomUUID,
    });
    planned.set(`${slotOf(one)}:${source}`, { ...one, state: state ?? "asserted" });
  }
  return [...planned.values()];
}

const practitionerRow = (tx: Tx, expert: NewExpert, id: string): PractitionerRow => ({
  id,
  person_id: expert.personId ?? null,
  name: expert.name,
  gender: expert.gender ?? null,
  birth_on: expert.bornOn ?? null,
  id_number_cipher: null,
  id_number_index: null,
  licence_number: expert.licenceNumber ?? null,
  qualification_cipher: null,
  practice_scope_code: expert.practiceScopeCode ?? null,
  independent_since_on: expert.independentSinceOn ?? null,
  phone_cipher: null,
  email_cipher: null,
  phone_index: null,
  merged_into: null,
  updated_at: tx.now,
  created_at: tx.now,
});

const roleRow = (
  tx: Tx,
  expert: NewExpert,
  practitionerId: string,
  role: NewRole,
  id: string,
  institutionName: string,
): RoleRow => ({
  id,
  practitioner_id: practitionerId,
  organization_id: role.organizationId,
  department_name: role.departmentName,
  department_keys: role.departmentName.split("、").map(specialtyKey),
  title_code: role.titleCode ?? null,
  teaching_title_code: role.teachingTitleCode ?? null,
  title_text: role.titleText ?? "",
  skills_text: role.skillsText ?? "",
  details: { ...role.details },
  status: role.status ?? "active",
  daily_cap: role.dailyCap ?? defaultAvailability.dailyCap,
  weekly_cap: role.weeklyCap ?? defaultAvailability.weeklyCap,
  duty_hours: [...(role.dutyHours ?? [])],
  accepts_modes: [...(role.acceptsModes ?? defaultAvailability.acceptsModes)],
  person_key: personKeyOf(expert.name, institutionName, role.departmentName.split("、")[0] ?? ""),
  content_hash: null,
  merged_into: null,
  updated_at: tx.now,
});
