import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../test/world.js";

let world: World;
let alliance: Alliance;
let requester: Someone;

beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 2);
  requester = alliance.requester;
});
afterAll(() => world.close());

/** A written case that one expert has accepted. */
async function accepted(): Promise<{ id: string; expert: Someone }> {
  const id = await alliance.submit();
  const offer = await alliance.openOffer(id);
  ok(await offer.expert.post(`/api/offers/${offer.id}/accept`, {}));
  await world.drain();
  return { id, expert: offer.expert };
}
const talk = (id: string) => `/api/cases/${id}/conversation`;
const question = (body: string, attachmentIds: string[] = []) => ({ kind: "question", body, attachmentIds });
const notices = (caseId: string) =>
  world.query(
    sql<{
      person_id: string;
      kind: string;
    }>`select person_id, kind from notifications.notice where case_id = ${caseId}
      and kind in ('consult_question', 'consult_answer', 'upgrade_proposed', 'upgrade_answered')
      order by kind desc, person_id <> ${requester.id}`,
  );

test("a question, its clock, its answer with a file, and who is told", async () => {
  const { id, expert } = await accepted();
  const asked = ok(await expert.post(talk(id), question("请补充近三年的胸部 CT 和肿瘤标志物"))).body;
  expect(asked).toMatchObject({
    side: "performer",
    messages: [{ sequence: 1, kind: "question", side: "performer", isMine: true, isAnswered: false }],
    may: { write: true, propose: true },
  });
  const due =
    Date.parse(asked.messages[0].dueAt as string) - Date.parse(asked.messages[0].createdAt as string);
  expect(due).toBe(18 * 60 * 60_000);
  const added = ok(
    await requester.upload(`${talk(id)}/files`, {
      name: "CEA.pdf",
      content: Buffer.from("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"),
    }),
  ).body;
  const answered = ok(
    await requester.post(talk(id), {
      kind: "answer",
      body: "2023 年 CT 未见结节；CEA 3.1 ng/mL，见附件",
      repliesTo: asked.messages[0].id,
      attachmentIds: [added.attachmentId],
    }),
  ).body;
  expect(answered.messages).toMatchObject([
    { isAnswered: true },
    { kind: "answer", side: "requester", attachments: [{ title: "CEA.pdf" }], dueAt: null },
  ]);
  await world.drain();
  expect(await notices(id)).toEqual([
    { person_id: requester.id, kind: "consult_question" },
    { person_id: expert.id, kind: "consult_answer" },
  ]);
  // The answer came in time: its question is not told again.
  await world.passTime(20 * 60);
  await world.drain();
  expect(await notices(id)).toHaveLength(2);
});

test("an unanswered question is told once more when its clock has run out", async () => {
  const { id, expert } = await accepted();
  ok(await requester.post(talk(id), question("术前是否需要停用阿司匹林？")));
  await world.drain();
  expect(await notices(id)).toEqual([{ person_id: expert.id, kind: "consult_question" }]);
  await world.passTime(18 * 60 + 1);
  await world.drain();
  expect((await notices(id)).map(({ kind }) => kind)).toEqual(["consult_question", "consult_question"]);
});

test("what does not fit is refused in words, and nothing is written", async () => {
  const { id, expert } = await accepted();
  const [mine] = ok(await expert.post(talk(id), question("请补充血气"))).body.messages;
  const answer = (repliesTo: string | null, attachmentIds: string[] = []) => ({
    kind: "answer",
    body: "好",
    repliesTo,
    attachmentIds,
  });
  expect((await expert.post(talk(id), answer(mine.id as string))).body.code).toBe("own_question");
  expect((await requester.post(talk(id), answer(randomUUID()))).body.code).toBe("question_not_found");
  expect((await requester.post(talk(id), answer(null))).status).toBe(400);
  expect((await requester.post(talk(id), question(" "))).status).toBe(400);
  expect((await requester.post(talk(id), question("x", [randomUUID()]))).body.code).toBe(
    "message_attachment_unknown",
  );
  const stranger = await world.person(alliance.county, "同院医生", "requester");
  expect((await stranger.get(talk(id))).status).toBe(404);
  expect((await stranger.post(talk(id), question("x"))).status).toBe(404);
  const affairs = await world.person(alliance.county, "医务部", "medical_affairs");
  expect((await affairs.get(talk(id))).body).toMatchObject({ side: null, may: { write: false } });
  expect((await affairs.post(talk(id), question("x"))).status).toBe(403);
  expect((await expert.get(talk(id))).body.messages).toHaveLength(1);
  const waiting = await alliance.submit();
  expect((await requester.post(talk(waiting), question("x"))).body.code).toBe("conversation_closed");
});

test("two windows send the same message once", async () => {
  const { id, expert } = await accepted();
  const key = randomUUID();
  const taps = await Promise.all([1, 2].map(() => expert.post(talk(id), question("心电图？"), key)));
  expect(taps.map(({ status }) => status)).toEqual([200, 200]);
  expect((await expert.get(talk(id))).body.messages).toHaveLength(1);
});

test("either side proposes a call, the other accepts, and the case goes on by video", async () => {
  const { id, expert } = await accepted();
  const upgrade = `/api/cases/${id}/upgrade`;
  expect((await requester.post(`${upgrade}/answer`, { decision: "accept" })).body.code).toBe("upgrade_none");
  ok(await requester.post(upgrade, { reason: "影像需要当面讨论" }));
  expect((await expert.post(upgrade, {})).body.code).toBe("upgrade_pending");
  expect((await requester.post(`${upgrade}/answer`, { decision: "accept" })).body.code).toBe("upgrade_own");
  const seen = ok(await expert.get(talk(id))).body;
  expect(seen).toMatchObject({
    mode: "written",
    may: { propose: false, answerUpgrade: true, withdrawUpgrade: false },
    upgrades: [{ status: "proposed", reason: "影像需要当面讨论", isMine: false }],
  });
  ok(await expert.post(`${upgrade}/answer`, { decision: "decline", note: "先看资料" }));
  ok(await expert.post(upgrade, {}));
  ok(await expert.post(`${upgrade}/answer`, { decision: "withdraw" }));
  ok(await expert.post(upgrade, { reason: "已看完资料" }));
  const accepted_ = ok(await requester.post(`${upgrade}/answer`, { decision: "accept" })).body;
  expect(accepted_).toMatchObject({ mode: "video", may: { propose: false } });
  expect(accepted_.upgrades.map(({ status }: { status: string }) => status)).toEqual([
    "declined",
    "withdrawn",
    "accepted",
  ]);
  expect((await requester.get(`/api/cases/${id}`)).body.mode).toBe("video");
  expect((await requester.post(upgrade, {})).body.code).toBe("already_video");
  const events = await world.query(
    sql<{ topic: string }>`select topic from platform.outbox where subject_id = ${id}
      and topic like 'consultation.upgrade%' order by created_at`,
  );
  expect(events.map(({ topic }) => topic)).toEqual([
    "consultation.upgrade-proposed",
    "consultation.upgrade-declined",
    "consultation.upgrade-proposed",
    "consultation.upgrade-withdrawn",
    "consultation.upgrade-proposed",
    "consultation.upgraded",
  ]);
  await world.drain();
  expect((await notices(id)).filter(({ kind }) => kind === "upgrade_answered")).toEqual([
    { person_id: requester.id, kind: "upgrade_answered" },
    { person_id: expert.id, kind: "upgrade_answered" },
  ]);
});

test("two people answer a proposal at once: one answer counts", async () => {
  const { id, expert } = await accepted();
  ok(await requester.post(`/api/cases/${id}/upgrade`, {}));
  const answers = await Promise.all(
    (["accept", "decline"] as const).map((decision) =>
      expert.post(`/api/cases/${id}/upgrade/answer`, { decision }),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test("the conversation is filed with the case, and the structured parts are signed and printed", async () => {
  const { id, expert } = await accepted();
  const [asked] = ok(await expert.post(talk(id), question("是否吸烟？"))).body.messages;
  ok(await requester.post(talk(id), { kind: "answer", body: "30 年", repliesTo: asked.id }));
  const text = {
    answer: "建议手术评估",
    conclusion: "磨玻璃结节，早期肺癌可能",
    advice: "完善 PET-CT",
    diagnoses: [
      { code: "K85.900", name: "急性胰腺炎", certainty: "ruled_out" },
      { code: null, name: "早期肺腺癌", certainty: "suspected" },
    ],
    orders: [{ kind: "exam", code: null, name: "PET-CT", note: "2 周内" }],
    references: ["肺结节诊治中国专家共识（2024）"],
    followUp: { urgency: "within_month", dueOn: "2027-01-15", by: "requester", note: "" },
  };
  const put = (revision: number, value: object) =>
    expert.put(`/api/cases/${id}/opinion`, { revision, text: value });
  ok(await put(0, { ...text, diagnoses: [{ code: "X99.x999", name: "无", certainty: "confirmed" }] }));
  expect((await expert.post(`/api/cases/${id}/opinion/sign`, { revision: 1 })).body).toMatchObject({
    code: "opinion_code_unknown",
    errors: [{ path: "diagnoses.0.code" }],
  });
  ok(await put(1, text));
  ok(await expert.post(`/api/cases/${id}/opinion/sign`, { revision: 2 }));
  const { versions } = (await requester.get(`/api/cases/${id}/opinion`)).body;
  expect(versions).toMatchObject([{ isValid: true, text, trustedTime: null }]);
  ok(await requester.post(`/api/cases/${id}/disposition`, { decision: "adopted" }));
  const copy = (await requester.get("/api/archive")).body.items.find(
    (one: { caseId: string }) => one.caseId === id,
  );
  const filed = (await requester.get(`/api/archive/${copy.id as string}/record`)).body;
  expect(filed).toMatchObject({
    isIntact: true,
    record: {
      format: "consilium.archive/2",
      panel: null,
      conversation: [{ body: "是否吸烟？" }, { body: "30 年", answers: 1 }],
    },
  });
  expect((await expert.post(talk(id), question("x"))).status).toBe(404);
});

test("the key that seals unsaved text in the browser is its author's alone, and the same each time", async () => {
  const [one, two] = [await accepted(), await accepted()];
  const keyOf = async (who: Someone, id: string) =>
    (await who.get(`/api/cases/${id}/opinion/draft-key`)).body;
  const first = await keyOf(one.expert, one.id);
  expect(Buffer.from(String(first.key), "base64")).toHaveLength(32);
  expect(await keyOf(one.expert, one.id)).toEqual(first);
  expect((await keyOf(two.expert, two.id)).key).not.toBe(first.key);
  expect(await keyOf(requester, one.id)).not.toHaveProperty("key");
});
