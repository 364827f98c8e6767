import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { findCase, grantAccess, moveCase } from "../cases/index.js";
import { publish } from "../platform/outbox.js";

let world: World;
let doctor: Someone;
let colleague: Someone;
let stranger: Someone;
let expert: Someone;
let dispatcher: Someone;
beforeAll(async () => {
  world = await newWorld();
  const hospital = await world.institution("云溪县人民医院");
  const other = await world.institution("清河市第一医院");
  doctor = await world.person(hospital, "周一诺", "requester");
  colleague = await world.person(hospital, "林同事", "requester");
  stranger = await world.person(other, "何医生", "requester");
  expert = await world.person(other, "沈专家", "expert");
  dispatcher = await world.person(await world.institution("运营中心", "operator"), "调度员", "dispatcher");
});
afterAll(() => world.close());

const form = {
  patientName: "王秀英",
  patientSex: "female",
  patientAgeYears: 63,
  question: "是否需要急诊介入治疗？",
  summary: "反复上腹不适三个月，胃镜提示慢性胃炎，现无特殊不适，请协助调整用药。",
  vitals: {},
  mode: "written",
  consent: { textVersion: "2026-01", givenBy: "patient", signerName: "王秀英", form: "paper" },
};

const submit = async (change: object = {}): Promise<string> => {
  const id = (await doctor.post("/api/cases")).body.id as string;
  await doctor.put(`/api/cases/${id}/draft`, { version: 1, draft: { ...form, ...change } });
  expect((await doctor.post(`/api/cases/${id}/submit`, { version: 2 })).status).toBe(200);
  return id;
};
const submitted = async (change: object = {}): Promise<string> => {
  const id = await submit(change);
  await world.drain();
  return id;
};
const caseOf = async (id: string) => {
  const found = await world.system((tx) => findCase(tx, id));
  if (!found) throw new Error("no case");
  return found;
};
const assessments = async (id: string, who = doctor) =>
  (await who.get(`/api/cases/${id}/assessments`)).body.items;
const minutesFromSubmission = async (id: string): Promise<number> => {
  const { submittedAt, dueAt } = await caseOf(id);
  return (Date.parse(dueAt ?? "") - Date.parse(submittedAt ?? "")) / 60_000;
};
/** Brings the case to a state without the modules that come after triage. */
const bring = (id: string, to: "accepted" | "opinion_signed") =>
  world.system(async (tx) => {
    const step = { nextActor: "expert", dueAt: tx.now } as const;
    for (const state of to === "accepted"
      ? (["dispatching", "accepted"] as const)
      : (["dispatching", "accepted", "opinion_signed"] as const))
      await moveCase(tx, id, state, step);
    await grantAccess(tx, { caseId: id, personId: expert.id, basis: "assignment" });
  });

test("a submitted request gets its level, clock, reasons and timeline entry, once", async () => {
  const id = await submitted({ vitals: { systolicMmHg: 62, diastolicMmHg: 40 } });
  const found = await caseOf(id);
  expect(found.urgencyLevel).toBe("I");
  expect(["triaged", "dispatching"]).toContain(found.status);
  const [assessment, ...rest] = await assessments(id);
  expect(rest).toEqual([]);
  expect(assessment).toMatchObject({
    level: "I",
    madeBy: "machine",
    personName: null,
    rescueFirst: true,
    clocks: { acceptMinutes: 2 },
  });
  expect(assessment.reasons[0]).toMatchObject({ ruleId: "cn2018.I.systolic", evidence: "收缩压 62 mmHg" });
  await world.system((tx) => publish(tx, { topic: "cases.submitted", subjectId: id }));
  await world.drain();
  expect(await assessments(id)).toHaveLength(1);
  const entries = (await doctor.get(`/api/cases/${id}/timeline`)).body.items.filter(
    (entry: { kind: string }) => entry.kind === "triage.assessed",
  );
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({ actorLabel: "系统", details: { level: "I" } });
  const [{ inputs, told } = { inputs: {}, told: 0 }] = await world.query<{ inputs: object; told: number }>(
    sql`select inputs, (select count(*)::int from platform.outbox where topic = 'triage.assessed'
      and subject_id = ${id}) as told from triage.assessment where case_id = ${id}`,
  );
  expect(inputs).toMatchObject({ ageYears: 63, vitals: { systolicMmHg: 62, diastolicMmHg: 40 } });
  expect(told).toBe(1);
  const audited = await world.query(
    sql`select 1 from platform.audit_entry where case_id = ${id} and action = 'triage.assess'`,
  );
  expect(audited).toHaveLength(1);
});

test("a case cancelled before triage looked is left alone", async () => {
  const id = await submit();
  await doctor.post(`/api/cases/${id}/cancel`, { reasonCode: "improved" });
  await world.drain();
  expect((await caseOf(id)).status).toBe("cancelled");
  const rows = await world.query(sql`select 1 from triage.assessment where case_id = ${id}`);
  expect(rows).toEqual([]);
});

test("null fields are unmeasured, an unticked pregnancy is no denial, and words fill empty fields", async () => {
  const preview = (body: object) => doctor.post("/api/triage/preview", body);
  const pregnant = await preview({
    patientSex: "female",
    patientAgeYears: 30,
    summary: "孕30周，血压 170/112mmHg。",
  });
  expect(pregnant.status).toBe(200);
  expect(pregnant.body).toMatchObject({ id: null, level: "II", rescueFirst: true });
  expect(pregnant.body.problems).toEqual([]);
  expect(pregnant.body.vitalsFromText).toEqual([
    { field: "systolicMmHg", value: 170, quote: "血压 170/112mmHg" },
    { field: "diastolicMmHg", value: 112, quote: "血压 170/112mmHg" },
  ]);
  const empty = await preview({});
  expect(empty.body.level).toBe("IV");
  expect(empty.body.missing.map((one: { field: string }) => one.field)).toContain("systolicMmHg");
  expect(empty.body.scores).toEqual({ news2: null, mews: null });
  const odd = await preview({ vitals: { spo2Percent: 0.9 } });
  expect(odd.body.problems).toMatchObject([{ field: "spo2Percent", code: "looks_like_fraction" }]);
});

test("a preview is strict, stores nothing, and is not for experts", async () => {
  expect((await doctor.post("/api/triage/preview", { patientName: "王秀英" })).status).toBe(400);
  expect((await expert.post("/api/triage/preview", {})).status).toBe(403);
  const count = async () => (await world.query(sql`select 1 from triage.assessment`)).length;
  const before = await count();
  await doctor.post("/api/triage/preview", { question: "休克" });
  expect(await count()).toBe(before);
});

test("an override sets level and clock, keeps the state, and is told with its reason", async () => {
  const id = await submitted();
  expect((await caseOf(id)).urgencyLevel).toBe("IV");
  const { status } = await caseOf(id);
  const changed = await doctor.post(`/api/cases/${id}/assessments/override`, {
    level: "II",
    reason: "夜间两次黑便，面色苍白",
  });
  expect(changed.status).toBe(200);
  expect(changed.body).toMatchObject({ level: "II", madeBy: "person", personName: "周一诺", reasons: [] });
  expect(await caseOf(id)).toMatchObject({ urgencyLevel: "II", status });
  await world.drain();
  expect(await minutesFromSubmission(id)).toBe(5);
  expect((await assessments(id)).map((one: { madeBy: string }) => one.madeBy)).toEqual(["person", "machine"]);
  const timeline = (await doctor.get(`/api/cases/${id}/timeline`)).body.items;
  expect(timeline.find((entry: { kind: string }) => entry.kind === "triage.overridden")).toMatchObject({
    actorLabel: "周一诺",
    details: { from: "IV", to: "II", reason: "夜间两次黑便，面色苍白" },
  });
  const audited = await world.query(
    sql`select 1 from platform.audit_entry where case_id = ${id} and action = 'triage.override'`,
  );
  expect(audited).toHaveLength(1);
});

test("the dispatcher may override, also downwards; an accepted case counts to its opinion", async () => {
  const id = await submitted({ summary: "突发胸痛两小时，伴大汗，心电图下壁导联抬高，请急会诊。" });
  expect(["I", "II"]).toContain((await caseOf(id)).urgencyLevel);
  await bring(id, "accepted");
  const lowered = await dispatcher.post(`/api/cases/${id}/assessments/override`, {
    level: "III",
    reason: "已转入监护室，病情平稳",
  });
  expect(lowered.status).toBe(200);
  expect(await minutesFromSubmission(id)).toBe(12 * 60);
  expect((await assessments(id, expert))[0]).toMatchObject({ level: "III", personName: "调度员" });
});

test("an override is refused without reason, for the same level, to others, and when all is settled", async () => {
  const id = await submitted();
  const url = `/api/cases/${id}/assessments/override`;
  expect((await doctor.post(url, { level: "II", reason: " 急 " })).status).toBe(400);
  expect((await doctor.post(url, { level: "V", reason: "理由充分" })).status).toBe(400);
  expect((await doctor.post(url, { level: "IV", reason: "理由充分" })).body.code).toBe("same_level");
  const change = { level: "III", reason: "理由充分" };
  expect((await colleague.post(url, change)).status).toBe(404);
  expect((await stranger.post(url, change)).status).toBe(404);
  expect((await stranger.get(`/api/cases/${id}/assessments`)).status).toBe(404);
  expect((await expert.post(url, change)).status).toBe(403);
  expect((await doctor.post(`/api/cases/${randomUUID()}/assessments/override`, change)).status).toBe(404);
  await bring(id, "opinion_signed");
  expect((await doctor.post(url, change)).body.code).toBe("level_is_settled");
  expect((await caseOf(id)).urgencyLevel).toBe("IV");
});

test("the same override sent twice counts once", async () => {
  const id = await submitted();
  const key = randomUUID();
  const change = { level: "III", reason: "家属要求尽快答复" };
  const url = `/api/cases/${id}/assessments/override`;
  const [first, second] = [await doctor.post(url, change, key), await doctor.post(url, change, key)];
  expect(first.status).toBe(200);
  expect(second.body.id).toBe(first.body.id);
  expect(await assessments(id)).toHaveLength(2);
});

test("a judgment cannot be changed or removed, not even by the database's owner role", async () => {
  const id = await submitted();
  await expect(
    world.superuser(`update triage.assessment set level = 'IV' where case_id = '${id}'`),
  ).rejects.toThrow();
  await expect(world.superuser(`delete from triage.assessment where case_id = '${id}'`)).rejects.toThrow();
});

test("the department that the words speak for is shown with the words, stored, and shown again", async () => {
  const heart = "反复胸闷、心悸两周，冠心病支架术后，心电图示房颤。";
  const { department } = (await doctor.post("/api/triage/preview", { summary: heart })).body;
  expect(department).toMatchObject({ status: "suggested", candidates: [{ code: "03.04" }, {}, {}] });
  expect(department.candidates[0].chance).toBeGreaterThan(0.5);
  expect(department.evidence.length).toBeGreaterThan(0);
  for (const word of department.evidence) expect(heart).toContain(word);
  const id = await submitted({ summary: heart });
  expect((await assessments(id))[0].department).toEqual(
    (await doctor.post("/api/triage/preview", { summary: heart, question: form.question })).body.department,
  );
  await doctor.post(`/api/cases/${id}/assessments/override`, { level: "I", reason: "血压下降，意识模糊" });
  expect(
    (await assessments(id)).map((one: { department: object | null }) => one.department === null),
  ).toEqual([true, false]);
});

test("unsure is an answer; nothing written, or nothing but denials, is none; a child goes to the children's", async () => {
  const ask = async (body: object) => (await doctor.post("/api/triage/preview", body)).body.department;
  expect(await ask({})).toBeNull();
  expect(await ask({ summary: "否认胸痛，无发热，无咳嗽。" })).toBeNull();
  expect(await ask({ question: "请专家协助看看" })).toMatchObject({ status: "unsure", evidence: [] });
  const fits = { summary: "反复抽搐，脑电图异常，考虑癫痫，请指导用药。" };
  expect((await ask({ ...fits, patientAgeYears: 40 })).candidates[0].code).toBe("03.03");
  expect((await ask({ ...fits, patientAgeYears: 5 })).candidates[0].code).toBe("07.08");
});
