import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { caseTransitions } from "./domain/case-status.js";
import { endAccess, findCase, grantAccess, moveCase, setNextStep } from "./index.js";

let world: World;
let hospital: string;
let doctor: Someone;
let stranger: Someone;
let expert: Someone;
beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("云溪县人民医院");
  const other = await world.institution("清河市第一医院");
  doctor = await world.person(hospital, "周一诺", "requester");
  stranger = await world.person(other, "何医生", "requester", "medical_affairs", "dispatcher", "quality");
  expert = await world.person(other, "沈专家", "expert", "requester");
});
afterAll(() => world.close());

const consent = { textVersion: "2026-01", givenBy: "patient", signerName: "王秀英", form: "paper" };
const form = {
  patientName: "王秀英",
  patientSex: "female",
  patientAgeYears: 63,
  question: "是否需要急诊介入治疗？",
  summary: "胸痛两小时，心电图下壁导联抬高，已予阿司匹林负荷量口服。",
  vitals: { heartRatePerMin: 96 },
  diagnoses: [
    { code: "I21.1", name: "急性下壁心肌梗死" },
    { code: null, name: "高血压" },
  ],
  wantedSpecialtyCode: "03.04",
  mode: "written",
  consent,
};

const create = async (who = doctor): Promise<string> => {
  const made = await who.post("/api/cases");
  expect(made.status).toBe(200);
  return made.body.id as string;
};
const filled = async (who = doctor): Promise<string> => {
  const id = await create(who);
  expect((await who.put(`/api/cases/${id}/draft`, { version: 1, draft: form })).status).toBe(200);
  return id;
};
const submitted = async (who = doctor): Promise<string> => {
  const id = await filled(who);
  expect((await who.post(`/api/cases/${id}/submit`, { version: 2 })).status).toBe(200);
  return id;
};
/** A case that `expert` has accepted. */
const accepted = async (): Promise<string> => {
  const id = await submitted();
  await world.system(async (tx) => {
    const step = { nextActor: "expert", dueAt: tx.now } as const;
    await moveCase(tx, id, "triaged", { ...step, urgencyLevel: "II" });
    await moveCase(tx, id, "dispatching", step);
    await moveCase(tx, id, "accepted", step);
    await grantAccess(tx, { caseId: id, personId: expert.id, basis: "assignment" });
  });
  return id;
};

test("the database allows exactly the transitions of the domain", async () => {
  const rows = await world.query<{ from_state: string; to_state: string }>(
    sql`select from_state, to_state from platform.state_transition where machine = 'case'`,
  );
  const domain = Object.entries(caseTransitions).flatMap(([from, all]) => all.map((to) => `${from} ${to}`));
  expect(rows.map((row) => `${row.from_state} ${row.to_state}`).sort()).toEqual(domain.sort());
});

test("a request goes from an empty form to a number, and triage is told", async () => {
  const id = await create();
  const empty = await doctor.get(`/api/cases/${id}`);
  expect(empty.body).toMatchObject({ status: "draft", number: null, nextActor: "requester", version: 1 });
  expect(empty.body.may).toMatchObject({ edit: true, cancel: true, writeOpinion: false });

  const saved = await doctor.put(`/api/cases/${id}/draft`, { version: 1, draft: { question: "能否手术？" } });
  expect(saved.body.version).toBe(2);
  expect(
    saved.body.missing
      .filter((m: { required: boolean }) => m.required)
      .map((m: { field: string }) => m.field),
  ).toEqual(["patientName", "patientAgeYears", "summary", "consent"]);

  const early = await doctor.post(`/api/cases/${id}/submit`, { version: 2 });
  expect(early.status).toBe(422);
  expect(early.body.code).toBe("incomplete");
  expect(early.body.errors.map((e: { path: string }) => e.path)).toEqual([
    "patientName",
    "patientAgeYears",
    "summary",
    "consent",
  ]);
  expect(early.body.errors[0].zh).toBe("请填写患者姓名");
  expect(early.body.errors[0].en).toBe("Enter the patient's name");

  await doctor.put(`/api/cases/${id}/draft`, { version: 2, draft: form });
  const sent = await doctor.post(`/api/cases/${id}/submit`, { version: 3 });
  expect(sent.body).toMatchObject({ status: "submitted", version: 4 });
  expect(sent.body.number).toMatch(/^20\d\d-\d{6}$/);

  const view = (await doctor.get(`/api/cases/${id}`)).body;
  expect(view).toMatchObject({
    patientLabel: "王某 女 63岁",
    wantedSpecialtyName: expect.stringContaining("心血管"),
    diagnoses: form.diagnoses,
    draft: null,
    nextActor: "system",
    consents: [{ purpose: "consult", givenBy: "patient", form: "paper", textVersion: "2026-01" }],
  });
  expect(view.may).toMatchObject({ edit: false, cancel: true });
  const events = await world.query<{ topic: string }>(
    sql`select topic from platform.outbox where subject_id = ${id}`,
  );
  expect(events.map((e) => e.topic)).toEqual(["cases.submitted"]);
  const timeline = (await doctor.get(`/api/cases/${id}/timeline`)).body.items;
  expect(timeline.map((t: { kind: string }) => t.kind)).toEqual(["cases.created", "cases.submitted"]);
  expect(timeline[1]).toMatchObject({ sequence: 2, actorLabel: "周一诺" });
});

test("two windows on one draft: the second is told, and nothing is overwritten", async () => {
  const id = await create();
  const saves = await Promise.all(
    ["甲窗口", "乙窗口"].map((question) =>
      doctor.put(`/api/cases/${id}/draft`, { version: 1, draft: { question } }),
    ),
  );
  expect(saves.map((s) => s.status).sort()).toEqual([200, 409]);
  expect(saves.find((s) => s.status === 409)?.body.code).toBe("draft_changed_elsewhere");
  const winner = saves[0]?.status === 200 ? "甲窗口" : "乙窗口";
  expect((await doctor.get(`/api/cases/${id}`)).body.draft.question).toBe(winner);
  const stale = await doctor.post(`/api/cases/${id}/submit`, { version: 1 });
  expect(stale.body.code).toBe("draft_changed_elsewhere");
});

test("the same submission twice is one number and one answer", async () => {
  const id = await filled();
  const key = randomUUID();
  const [first, second] = await Promise.all(
    [1, 2].map(() => doctor.post(`/api/cases/${id}/submit`, { version: 2 }, key)),
  );
  expect(first?.status).toBe(200);
  expect(second?.body).toEqual(first?.body);
  expect(await doctor.post(`/api/cases/${id}/submit`, { version: 2 }, key)).toMatchObject({
    body: first?.body,
  });
  const other = await doctor.post(`/api/cases/${id}/submit`, { version: 2 });
  expect(other.body.code).toBe("not_editable");
  const events = await world.query(sql`select 1 from platform.outbox where subject_id = ${id}`);
  expect(events).toHaveLength(1);
});

test("submissions at once get numbers without gap or double", async () => {
  const own = await world.institution("编号医院");
  const colleagues = await Promise.all(
    ["甲医生", "乙医生"].map((name) => world.person(own, name, "requester")),
  );
  const ids = await Promise.all(
    Array.from({ length: 6 }, async (_, i) => {
      const who = colleagues[i % 2]!;
      return { who, id: await filled(who) };
    }),
  );
  const sent = await Promise.all(
    ids.map(({ who, id }) => who.post(`/api/cases/${id}/submit`, { version: 2 })),
  );
  const year = String(sent[0]?.body.number).slice(0, 4);
  expect(sent.map((s) => s.body.number as string).sort()).toEqual(
    [1, 2, 3, 4, 5, 6].map((n) => `${year}-00000${n}`),
  );
});

test("what cannot be sent is refused by field", async () => {
  const id = await create();
  const minor = { ...form, patientAgeYears: 12, wantedSpecialtyCode: "99.99" };
  await doctor.put(`/api/cases/${id}/draft`, { version: 1, draft: minor });
  const wrong = await doctor.post(`/api/cases/${id}/submit`, { version: 2 });
  expect(wrong.body.errors.map((e: { path: string }) => e.path)).toEqual([
    "consent.givenBy",
    "wantedSpecialtyCode",
  ]);
  const named = { ...form, namedPractitionerRoleId: randomUUID() };
  await doctor.put(`/api/cases/${id}/draft`, { version: 2, draft: named });
  const unknown = await doctor.post(`/api/cases/${id}/submit`, { version: 3 });
  expect(unknown.status).toBe(422);
  expect(unknown.body.errors[0].path).toBe("namedPractitionerRoleId");
  expect((await doctor.get(`/api/cases/${id}`)).body).toMatchObject({ status: "draft", number: null });
});

test("a form beyond its limits is refused in words, never a failure", async () => {
  const id = await create();
  const tooLong = await doctor.put(`/api/cases/${id}/draft`, {
    version: 1,
    draft: { ...form, summary: "长".repeat(20_001) },
  });
  expect(tooLong.status).toBe(400);
  expect(tooLong.body.errors[0].path).toBe("draft.summary");
  const huge = await doctor.put(`/api/cases/${id}/draft`, {
    version: 1,
    draft: { ...form, summary: "x".repeat(2 * 1024 * 1024) },
  });
  expect(huge.status).toBe(413);
  expect(JSON.stringify([tooLong.body, huge.body])).not.toContain("长长");
  const nul = await doctor.put(`/api/cases/${id}/draft`, {
    version: 1,
    draft: { ...form, summary: "a\u0000b" },
  });
  expect(nul.status).toBe(400);
  const fullest = { ...form, summary: "满".repeat(20_000), question: "问".repeat(2000) };
  expect((await doctor.put(`/api/cases/${id}/draft`, { version: 1, draft: fullest })).status).toBe(200);
  expect((await doctor.post(`/api/cases/${id}/submit`, { version: 2 })).status).toBe(200);
  expect((await doctor.post("/api/cases", undefined, "short")).body.code).toBe("idempotency_key_required");
});

test("another hospital finds nothing on any route of a case", async () => {
  const id = await submitted();
  const attached = await doctor.upload(`/api/cases/${id}/attachments`, {
    name: "a.txt",
    content: Buffer.from("血钾 4.1"),
  });
  const path = `/api/cases/${id}`;
  const file = { name: "b.txt", content: Buffer.from("x") };
  const replies = await Promise.all([
    stranger.get(path),
    stranger.get(`${path}/timeline`),
    stranger.get(`${path}/access-log`),
    stranger.get(`${path}/attachments/${attached.body.id as string}`),
    stranger.put(`${path}/draft`, { version: 3, draft: form }),
    stranger.post(`${path}/submit`, { version: 3 }),
    stranger.post(`${path}/cancel`, { reasonCode: "other" }),
    stranger.upload(`${path}/attachments`, file),
    stranger.delete(`${path}/attachments/${attached.body.id as string}`),
  ]);
  expect(replies.map((r) => r.status)).toEqual(replies.map(() => 404));
  expect(
    (await stranger.get("/api/cases?scope=all")).body.items.map((c: { id: string }) => c.id),
  ).not.toContain(id);
  expect((await world.system((tx) => findCase(tx, id)))?.status).toBe("submitted");
});

test("each role lists what it may open, and a draft is its author's alone", async () => {
  const own = await world.institution("列表医院");
  const [author, affairs, dispatcher] = await Promise.all([
    world.person(own, "作者", "requester"),
    world.person(own, "医务", "medical_affairs"),
    world.person(own, "调度", "dispatcher"),
  ]);
  const operator = await world.person(
    await world.institution("平台运营", "operator"),
    "平台调度",
    "dispatcher",
  );
  const draft = await create(author);
  const sent = await submitted(author);
  const idsOf = async (who: Someone, scope = "all") =>
    ((await who.get(`/api/cases?scope=${scope}&limit=100`)).body.items as { id: string }[]).map((c) => c.id);
  expect((await idsOf(author)).sort()).toEqual([draft, sent].sort());
  expect(await idsOf(affairs)).toEqual([sent]);
  expect(await idsOf(dispatcher)).toEqual([sent]);
  expect(await idsOf(operator)).toContain(sent);
  expect(await idsOf(operator)).not.toContain(draft);
  for (const who of [affairs, dispatcher, operator]) {
    expect((await who.get(`/api/cases/${draft}`)).status).toBe(404);
    expect((await who.get(`/api/cases/${sent}`)).status).toBe(200);
  }
  expect((await operator.get(`/api/cases/${sent}`)).body.may).toMatchObject({ cancel: true, edit: false });
  await author.post(`/api/cases/${sent}/cancel`, { reasonCode: "improved" });
  expect(await idsOf(affairs, "open")).toEqual([]);
  expect(await idsOf(affairs, "closed")).toEqual([sent]);
  expect((await author.get("/api/cases?limit=1&scope=all")).body).toMatchObject({ total: 2 });
  expect((await author.get("/api/cases?limit=0")).status).toBe(400);
});

test("an expert reads the case while it is assigned to him, not on an offer and not afterwards", async () => {
  const id = await submitted();
  await world.system((tx) => grantAccess(tx, { caseId: id, personId: expert.id, basis: "offer" }));
  expect((await expert.get(`/api/cases/${id}`)).status).toBe(404);
  expect((await stranger.get(`/api/cases/${id}`)).status).toBe(404);
  expect((await expert.get("/api/cases?scope=all")).body.items).toEqual([]);

  const mine = await accepted();
  const read = await expert.get(`/api/cases/${mine}`);
  expect(read.body).toMatchObject({ patientName: "王秀英", status: "accepted", urgencyLevel: "II" });
  // He holds the requester's role in his own hospital; on this case he is the expert.
  expect(read.body.may).toEqual({
    edit: false,
    cancel: false,
    overrideTriage: false,
    seeRanking: false,
    judgeExperts: false,
    writeOpinion: true,
    giveDisposition: false,
  });
  expect((await expert.post(`/api/cases/${mine}/cancel`, { reasonCode: "other" })).status).toBe(404);
  expect((await expert.get("/api/cases")).body.items.map((c: { id: string }) => c.id)).toEqual([mine]);
  // His colleagues at the same hospital do not see it, in any role.
  expect((await stranger.get(`/api/cases/${mine}`)).status).toBe(404);
  expect((await stranger.get("/api/cases")).body.total).toBe(0);

  await world.system((tx) => endAccess(tx, { caseId: mine, basis: "assignment" }));
  expect((await expert.get(`/api/cases/${mine}`)).status).toBe(404);
});

test("cancelling ends access at once and tells dispatch; a case in session is not cancelled", async () => {
  const id = await accepted();
  const key = randomUUID();
  const cancel = { reasonCode: "transferred", note: "已转上级医院" };
  const done = await doctor.post(`/api/cases/${id}/cancel`, cancel, key);
  expect(done.body).toMatchObject({ status: "cancelled" });
  expect((await doctor.post(`/api/cases/${id}/cancel`, cancel, key)).body).toEqual(done.body);
  expect((await expert.get(`/api/cases/${id}`)).status).toBe(404);
  expect((await doctor.get(`/api/cases/${id}`)).body).toMatchObject({ status: "cancelled", nextActor: null });
  const [last] = (await doctor.get(`/api/cases/${id}/timeline`)).body.items.slice(-1);
  expect(last).toMatchObject({ kind: "cases.cancelled", details: { reasonCode: "transferred" } });
  const events = await world.query<{ topic: string }>(
    sql`select topic from platform.outbox where subject_id = ${id} order by sequence`,
  );
  expect(events.map((e) => e.topic)).toEqual(["cases.submitted", "cases.cancelled"]);

  const running = await accepted();
  await world.system((tx) => moveCase(tx, running, "in_session", { nextActor: "expert", dueAt: null }));
  expect((await doctor.post(`/api/cases/${running}/cancel`, { reasonCode: "other" })).body.code).toBe(
    "cannot_cancel",
  );
  const draft = await create();
  expect((await doctor.post(`/api/cases/${draft}/cancel`, { reasonCode: "duplicate" })).status).toBe(200);
  expect((await doctor.get(`/api/cases/${draft}`)).body.number).toBeNull();
});

test("a returned request is mended and sent again under its number", async () => {
  const id = await submitted();
  const { number } = (await doctor.get(`/api/cases/${id}`)).body;
  await world.system((tx) => moveCase(tx, id, "returned", { nextActor: "requester", dueAt: null }));
  const open = (await doctor.get(`/api/cases/${id}`)).body;
  expect(open.may.edit).toBe(true);
  expect(open.draft.question).toBe(form.question);
  const mended = { ...open.draft, question: "能否溶栓？" };
  const saved = await doctor.put(`/api/cases/${id}/draft`, { version: open.version, draft: mended });
  const sent = await doctor.post(`/api/cases/${id}/submit`, { version: saved.body.version });
  expect(sent.body).toMatchObject({ number, status: "submitted" });
  const view = (await doctor.get(`/api/cases/${id}`)).body;
  expect(view).toMatchObject({ question: "能否溶栓？", diagnoses: form.diagnoses });
  expect(view.consents).toHaveLength(1);
});

test("a case moves once, and only along the table", async () => {
  const id = await submitted();
  const step = { nextActor: "system", dueAt: null } as const;
  const moves = await Promise.all(
    [1, 2].map(() => world.system((tx) => moveCase(tx, id, "triaged", { ...step, urgencyLevel: "III" }))),
  );
  expect(moves.sort()).toEqual([false, true]);
  expect(await world.system((tx) => moveCase(tx, id, "closed", step))).toBe(false);
  expect(await world.system((tx) => moveCase(tx, id, "dispatching", { ...step, from: ["returned"] }))).toBe(
    false,
  );
  expect(
    await world.system((tx) =>
      setNextStep(tx, id, {
        statuses: ["triaged"],
        nextActor: "dispatcher",
        dueAt: tx.now,
        urgencyLevel: "I",
      }),
    ),
  ).toBe(true);
  expect(await world.system((tx) => findCase(tx, id))).toMatchObject({
    status: "triaged",
    nextActor: "dispatcher",
    urgencyLevel: "I",
  });
  await expect(
    world.query(sql`update cases.consult_request set status = 'closed', closed_at = now() where id = ${id}`),
  ).rejects.toMatchObject({ code: "23514" });
});

test("everyone who looked stands in the access log, by name, institution, act and time only", async () => {
  const id = await accepted();
  await expert.get(`/api/cases/${id}`);
  await doctor.get(`/api/cases/${id}`);
  const log = await doctor.get(`/api/cases/${id}/access-log`);
  expect(log.body.items.map((i: { who: string; action: string }) => `${i.who} ${i.action}`)).toEqual([
    "周一诺 case.read",
    "沈专家 case.read",
    "周一诺 case.submit",
    "周一诺 case.create",
  ]);
  expect(log.body.items[1]).toMatchObject({ institutionName: "清河市第一医院" });
  expect(JSON.stringify(log.body)).not.toMatch(/王秀英|胸痛/);
  expect((await expert.get(`/api/cases/${id}/access-log`)).body.items).toHaveLength(4);
});

test("no patient's words reach the audit trail, the timeline or the outbox", async () => {
  await accepted();
  const rows = await world.query<{ text: string }>(
    sql`select details::text as text from platform.audit_entry
      union all select details::text from cases.timeline_entry union all select payload::text from platform.outbox
      union all select result::text from platform.idempotency`,
  );
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => /王秀英|胸痛|介入/.test(row.text))).toEqual([]);
});
