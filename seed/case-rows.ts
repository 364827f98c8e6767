import type { Insertable } from "kysely";
import { consentTextVersion } from "../src/cases/api.js";
import type { CasesTables } from "../src/cases/tables.js";
import { dispositionDueAt } from "../src/consultation/domain/clock.js";
import type { DispatchTables } from "../src/dispatch/tables.js";
import { addMinutes } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import type { MatchingTables } from "../src/matching/tables.js";
import { clockFor } from "../src/triage/index.js";
import type { TriageTables } from "../src/triage/tables.js";
import { type Alliance, institutionOf } from "./alliance.js";
import type { PlannedCase, PlannedConsent, PlannedOffer, PlannedRequest } from "./planned-case.js";
import type { Random } from "./random.js";
import type { PlannedStep } from "./timeline.js";

export type RequestRow = Insertable<CasesTables["cases.consult_request"]>;
type Step = Pick<RequestRow, "status" | "next_actor" | "due_at" | "closed_at" | "version" | "updated_at"> & {
  readonly urgency_level: PlannedRequest["level"] | null;
};

/** The request's row at the state it stands in. */
export function requestRow(
  alliance: Alliance,
  request: PlannedRequest,
  number: string,
  step: Step,
): RequestRow {
  const { text } = request;
  return {
    id: request.id,
    number,
    institution_id: alliance.idOf[request.institution],
    requester_person_id: request.requester.id,
    requester_name: request.requester.name,
    institution_name: institutionOf(request.institution).name,
    draft: {},
    draft_saved_at: addMinutes(request.submittedAt, -0.2),
    mode: request.mode,
    patient_name: request.patientName,
    patient_sex: text.sex,
    patient_age_years: text.ageYears,
    patient_is_pregnant: text.template.isPregnant ?? false,
    question: text.question,
    summary: text.summary,
    vitals: text.vitals,
    wanted_specialty_code: text.template.specialty,
    wanted_title_rank: text.template.title ?? "any",
    named_practitioner_role_id: null,
    liability_class: "consult",
    submitted_at: request.submittedAt,
    created_at: request.createdAt,
    ...step,
  };
}

/** Who acts next, and until when, in the state a planned case has reached. */
export function stepOf(planned: PlannedCase): Step {
  const { request, course, cancellation, status } = planned;
  const accepted = planned.search.accepted?.outcome.at ?? request.submittedAt;
  const opinionDueAt = addMinutes(request.submittedAt, clockFor(request.level).opinionMinutes);
  const base = { urgency_level: request.level, closed_at: null };
  switch (status) {
    case "accepted":
      return {
        ...base,
        status,
        next_actor: "expert",
        due_at: opinionDueAt,
        version: 6,
        updated_at: accepted,
      };
    case "in_session":
      return {
        ...base,
        status,
        next_actor: "expert",
        due_at: opinionDueAt,
        version: 7,
        updated_at: course?.writingAt ?? accepted,
      };
    case "opinion_signed": {
      const at = course?.signedAt ?? accepted;
      const due = dispositionDueAt(at, request.level);
      return { ...base, status, next_actor: "requester", due_at: due, version: 8, updated_at: at };
    }
    case "closed": {
      const at = course?.disposition?.at ?? accepted;
      return { ...base, status, next_actor: null, due_at: null, closed_at: at, version: 9, updated_at: at };
    }
    case "cancelled": {
      const at = cancellation?.at ?? accepted;
      return { ...base, status, next_actor: null, due_at: null, version: 6, updated_at: at };
    }
  }
}

export const diagnosisRows = (request: PlannedRequest): CasesTables["cases.suspected_diagnosis"][] =>
  request.text.diagnoses.map(({ code, name }, i) => ({ case_id: request.id, position: i + 1, code, name }));

export const consentFacts = (consent: PlannedConsent, givenAt: Instant) => ({
  purpose: "consult" as const,
  textVersion: consentTextVersion,
  givenBy: consent.givenBy,
  signerName: consent.signerName,
  form: consent.form,
  givenAt,
});

export const consentRow = ({
  id,
  consent,
  requester,
  submittedAt,
}: PlannedRequest): CasesTables["cases.consent"] => ({
  id: consent.id,
  case_id: id,
  purpose: "consult",
  text_version: consentTextVersion,
  given_by: consent.givenBy,
  signer_name: consent.signerName,
  form: consent.form,
  given_at: submittedAt,
  recorded_by: requester.id,
  withdrawn_at: null,
});

export const timelineRows = (
  caseId: string,
  steps: readonly PlannedStep[],
): CasesTables["cases.timeline_entry"][] =>
  steps.map((step, i) => ({
    case_id: caseId,
    sequence: i + 1,
    at: step.at,
    kind: step.kind,
    actor_person_id: step.actor.personId,
    actor_label: step.actor.label,
    details: { ...step.details },
  }));

export function assessmentRow(request: PlannedRequest): Insertable<TriageTables["triage.assessment"]> {
  const { id, view, inputs } = request.assessment;
  return {
    id,
    case_id: request.id,
    level: view.level,
    made_by: "machine",
    person_id: null,
    person_name: null,
    override_reason: null,
    model_version: view.modelVersion,
    inputs,
    reasons: view.reasons,
    missing: view.missing,
    problems: view.problems,
    vitals_from_text: view.vitalsFromText,
    scores: view.scores,
    clocks: view.clocks,
    made_at: view.madeAt,
  };
}

export const decisionRow = (
  { request, search: { decision } }: PlannedCase,
  pool: { readonly epoch: string; readonly version: number },
): MatchingTables["matching.decision"] => ({
  id: decision.id,
  case_id: request.id,
  seat: 1,
  model_version: decision.modelVersion,
  pool_epoch: pool.epoch,
  pool_version: pool.version,
  inputs: decision.inputs,
  candidates: [...decision.candidates],
  excluded: [...decision.excluded],
  considered: decision.considered,
  made_at: decision.madeAt,
});

export function offerRow(
  alliance: Alliance,
  { request, search }: PlannedCase,
  offer: PlannedOffer,
): DispatchTables["dispatch.offer"] {
  const { outcome, expert } = offer;
  if (expert.personId === null) throw new Error("offered to somebody without an account");
  return {
    id: offer.id,
    case_id: request.id,
    ring: offer.ring,
    attempt: offer.attempt,
    practitioner_role_id: expert.roleId,
    person_id: expert.personId,
    institution_id: alliance.idOf[expert.institution],
    agreement_id: offer.agreementId,
    expert_name: expert.name,
    decision_id: search.decision.id,
    grounds: { ...offer.grounds },
    status: outcome.status,
    sent_at: offer.sentAt,
    seen_at: offer.seenAt,
    expires_at: offer.expiresAt,
    responded_at: outcome.status === "expired" ? null : outcome.at,
    decline_code: outcome.status === "declined" ? outcome.code : null,
    decline_note: outcome.status === "declined" ? outcome.note : null,
    withdraw_code: null,
    seat: 1,
    line: 1,
    plan_id: null,
  };
}

export function searchRow({ request, search, cancellation }: PlannedCase): DispatchTables["dispatch.search"] {
  const last = search.offers.at(-1);
  const end = cancellation?.at ?? search.accepted?.outcome.at ?? search.decision.madeAt;
  return {
    case_id: request.id,
    status: search.accepted ? "assigned" : "stopped",
    ring: search.handedOver ? "dispatcher" : (last?.ring ?? "best"),
    decision_id: search.decision.id,
    attempts: search.offers.length,
    backup_practitioner_role_id: null,
    backup_name: null,
    reason_code: search.accepted ? null : (search.handedOver?.reason ?? null),
    started_at: search.decision.madeAt,
    updated_at: end,
    seat: 1,
    specialty_code: null,
    look_at: null,
  };
}

/** Every offer opened the case for as long as it was open; the assignment until the case was closed. */
export function accessRows(
  alliance: Alliance,
  planned: PlannedCase,
  random: Random,
): CasesTables["cases.access"][] {
  const { request, search, course } = planned;
  const row = (
    offer: PlannedOffer,
    basis: "offer" | "assignment",
    from: Instant,
    until: Instant | null,
  ): CasesTables["cases.access"] => ({
    id: random.uuid(),
    case_id: request.id,
    case_institution_id: alliance.idOf[request.institution],
    institution_id: alliance.idOf[offer.expert.institution],
    person_id: offer.expert.personId ?? "",
    basis,
    granted_at: from,
    ended_at: until,
    taken_over_from: null,
  });
  const offers = search.offers.map((offer) =>
    row(
      offer,
      "offer",
      offer.sentAt,
      offer.outcome.status === "expired" ? offer.expiresAt : offer.outcome.at,
    ),
  );
  const accepted = search.accepted;
  if (!accepted) return offers;
  const until = planned.status === "closed" ? (course?.disposition?.at ?? null) : null;
  return [...offers, row(accepted, "assignment", accepted.outcome.at, until)];
}
