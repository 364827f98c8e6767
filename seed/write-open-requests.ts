import type { CasesTables } from "../src/cases/tables.js";
import type { Tx } from "../src/platform/database/database.js";
import { publish } from "../src/platform/outbox.js";
import { type Alliance, institutionOf } from "./alliance.js";
import { assessmentRow, consentRow, diagnosisRows, requestRow, timelineRows } from "./case-rows.js";
import { insertInto } from "./insert.js";
import { draftOf, type OpenRequests } from "./open-requests.js";
import type { PlannedRequest } from "./planned-case.js";
import { type PlannedStep, requestSteps } from "./timeline.js";
import { addMinutes } from "../src/kernel/time.js";
import type { TriageTables } from "../src/triage/tables.js";

const insert = insertInto<CasesTables>();

async function writeSent(
  tx: Tx,
  alliance: Alliance,
  request: PlannedRequest,
  number: string,
  stand: Parameters<typeof requestRow>[3] & { readonly draft: unknown },
  steps: readonly PlannedStep[],
): Promise<void> {
  await insert(tx, "cases.consult_request", [
    { ...requestRow(alliance, request, number, stand), draft: stand.draft },
  ]);
  await insert(tx, "cases.suspected_diagnosis", diagnosisRows(request));
  await insert(tx, "cases.consent", [consentRow(request)]);
  await insert(tx, "cases.timeline_entry", timelineRows(request.id, steps));
}

async function writeDrafts(tx: Tx, alliance: Alliance, drafts: OpenRequests["drafts"]): Promise<void> {
  for (const { request, draft } of drafts) {
    const [created] = requestSteps(request, "");
    await insert(tx, "cases.consult_request", [
      {
        id: request.id,
        institution_id: alliance.idOf[request.institution],
        requester_person_id: request.requester.id,
        requester_name: request.requester.name,
        institution_name: institutionOf(request.institution).name,
        status: "draft",
        draft,
        draft_saved_at: request.submittedAt,
        vitals: {},
        liability_class: "consult",
        next_actor: "requester",
        version: 7,
        created_at: request.createdAt,
        updated_at: request.submittedAt,
      },
    ]);
    await insert(tx, "cases.timeline_entry", timelineRows(request.id, created ? [created] : []));
  }
}

async function writeReturned(
  tx: Tx,
  alliance: Alliance,
  { request, draft, by, reason, at }: OpenRequests["returned"],
  number: string,
): Promise<void> {
  const stand = {
    status: "returned",
    next_actor: "requester",
    due_at: addMinutes(at, 24 * 60),
    closed_at: null,
    version: 4,
    updated_at: at,
    urgency_level: request.level,
    draft,
  } as const;
  const returned: PlannedStep = {
    at,
    kind: "cases.returned",
    actor: { personId: by.id, label: by.name },
    details: { reason },
  };
  await writeSent(tx, alliance, request, number, stand, [...requestSteps(request, number), returned]);
  await insertInto<TriageTables>()(tx, "triage.assessment", [assessmentRow(request)]);
}

/** Writes the drafts, the returned request, and those just sent with the event that sets the platform to work on them. */
export async function writeOpenRequests(
  tx: Tx,
  alliance: Alliance,
  open: OpenRequests,
  numberOf: ReadonlyMap<string, string>,
): Promise<void> {
  await writeDrafts(tx, alliance, open.drafts);
  await writeReturned(tx, alliance, open.returned, numberOf.get(open.returned.request.id) ?? "");
  for (const request of open.live) {
    const number = numberOf.get(request.id) ?? "";
    const stand = {
      status: "submitted",
      next_actor: "system",
      due_at: null,
      closed_at: null,
      version: 3,
      updated_at: request.submittedAt,
      urgency_level: null,
      draft: draftOf(request),
    } as const;
    await writeSent(tx, alliance, request, number, stand, requestSteps(request, number).slice(0, 2));
    await publish(tx, { topic: "cases.submitted", subjectId: request.id });
  }
}
