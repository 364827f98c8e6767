import type { CaseRecord, SuspectedDiagnosis } from "../cases/index.js";
import type { ConsultFacts, Party } from "./domain/archive-record.js";
import type { SignedMember } from "./domain/signed-content.js";
import type { Opinion } from "./store/opinion.js";
import type { Panel } from "./store/panel.js";

/** The request as paper and archive know it. Throws for one that was never sent: it can have no opinion. */
export function consultFacts(found: CaseRecord, diagnoses: readonly SuspectedDiagnosis[]): ConsultFacts {
  if (found.number === null) throw new Error(`case ${found.id} has no number`);
  return {
    caseId: found.id,
    caseNumber: found.number,
    mode: found.mode,
    urgencyLevel: found.urgencyLevel,
    liabilityClass: found.liabilityClass,
    submittedAt: found.submittedAt,
    requester: {
      personId: found.requesterPersonId,
      name: found.requesterName,
      institutionId: found.institutionId,
      institutionName: found.institutionName,
    },
    patient: {
      name: found.patientName,
      sex: found.patientSex,
      ageYears: found.patientAgeYears,
      isPregnant: found.patientIsPregnant,
    },
    question: found.question,
    summary: found.summary,
    vitals: { ...found.vitals },
    diagnoses,
  };
}

/** 受邀方 and its expert, as they were called at acceptance. */
export const performerOf = (opinion: Opinion): Party & { post: string } => ({
  personId: opinion.authorPersonId,
  name: opinion.authorName,
  post: opinion.authorPost,
  institutionId: opinion.institutionId,
  institutionName: opinion.institutionName,
});

/** The panel as a signed text names it; empty for one expert. */
export const signedMembers = (panel: Panel | undefined): SignedMember[] =>
  (panel?.members ?? []).map(({ personId, name, post, institutionName }) => ({
    personId,
    name,
    post,
    institutionName,
  }));
