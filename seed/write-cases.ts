import type { CasesTables } from "../src/cases/tables.js";
import type { ConsultationTables } from "../src/consultation/tables.js";
import type { DispatchTables } from "../src/dispatch/tables.js";
import type { MatchingTables } from "../src/matching/tables.js";
import { sql } from "kysely";
import { tablesOf, type Tx } from "../src/platform/database/database.js";
import type { TriageTables } from "../src/triage/tables.js";
import type { Alliance } from "./alliance.js";
import * as rows from "./case-rows.js";
import { insertInto } from "./insert.js";
import { archiveRows, dispositionRow, opinionRow, versionRow } from "./opinion-rows.js";
import type { ProfileTables } from "../src/profile/tables.js";
import { consultFacts, offerFacts } from "./service-facts.js";
import type { SignedOpinion } from "./opinions.js";
import type { PlannedCase } from "./planned-case.js";
import { writeResults } from "./results.js";
import type { Random } from "./random.js";
import {
  expertActor,
  inOrder,
  performerDetails,
  type PlannedStep,
  requestSteps,
  searchSteps,
} from "./timeline.js";

/** What stands beside the planned cases once all of them are known. */
export interface CaseBook {
  readonly alliance: Alliance;
  readonly pool: { readonly epoch: string; readonly version: number };
  readonly numberOf: ReadonlyMap<string, string>;
  readonly archiveNumberOf: ReadonlyMap<string, Readonly<Record<"requester" | "performer", string>>>;
  readonly signedOf: ReadonlyMap<string, SignedOpinion>;
}

function allSteps(book: CaseBook, planned: PlannedCase): PlannedStep[] {
  const { request, search, course, cancellation, status } = planned;
  const requester = { personId: request.requester.id, label: request.requester.name };
  const steps = [
    ...requestSteps(request, book.numberOf.get(request.id) ?? ""),
    ...searchSteps(search, cancellation?.at ?? search.accepted?.outcome.at ?? null),
  ];
  const { accepted } = search;
  if (accepted && course?.writingAt && status !== "accepted")
    steps.push({
      at: course.writingAt,
      kind: "consultation.writing-begun",
      actor: expertActor(accepted),
      details: performerDetails(accepted),
    });
  const signed = book.signedOf.get(request.id);
  if (accepted && course?.signedAt && signed)
    steps.push({
      at: course.signedAt,
      kind: "consultation.opinion-signed",
      actor: expertActor(accepted),
      details: { version: 1, sha256: signed.sha256, ...performerDetails(accepted) },
    });
  if (status === "closed" && course?.disposition)
    steps.push({
      at: course.disposition.at,
      kind: "consultation.closed",
      actor: requester,
      details: { decision: course.disposition.decision, reason: course.disposition.reason },
    });
  if (cancellation)
    steps.push({
      at: cancellation.at,
      kind: "cases.cancelled",
      actor: requester,
      details: { reasonCode: cancellation.reasonCode, note: cancellation.note },
    });
  return inOrder(steps);
}

const insertCases = insertInto<CasesTables>();
const insertDispatch = insertInto<DispatchTables>();
const insertConsultation = insertInto<ConsultationTables>();

/** Writes a chunk of cases with everything that belongs to them, in the tables of every module they passed through. */
export async function writeCases(
  tx: Tx,
  book: CaseBook,
  cases: readonly PlannedCase[],
  random: Random,
): Promise<void> {
  const { alliance } = book;
  // The facts of all of them are written at once, by the first night.
  await sql`select set_config('app.bulk', 'on', true)`.execute(tablesOf<unknown>()(tx));
  const own = (planned: PlannedCase) => random.fork(planned.request.id);
  const steps = new Map(cases.map((planned) => [planned, allSteps(book, planned)]));
  await insertCases(
    tx,
    "cases.consult_request",
    cases.map((one) =>
      rows.requestRow(alliance, one.request, book.numberOf.get(one.request.id) ?? "", rows.stepOf(one)),
    ),
  );
  await insertCases(
    tx,
    "cases.suspected_diagnosis",
    cases.flatMap((one) => rows.diagnosisRows(one.request)),
  );
  await insertCases(
    tx,
    "cases.consent",
    cases.map((one) => rows.consentRow(one.request)),
  );
  await insertCases(
    tx,
    "cases.timeline_entry",
    cases.flatMap((one) => rows.timelineRows(one.request.id, steps.get(one) ?? [])),
  );
  await insertInto<TriageTables>()(
    tx,
    "triage.assessment",
    cases.map((one) => rows.assessmentRow(one.request)),
  );
  await insertInto<MatchingTables>()(
    tx,
    "matching.decision",
    cases.map((one) => rows.decisionRow(one, book.pool)),
  );
  await insertDispatch(tx, "dispatch.search", cases.map(rows.searchRow));
  await insertDispatch(
    tx,
    "dispatch.offer",
    cases.flatMap((one) => one.search.offers.map((offer) => rows.offerRow(alliance, one, offer))),
  );
  await insertInto<ProfileTables>()(tx, "profile.service_fact", [
    ...cases.flatMap(offerFacts),
    ...cases.flatMap(consultFacts),
  ]);
  await insertCases(
    tx,
    "cases.access",
    cases.flatMap((one) => rows.accessRows(alliance, one, own(one).fork("access"))),
  );
  await writeOpinions(tx, book, cases, steps, own);
  await writeResults(tx, alliance, cases, random.fork("results"));
}

async function writeOpinions(
  tx: Tx,
  book: CaseBook,
  cases: readonly PlannedCase[],
  steps: ReadonlyMap<PlannedCase, readonly PlannedStep[]>,
  own: (planned: PlannedCase) => Random,
): Promise<void> {
  const { alliance } = book;
  const accepted = cases.filter((one) => one.search.accepted);
  const opinionId = (planned: PlannedCase) => own(planned).fork("opinion").uuid();
  await insertConsultation(
    tx,
    "consultation.opinion",
    accepted.map((one) => opinionRow(alliance, one, opinionId(one))),
  );
  const signed = accepted.flatMap((planned) => {
    const proof = book.signedOf.get(planned.request.id);
    return proof ? [{ planned, proof }] : [];
  });
  await insertConsultation(
    tx,
    "consultation.opinion_version",
    signed.map(({ planned, proof }) => versionRow(alliance, planned, opinionId(planned), proof)),
  );
  const closed = signed.filter(({ planned }) => planned.status === "closed");
  await insertConsultation(
    tx,
    "consultation.disposition",
    closed.map(({ planned }) => dispositionRow(planned)),
  );
  await insertConsultation(
    tx,
    "consultation.archive",
    closed.flatMap(({ planned, proof }) => {
      const { id } = planned.request;
      const numbers = book.archiveNumberOf.get(id) ?? { requester: "", performer: "" };
      const filed = {
        caseNumber: book.numberOf.get(id) ?? "",
        numbers,
        signed: proof,
        steps: steps.get(planned) ?? [],
      };
      return archiveRows(alliance, planned, filed, own(planned).fork("archive"));
    }),
  );
  await insertDispatch(
    tx,
    "dispatch.past_consult",
    closed.map(({ planned: { request, search, course } }) => ({
      case_id: request.id,
      practitioner_role_id: search.accepted?.expert.roleId ?? "",
      diagnosis_codes: request.text.diagnoses.map(({ code }) => code),
      specialty_code: request.text.template.specialty,
      decision: course?.disposition?.decision ?? "adopted",
      closed_at: course?.disposition?.at ?? "",
    })),
  );
}
