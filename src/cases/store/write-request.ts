import { json, later, together, type Tx } from "../../platform/database/database.js";
import type { RequestDraft } from "../api.js";
import { statusesFor } from "../domain/case-acts.js";
import { requestNumber } from "../domain/request-number.js";
import { casesTables } from "../tables.js";

/** A new request with an empty form. */
export function addDraft(
  tx: Tx,
  request: {
    readonly id: string;
    readonly institutionId: string;
    readonly institutionName: string;
    readonly requesterPersonId: string;
    readonly requesterName: string;
  },
): void {
  const row = casesTables(tx)
    .insertInto("cases.consult_request")
    .values({
      id: request.id,
      institution_id: request.institutionId,
      institution_name: request.institutionName,
      requester_person_id: request.requesterPersonId,
      requester_name: request.requesterName,
      status: "draft",
      draft: json({}),
      vitals: json({}),
      liability_class: "consult",
      next_actor: "requester",
      version: 1,
      created_at: tx.now,
      updated_at: tx.now,
    });
  later(tx, row);
}

/**
 * Saves the form over `version`. Returns the new version; undefined when another window saved first, or the form is not
 * open any more.
 */
export async function saveDraft(
  tx: Tx,
  caseId: string,
  version: number,
  draft: RequestDraft,
): Promise<number | undefined> {
  const row = await casesTables(tx)
    .updateTable("cases.consult_request")
    .set((value) => ({
      draft: json<unknown>(draft),
      draft_saved_at: tx.now,
      version: value("version", "+", 1),
      updated_at: tx.now,
    }))
    .where("id", "=", caseId)
    .where("version", "=", version)
    .where("status", "in", statusesFor.edit)
    .returning("version")
    .executeTakeFirst();
  return row?.version;
}

/**
 * The next number of the institution in that year. The counter's row is held until commit and rolls back with it, so the
 * numbers have neither gaps nor doubles: take it late, for the institution's other requests wait.
 */
export async function takeNumber(tx: Tx, institutionId: string, year: number): Promise<string> {
  const { last_number } = await casesTables(tx)
    .insertInto("cases.request_number")
    .values({ institution_id: institutionId, year, last_number: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(["institution_id", "year"])
        .doUpdateSet((value) => ({ last_number: value("cases.request_number.last_number", "+", 1) })),
    )
    .returning("last_number")
    .executeTakeFirstOrThrow();
  return requestNumber(year, last_number);
}

/**
 * Files the form as a sent request under `number`: state submitted, the system's turn, no level and no clock until triage
 * has looked. Its diagnoses are filed apart. The caller holds the row. Returns the new version; undefined when the form is not open.
 * What the caller leaves or asks without waiting for it comes after it.
 */
export async function fileRequest(
  tx: Tx,
  caseId: string,
  number: string,
  draft: RequestDraft,
): Promise<number | undefined> {
  const filing = casesTables(tx)
    .updateTable("cases.consult_request")
    .set((value) => ({
      number,
      status: "submitted",
      mode: draft.mode,
      liability_class: draft.liabilityClass,
      panel_specialty_codes: draft.panelSpecialtyCodes,
      patient_name: draft.patientName.trim(),
      patient_sex: draft.patientSex,
      patient_age_years: draft.patientAgeYears,
      patient_is_pregnant: draft.patientIsPregnant,
      question: draft.question.trim(),
      summary: draft.summary.trim(),
      vitals: json<unknown>(draft.vitals),
      wanted_specialty_code: draft.wantedSpecialtyCode,
      wanted_title_rank: draft.wantedTitleRank,
      named_practitioner_role_id: draft.namedPractitionerRoleId,
      urgency_level: null,
      next_actor: "system",
      due_at: null,
      submitted_at: tx.now,
      version: value("version", "+", 1),
      updated_at: tx.now,
    }))
    .where("id", "=", caseId)
    .where("status", "in", statusesFor.edit)
    .returning("version");
  const [[row]] = await together(tx, [filing]);
  return row?.version;
}
