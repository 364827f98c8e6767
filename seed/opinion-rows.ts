import { canonicalJson } from "../src/kernel/canonical-json.js";
import { type ArchiveSide, retainUntil } from "../src/consultation/domain/archive.js";
import type { ArchiveRecord, DispositionFacts } from "../src/consultation/domain/archive-record.js";
import { emptyOpinion } from "../src/consultation/domain/opinion.js";
import type { ConsultationTables } from "../src/consultation/tables.js";
import { type Alliance, institutionOf } from "./alliance.js";
import { consentFacts } from "./case-rows.js";
import { opinionOf, postOf, sha256, type SignedOpinion } from "./opinions.js";
import type { PlannedCase } from "./planned-case.js";
import type { Random } from "./random.js";
import type { PlannedStep } from "./timeline.js";

/** The expert's side of a case as it was when he accepted it. Throws for a case nobody accepted. */
function performerOf(alliance: Alliance, { search }: PlannedCase) {
  const expert = search.accepted?.expert;
  if (!expert?.personId) throw new Error("nobody accepted this case");
  return {
    personId: expert.personId,
    name: expert.name,
    post: postOf(expert),
    institutionId: alliance.idOf[expert.institution],
    institutionName: institutionOf(expert.institution).name,
  };
}

/** What of the opinion has been typed: all of it once signed; while it is being written, answer and conclusion. */
function draftOf(planned: PlannedCase) {
  const whole = opinionOf(planned);
  if (planned.status === "accepted") return emptyOpinion;
  return planned.status === "in_session" ? { ...whole, advice: whole.advice.split("\n")[0] ?? "" } : whole;
}

export function opinionRow(
  alliance: Alliance,
  planned: PlannedCase,
  id: string,
): ConsultationTables["consultation.opinion"] {
  const { request, search, course, status } = planned;
  const performer = performerOf(alliance, planned);
  const isBegun = status !== "accepted";
  return {
    id,
    case_id: request.id,
    author_person_id: performer.personId,
    institution_id: performer.institutionId,
    author_name: performer.name,
    author_post: performer.post,
    institution_name: performer.institutionName,
    draft: isBegun ? draftOf(planned) : {},
    draft_revision: isBegun ? 5 : 0,
    draft_saved_at: isBegun ? (course?.signedAt ?? course?.writingAt ?? null) : null,
    signed_version: course?.signedAt ? 1 : 0,
    created_at: search.accepted?.outcome.at ?? request.submittedAt,
  };
}

export function versionRow(
  alliance: Alliance,
  planned: PlannedCase,
  opinionId: string,
  signed: SignedOpinion,
): ConsultationTables["consultation.opinion_version"] {
  const performer = performerOf(alliance, planned);
  return {
    opinion_id: opinionId,
    version: 1,
    content: new TextEncoder().encode(signed.text),
    sha256: signed.sha256,
    signer_person_id: performer.personId,
    signer_name: performer.name,
    signed_at: planned.course?.signedAt ?? "",
    provider: signed.provider,
    algorithm: signed.algorithm,
    public_key: signed.publicKey,
    signature: signed.signature,
  };
}

export const dispositionRow = ({
  request,
  course,
}: PlannedCase): ConsultationTables["consultation.disposition"] => {
  if (!course?.disposition) throw new Error("no disposition was given");
  const { decision, reason, at } = course.disposition;
  return { case_id: request.id, decision, reason, decided_by: request.requester.id, decided_at: at };
};

/** Both sides' copies of a closed case, filed without a stored paper: it is printed from the record when asked for. */
export function archiveRows(
  alliance: Alliance,
  planned: PlannedCase,
  filed: {
    readonly caseNumber: string;
    readonly numbers: Readonly<Record<ArchiveSide, string>>;
    readonly signed: SignedOpinion;
    readonly steps: readonly PlannedStep[];
  },
  random: Random,
): ConsultationTables["consultation.archive"][] {
  const { request, course } = planned;
  const given = course?.disposition;
  if (!given || !course.signedAt) throw new Error("a case is filed when it is closed");
  const performer = performerOf(alliance, planned);
  const requester = {
    personId: request.requester.id,
    name: request.requester.name,
    institutionId: alliance.idOf[request.institution],
    institutionName: institutionOf(request.institution).name,
  };
  const disposition: DispositionFacts = {
    decision: given.decision,
    reason: given.reason,
    decidedBy: { personId: requester.personId, name: requester.name },
    decidedAt: given.at,
  };
  const { text: signedText, ...proof } = filed.signed;
  const shared: Omit<ArchiveRecord, "number" | "side"> = {
    format: "consilium.archive/1",
    request: {
      caseId: request.id,
      caseNumber: filed.caseNumber,
      mode: request.mode,
      urgencyLevel: request.level,
      liabilityClass: "consult",
      submittedAt: request.submittedAt,
      requester,
      patient: {
        name: request.patientName,
        sex: request.text.sex,
        ageYears: request.text.ageYears,
        isPregnant: request.text.template.isPregnant ?? false,
      },
      question: request.text.question,
      summary: request.text.summary,
      vitals: { ...request.text.vitals },
      diagnoses: request.text.diagnoses,
    },
    consents: [consentFacts(request.consent, request.submittedAt)],
    performer,
    opinionVersions: [
      {
        ...proof,
        version: 1,
        signedText,
        signerPersonId: performer.personId,
        signerName: performer.name,
        signedAt: course.signedAt,
      },
    ],
    disposition,
    timeline: filed.steps.map(({ at, kind, actor, details }, i) => ({
      sequence: i + 1,
      at,
      kind,
      actorLabel: actor.label,
      details,
    })),
  };
  return (["requester", "performer"] as const).map((side) => {
    const record: ArchiveRecord = { ...shared, number: filed.numbers[side], side };
    const party = side === "requester" ? requester : performer;
    return {
      id: random.uuid(),
      case_id: request.id,
      institution_id: party.institutionId,
      side,
      number: record.number,
      person_id: party.personId,
      record,
      record_sha256: sha256(canonicalJson(record)),
      pdf_file_id: null,
      retain_until_on: retainUntil(given.at),
      archived_at: given.at,
    };
  });
}
