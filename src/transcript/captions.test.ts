import { randomUUID } from "node:crypto";
import { setTimeout as rest } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { answering, type ChatServer, startChatServer } from "../../test/chat-server.js";
import { newCircuits } from "../assistant/index.js";
import { sha256 } from "../identity/index.js";
import type { ToSpeaker } from "./api.js";
import { type AsrServer, funAsrServer, spokenSound } from "./asr-servers-for-tests.js";
import { usualLimits } from "./providers/provider.js";
import { roomOf, type TestRoom } from "./room-for-tests.js";

let world: World;
let county: string;
let requester: Someone;
let expert: Someone;
let quality: Someone;
let operator: Someone;
let stranger: Someone;
let chat: ChatServer;
let address: string;
const servers: AsrServer[] = [];
const lines: WebSocket[] = [];

beforeAll(async () => {
  chat = await startChatServer();
  world = await newWorld({
    assistant: { endpoint: undefined, networks: ["127.0.0.0/8"], timeoutMs: 3000, circuits: newCircuits() },
    transcript: { limits: { ...usualLimits, answerMs: 600, unansweredSpeechMs: 300 } },
  });
  county = await world.institution("云溪县人民医院");
  const teaching = await world.institution("临江大学附属第一医院");
  requester = await world.person(county, "周一诺", "requester");
  expert = await world.person(teaching, "沈书远", "expert");
  quality = await world.person(county, "何质控", "quality");
  stranger = await world.person(teaching, "路人甲", "expert");
  operator = await world.person(await world.institution("平台运营中心", "operator"), "管平台", "operator");
  address = await world.app.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(async () => {
  for (const line of lines.splice(0)) line.terminate();
  for (const server of servers.splice(0)) await server.close();
});
afterAll(async () => {
  await chat.close();
  await world.close();
});

const setUp = async (url: string, more: object = {}) => {
  const before = (await operator.get(`/api/transcription?institutionId=${county}`)).body as {
    version: number;
  };
  const saved = await operator.put("/api/transcription/settings", {
    institutionId: county,
    version: before.version,
    provider: "funasr",
    url,
    model: "",
    language: "zh",
    dialect: "openai",
    sampleRate: 24_000,
    hotWords: ["冠脉介入"],
    dailyMinutes: 6000,
    recordYears: 30,
    recordingYears: 3,
    ...more,
  });
  expect(saved.status).toBe(200);
  expect(
    (await operator.post("/api/transcription/switch", { institutionId: county, isEnabled: true })).status,
  ).toBe(200);
};

/** A page's line for captions: what it was told, by kind. */
async function openLine(who: Someone, room: TestRoom, ticket?: string, origin?: string) {
  const given =
    ticket ?? (await who.post(`/api/cases/${room.caseId}/rooms/${room.roomId}/caption-ticket`)).body.ticket;
  const line = new WebSocket(
    `${address.replace("http", "ws")}/api/rooms/${room.roomId}/captions`,
    origin === undefined ? {} : { origin },
  );
  lines.push(line);
  const told: ToSpeaker[] = [];
  let closed = 0;
  line.on("message", (data: Buffer) => told.push(JSON.parse(data.toString("utf8")) as ToSpeaker));
  line.on("error", () => undefined);
  line.on("close", (code) => (closed = code));
  line.on("open", () => line.send(JSON.stringify({ type: "enter", ticket: given })));
  const until = async <K extends ToSpeaker["type"]>(type: K, nth = 1) => {
    for (let n = 0; n < 300; n++) {
      const found = told.filter((one): one is Extract<ToSpeaker, { type: K }> => one.type === type)[nth - 1];
      if (found) return found;
      await rest(20);
    }
    throw new Error(`never told: ${type}; told ${JSON.stringify(told).slice(0, 300)}`);
  };
  return { line, told, until, closedWith: () => closed, ticket: given as string };
}
async function say(line: WebSocket, speechMs = 800, pauseMs = 1000) {
  for (const pcm of spokenSound(speechMs, pauseMs)) {
    line.send(pcm);
    await rest(5);
  }
}

test("what one says is on everyone's page, stored with speaker and time, corrected with its history", async () => {
  const asr = await funAsrServer("建议立即行急诊冠脉介入。");
  servers.push(asr);
  await setUp(asr.url);
  const room = await roomOf(world, requester, expert);
  const mine = await openLine(expert, room);
  const theirs = await openLine(requester, room);
  await mine.until("entered");
  await theirs.until("entered");
  mine.line.send(JSON.stringify({ type: "speak", isOn: true }));
  // The line to the recogniser is opened at the first sound.
  await say(mine.line, 0, 300);
  await rest(100);
  await say(mine.line);
  const { segment } = await theirs.until("segment");
  expect(segment).toMatchObject({
    speakerName: "沈书远",
    side: "performer",
    text: "建议立即行急诊冠脉介入。",
    isFinal: true,
    revision: 0,
  });
  expect((await theirs.until("partial")).participantId).toBe(room.participants["沈书远"]);
  expect(JSON.parse((JSON.parse(asr.taken[0]!) as { hotwords: string }).hotwords)).toHaveProperty("冠脉介入");
  const fixed = await requester.post(`/api/cases/${room.caseId}/transcript/segments/${segment.id}/correct`, {
    revision: 0,
    text: "建议立即行急诊冠状动脉介入。",
  });
  expect(fixed.status).toBe(200);
  expect((await mine.until("segment", 2)).segment).toMatchObject({
    revision: 1,
    text: "建议立即行急诊冠状动脉介入。",
  });
  const late = await expert.post(`/api/cases/${room.caseId}/transcript/segments/${segment.id}/correct`, {
    revision: 0,
    text: "别的",
  });
  expect([late.status, late.body.code]).toEqual([409, "segment_changed"]);
  const view = (await quality.get(`/api/cases/${room.caseId}/transcript`)).body;
  expect(view.corrections).toMatchObject([{ before: "建议立即行急诊冠脉介入。", by: "周一诺", revision: 1 }]);
  expect((await stranger.get(`/api/cases/${room.caseId}/transcript`)).status).toBe(404);
  const looks = await world.query(
    sql`select 1 from platform.audit_entry where case_id = ${room.caseId} and action = 'transcript.read' and outcome = 'read'`,
  );
  expect(looks).toHaveLength(1);
  const used = await world.query<{ seconds: number }>(
    sql`select seconds from transcript.usage where institution_id = ${county}`,
  );
  expect(Number(used[0]?.seconds)).toBe(30);
});

test("a guest's phone: what is said from now on, nothing from before he came, and his own words as his", async () => {
  const asr = await funAsrServer("夜里也咳吗？");
  servers.push(asr);
  await setUp(asr.url);
  const room = await roomOf(world, requester, expert);
  const speak = async (line: WebSocket) => {
    line.send(JSON.stringify({ type: "speak", isOn: true }));
    await say(line, 0, 300);
    await rest(100);
    await say(line);
  };
  const doctors = await openLine(expert, room);
  await doctors.until("entered");
  await speak(doctors.line);
  await doctors.until("segment");

  const guestId = await room.enter("王囍", null, "guest");
  const key = "key-of-the-guests-phone-for-captions";
  const ticketFor = async (of: string) =>
    (
      await world.app.inject({ method: "POST", url: "/api/guest/caption-ticket", payload: { key: of } })
    ).json<{ ticket: string; isEnabled: boolean; roomId: string } | null>();
  expect(await ticketFor(key)).toBeNull();
  await world.query(sql`update room.guest_link set used_at = platform.now(), consented_at = platform.now(),
    session_hash = ${sha256(key)} where room_id = ${room.roomId}`);
  const given = await ticketFor(key);
  expect(given).toMatchObject({ isEnabled: true, roomId: room.roomId });

  const phone = await openLine(requester, room, given?.ticket);
  expect((await phone.until("entered")).segments).toEqual([]);
  await speak(phone.line);
  const { segment } = await doctors.until("segment", 2);
  expect(segment).toMatchObject({ speakerName: "王囍", side: "guest", participantId: guestId });
  expect((await phone.until("segment")).segment.id).toBe(segment.id);

  await world.query(sql`update room.participant set status = 'removed' where id = ${guestId}`);
  expect(await ticketFor(key)).toBeNull();
});

test("tickets: once, for a minute, for one room; foreign pages and floods are cut off", async () => {
  const room = await roomOf(world, requester, expert);
  const other = await roomOf(world, requester, expert);
  const first = await openLine(expert, room);
  await first.until("entered");
  expect((await (await openLine(expert, room, first.ticket)).until("bye")).code).toBe("ticket_refused");
  const forOther = (await expert.post(`/api/cases/${other.caseId}/rooms/${other.roomId}/caption-ticket`)).body
    .ticket as string;
  expect((await (await openLine(expert, room, forOther)).until("bye")).code).toBe("ticket_refused");
  const old = (await expert.post(`/api/cases/${room.caseId}/rooms/${room.roomId}/caption-ticket`)).body
    .ticket as string;
  await world.passTime(2);
  expect((await (await openLine(expert, room, old)).until("bye")).code).toBe("ticket_refused");
  expect((await stranger.post(`/api/cases/${room.caseId}/rooms/${room.roomId}/caption-ticket`)).status).toBe(
    404,
  );
  const foreign = await openLine(expert, room, undefined, "https://evil.example");
  for (let n = 0; n < 100 && foreign.line.readyState !== WebSocket.CLOSED; n++) await rest(20);
  expect(foreign.told).toEqual([]);
  const second = await openLine(expert, room);
  await second.until("entered");
  expect((await first.until("bye")).code).toBe("opened_elsewhere");
  second.line.send('{"type":"drop table"}');
  expect((await second.until("bye")).code).toBe("message_not_understood");
  const flood = await openLine(requester, room);
  await flood.until("entered");
  for (let n = 0; n < 40; n++) flood.line.send(Buffer.alloc(32_000));
  expect((await flood.until("bye")).code).toBe("too_much");
  await room.close();
  const closed = await expert.post(`/api/cases/${room.caseId}/rooms/${room.roomId}/caption-ticket`);
  expect([closed.status, closed.body.code]).toEqual([409, "room_not_open"]);
});

test("a recogniser that hangs is told in words, and the call's line lives on", async () => {
  const asr = await funAsrServer("x", "hang");
  servers.push(asr);
  await setUp(asr.url);
  const room = await roomOf(world, requester, expert);
  const mine = await openLine(expert, room);
  await mine.until("entered");
  mine.line.send(JSON.stringify({ type: "speak", isOn: true }));
  await say(mine.line, 0, 300);
  await rest(100);
  await say(mine.line);
  expect(await mine.until("fault")).toMatchObject({
    fault: "timed_out",
    zh: expect.stringContaining("没有应答") as string,
  });
  expect(mine.line.readyState).toBe(WebSocket.OPEN);
});

async function speakInto(
  room: TestRoom,
  lines: readonly (readonly [string, "requester" | "performer", string])[],
) {
  await requester.post(`/api/cases/${room.caseId}/rooms/${room.roomId}/caption-ticket`);
  for (const [n, [name, side, text]] of lines.entries())
    await world.query(sql`insert into transcript.segment (id, room_id, case_id, sequence, participant_id, speaker_name, side, start_ms, end_ms, text, provider, is_final, created_at)
      values (${randomUUID()}, ${room.roomId}, ${room.caseId}, ${n + 1}, ${room.participants[name]!}, ${name}, ${side}, ${n * 1000}, ${n * 1000 + 800}, ${text}, 'funasr', true, now())`);
}
const spoken = [
  ["沈书远", "performer", "有没有咯血？"],
  ["周一诺", "requester", "没有。"],
  ["沈书远", "performer", "建议立即行急诊冠状动脉介入治疗。"],
] as const;

test("the draft is made by rules, marked as the machine's, and becomes text only by a physician's own act", async () => {
  const room = await roomOf(world, requester, expert);
  expect((await expert.post(`/api/cases/${room.caseId}/draft-record`)).body.code).toBe("nothing_said");
  await speakInto(room, spoken);
  const made = await expert.post(`/api/cases/${room.caseId}/draft-record`);
  expect(made.body).toMatchObject({
    mayAskAssistant: false,
    draft: { madeBy: "rules", status: "machine", isBehind: false },
  });
  expect((await expert.get(`/api/cases/${room.caseId}/draft-record/opinion-texts`)).body).toBeNull();
  expect((await expert.post(`/api/cases/${room.caseId}/draft-record/assistant`)).body.code).toBe(
    "assistant_off",
  );
  const { draft } = made.body;
  const strange = structuredClone(draft.content);
  strange.sections.at(-2).sentences[0].sources = [{ from: "segment", segmentId: randomUUID() }];
  const take = (content: unknown) =>
    expert.post(`/api/cases/${room.caseId}/draft-record/take-over`, { draftId: draft.id, content });
  expect((await take(strange)).body.code).toBe("sources_unknown");
  const edited = structuredClone(draft.content);
  edited.sections.find((one: { key: string }) => one.key === "opinion").sentences[0].text =
    "建议 60 分钟内行急诊冠状动脉介入治疗。";
  expect((await take(edited)).body.draft).toMatchObject({ status: "taken", takenName: "沈书远" });
  expect((await take(edited)).body.code).toBe("draft_taken");
  expect((await expert.get(`/api/cases/${room.caseId}/draft-record/opinion-texts`)).body).toMatchObject({
    advice: "建议 60 分钟内行急诊冠状动脉介入治疗。",
    answer: "问：有没有咯血？答：没有。",
  });
});

test("a model's draft keeps what was said and drops what it invented; names do not leave", async () => {
  const settings = (await operator.get(`/api/assistant?institutionId=${county}`)).body as {
    setting: { version: number };
  };
  await operator.put("/api/assistant/settings", {
    institutionId: county,
    version: settings.setting.version,
    baseUrl: chat.baseUrl,
    model: "test-model",
    answerFormat: "json_schema",
    apiKey: "sk-test-secret",
    dailyCalls: 100,
    dailyTokens: 1_000_000,
    leastConfidence: 0.7,
  });
  await operator.post("/api/assistant/switch", { institutionId: county, isEnabled: true });
  const room = await roomOf(world, requester, expert);
  await speakInto(room, [...spoken, ["周一诺", "requester", "王囍昨天来的，胸痛三小时。"]]);
  chat.behave(
    answering({
      sentences: [
        { section: "opinion", text: "<b>建议</b>立即行急诊冠状动脉介入治疗。", segments: [3] },
        { section: "opinion", text: "建议加用替格瑞洛90毫克。", segments: [3] },
        { section: "findings", text: "患者咯血。", segments: [1, 2] },
        { section: "findings", text: "胸痛3小时。", segments: [4] },
      ],
    }),
  );
  const made = await expert.post(`/api/cases/${room.caseId}/draft-record/assistant`);
  expect(made.status).toBe(200);
  const of = (key: string) =>
    made.body.draft.content.sections
      .find((one: { key: string }) => one.key === key)
      .sentences.map(({ text }: { text: string }) => text);
  expect(of("opinion")).toEqual(["建议立即行急诊冠状动脉介入治疗。"]);
  expect(of("findings")).toEqual(["胸痛3小时。"]);
  expect(Object.values(made.body.draft.dropped as Record<string, number>).reduce((a, b) => a + b, 0)).toBe(2);
  const sent = JSON.stringify(chat.taken.at(-1)?.body);
  for (const name of ["王囍", "沈书远", "周一诺", "云溪"]) expect(sent).not.toContain(name);
  chat.behave(answering("<html>"));
  expect((await expert.post(`/api/cases/${room.caseId}/draft-record/assistant`)).body.code).toBe(
    "assistant_failed",
  );
});

test("settings: addresses that suit, keys that are not shown or carried to another host, a test in words", async () => {
  const asr = await funAsrServer("好");
  servers.push(asr);
  await setUp(asr.url, { apiKey: "secret-key" });
  const state = (await operator.get(`/api/transcription?institutionId=${county}`)).body as {
    version: number;
    hasKey: boolean;
  };
  expect(JSON.stringify(state)).not.toContain("secret-key");
  expect(state.hasKey).toBe(true);
  const change = (more: object) =>
    operator.put("/api/transcription/settings", {
      institutionId: county,
      version: state.version,
      provider: "funasr",
      url: asr.url,
      model: "",
      language: "zh",
      dialect: "openai",
      sampleRate: 24_000,
      hotWords: [],
      dailyMinutes: 10,
      recordYears: 30,
      recordingYears: 3,
      ...more,
    });
  expect((await change({ url: "http://127.0.0.1:1/" })).body.code).toBe("address_unfit");
  expect((await change({ url: "ws://169.254.169.254/" })).body.code).toBe("address_refused");
  expect((await change({ provider: "openai-file", url: "http://127.0.0.1:1/v1" })).body.code).toBe(
    "model_missing",
  );
  expect((await change({ recordingYears: 2 })).status).toBe(400);
  expect((await change({ version: 0 })).body.code).toBe("setting_changed_meanwhile");
  expect((await operator.post("/api/transcription/test", { institutionId: county })).body).toMatchObject({
    isGood: true,
    fault: null,
  });
  expect((await change({ url: "ws://127.0.0.1:9/" })).body).toMatchObject({ hasKey: false });
  expect((await operator.post("/api/transcription/test", { institutionId: county })).body).toMatchObject({
    isGood: false,
    fault: "unreachable",
  });
  expect((await requester.get("/api/transcription")).status).toBe(403);
});
