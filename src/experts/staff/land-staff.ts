import { randomUUID } from "node:crypto";
import type { Tx } from "../../platform/database/database.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import { civilDate } from "../../kernel/time.js";
import { askNames } from "../actions/apply-import.js";
import { recordClaims, type Recorded } from "../claims.js";
import { foldForKey } from "../domain/import/clean-text.js";
import { type FieldId, fields } from "../domain/import/fields.js";
import type { ExpertRecord } from "../domain/import/record.js";
import { type Arrival, type KnownExpert, KnownExperts, planLanding } from "../domain/landing.js";
import { listHospitals, loadTerms } from "../import-setting.js";
import type { ExpertTerms } from "../import-terms.js";
import { arrivalOf } from "../land-rows.js";
import { openDiseases, type OpenName } from "../open-names.js";
import { bumpPool, lockPool } from "../pool.js";
import { findExpertsById, findExpertsFor, type StoredExpert } from "../store/find-experts.js";
import { currentRecordOf, livingPosts } from "../store/merged-into.js";
import { addPost, addPractitioner, fillPractitioner, moveDepartment } from "../store/staff.js";
import { judgeStaff } from "./judge-staff.js";
import { claimsOfStaff } from "./staff-claims.js";
import type { StaffRow } from "./staff-row.js";
import { type StaffFault, staffFault } from "./staff-faults.js";

export interface StaffSetting {
  readonly cipher: FieldCipher;
  readonly institutionId: string;
  /** The connector's run, kept with each claim. */
  readonly runId: string;
}

/**
 * added: a new expert or a new post · changed, unchanged · conflict: landed, and it contradicts another source, which a
 * person settles · rejected: not taken, for the reasons among the faults.
 */
export type StaffResult = "added" | "changed" | "unchanged" | "conflict" | "rejected";

export interface LandedStaff {
  readonly rowNumber: number;
  readonly result: StaffResult;
  readonly practitionerId: string | null;
  readonly practitionerRoleId: string | null;
  /** True: it is the post the system's key meant before, or the one that goes on for it after a merge. */
  readonly isKnownPost: boolean;
  readonly faults: readonly StaffFault[];
}

/**
 * Lands what a hospital's own system says about its staff: persons are found by the system's key, by licence or ID number,
 * or by name and department; every value becomes a claim of source `his`, and what contradicts another source waits for a
 * person. Names of departments and diseases that have no code are asked in terminology's queue. Works for the one institution, in the order
 * given, under the pool's lock; each row lands or is rejected on its own.
 * @throws when the institution is not registered.
 */
export async function landStaff(
  tx: Tx,
  rows: readonly StaffRow[],
  setting: StaffSetting,
): Promise<LandedStaff[]> {
  await lockPool(tx);
  const hospital = (await listHospitals(tx)).find(({ id }) => id === setting.institutionId);
  if (hospital === undefined)
    throw new Error(`institution ${setting.institutionId} is no registered hospital`);
  const desk: Desk = {
    tx,
    setting,
    institutionName: hospital.name,
    names: new Set([hospital.name, hospital.shortName, ...hospital.aliases].map(foldForKey)),
    terms: await loadTerms(tx, [hospital]),
    openNames: [],
  };
  const landed: LandedStaff[] = [];
  for (const row of rows) landed.push(await landOne(desk, row));
  await askNames(tx, desk.openNames);
  if (landed.some(({ result }) => result !== "unchanged" && result !== "rejected")) await bumpPool(tx);
  return landed;
}

interface Desk {
  readonly tx: Tx;
  readonly setting: StaffSetting;
  readonly institutionName: string;
  /** Every name the hospital is written by, folded. */
  readonly names: ReadonlySet<string>;
  readonly terms: ExpertTerms;
  readonly openNames: OpenName[];
}

async function landOne(desk: Desk, sent: StaffRow): Promise<LandedStaff> {
  const { tx, setting } = desk;
  const meant = await meantNow(tx, sent.known);
  const row: StaffRow = { ...sent, known: meant ?? null };
  const [known] = meant == null ? [] : await findExpertsById(tx, [meant.practitionerId]);
  const judged = judgeStaff(row, known, {
    terms: desk.terms,
    institutionName: desk.institutionName,
    today: civilDate(tx.now),
  });
  const { record } = judged;
  const rejected = (...faults: StaffFault[]): LandedStaff => ({
    rowNumber: row.rowNumber,
    result: "rejected",
    practitionerId: known?.id ?? null,
    practitionerRoleId: row.known?.practitionerRoleId ?? null,
    isKnownPost: row.known?.practitionerRoleId != null,
    faults: [...judged.faults, ...faults],
  });
  if (record === null) return rejected();
  const named = row.values.get("institution");
  if (named !== undefined && !desk.names.has(foldForKey(named.text)))
    return rejected(staffFault(named.place, "institution_not_yours", named.text));
  const arrival = arrivalOf(record, setting.institutionId, setting.cipher);
  const found = await findPlace(desk, row, record, arrival, known);
  if ("fault" in found) return rejected(found.fault);
  const { expert } = found;
  if (expert !== undefined)
    for (const id of sent.apartFrom)
      if ((await currentRecordOf(tx, id)) === expert.id)
        return rejected(staffFault(row.place, "unlinked_from_this_person", fields.staffNumber.zh));
  const practitionerId = expert?.id ?? randomUUID();
  const roleId = found.roleId ?? randomUUID();
  if (expert === undefined) await addPractitioner(tx, setting.cipher, practitionerId, record, arrival);
  if (found.roleId === undefined)
    await addPost(tx, { id: roleId, practitionerId, institutionId: setting.institutionId, arrival, record });
  const isFilled =
    expert !== undefined &&
    (await fillPractitioner(tx, setting.cipher, expert.practitioner, record, arrival, {
      isShared: expert.roles.some((role) => role.organizationId !== setting.institutionId),
    }));
  const recorded = await recordClaims(tx, practitionerId, claimsOfStaff(record, roleId, desk.terms), {
    source: "his",
    asOfOn: row.asOfOn,
    runId: setting.runId,
    evidence: { reference: row.reference },
  });
  // Asked when it is first said: a system that says the same every night asks once.
  const firstSaid = new Set(
    recorded.firstSaid.filter(({ kind }) => kind === "disease_cases").map(({ label }) => label),
  );
  desk.openNames.push(
    ...openDiseases(record, setting.institutionId, desk.terms).filter(({ label }) => firstSaid.has(label)),
  );
  const isMoved = await codeDepartments(
    desk,
    practitionerId,
    roleId,
    arrival,
    record,
    found.roleId === undefined,
  );
  return {
    rowNumber: row.rowNumber,
    result: resultOf(expert === undefined || found.roleId === undefined, isFilled || isMoved, recorded),
    practitionerId,
    practitionerRoleId: roleId,
    isKnownPost: roleId === meant?.practitionerRoleId,
    faults: judged.faults,
  };
}

/**
 * Whom a system's key means now: records and posts may have been merged since it was first seen, and parted again. Undefined: the
 * key is new.
 */
async function meantNow(tx: Tx, known: StaffRow["known"]): Promise<StaffRow["known"] | undefined> {
  if (known === null) return undefined;
  const { practitionerRoleId: roleId } = known;
  const post = roleId === null ? undefined : (await livingPosts(tx, [roleId])).get(roleId);
  if (post !== undefined) return post;
  const practitionerId = await currentRecordOf(tx, known.practitionerId);
  return practitionerId === undefined ? undefined : { practitionerId, practitionerRoleId: null };
}

function resultOf(isNew: boolean, isChanged: boolean, recorded: Recorded): StaffResult {
  if (recorded.conflicts > 0) return "conflict";
  if (isNew) return "added";
  return isChanged || recorded.added > 0 || recorded.changed > 0 ? "changed" : "unchanged";
}

type Place =
  | { readonly fault: StaffFault }
  | { readonly expert: StoredExpert | undefined; readonly roleId: string | undefined };

/** Whom the row means, and which of his posts here. A contradiction is never resolved by choosing one. */
async function findPlace(
  desk: Desk,
  row: StaffRow,
  record: ExpertRecord,
  arrival: Arrival,
  known: StoredExpert | undefined,
): Promise<Place> {
  const experts = await findExpertsFor(desk.tx, [arrival]);
  const refuse = (field: FieldId, code: Parameters<typeof staffFault>[1]): Place => ({
    fault: staffFault(row.values.get(field)?.place ?? row.place, code, fields[field].zh),
  });
  if (known === undefined) {
    const landing = planLanding(new KnownExperts(experts), arrival);
    if (landing.kind === "conflict") return refuse("licenceNumber", landing.conflict);
    const expert = "expert" in landing ? experts.find(({ id }) => id === landing.expert.id) : undefined;
    return { expert, roleId: "role" in landing ? landing.role.id : undefined };
  }
  const byNumber = experts.find(
    (one) =>
      (arrival.licenceNumber !== null && one.licenceNumber === arrival.licenceNumber) ||
      (arrival.idNumberIndex !== null && one.idNumberIndex === arrival.idNumberIndex),
  );
  if (byNumber !== undefined && byNumber.id !== known.id)
    return refuse("licenceNumber", "number_of_another_person");
  if (
    arrival.idNumberIndex !== null &&
    known.idNumberIndex !== null &&
    arrival.idNumberIndex !== known.idNumberIndex
  )
    return refuse("idNumber", "other_id_on_record");
  // A staff number that was given to somebody else must not rename the first one.
  if (foldForKey(known.name) !== foldForKey(record.name) && byNumber === undefined)
    return refuse("name", "staff_key_of_another_name");
  return { expert: known, roleId: row.known?.practitionerRoleId ?? postHere(known, arrival)?.id };
}

const postHere = (expert: KnownExpert, arrival: Arrival) => {
  const here = expert.roles.filter((role) => role.organizationId === arrival.organizationId);
  return (
    here.find((role) => role.departmentName === arrival.departmentName) ??
    (here.length === 1 ? here[0] : undefined)
  );
};

/**
 * Codes of a new post's departments; of one that stands already only when the hospital's own statement of its department
 * stands. True: the post has another department now.
 */
async function codeDepartments(
  desk: Desk,
  practitionerId: string,
  roleId: string,
  arrival: Arrival,
  record: ExpertRecord,
  isNew: boolean,
): Promise<boolean> {
  const { tx, terms, institutionName, setting } = desk;
  const scopeCode = terms.practiceScopeOf(record.practiceScopes);
  const coded = record.departments.map(({ label }) => terms.codeOf(label, institutionName, scopeCode));
  const isMoved = await moveDepartment(tx, {
    practitionerId,
    roleId,
    isNew,
    arrival,
    labels: record.departments.map(({ label }) => label),
    specialties: coded.filter((one) => one !== null),
  });
  if (isMoved || isNew)
    for (const [i, { label, status, candidates }] of record.departments.entries())
      if (coded[i] === null && status !== "resolved")
        desk.openNames.push({
          kind: "specialty",
          organizationId: setting.institutionId,
          label,
          reason: status,
          candidates,
          context: [record.titleText, ...record.practiceScopes].filter((part) => part !== "").join(" · "),
        });
  return isMoved;
}
