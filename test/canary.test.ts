import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newLogger } from "../src/platform/logging.js";
import { newMetrics } from "../src/platform/metrics.js";
import { type Alliance, completeDraft, newAlliance, ok } from "./alliance.js";
import { newWorld, type Reply, type World } from "./world.js";

/** An invented patient whose traces are looked for everywhere. */
const patient = { name: "鸤鸠晚棠", idNumber: "110101190002290014", phone: "19900004471" };
/** All three, with the field they were written into. */
const traceOf = (field: string) => `${patient.name} ${patient.idNumber} ${patient.phone} 〔${field}〕`;
const traces = Object.values(patient);
const carries = (text: string) => traces.filter((trace) => text.includes(trace));

let world: World;
let alliance: Alliance;
let metrics: ReturnType<typeof newMetrics>;
const logged: string[] = [];
const refused: Reply[] = [];

beforeAll(async () => {
  world = await newWorld({ logger: newLogger("trace", { write: (line) => void logged.push(line) }) });
  metrics = newMetrics(world.app);
  alliance = await newAlliance(world, 2);
});
afterAll(() => world.close());

/** Where in the database a trace of the patient stands, as `schema.table.column`. */
async function placesOf(): Promise<string[]> {
  const tables = await world.query(sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`);
  const places = new Set<string>();
  for (const { name } of tables) {
    const found = await world.query(sql<{ key: string }>`
      select distinct e.key from ${sql.raw(name)} t, jsonb_each_text(to_jsonb(t)) e
      where ${sql.join(
        traces.map((trace) => sql`e.value like ${`%${trace}%`}`),
        sql` or `,
      )}`);
    for (const { key } of found) places.add(`${name}.${key}`);
  }
  return [...places].sort();
}

const noted = (reply: Reply): Reply => {
  expect(reply.status).toBeGreaterThanOrEqual(400);
  refused.push(reply);
  return reply;
};

test("a case is taken through its whole path with the patient in every free text", async () => {
  const { requester, dispatcher } = alliance;
  const draft = {
    ...completeDraft,
    patientName: patient.name,
    question: traceOf("question"),
    summary: `突发胸痛，${traceOf("summary")}`,
    diagnoses: [{ code: null, name: traceOf("diagnosis") }],
    consent: { ...completeDraft.consent, signerName: patient.name },
  };
  const caseId = (ok(await requester.post("/api/cases", {})).body as { id: string }).id;
  const file = { name: `${traceOf("title")}.txt`, content: new TextEncoder().encode(traceOf("file")) };
  ok(await requester.upload(`/api/cases/${caseId}/attachments`, file));
  ok(
    await requester.post("/api/triage/preview", {
      question: draft.question,
      summary: draft.summary,
      diagnoses: draft.diagnoses,
    }),
  );
  const version = ok(await requester.get(`/api/cases/${caseId}`)).body.version as number;
  const saved = ok(await requester.put(`/api/cases/${caseId}/draft`, { version, draft })).body;
  ok(await requester.post(`/api/cases/${caseId}/submit`, { version: saved.version }));
  await world.drain();
  const level = { level: "III", reason: traceOf("override") };
  ok(await requester.post(`/api/cases/${caseId}/assessments/override`, level));

  const first = await alliance.openOffer(caseId);
  ok(await first.expert.get("/api/offers"));
  ok(await first.expert.post(`/api/offers/${first.id}/decline`, { code: "other", note: traceOf("decline") }));
  await world.drain();
  const second = await alliance.openOffer(caseId);
  ok(await second.expert.post(`/api/offers/${second.id}/accept`));
  await world.drain();
  ok(await dispatcher.post(`/api/cases/${caseId}/take-back`, { reason: traceOf("take-back") }));
  await world.drain();
  const assign = { practitionerRoleId: second.expert.roleId, reason: traceOf("assign") };
  ok(await dispatcher.post(`/api/cases/${caseId}/assign`, assign));
  await world.drain();
  const third = await alliance.openOffer(caseId);
  ok(await third.expert.post(`/api/offers/${third.id}/accept`));
  await world.drain();
  const text = { answer: traceOf("answer"), conclusion: traceOf("conclusion"), advice: traceOf("advice") };
  const { revision } = ok(await third.expert.put(`/api/cases/${caseId}/opinion`, { revision: 0, text })).body;
  ok(await third.expert.post(`/api/cases/${caseId}/opinion/sign`, { revision }));
  await world.drain();
  const disposition = { decision: "partly_adopted", reason: traceOf("disposition") };
  ok(await requester.post(`/api/cases/${caseId}/disposition`, disposition));
  await world.drain();

  const other = await alliance.submit({ patientName: patient.name, question: traceOf("question") });
  ok(await requester.post(`/api/cases/${other}/cancel`, { reasonCode: "other", note: traceOf("cancel") }));
  await world.drain();
  for (const path of ["opinion.pdf", "timeline", "ranking", "search", "assessments"])
    ok(await requester.get(`/api/cases/${caseId}/${path}`));
  ok(await requester.get("/api/cases?scope=closed"));
});

test("requests that are refused or fail say nothing of what was sent", async () => {
  const { requester } = alliance;
  const { id } = ok(await requester.post("/api/cases", {})).body as { id: string };
  const url = `/api/cases/${id}`;
  const put = (body: unknown) => requester.put(`${url}/draft`, body);
  noted(await put({ version: 1, draft: { question: patient.name.repeat(1000) } }));
  noted(
    await put({
      version: patient.name,
      draft: { patientSex: patient.name, patientAgeYears: patient.idNumber },
    }),
  );
  noted(await put({ version: 1, draft: { consent: { textVersion: patient.phone, givenBy: patient.name } } }));
  noted(await put({ version: 99, draft: { patientName: patient.name } }));
  ok(await put({ version: 1, draft: { patientName: patient.name, wantedSpecialtyCode: "99.99" } }));
  noted(await requester.post(`${url}/submit`, { version: 2 }));
  noted(await requester.get(`/api/cases/${encodeURIComponent(patient.name)}`));
  noted(await requester.get(`/api/${encodeURIComponent(patient.name)}?q=${patient.idNumber}`));
  noted(await requester.get(`/api/cases?q=${encodeURIComponent(patient.name)}&limit=${patient.phone}`));
  const file = { name: `${patient.name}.exe`, content: new TextEncoder().encode(`MZ${patient.name}\u0000`) };
  noted(await requester.upload(`${url}/attachments`, file));
  const broken = await world.app.inject({
    method: "POST",
    url: "/api/session",
    headers: { "content-type": "application/json" },
    payload: `{"username": "${patient.name}", "password": "${patient.idNumber}`,
  });
  noted({ status: broken.statusCode, body: broken.json(), headers: broken.headers });
  const wrong = await world.app.inject({
    method: "POST",
    url: "/api/session",
    payload: { username: patient.name, password: patient.idNumber },
  });
  noted({ status: wrong.statusCode, body: wrong.json(), headers: wrong.headers });
});

test("a failure of the database, whose own text quotes the row, is logged and answered without it", async () => {
  await world.superuser(
    "alter table cases.consult_request add constraint canary check (question is null or question not like '%崩溃%')",
  );
  const { requester } = alliance;
  const { id } = ok(await requester.post("/api/cases", {})).body as { id: string };
  const draft = {
    ...completeDraft,
    patientName: patient.name,
    question: `崩溃 ${traceOf("crash")}\n第二行 ${patient.phone}`,
  };
  const saved = ok(await requester.put(`/api/cases/${id}/draft`, { version: 1, draft })).body;
  const failed = noted(await requester.post(`/api/cases/${id}/submit`, { version: saved.version }));
  expect(failed.status).toBe(500);
  expect(logged.some((line) => line.includes('"unhandled"'))).toBe(true);
  await world.superuser("alter table cases.consult_request drop constraint canary");
});

test("no trace of the patient in the log, the metrics, or what refusals say", async () => {
  expect(logged.length).toBeGreaterThan(50);
  expect(logged.filter((line) => carries(line).length > 0)).toEqual([]);
  expect(logged.filter((line) => line.includes(encodeURIComponent(patient.name)))).toEqual([]);
  expect(carries(await metrics.registry.metrics())).toEqual([]);
  expect(refused.length).toBeGreaterThan(10);
  expect(
    refused
      .map((reply) => JSON.stringify([reply.body, reply.headers]))
      .filter((text) => carries(text).length > 0),
  ).toEqual([]);
});

test("in the database the patient stands where the case is kept, and nowhere else", async () => {
  expect(await placesOf()).toEqual([
    "cases.attachment.title",
    "cases.consent.signer_name",
    "cases.consult_request.draft",
    "cases.consult_request.patient_name",
    "cases.consult_request.question",
    "cases.consult_request.summary",
    "cases.suspected_diagnosis.name",
    "cases.timeline_entry.details",
    "consultation.archive.record",
    "consultation.disposition.reason",
    "consultation.opinion.draft",
    "dispatch.offer.decline_note",
    "dispatch.offer.grounds",
    "matching.decision.inputs",
    "platform.audit_entry.details",
    "platform.file.name",
    "triage.assessment.inputs",
    "triage.assessment.override_reason",
  ]);
});

test("the audit trail keeps the reasons people gave for their acts, and nothing else they wrote", async () => {
  const entries = await world.query(sql<{ action: string; rest: string }>`
    select action, (details - 'reason')::text || actor_label as rest from platform.audit_entry`);
  expect(entries.length).toBeGreaterThan(20);
  expect(entries.filter((entry) => carries(entry.rest).length > 0)).toEqual([]);
});
