import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { findCase } from "../cases/index.js";
import { type Raise, raiseLevel } from "../triage/index.js";
import { AssistantState } from "./api.js";
import {
  answering,
  type ChatServer,
  errorBody,
  failing,
  goodAnswer,
  startChatServer,
} from "../../test/chat-server.js";
import { type AssistantHost, type AssistantNode, newCircuits } from "./host.js";
import { runNextCall, startAssistant } from "./runner.js";

const secret = "sk-test-secret";
let world: World;
let server: ChatServer;
let node: AssistantNode;
let host: AssistantHost;
let doctor: Someone;
let engineer: Someone;
let operator: Someone;
let quality: Someone;
let other: Someone;
let dispatcher: Someone;
let hospital: string;
const faults: unknown[] = [];

beforeAll(async () => {
  server = await startChatServer();
  node = { endpoint: undefined, networks: ["127.0.0.0/8"], timeoutMs: 700, circuits: newCircuits(50) };
  world = await newWorld({ assistant: node });
  host = { ...node, database: world.database, cipher: world.cipher };
  hospital = await world.institution("云溪县人民医院");
  const center = await world.institution("运营中心", "operator");
  doctor = await world.person(hospital, "周一诺", "requester");
  engineer = await world.person(hospital, "信息科员", "system_admin");
  quality = await world.person(hospital, "质控员", "quality");
  operator = await world.person(center, "运营员", "operator");
  dispatcher = await world.person(center, "调度员", "dispatcher");
  other = await world.person(await world.institution("清河市第一医院"), "别院信息科", "system_admin");
});
afterAll(async () => {
  await world.close();
  await server.close();
});
beforeEach(() => server.behave(answering(goodAnswer)));
afterEach(() => expect(faults.splice(0)).toEqual([]));

const drainCalls = async (): Promise<number> => {
  let done = 0;
  while (await runNextCall(host, (error) => faults.push(error))) done++;
  return done;
};
const settings = (version: number, change: object = {}) => ({
  version,
  baseUrl: server.baseUrl,
  model: "test-model",
  answerFormat: "json_schema",
  dailyCalls: 1000,
  dailyTokens: 100_000_000,
  leastConfidence: 0.7,
  ...change,
});
const state = async () => AssistantState.parse((await engineer.get("/api/assistant")).body);
/** Saves settings over whatever is saved. */
const set = async (change: object = {}) => {
  const { setting } = await state();
  return engineer.put("/api/assistant/settings", settings(setting.version, change));
};
const form = {
  patientName: "王秀英",
  patientSex: "female",
  patientAgeYears: 63,
  question: "王秀英是否需要急诊手术？",
  summary:
    "患者反复上腹不适三个月，胃镜提示慢性胃炎，今晨进食后颈部皮下出现握雪感。家属陈大勇，电话 138 0013 8000。",
  vitals: { painScore: 5 },
  mode: "written",
  consent: { textVersion: "2026-01", givenBy: "patient", signerName: "王秀英", form: "paper" },
};
const submit = async (change: object = {}): Promise<string> => {
  const id = (await doctor.post("/api/cases")).body.id as string;
  await doctor.put(`/api/cases/${id}/draft`, { version: 1, draft: { ...form, ...change } });
  expect((await doctor.post(`/api/cases/${id}/submit`, { version: 2 })).status).toBe(200);
  await world.drain();
  return id;
};
const caseOf = async (id: string) => {
  const found = await world.system((tx) => findCase(tx, id));
  if (!found) throw new Error("no case");
  return found;
};
const said = async (id: string, who = doctor) => (await who.get(`/api/cases/${id}/assistant`)).body.items;
const dueMinutes = async (id: string): Promise<number> => {
  const { submittedAt, dueAt } = await caseOf(id);
  return (Date.parse(dueAt ?? "") - Date.parse(submittedAt ?? "")) / 60_000;
};

test("off by default: nothing is asked, the case goes its way, and the page says so", async () => {
  expect(await state()).toMatchObject({
    isEnabled: false,
    endpoint: null,
    setting: { hasKey: false, version: 0 },
    calls: [],
  });
  const id = await submit();
  expect(await drainCalls()).toBe(0);
  expect(server.taken).toEqual([]);
  expect(await said(id)).toEqual([]);
  expect((await engineer.post("/api/assistant/switch", { isEnabled: true })).body.code).toBe(
    "not_configured",
  );
});

test("settings: the key is sealed and never shown; addresses are judged; versions do not overwrite each other", async () => {
  const saved = await engineer.put("/api/assistant/settings", settings(0, { apiKey: secret }));
  expect(saved.status).toBe(200);
  expect(saved.body).toMatchObject({ setting: { hasKey: true, version: 1 }, endpoint: { isOwn: true } });
  expect(JSON.stringify(saved.body)).not.toContain(secret);
  const [row] = await world.query<{ key: string }>(sql`select key_cipher as key from assistant.setting`);
  expect(row?.key).not.toContain(secret);
  expect(world.cipher.decrypt(row?.key ?? "")).toBe(secret);
  expect((await engineer.put("/api/assistant/settings", settings(0))).body.code).toBe(
    "setting_changed_meanwhile",
  );
  const refused = async (baseUrl: string, change: object = {}) =>
    (await set({ baseUrl, ...change })).body.code as string;
  expect(await refused("http://169.254.169.254/latest")).toBe("address_refused");
  expect(await refused("https://100.100.100.200/v1")).toBe("address_refused");
  expect(await refused("http://10.9.9.9/v1")).toBe("address_refused");
  expect(await refused("http://8.8.8.8/v1")).toBe("tls_required");
  expect(await refused("http://user:pw@127.0.0.1/v1")).toBe("invalid_request");
  expect(await refused("file:///etc/passwd")).toBe("invalid_request");
  expect(await refused(server.baseUrl, { model: "" })).toBe("model_missing");
  // A key goes only to the host it was given for.
  expect((await set({ baseUrl: "https://llm.example/v1" })).body.setting.hasKey).toBe(false);
  expect((await set({ apiKey: secret })).body.setting.hasKey).toBe(true);
  expect((await set()).body.setting.hasKey).toBe(true);
});

test("who sees and who sets: the hospital's own engineers and the operator, quality reads, others nothing", async () => {
  expect((await quality.get("/api/assistant")).status).toBe(200);
  expect((await quality.put("/api/assistant/settings", settings(1))).status).toBe(403);
  expect((await doctor.get("/api/assistant")).status).toBe(403);
  expect((await other.get(`/api/assistant?institutionId=${hospital}`)).status).toBe(404);
  expect((await other.get("/api/assistant")).body).toMatchObject({ isEnabled: false, calls: [] });
  const change = settings(0, { institutionId: hospital });
  expect((await other.put("/api/assistant/settings", change)).status).toBe(404);
  expect((await operator.get("/api/assistant")).status).toBe(404);
  expect((await operator.get(`/api/assistant?institutionId=${hospital}`)).body.setting.hasKey).toBe(true);
});

test("the connection is tried with an invented case, and the trial is counted and listed", async () => {
  server.behave(
    answering({
      ...goodAnswer,
      findings: [{ quote: "突发剧烈胸痛2小时", level: "II", reason: "急性冠脉综合征" }],
      structure: { chiefComplaint: null, onset: null, history: [] },
    }),
  );
  const tried = await engineer.post("/api/assistant/test", {});
  expect(tried.body.steps.map(({ isGood }: { isGood: boolean }) => isGood)).toEqual([true, true, true]);
  const after = await state();
  expect(after.usedToday).toEqual({ calls: 1, tokens: 750 });
  expect(after.calls[0]).toMatchObject({
    kind: "test",
    status: "done",
    outcome: "answered",
    caseNumber: null,
  });
  await set({ model: "none" });
  const wrong = (await engineer.post("/api/assistant/test", {})).body;
  expect(wrong.isGood).toBe(false);
  expect(wrong.steps.at(-1).zh).toContain("核对模型名称");
  await set();
});

test("journey: submitted as III, raised to II with a reason and its clock, taken back by a person with a reason", async () => {
  expect((await engineer.post("/api/assistant/switch", { isEnabled: true })).status).toBe(200);
  const taken = server.taken.length;
  const id = await submit();
  // Nothing waits for the model: the case is judged and on its way before anything is asked.
  expect(await caseOf(id)).toMatchObject({ urgencyLevel: "III" });
  expect(await dueMinutes(id)).toBe(30);
  expect(await said(id)).toMatchObject([{ status: "queued", advice: null }]);
  expect(await drainCalls()).toBe(1);

  const body = JSON.stringify(server.taken[taken]?.body);
  for (const name of ["王秀英", "陈大勇", "138", "8000", "云溪", "周一诺"]) expect(body).not.toContain(name);
  expect(body).toContain("颈部皮下出现握雪感");

  expect(await caseOf(id)).toMatchObject({ urgencyLevel: "II" });
  await world.drain();
  expect(await dueMinutes(id)).toBe(5);
  const [assessment, rules] = (await doctor.get(`/api/cases/${id}/assessments`)).body.items;
  expect(rules).toMatchObject({ level: "III", madeBy: "machine" });
  expect(assessment).toMatchObject({
    level: "II",
    madeBy: "assistant",
    personName: null,
    modelVersion: "assistant/1 test-model",
    reasons: [{ ruleId: "assistant.raise", level: "II", evidence: "“颈部皮下出现握雪感”" }],
    clocks: { acceptMinutes: 5 },
  });
  expect(assessment.reasons[0].zh).toContain("机器生成");
  const [item] = await said(id);
  expect(item).toMatchObject({
    status: "done",
    outcome: "answered",
    advice: {
      effect: "raised",
      levelBefore: "III",
      specialty: { name: "消化内科专业" },
      missing: ["血红蛋白"],
      overriddenTo: null,
    },
  });
  expect(item.sent.question).toBe("[姓名1]是否需要急诊手术？");
  expect(item.sent.removed).toContainEqual({ kind: "phone", words: "138 0013 8000", placeholder: "[电话1]" });
  const kinds = (await doctor.get(`/api/cases/${id}/timeline`)).body.items;
  expect(kinds.find(({ kind }: { kind: string }) => kind === "triage.raised")).toMatchObject({
    actorLabel: "智能助手",
    details: { from: "III", to: "II" },
  });

  const back = await doctor.post(`/api/cases/${id}/assessments/override`, {
    level: "IV",
    reason: "查体未触及皮下气肿，疼痛已缓解",
  });
  expect(back.status).toBe(200);
  await world.drain();
  expect(await caseOf(id)).toMatchObject({ urgencyLevel: "IV" });
  expect(await dueMinutes(id)).toBe(24 * 60);
  expect((await said(id))[0].advice.overriddenTo).toBe("IV");
});

test("every call is audited with what it cost and never with what was said; logs and rows hold no text of the case", async () => {
  const entries = await world.query<{ details: Record<string, unknown>; outcome: string }>(
    sql`select details, outcome from platform.audit_entry where action = 'assistant.call' order by sequence`,
  );
  expect(entries.at(-1)).toMatchObject({
    outcome: "done",
    details: {
      kind: "case",
      askedBy: doctor.id,
      attempt: 1,
      outcome: "answered",
      model: "test-model",
      promptTokens: 600,
      completionTokens: 150,
      httpStatus: 200,
    },
  });
  expect(entries.at(-1)?.details.sha256).toMatch(/^[0-9a-f]{64}$/u);
  const all = JSON.stringify([
    entries,
    await world.query(sql`select * from assistant.call`),
    await world.query(sql`select details from platform.audit_entry where action like 'assistant%'`),
    await world.query(sql`select payload from platform.outbox`),
  ]);
  for (const word of ["王秀英", "握雪感", "0013 8000", secret]) expect(all).not.toContain(word);
});

test("an answer for less, without a quote, or unsure changes nothing and is kept as advice", async () => {
  const cases: [object, string][] = [
    [{ ...goodAnswer, level: "IV" }, "not_higher"],
    [{ ...goodAnswer, findings: [{ quote: "呼之不应", level: "I", reason: "昏迷" }] }, "not_grounded"],
    [{ ...goodAnswer, confidence: 0.2 }, "not_sure"],
  ];
  for (const [answer, effect] of cases) {
    server.behave(answering(answer));
    const id = await submit();
    await drainCalls();
    expect((await said(id))[0].advice).toMatchObject({ effect });
    expect((await caseOf(id)).urgencyLevel).toBe("III");
    expect((await doctor.get(`/api/cases/${id}/assessments`)).body.items).toHaveLength(1);
  }
});

test("a person's decision stands: an answer that comes after it changes nothing", async () => {
  const id = await submit();
  await dispatcher.post(`/api/cases/${id}/assessments/override`, { level: "IV", reason: "已电话核实病情" });
  await drainCalls();
  expect((await said(id))[0].advice.effect).toBe("person_decided");
  expect((await caseOf(id)).urgencyLevel).toBe("IV");
});

test("hostile and failing answers leave the case as the rules judged it, recorded with their kind", async () => {
  const hostile = [
    [answering("忽略"), "not_json"],
    [answering({ ...goodAnswer, level: "IV", override: true }), "wrong_shape"],
    [answering({ ...goodAnswer, missing: ["<script>alert(1)</script>"] }), "unsafe_text"],
    [failing(500), "server_error"],
    [failing(302, "", { location: "http://169.254.169.254/" }), "redirected"],
  ] as const;
  for (const [behaviour, outcome] of hostile) {
    server.behave(behaviour);
    const id = await submit();
    expect(await drainCalls()).toBe(1);
    expect(await said(id)).toMatchObject([{ status: "failed", outcome, advice: null }]);
    expect((await caseOf(id)).urgencyLevel).toBe("III");
  }
});

test("a busy endpoint is asked again later, no more than three times, and never sooner than it wishes", async () => {
  server.behave(failing(429, errorBody("slow down", "requests"), { "retry-after": "90" }));
  const id = await submit();
  const before = server.taken.length;
  expect(await drainCalls()).toBe(1);
  expect(await said(id)).toMatchObject([{ status: "queued", outcome: "rate_limited" }]);
  world.moveClock(1);
  expect(await drainCalls()).toBe(0);
  world.moveClock(2);
  expect(await drainCalls()).toBe(1);
  world.moveClock(3);
  expect(await drainCalls()).toBe(1);
  expect(server.taken.length - before).toBe(3);
  expect(await said(id)).toMatchObject([{ status: "failed", outcome: "rate_limited" }]);
  const tries = await world.query<{ attempt: string }>(
    sql`select details ->> 'attempt' as attempt from platform.audit_entry
      where action = 'assistant.call' and case_id = ${id} order by sequence`,
  );
  expect(tries.map(({ attempt }) => attempt)).toEqual(["1", "2", "3"]);
});

test("the day's budget of calls and of tokens holds, and is new the next day", async () => {
  const { usedToday } = await state();
  await set({ dailyCalls: usedToday.calls + 1 });
  const [first, second] = [await submit(), await submit()];
  await drainCalls();
  expect((await said(first))[0].outcome).toBe("answered");
  expect((await said(second))[0]).toMatchObject({ status: "failed", outcome: "budget_used_up" });
  await set({ dailyTokens: (await state()).usedToday.tokens + 100 });
  const third = await submit();
  await drainCalls();
  expect((await said(third))[0].outcome).toBe("budget_used_up");
  await world.passTime(24 * 60);
  expect((await state()).usedToday).toEqual({ calls: 0, tokens: 0 });
  await set();
});

test("switched off, cancelled, or too late: what waits is not sent", async () => {
  const taken = server.taken.length;
  const [off, gone, late] = [await submit(), await submit(), await submit()];
  await doctor.post(`/api/cases/${gone}/cancel`, { reasonCode: "improved" });
  await engineer.post("/api/assistant/switch", { isEnabled: false });
  await drainCalls();
  expect((await said(off))[0].outcome).toBe("switched_off");
  await engineer.post("/api/assistant/switch", { isEnabled: true });
  const [cancelled, delayed] = [await submit(), await submit()];
  await doctor.post(`/api/cases/${cancelled}/cancel`, { reasonCode: "improved" });
  await world.query(
    sql`update assistant.call set created_at = created_at - interval '31 minutes' where case_id = ${delayed}`,
  );
  await drainCalls();
  expect((await said(cancelled))[0].outcome).toBe("case_moved_on");
  expect((await said(delayed))[0].outcome).toBe("too_late");
  expect((await said(late))[0].outcome).toBe("switched_off");
  expect(server.taken).toHaveLength(taken);
});

test("a call whose node died is taken over, and the dead node's answer no longer counts", async () => {
  const id = await submit();
  await world.query(
    sql`update assistant.call set status = 'running', attempts = 1, lease_until = platform.now() - interval '1 second'
      where case_id = ${id}`,
  );
  expect(await drainCalls()).toBe(1);
  expect((await said(id))[0]).toMatchObject({ status: "done" });
  const broken = await submit();
  await world.query(
    sql`update assistant.call set status = 'running', attempts = 3, lease_until = platform.now() - interval '1 second'
      where case_id = ${broken}`,
  );
  await drainCalls();
  expect((await said(broken))[0].outcome).toBe("broke_off");
});

test("the database itself lets the assistant only raise, and only over the rules", async () => {
  const id = await submit({ vitals: { systolicMmHg: 62, diastolicMmHg: 40 } });
  expect((await caseOf(id)).urgencyLevel).toBe("I");
  const raise: Raise = { level: "II", label: "x", modelVersion: "x", reasons: [], inputs: {} };
  expect(await world.system((tx) => raiseLevel(tx, id, raise))).toEqual({ ok: false, error: "not_higher" });
  await expect(
    world.superuser(`insert into triage.assessment (id, case_id, level, made_by, model_version, inputs, reasons,
      missing, problems, vitals_from_text, scores, clocks, made_at) values (gen_random_uuid(), '${id}', 'II',
      'assistant', 'x', '{}', '[]', '[]', '[]', '[]', '{}', '{}', now())`),
  ).rejects.toThrow(/only raise/u);
  await drainCalls();
});

test("a running node answers by itself, soon after the case is judged", async () => {
  // A busy machine is slow to answer itself: that the call is made in time is another test's.
  const patient = { ...host, timeoutMs: 10_000 };
  const running = await startAssistant(patient, (error) => faults.push(error), 200);
  const id = await submit();
  const until = Date.now() + 15_000;
  while ((await said(id))[0]?.status !== "done" && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await said(id))[0]).toMatchObject({ status: "done", advice: { effect: "raised" } });
  await running.stop();
});
