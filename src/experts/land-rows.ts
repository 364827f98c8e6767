import { createHash, randomUUID } from "node:crypto";
import { civilDate } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import type { FieldCipher } from "../platform/field-cipher.js";
import { practiceScopes, specialtyKey } from "../terminology/index.js";
import { recordClaimsOf } from "./claims.js";
import { listedClaims, personClaims, postClaims } from "./domain/claims/field-claims.js";
import type { NewClaim } from "./domain/claims/record-claims.js";
import type { ColumnMapping } from "./domain/import/columns.js";
import { foldForKey } from "./domain/import/clean-text.js";
import { canonicalRecord, type ExpertRecord } from "./domain/import/record.js";
import type { Landing as LandingCount } from "./domain/import/summary.js";
import { type Arrival, KnownExperts, type Landing, planLanding } from "./domain/landing.js";
import { type PlacedRow, type Problem, rejectRow, storedProblem } from "./domain/place-rows.js";
import { defaultAvailability, roleDetails, skillsText } from "./domain/role-texts.js";
import type { ExpertTerms } from "./import-terms.js";
import { contextOf, type OpenName, otherOpenNames } from "./open-names.js";
import { findExpertsFor, type StoredExpert } from "./store/find-experts.js";
import { type PractitionerRow, type RoleRow, saveExperts, type SpecialtyRow } from "./store/save-experts.js";
import { projectFields } from "./store/project-fields.js";
import type { RowResult } from "./tables.js";

/** What landing needs besides the rows. */
export interface LandingSetting {
  readonly cipher: FieldCipher;
  readonly terms: ExpertTerms;
  readonly mapping: ColumnMapping;
  /** False for an institution: it completes what is on record of an expert of several hospitals, and changes nothing. */
  readonly overwritesShared: boolean;
  readonly runId: string;
}

export interface LandedRow {
  readonly rowNumber: number;
  readonly result: RowResult;
  readonly practitionerId: string | null;
  readonly problems: readonly Problem[];
}

/** The hash under which a person is found again by name, institution and first department, however they are spaced. */
export const personKeyOf = (name: string, institutionName: string, firstDepartment: string): string =>
  createHash("sha256")
    .update([name, institutionName, firstDepartment].map(foldForKey).join(":"))
    .digest("hex");

const departmentNameOf = (record: ExpertRecord): string =>
  record.departments.map(({ label }) => label).join("、");

/** What a record is recognised by at that institution. */
export const arrivalOf = (record: ExpertRecord, organizationId: string, cipher: FieldCipher): Arrival => ({
  name: record.name,
  organizationId,
  licenceNumber: record.licenceNumber,
  idNumberIndex: record.idNumber === null ? null : cipher.blindIndex(record.idNumber),
  personKey: personKeyOf(record.name, record.institutionName, record.departments[0]?.label ?? ""),
  departmentName: departmentNameOf(record),
  contentHash: cipher.blindIndex(canonicalRecord(record)),
});

interface PlannedRow {
  readonly row: PlacedRow;
  readonly record: ExpertRecord;
  readonly arrival: Arrival;
  readonly landing: Landing;
  /** The expert the row is about after it has landed. */
  readonly practitionerId: string;
  readonly roleId: string;
}

interface Plan {
  readonly planned: readonly PlannedRow[];
  readonly rejected: readonly PlacedRow[];
  readonly stored: ReadonlyMap<string, StoredExpert>;
}

/** Compares the rows, in file order, with what is stored and with one another. */
async function planRows(
  tx: Tx,
  rows: readonly PlacedRow[],
  setting: Pick<LandingSetting, "cipher" | "mapping">,
): Promise<Plan> {
  const landing = rows.flatMap((row) => {
    if (row.record === null) return [];
    // A hospital that is still to be registered has no expert on record; its name stands in for its id.
    const place = row.organizationId ?? `new:${row.record.institutionName}`;
    return [{ row, record: row.record, arrival: arrivalOf(row.record, place, setting.cipher) }];
  });
  const experts = await findExpertsFor(
    tx,
    landing.map(({ arrival }) => arrival),
  );
  const known = new KnownExperts(experts);
  const planned: PlannedRow[] = [];
  const rejected = rows.filter((row) => row.record === null);
  for (const one of landing) {
    const decision = planLanding(known, one.arrival);
    if (decision.kind === "conflict") {
      const problem = storedProblem(setting.mapping, decision.conflict, one.record.name);
      rejected.push(rejectRow(one.row, problem));
      continue;
    }
    const expert = "expert" in decision ? decision.expert : undefined;
    const practitionerId = expert?.id ?? randomUUID();
    const roleId = "role" in decision ? decision.role.id : randomUUID();
    planned.push({ ...one, landing: decision, practitionerId, roleId });
    const { organizationId, departmentName, personKey, contentHash } = one.arrival;
    known.put({
      id: practitionerId,
      name: expert?.name ?? one.record.name,
      licenceNumber: expert?.licenceNumber ?? one.arrival.licenceNumber,
      idNumberIndex: expert?.idNumberIndex ?? one.arrival.idNumberIndex,
      roles: [
        ...(expert?.roles ?? []).filter((role) => role.id !== roleId),
        { id: roleId, organizationId, departmentName, personKey, contentHash },
      ],
    });
  }
  return { planned, rejected, stored: new Map(experts.map((expert) => [expert.id, expert])) };
}

/**
 * What the rows would do, without doing it: rows that contradict the stored come back rejected, the others with how they
 * compare. In file order.
 */
export async function compareRows(
  tx: Tx,
  rows: readonly PlacedRow[],
  setting: Pick<LandingSetting, "cipher" | "mapping">,
): Promise<readonly { readonly row: PlacedRow; readonly compared: LandingCount }[]> {
  const { planned, rejected } = await planRows(tx, rows, setting);
  const compared: { row: PlacedRow; compared: LandingCount }[] = rejected.map((row) => ({
    row,
    compared: "new",
  }));
  for (const { row, landing } of planned)
    compared.push({
      row,
      compared:
        landing.kind === "unchanged" ? "unchanged" : landing.kind === "add-expert" ? "new" : "changed",
    });
  return compared.sort((a, b) => a.row.rowNumber - b.row.rowNumber);
}

/**
 * Writes the rows that land. The caller holds the pool's lock, so nothing it was planned by can change meanwhile; every
 * hospital must be registered by now.
 * @returns each row's result in file order, and the names to ask about.
 */
export async function landRows(
  tx: Tx,
  rows: readonly PlacedRow[],
  setting: LandingSetting,
): Promise<{ readonly landed: readonly LandedRow[]; readonly openNames: readonly OpenName[] }> {
  const { planned, rejected, stored } = await planRows(tx, rows, setting);
  const people = new Map<string, { row: PractitionerRow; isNew: boolean }>();
  const roles = new Map<string, { row: RoleRow; isNew: boolean }>();
  const specialties = new Map<string, SpecialtyRow>();
  const fields = new Map<string, NewClaim[]>();
  const abilities = new Map<string, NewClaim[]>();
  const today = civilDate(tx.now);
  const openNames: OpenName[] = [];
  const landed: LandedRow[] = rejected.map((row) => ({
    rowNumber: row.rowNumber,
    result: "rejected",
    practitionerId: null,
    problems: row.problems,
  }));
  for (const plan of planned) {
    const { row, record, practitionerId, roleId } = plan;
    const isUnchanged = plan.landing.kind === "unchanged";
    landed.push({
      rowNumber: row.rowNumber,
      result: isUnchanged ? "unchanged" : row.outcome === "review" ? "review" : "imported",
      practitionerId,
      problems: row.problems,
    });
    if (isUnchanged || row.organizationId === null) continue;
    const known = stored.get(practitionerId);
    const before = people.get(practitionerId)?.row ?? known?.practitioner;
    const person = mergePractitioner(tx, plan, before, setting);
    people.set(practitionerId, { row: person, isNew: known === undefined });
    const isNew = roles.get(roleId)?.isNew ?? plan.landing.kind !== "update";
    const caps = roles.get(roleId)?.row ?? asCaps(known?.storedRoles.get(roleId));
    roles.set(roleId, { row: roleRow(tx, plan, row.organizationId, caps, setting.terms), isNew });
    for (const { label, status, candidates } of record.departments) {
      const coded = setting.terms.codeOf(label, record.institutionName, person.practice_scope_code);
      if (coded !== null)
        specialties.set(`${roleId}:${coded.code}`, {
          practitioner_role_id: roleId,
          specialty_code: coded.code,
          relation: coded.relation,
        });
      else if (status !== "resolved")
        openNames.push({
          kind: "specialty",
          organizationId: row.organizationId,
          label,
          reason: status,
          candidates,
          context: contextOf([record.titleText, ...record.practiceScopes]),
        });
    }
    openNames.push(...otherOpenNames(record, row.organizationId, setting.terms));
    add(fields, practitionerId, fieldsOf(plan, person, setting));
    add(abilities, practitionerId, abilitiesOf(record, setting));
  }
  const of = <T>(map: ReadonlyMap<string, { row: T; isNew: boolean }>, isNew: boolean): T[] =>
    [...map.values()].filter((one) => one.isNew === isNew).map((one) => one.row);
  await saveExperts(tx, {
    newPractitioners: of(people, true),
    changedPractitioners: of(people, false),
    newRoles: of(roles, true),
    changedRoles: of(roles, false),
    specialties: [...specialties.values()],
  });
  const origin = { asOfOn: today, importRunId: setting.runId };
  // What a hospital's office writes of posts and papers the hospital vouches for; of patients it repeats what the expert says.
  const plans = await recordClaimsOf(tx, fields, {
    ...origin,
    source: setting.overwritesShared ? "self_reported" : "institution",
  });
  await recordClaimsOf(tx, abilities, { ...origin, source: "self_reported" });
  // Where sources contradict each other, what stood goes on standing, whatever the row wrote.
  for (const [practitionerId, plan] of plans)
    if (plan.isContested) await projectFields(tx, practitionerId, plan.standing);
  return { landed: landed.sort((a, b) => a.rowNumber - b.rowNumber), openNames };
}

/** A blank cell never erases what is on record; at an expert of several hospitals, one hospital fills blanks only. */
function mergePractitioner(
  tx: Tx,
  { record, arrival, practitionerId, row, landing }: PlannedRow,
  before: PractitionerRow | StoredExpert["practitioner"] | undefined,
  setting: LandingSetting,
): PractitionerRow {
  const seal = (text: string | null): string | null => (text === null ? null : setting.cipher.encrypt(text));
  const roles = "expert" in landing ? landing.expert.roles : [];
  const isShared =
    !setting.overwritesShared && roles.some((role) => role.organizationId !== row.organizationId);
  const pick = <T>(incoming: T | null, stored: T | null | undefined): T | null =>
    isShared ? (stored ?? incoming) : (incoming ?? stored ?? null);
  return {
    id: practitionerId,
    person_id: before?.person_id ?? null,
    name: before?.name ?? record.name,
    gender: pick(record.gender, before?.gender),
    birth_on: pick(record.bornOn, before?.birth_on),
    id_number_cipher: before?.id_number_cipher ?? seal(record.idNumber),
    id_number_index: before?.id_number_index ?? arrival.idNumberIndex,
    licence_number: before?.licence_number ?? record.licenceNumber,
    qualification_cipher: pick(seal(record.qualificationNumber), before?.qualification_cipher),
    practice_scope_code: pick(
      setting.terms.practiceScopeOf(record.practiceScopes),
      before?.practice_scope_code,
    ),
    independent_since_on: pick(record.independentSinceOn, before?.independent_since_on),
    phone_cipher: pick(seal(record.mobile), before?.phone_cipher),
    email_cipher: pick(seal(record.email), before?.email_cipher),
    phone_index: pick(
      record.mobile === null ? null : setting.cipher.blindIndex(record.mobile),
      before?.phone_index,
    ),
    merged_into: null,
    updated_at: tx.now,
    created_at: before?.created_at ?? tx.now,
  };
}

type Caps = Pick<RoleRow, "daily_cap" | "weekly_cap">;

const asCaps = (role: { dailyCap: number; weeklyCap: number } | undefined): Caps | undefined =>
  role && { daily_cap: role.dailyCap, weekly_cap: role.weeklyCap };

function roleRow(
  tx: Tx,
  { record, arrival, practitionerId, roleId }: PlannedRow,
  organizationId: string,
  before: Caps | undefined,
  terms: ExpertTerms,
): RoleRow {
  const { titleCode, teachingTitleCode } = terms.titlesOf(record.titleText, record.institutionName);
  return {
    id: roleId,
    practitioner_id: practitionerId,
    organization_id: organizationId,
    department_name: arrival.departmentName,
    department_keys: [...new Set(record.departments.map(({ label }) => specialtyKey(label)))],
    title_code: record.clinicalTitle?.code ?? titleCode,
    teaching_title_code: record.academicTitle?.code ?? teachingTitleCode,
    title_text: record.titleText,
    skills_text: skillsText(record),
    details: roleDetails(record),
    status: "active",
    daily_cap: record.dailyCap ?? before?.daily_cap ?? defaultAvailability.dailyCap,
    weekly_cap: record.weeklyCap ?? before?.weekly_cap ?? defaultAvailability.weeklyCap,
    duty_hours: [],
    accepts_modes: [...defaultAvailability.acceptsModes],
    person_key: arrival.personKey,
    content_hash: arrival.contentHash,
    merged_into: null,
    updated_at: tx.now,
  };
}

/**
 * The fields the row states, as claims. What it may not overwrite at an expert of several hospitals it does not claim
 * either.
 */
function fieldsOf(
  { record, roleId, arrival }: PlannedRow,
  person: PractitionerRow,
  setting: LandingSetting,
): NewClaim[] {
  const scopeCode = setting.terms.practiceScopeOf(record.practiceScopes);
  const scope = practiceScopes().find(({ code }) => code === scopeCode);
  const taken = <T>(stated: T | null, stored: T | null): T | null => (stated === stored ? stated : null);
  const number = record.qualificationNumber;
  return [
    ...personClaims({
      name: record.name,
      gender: taken(record.gender, person.gender),
      birthOn: taken(record.bornOn, person.birth_on),
      licenceNumber: taken(record.licenceNumber, person.licence_number),
      practiceScope: scope !== undefined && scope.code === person.practice_scope_code ? scope : null,
      practiceCategory: record.practiceCategory === "" ? null : record.practiceCategory,
      independentSinceOn: taken(record.independentSinceOn, person.independent_since_on),
      supervisor: record.supervisor,
      qualification:
        number === null
          ? null
          : { prefix: number.slice(0, 9), numberIndex: setting.cipher.blindIndex(number) },
    }),
    ...postClaims({
      practitionerRoleId: roleId,
      departmentName: arrival.departmentName,
      title: record.clinicalTitle,
      teachingTitle: record.academicTitle,
      post: record.post === "" ? null : record.post,
    }),
  ];
}

/** What the row says of patients, memberships and honours. */
const abilitiesOf = (record: ExpertRecord, setting: LandingSetting): NewClaim[] => [
  ...record.diseases.map(({ label, count }) => ({
    kind: "disease_cases" as const,
    code: setting.terms.diagnosisCodeOf(label, record.institutionName),
    codeSystem: "icd10",
    label,
    quantity: count,
  })),
  ...listedClaims("society", record.societies),
  ...listedClaims("award", record.honours),
  ...listedClaims("language", record.languages),
];

const add = (map: Map<string, NewClaim[]>, id: string, claims: readonly NewClaim[]): void => {
  map.set(id, [...(map.get(id) ?? []), ...claims]);
};
