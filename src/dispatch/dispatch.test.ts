import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type World } from "../../test/world.js";
import { checkInvariants } from "../invariants.js";
import type { DispatchDecision } from "./api.js";
import { offerTransitions } from "./domain/offer.js";
import { defaultPolicy } from "./domain/policy/dispatch-policy.js";

let world: World;
let alliance: Alliance;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world);
});
// What one test leaves open would fill the hands of the experts, and the next one's case would find nobody free.
afterEach(async () => {
  const left = await world.query(sql<{ id: string; requester_person_id: string }>`
    select id, requester_person_id from cases.consult_request where status = 'dispatching'`);
  for (const { id, requester_person_id } of left)
    if (requester_person_id === alliance.requester.id)
      ok(await alliance.requester.post(`/api/cases/${id}/cancel`, { reasonCode: "transferred" }));
  await world.drain();
});
afterAll(async () => {
  const broken = (await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0);
  await world.close();
  expect(broken).toEqual([]);
});

const statusOf = async (caseId: string) =>
  (
    await world.query(sql<{ status: string; next_actor: string }>`
    select status, next_actor from cases.consult_request where id = ${caseId}`)
  )[0];
const offersOf = (caseId: string) =>
  world.query(sql<{ id: string; status: string; attempt: number; expert_name: string }>`
    select id, status, attempt, expert_name from dispatch.offer where case_id = ${caseId} order by attempt`);

test("the offer's steps are the same in code and in the database", async () => {
  const rows = await world.query(sql<{ from_state: string; to_state: string }>`
    select from_state, to_state from platform.state_transition where machine = 'offer' order by 1, 2`);
  const code = Object.entries(offerTransitions).flatMap(([from, tos]) => tos.map((to) => `${from} ${to}`));
  expect(rows.map((row) => `${row.from_state} ${row.to_state}`)).toEqual(code.sort());
});

test("a submitted case is triaged, ranked and offered, with a backup named at once", async () => {
  const caseId = await alliance.submit();
  expect(await statusOf(caseId)).toEqual({ status: "dispatching", next_actor: "expert" });
  const search = ok(await alliance.requester.get(`/api/cases/${caseId}/search`)).body;
  expect(search).toMatchObject({ status: "running", ring: "best", attempts: 1 });
  expect(search.backupName).toBeTruthy();
  const { expert } = await alliance.openOffer(caseId);
  const mine = ok(await expert.get("/api/offers")).body.items as { caseId: string; patientLabel: string }[];
  const shown = mine.find((offer) => offer.caseId === caseId);
  expect(shown?.patientLabel).toBe("王某 男 63岁");
  expect(JSON.stringify(mine)).not.toContain("王建国");
  // An offer lets him look at the question, not at the case.
  expect((await expert.get(`/api/cases/${caseId}`)).status).toBe(404);
});

test("the form shows whom it would reach and why, while it is typed, and keeps nothing", async () => {
  const asked = {
    question: "右上肺结节是否需要手术？",
    diagnoses: [{ code: "R91.x00", name: "肺诊断性影像检查的异常所见" }],
    wantedSpecialtyCode: "03.01",
  };
  const before = await world.query(sql`select 1 from matching.decision`);
  const preview = ok(await alliance.requester.post("/api/ranking/preview", asked)).body;
  expect(preview).toMatchObject({ decisionId: null });
  const candidates = preview.candidates as { name: string; reasons: { zh: string }[] }[];
  expect(candidates.map(({ name }) => name)).toEqual(expect.arrayContaining(["李明远"]));
  expect(candidates.length).toBeLessThanOrEqual(5);
  for (const { reasons } of candidates) expect(reasons.length).toBeGreaterThan(0);
  expect(await world.query(sql`select 1 from matching.decision`)).toEqual(before);
  // Nobody is asked who only has time: nothing that speaks for anyone is said by an empty form.
  expect((await alliance.requester.post("/api/ranking/preview", {})).status).toBe(200);
  expect((await alliance.requester.post("/api/ranking/preview", { mode: "fax" })).status).toBe(400);
  const unknown = await alliance.requester.post("/api/ranking/preview", { wantedSpecialtyCode: "99.99" });
  expect(unknown).toMatchObject({
    status: 422,
    body: { code: "unknown_specialty", errors: [{ path: "wantedSpecialtyCode", zh: expect.any(String) }] },
  });
  expect((await alliance.dispatcher.post("/api/ranking/preview", asked)).status).toBe(403);
});

test("the form foretells the ranking of the sent request, also when no specialty is named", async () => {
  const words = {
    question: "咳嗽、痰中带血 3 周，右上肺结节是否需要手术？",
    summary: "吸烟 30 年，胸部 CT 示右上肺磨玻璃结节 12mm，支气管镜未见异常。",
    diagnoses: [],
    wantedSpecialtyCode: null,
    patientSex: "male",
    patientAgeYears: 63,
  };
  const shown = ok(await alliance.requester.post("/api/ranking/preview", words)).body;
  const caseId = await alliance.submit(words);
  const ranked = ok(await alliance.requester.get(`/api/cases/${caseId}/ranking`)).body;
  const inOrder = (body: { candidates: { name: string; score: number; reasons: object[] }[] }) =>
    body.candidates.map(({ name, score, reasons }) => ({ name, score, reasons }));
  expect(JSON.stringify(inOrder(ranked as never))).toContain("建议的专科");
  expect(inOrder(shown as never)).toEqual(inOrder(ranked as never).slice(0, 5));
});

test("an expert marked as not fitting is not asked, until it is taken back; the reason is kept to learn from", async () => {
  const caseId = await alliance.submit();
  const { id, expert } = await alliance.openOffer(caseId);
  const url = `/api/cases/${caseId}/ranking`;
  const { candidates } = ok(await alliance.requester.get(url)).body as {
    candidates: { practitionerRoleId: string }[];
  };
  const others = candidates.filter(({ practitionerRoleId }) => practitionerRoleId !== expert.roleId);
  const mark = (practitionerRoleId: string, rest: object = { reason: "wrong_field" }) =>
    alliance.requester.post(`${url}/unsuitable`, { practitionerRoleId, ...rest });
  for (const { practitionerRoleId } of others) ok(await mark(practitionerRoleId));
  const [first] = others;
  const role = first?.practitionerRoleId ?? "";
  expect((await mark(role)).body.code).toBe("said_already");
  expect((await mark(randomUUID())).body.code).toBe("not_in_ranking");
  expect((await mark(expert.roleId, { reason: "other" })).status).toBe(400);
  expect((await expert.post(`${url}/unsuitable`, { practitionerRoleId: role, reason: "other" })).status).toBe(
    403,
  );
  expect(ok(await alliance.requester.get(`${url}/why-not/${role}`)).body.status).toBe("ranked");
  const why = ok(await alliance.dispatcher.get("/api/matching/feedback?limit=1000")).body.items as object[];
  expect(why).toContainEqual(
    expect.objectContaining({ practitionerRoleId: role, reason: "wrong_field", place: expect.any(Number) }),
  );
  expect(JSON.stringify(why)).not.toContain(caseId);

  // Nobody else may be asked: the case goes to a person.
  ok(await expert.post(`/api/offers/${id}/decline`, { code: "no_time_now" }));
  await world.drain();
  expect(await statusOf(caseId)).toMatchObject({ next_actor: "dispatcher" });
  ok(await alliance.requester.post(`${url}/unsuitable/${role}/withdraw`));
  expect((await alliance.requester.post(`${url}/unsuitable/${role}/withdraw`)).body.code).toBe("not_said");
});

test("two taps on 接诊: one wins, the other is told so; then the case is his to read", async () => {
  const caseId = await alliance.submit();
  const { id, expert } = await alliance.openOffer(caseId);
  const taps = await Promise.all([1, 2].map(() => expert.post(`/api/offers/${id}/accept`)));
  expect(taps.map((tap) => tap.status).sort()).toEqual([200, 409]);
  expect(taps.find((tap) => tap.status === 409)?.body.code).toBe("offer_already_accepted");
  expect(await statusOf(caseId)).toEqual({ status: "accepted", next_actor: "expert" });
  await world.drain();
  expect((await expert.get(`/api/cases/${caseId}`)).body.patientName).toBe("王建国");
});

test("the same tap sent again after a lost answer gets the first answer", async () => {
  const caseId = await alliance.submit();
  const { id, expert } = await alliance.openOffer(caseId);
  const key = randomUUID();
  const first = await expert.post(`/api/offers/${id}/accept`, undefined, key);
  const again = await expert.post(`/api/offers/${id}/accept`, undefined, key);
  expect(again).toMatchObject({ status: 200, body: first.body });
});

test("谢绝 is followed by the backup; when all have declined the dispatcher has it", async () => {
  const caseId = await alliance.submit();
  const backup = (await alliance.requester.get(`/api/cases/${caseId}/search`)).body.backupName as string;
  const first = await alliance.openOffer(caseId);
  ok(await first.expert.post(`/api/offers/${first.id}/decline`, { code: "no_time_now" }));
  const second = await alliance.openOffer(caseId);
  expect(second.expert.name).toBe(backup);
  ok(
    await second.expert.post(`/api/offers/${second.id}/decline`, {
      code: "not_my_field",
      note: "不是我的方向",
    }),
  );
  const third = await alliance.openOffer(caseId);
  ok(await third.expert.post(`/api/offers/${third.id}/decline`, { code: "other" }));
  await world.drain();
  expect(await statusOf(caseId)).toEqual({ status: "dispatching", next_actor: "dispatcher" });
  const board = ok(await alliance.dispatcher.get("/api/dispatch/board")).body;
  const row = (board.items as { case: { id: string }; search: unknown }[]).find(
    (one) => one.case.id === caseId,
  );
  expect(row?.search).toMatchObject({
    status: "with_dispatcher",
    ring: "dispatcher",
    reasonCode: "all_declined",
  });
});

test("an offer that nobody answers expires once, and the next expert is asked", async () => {
  const caseId = await alliance.submit();
  const { id, expert } = await alliance.openOffer(caseId);
  await world.passTime(241);
  const late = await expert.post(`/api/offers/${id}/accept`);
  expect(late.body.code).toBe("offer_expired");
  await world.drain();
  await world.drain();
  const offers = await offersOf(caseId);
  expect(offers.map((offer) => offer.status)).toEqual(["expired", "sent"]);
});

test("a level-I case that nobody takes in time comes to the dispatcher, who sends it by hand with a reason", async () => {
  const caseId = await alliance.submit({
    question: "患者意识丧失，血压测不出，如何抢救？",
    vitals: { systolicMmHg: 60, heartRatePerMin: 190 },
  });
  await world.passTime(3);
  await world.drain();
  expect((await statusOf(caseId))?.next_actor).toBe("dispatcher");
  const offers = await offersOf(caseId);
  const open = offers.find((offer) => offer.status === "sent");
  const other = alliance.experts.find((expert) => expert.name !== open?.expert_name)!;
  const refused = await alliance.dispatcher.post(`/api/cases/${caseId}/assign`, {
    practitionerRoleId: other.roleId,
    reason: "",
  });
  expect(refused.status).toBe(400);
  ok(
    await alliance.dispatcher.post(`/api/cases/${caseId}/assign`, {
      practitionerRoleId: other.roleId,
      reason: "电话已沟通，李主任在院",
    }),
  );
  const now = await alliance.openOffer(caseId);
  expect(now.expert.name).toBe(other.name);
  if (open) expect((await offersOf(caseId)).find((offer) => offer.id === open.id)?.status).toBe("withdrawn");
  ok(await now.expert.post(`/api/offers/${now.id}/accept`));
  const kinds = (await alliance.requester.get(`/api/cases/${caseId}/timeline`)).body.items.map(
    (entry: { kind: string }) => entry.kind,
  );
  expect(kinds).toContain("dispatch.clock-ran-out");
  expect(kinds.at(-1)).toBe("dispatch.accepted");
});

test("a level-I case is asked of two at a time; the first to accept has it and the slower is told so", async () => {
  const caseId = await alliance.submit({
    question: "患者意识丧失，血压测不出，如何抢救？",
    vitals: { systolicMmHg: 60, heartRatePerMin: 190 },
  });
  await world.drain();
  const [first, second] = await world.query(sql<{ id: string; person_id: string; line: number }>`
    select id, person_id, line from dispatch.offer where case_id = ${caseId} order by line`);
  expect([first?.line, second?.line]).toEqual([1, 2]);
  const who = (offer: typeof first) => alliance.experts.find((expert) => expert.id === offer?.person_id)!;
  ok(await who(second).post(`/api/offers/${second?.id ?? ""}/accept`));
  expect((await offersOf(caseId)).map((offer) => offer.status).sort()).toEqual(["accepted", "withdrawn"]);
  expect((await who(first).post(`/api/offers/${first?.id ?? ""}/accept`)).body.code).toBe("offer_withdrawn");
  expect(await statusOf(caseId)).toEqual({ status: "accepted", next_actor: "expert" });

  const url = `/api/cases/${caseId}/dispatch-decisions`;
  const [decision] = ok(await alliance.requester.get(url)).body.items as DispatchDecision[];
  expect(decision).toMatchObject({ step: "asked", policyVersion: defaultPolicy.version, seat: 1 });
  expect(decision?.gap).toBeCloseTo(0, 5);
  expect(decision?.offers.map((offer) => offer.line)).toEqual([1, 2]);
  expect(decision?.offers[0]?.why.zh).toContain("接诊的可能约");
  expect(decision?.offers[1]?.why.zh).toContain("同时派单");
  const { ability, answer, waiting, value } = decision!.offers[0]!.utility;
  expect(ability + answer + waiting).toBeCloseTo(value, 9);
  for (const one of decision?.considered ?? [])
    expect(one.whyNot === null).toBe(decision?.offers.some((offer) => offer.expertName === one.expertName));
  expect((await who(first).get(url)).status).toBe(403);
});

test("a case that a person raises to level I is asked of a second expert at once", async () => {
  const caseId = await alliance.submit();
  await alliance.openOffer(caseId);
  expect(await offersOf(caseId)).toHaveLength(1);
  ok(
    await alliance.dispatcher.post(`/api/cases/${caseId}/assessments/override`, {
      level: "I",
      reason: "电话告知患者突发呼吸困难",
    }),
  );
  await world.drain();
  expect((await offersOf(caseId)).map((offer) => offer.status)).toEqual(["sent", "sent"]);
});

test("who was suspended, or whose agreement ended, after he was asked cannot accept; the next one is asked", async () => {
  const caseId = await alliance.submit();
  const first = await alliance.openOffer(caseId);
  const setPost = (status: string) =>
    world.query(
      sql`update experts.practitioner_role set status = ${status} where id = ${first.expert.roleId}`,
    );
  await setPost("paused");
  expect(await first.expert.post(`/api/offers/${first.id}/accept`)).toMatchObject({
    status: 409,
    body: { code: "expert_suspended" },
  });
  await setPost("active");
  const second = await alliance.openOffer(caseId);
  expect(second.expert.id).not.toBe(first.expert.id);

  const setAgreements = (validTo: string) =>
    world.query(sql`update organizations.agreement set valid_to = ${validTo}::date`);
  const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
  await setAgreements(day(-3));
  expect((await second.expert.post(`/api/offers/${second.id}/accept`)).body.code).toBe("agreement_ended");
  await setAgreements(day(3000));
  await world.drain();
  expect((await offersOf(caseId)).slice(0, 2).map((offer) => offer.status)).toEqual([
    "withdrawn",
    "withdrawn",
  ]);
});

test("an agreement that no longer opens the service asked for stops the acceptance; one that still does lets it be", async () => {
  const setServices = (services: string) =>
    world.query(sql`update organizations.agreement set services = ${services}::text[]`);
  const caseId = await alliance.submit();
  const [found] = await world.query(sql<{ mode: string }>`
    select mode from cases.consult_request where id = ${caseId}`);
  const other = found?.mode === "video" ? "written" : "video";
  const { id, expert } = await alliance.openOffer(caseId);
  await setServices(`{${other},mdt}`);
  expect((await expert.post(`/api/offers/${id}/accept`)).body.code).toBe("agreement_ended");
  await setServices(`{${found?.mode}}`);
  const next = await alliance.openOffer(caseId);
  ok(await next.expert.post(`/api/offers/${next.id}/accept`));
  await setServices("{}");
  await world.drain();
});

test("an agreement that no longer opens any specialty of the post stops the acceptance", async () => {
  const setSpecialties = (codes: string) =>
    world.query(sql`update organizations.agreement set specialty_codes = ${codes}::text[]`);
  const caseId = await alliance.submit();
  const { id, expert } = await alliance.openOffer(caseId);
  // 皮肤科: nobody of this alliance works there.
  await setSpecialties("{13}");
  expect((await expert.post(`/api/offers/${id}/accept`)).body.code).toBe("agreement_ended");
  const [own] = await world.query(sql<{ code: string }>`
    select specialty_code as code from experts.role_specialty where practitioner_role_id = ${expert.roleId} limit 1`);
  await setSpecialties(`{${own?.code.slice(0, 2)}}`);
  const next = await alliance.openOffer(caseId);
  ok(await next.expert.post(`/api/offers/${next.id}/accept`));
  await setSpecialties("{}");
  await world.drain();
});

test("another expert, another hospital's people and the requester cannot answer an offer", async () => {
  const caseId = await alliance.submit();
  const { id, expert } = await alliance.openOffer(caseId);
  const other = alliance.experts.find((one) => one.id !== expert.id)!;
  expect((await other.post(`/api/offers/${id}/accept`)).status).toBe(404);
  expect((await alliance.requester.post(`/api/offers/${id}/accept`)).status).toBe(403);
  const stranger = await world.person(await world.institution("无关医院"), "无关专家", "expert");
  expect((await stranger.post(`/api/offers/${id}/accept`)).status).toBe(404);
});

test("a cancelled case withdraws its offer", async () => {
  const caseId = await alliance.submit();
  const { id, expert } = await alliance.openOffer(caseId);
  ok(await alliance.requester.post(`/api/cases/${caseId}/cancel`, { reasonCode: "transferred" }));
  await world.drain();
  expect((await expert.post(`/api/offers/${id}/accept`)).body.code).toBe("offer_withdrawn");
});

test("an accepted case can be taken back before writing has begun, and goes to the dispatcher", async () => {
  const caseId = await alliance.submit();
  const { id, expert } = await alliance.openOffer(caseId);
  ok(await expert.post(`/api/offers/${id}/accept`));
  await world.drain();
  ok(await alliance.dispatcher.post(`/api/cases/${caseId}/take-back`, { reason: "专家突发急诊手术" }));
  expect(await statusOf(caseId)).toEqual({ status: "dispatching", next_actor: "dispatcher" });
  expect((await expert.get(`/api/cases/${caseId}`)).status).toBe(404);
});

test("a returned request goes back to its author and is searched for anew when it is sent again", async () => {
  const caseId = await alliance.submit();
  const first = await alliance.openOffer(caseId);
  ok(await first.expert.post(`/api/offers/${first.id}/decline`, { code: "insufficient_information" }));
  const second = await alliance.openOffer(caseId);
  const why = { reasonCode: "images_missing", note: "请补充胸部 CT 薄层图像" };
  expect((await alliance.requester.post(`/api/cases/${caseId}/return`, why)).status).toBe(403);
  expect(
    (await alliance.dispatcher.post(`/api/cases/${caseId}/return`, { ...why, note: " " })).body.errors[0]
      .path,
  ).toBe("note");
  ok(await alliance.dispatcher.post(`/api/cases/${caseId}/return`, why));
  expect(await statusOf(caseId)).toEqual({ status: "returned", next_actor: "requester" });
  expect((await second.expert.post(`/api/offers/${second.id}/accept`)).body.code).toBe("offer_withdrawn");
  expect((await alliance.dispatcher.post(`/api/cases/${caseId}/return`, why)).body.code).toBe(
    "cannot_return",
  );
  const notices = ok(await alliance.requester.get("/api/notices")).body.items as {
    kind: string;
    caseId: string;
  }[];
  expect(notices.filter((one) => one.caseId === caseId).map((one) => one.kind)).toContain("case_returned");

  const mine = ok(await alliance.requester.get(`/api/cases/${caseId}`)).body as {
    version: number;
    number: string;
  };
  ok(await alliance.requester.post(`/api/cases/${caseId}/submit`, { version: mine.version }));
  await world.drain();
  expect(await statusOf(caseId)).toEqual({ status: "dispatching", next_actor: "expert" });
  expect(ok(await alliance.requester.get(`/api/cases/${caseId}`)).body.number).toBe(mine.number);
  // The one who found too little in it may be asked about the completed request.
  const firstOne = ok(
    await alliance.requester.get(`/api/cases/${caseId}/ranking/why-not/${first.expert.roleId}`),
  ).body as { status: string };
  expect(firstOne.status).toBe("ranked");
  const again = await alliance.openOffer(caseId);
  ok(await again.expert.post(`/api/offers/${again.id}/accept`));
  expect((await alliance.dispatcher.post(`/api/cases/${caseId}/return`, why)).body.code).toBe(
    "cannot_return",
  );
});

test("without an agreement nobody is asked and the dispatcher is told why", async () => {
  const lonely = await world.institution("无协议县医院");
  const doctor = await world.person(lonely, "吴医生", "requester");
  const made = ok(await doctor.post("/api/cases", {})).body as { id: string; version: number };
  const { completeDraft } = await import("../../test/alliance.js");
  const saved = ok(
    await doctor.put(`/api/cases/${made.id}/draft`, { version: made.version, draft: completeDraft }),
  ).body;
  ok(await doctor.post(`/api/cases/${made.id}/submit`, { version: saved.version }));
  await world.drain();
  const search = ok(await doctor.get(`/api/cases/${made.id}/search`)).body;
  expect(search).toMatchObject({ status: "with_dispatcher", reasonCode: "no_candidate", attempts: 0 });
  const assigned = await alliance.dispatcher.post(`/api/cases/${made.id}/assign`, {
    practitionerRoleId: alliance.experts[0]!.roleId,
    reason: "试一试",
  });
  expect(assigned.body.code).toBe("no_agreement");
});
