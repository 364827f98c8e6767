import type { Selectable } from "kysely";
import type { CaseId, Instant, OrganizationId, PersonId, PractitionerRoleId } from "../../kernel/types.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import { RequestDraft, type VitalsForm, VitalsSchema } from "../api.js";
import type { CaseStatus, NextActor } from "../domain/case-status.js";
import type { CasesTables } from "../tables.js";

/** A consult request 会诊申请 as other modules see it. Until it is sent, its texts are those of the draft. */
export interface CaseRecord {
  readonly id: CaseId;
  /** 2026-000123, counted per inviting institution and year; null until sent for the first time. */
  readonly number: string | null;
  /** The inviting institution 邀请方. */
  readonly institutionId: OrganizationId;
  readonly institutionName: string;
  readonly requesterPersonId: PersonId;
  readonly requesterName: string;
  readonly status: CaseStatus;
  readonly mode: "written" | "video";
  /** The specialties of an MDT, seat by seat; empty: one expert is asked for. */
  readonly panelSpecialtyCodes: readonly string[];
  readonly patientName: string;
  readonly patientSex: "male" | "female" | "unknown";
  readonly patientAgeYears: number | null;
  readonly patientIsPregnant: boolean;
  readonly question: string;
  readonly summary: string;
  readonly vitals: VitalsForm;
  readonly wantedSpecialtyCode: string | null;
  readonly wantedTitleRank: "any" | "associate" | "senior";
  readonly namedPractitionerRoleId: PractitionerRoleId | null;
  readonly urgencyLevel: UrgencyLevel | null;
  readonly nextActor: NextActor | null;
  readonly dueAt: Instant | null;
  readonly liabilityClass: "consult" | "diagnosis";
  readonly version: number;
  /** The form as last typed; what counts after sending are the fields above. */
  readonly draft: RequestDraft;
  readonly draftSavedAt: Instant | null;
  readonly submittedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The record of a row. A row that was never sent has only its draft to show. */
export function toRecord(row: Selectable<CasesTables["cases.consult_request"]>): CaseRecord {
  const draft = RequestDraft.parse(row.draft);
  const isSent = row.number !== null;
  return {
    id: row.id as CaseId,
    number: row.number,
    institutionId: row.institution_id as OrganizationId,
    institutionName: row.institution_name,
    requesterPersonId: row.requester_person_id as PersonId,
    requesterName: row.requester_name,
    status: row.status,
    mode: row.mode ?? draft.mode,
    patientName: row.patient_name ?? draft.patientName,
    patientSex: row.patient_sex ?? draft.patientSex,
    patientAgeYears: isSent ? row.patient_age_years : draft.patientAgeYears,
    patientIsPregnant: row.patient_is_pregnant ?? draft.patientIsPregnant,
    question: row.question ?? draft.question,
    summary: row.summary ?? draft.summary,
    vitals: isSent ? VitalsSchema.parse(row.vitals) : draft.vitals,
    panelSpecialtyCodes: isSent ? row.panel_specialty_codes : draft.panelSpecialtyCodes,
    wantedSpecialtyCode: isSent ? row.wanted_specialty_code : draft.wantedSpecialtyCode,
    wantedTitleRank: row.wanted_title_rank ?? draft.wantedTitleRank,
    namedPractitionerRoleId: (isSent
      ? row.named_practitioner_role_id
      : draft.namedPractitionerRoleId) as PractitionerRoleId | null,
    urgencyLevel: row.urgency_level,
    nextActor: row.next_actor,
    dueAt: row.due_at as Instant | null,
    liabilityClass: isSent ? row.liability_class : draft.liabilityClass,
    version: row.version,
    draft,
    draftSavedAt: row.draft_saved_at as Instant | null,
    submittedAt: row.submitted_at as Instant | null,
    closedAt: row.closed_at as Instant | null,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}
