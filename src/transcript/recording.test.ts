import { createHash } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { localFileStore } from "../platform/files/local-file-store.js";
import { genesis } from "./domain/recording.js";
import { keepNext } from "./index.js";
import { roomOf, type TestRoom } from "./room-for-tests.js";

let world: World;
let requester: Someone;
let expert: Someone;
let quality: Someone;
let stranger: Someone;

beforeAll(async () => {
  world = await newWorld();
  const county = await world.institution("云溪县人民医院");
  const teaching = await world.institution("临江大学附属第一医院");
  requester = await world.person(county, "周一诺", "requester");
  expert = await world.person(teaching, "沈书远", "expert");
  quality = await world.person(county, "何质控", "quality");
  stranger = await world.person(teaching, "路人甲", "expert");
});
afterAll(() => world.close());

const sha = (content: Buffer | string) => createHash("sha256").update(content).digest("hex");
const put = async (
  who: Someone,
  room: TestRoom,
  recordingId: string,
  number: number,
  content: Buffer,
  previousHash: string,
  sha256 = sha(content),
) => {
  const entered = await world.app.inject({
    method: "POST",
    url: "/api/session/demo",
    payload: { personId: who.id },
  });
  const [cookie] = entered.cookies;
  const form = new FormData();
  form.append("sha256", sha256);
  form.append("previousHash", previousHash);
  form.append("file", new Blob([content]), "chunk");
  const encoded = new Response(form);
  const reply = await world.app.inject({
    method: "PUT",
    url: `/api/cases/${room.caseId}/recordings/${recordingId}/chunks/${number}`,
    cookies: { [cookie!.name]: cookie!.value },
    headers: { "content-type": encoded.headers.get("content-type") ?? "" },
    payload: Buffer.from(await encoded.arrayBuffer()),
  });
  return {
    status: reply.statusCode,
    body: reply.json<{ code?: string; chainHash: string; chunkCount: number }>(),
  };
};
const consent = (room: TestRoom) =>
  requester.post(`/api/cases/${room.caseId}/recording-consent`, {
    givenBy: "patient",
    signerName: "王囍",
    form: "electronic",
  });
const ask = (room: TestRoom) => requester.post(`/api/cases/${room.caseId}/rooms/${room.roomId}/recording`);
const answer = (who: Someone, room: TestRoom, id: string, body: object) =>
  who.post(`/api/cases/${room.caseId}/recordings/${id}/answer`, body);
const start = (room: TestRoom, id: string) =>
  requester.post(`/api/cases/${room.caseId}/recordings/${id}/start`);
const recordingOf = async (id: string) =>
  (
    await world.query<{ status: string; stop_reason: string | null; chunk_count: number }>(
      sql`select status, stop_reason, chunk_count from transcript.recording where id = ${id}`,
    )
  )[0];

async function running(room: TestRoom): Promise<string> {
  await consent(room);
  const asked = await ask(room);
  expect(asked.status).toBe(200);
  const id = asked.body.recording.id as string;
  expect((await answer(expert, room, id, { answer: "agreed" })).status).toBe(200);
  expect((await start(room, id)).status).toBe(200);
  return id;
}

test("nothing is recorded before the patient and everyone in the room have agreed", async () => {
  const room = await roomOf(world, requester, expert);
  expect((await ask(room)).body.code).toBe("patient_consent_missing");
  expect((await consent(room)).status).toBe(200);
  expect((await consent(room)).body.code).toBe("patient_consent_exists");
  expect((await expert.post(`/api/cases/${room.caseId}/rooms/${room.roomId}/recording`)).body.code).toBe(
    "only_moderator",
  );
  const id = (await ask(room)).body.recording.id as string;
  expect((await ask(room)).body.code).toBe("recording_exists");
  expect((await start(room, id)).body.code).toBe("consents_missing");
  expect((await put(requester, room, id, 0, Buffer.from("a"), genesis)).body.code).toBe(
    "recording_not_running",
  );
  await answer(expert, room, id, { answer: "agreed" });
  // A patient who comes in by a link after the question has to be asked as well; the moderator writes down what he says.
  const guest = await room.enter("王囍", null, "guest");
  expect((await start(room, id)).body.code).toBe("consents_missing");
  expect((await answer(expert, room, id, { answer: "agreed", participantId: guest })).body.code).toBe(
    "only_moderator",
  );
  expect(
    (await answer(requester, room, id, { answer: "agreed", participantId: room.participants["沈书远"] })).body
      .code,
  ).toBe("not_asked");
  expect((await answer(requester, room, id, { answer: "agreed", participantId: guest })).status).toBe(200);
  expect((await start(room, id)).status).toBe(200);
  // The database holds the same: even with a program gone wrong nothing starts without consent.
  const bare = await roomOf(world, requester, expert);
  await consent(bare);
  const other = (await ask(bare)).body.recording.id as string;
  await expect(
    world.query(
      sql`update transcript.recording set status = 'recording', started_at = now() where id = ${other}`,
    ),
  ).rejects.toThrow();
});

test("a guest without an account is told on his phone, answers there, and stops it there", async () => {
  const room = await roomOf(world, requester, expert);
  await room.enter("王囍", null, "guest");
  const key = "key-of-the-guests-phone";
  await world.query(sql`update room.guest_link set used_at = platform.now(), consented_at = platform.now(), session_hash = ${sha(key)}
    where case_id = ${room.caseId}`);
  const phone = async (body: object) =>
    (await world.app.inject({ method: "POST", url: "/api/guest/recording", payload: body })).json<unknown>();
  expect(await phone({ key })).toBeNull();
  await consent(room);
  const id = (await ask(room)).body.recording.id as string;
  expect(await phone({ key })).toEqual({ status: "asked", askedName: "周一诺", answer: "waiting" });
  expect(await phone({ key: "somebody-elses-key" })).toBeNull();
  expect(await phone({ key, answer: "agreed" })).toMatchObject({ answer: "agreed" });
  await answer(expert, room, id, { answer: "agreed" });
  expect((await start(room, id)).status).toBe(200);
  expect(await phone({ key })).toMatchObject({ status: "recording", answer: "agreed" });
  expect(await phone({ key, answer: "withdrawn" })).toBeNull();
  expect(await recordingOf(id)).toMatchObject({ status: "stopped", stop_reason: "consent_withdrawn" });
});

test("consent taken back stops the recording at once, whoever takes it back", async () => {
  for (const takeBack of [
    (room: TestRoom, id: string) => answer(expert, room, id, { answer: "withdrawn" }),
    (room: TestRoom) => requester.post(`/api/cases/${room.caseId}/recording-consent/withdraw`),
  ]) {
    const room = await roomOf(world, requester, expert);
    const id = await running(room);
    const first = await put(requester, room, id, 0, Buffer.from("one"), genesis);
    expect((await takeBack(room, id)).status).toBe(200);
    expect(await recordingOf(id)).toEqual({
      status: "stopped",
      stop_reason: "consent_withdrawn",
      chunk_count: 1,
    });
    expect((await put(requester, room, id, 1, Buffer.from("two"), first.body.chainHash)).body.code).toBe(
      "recording_not_running",
    );
  }
});

test("chunks: one chain, once each, whole; the recorder's alone", async () => {
  const room = await roomOf(world, requester, expert);
  const id = await running(room);
  const one = Buffer.from("chunk one");
  const first = await put(requester, room, id, 0, one, genesis);
  expect(first).toMatchObject({ status: 200, body: { chunkCount: 1, chainHash: sha(genesis + sha(one)) } });
  expect((await put(requester, room, id, 0, one, genesis)).body).toEqual(first.body);
  expect((await put(requester, room, id, 0, Buffer.from("other"), genesis)).body.code).toBe("chunk_differs");
  expect((await put(requester, room, id, 2, one, first.body.chainHash)).body.code).toBe("chunk_out_of_order");
  expect((await put(requester, room, id, 1, one, genesis)).body.code).toBe("chunk_not_in_chain");
  expect((await put(requester, room, id, 1, one, first.body.chainHash, sha("x"))).body.code).toBe(
    "chunk_damaged",
  );
  expect((await put(expert, room, id, 1, one, first.body.chainHash)).body.code).toBe("only_recorder");
  expect((await put(requester, room, id, 1, one, "zz")).body.code).toBe("chunk_fields_missing");
  const both = await Promise.all(
    [1, 2].map((n) => put(requester, room, id, 1, Buffer.from(`chunk ${n}`), first.body.chainHash)),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test("a stopped recording is put together, sealed, played by ranges, downloaded with a reason, and never changed", async () => {
  const host = { database: world.database, files: localFileStore(world.filesFolder) };
  const room = await roomOf(world, requester, expert);
  const id = await running(room);
  let head = genesis;
  const chunks = [0, 1, 2].map((n) => Buffer.from(`chunk number ${n};`));
  for (const [n, content] of chunks.entries())
    head = (await put(requester, room, id, n, content, head)).body.chainHash;
  const whole = Buffer.concat(chunks).toString();
  const media = `/api/cases/${room.caseId}/recordings/${id}/media`;
  expect((await expert.get(media)).body.toString()).toBe(whole);
  expect(
    (await requester.post(`/api/cases/${room.caseId}/recordings/${id}/stop`, { expectedChunks: 3 })).status,
  ).toBe(200);
  while (await keepNext(host));
  const view = (await expert.get(`/api/cases/${room.caseId}/transcript`)).body.recordings[0];
  expect(view).toMatchObject({ status: "sealed", chunkCount: 3, sizeBytes: whole.length });
  const [row] = await world.query<{ manifest: { chunks: unknown[]; chainHash: string } }>(
    sql`select manifest from transcript.recording where id = ${id}`,
  );
  expect(row?.manifest).toMatchObject({ chainHash: head });
  expect(row?.manifest.chunks).toHaveLength(3);
  expect((await expert.get(media)).body.toString()).toBe(whole);
  const entered = await world.app.inject({
    method: "POST",
    url: "/api/session/demo",
    payload: { personId: expert.id },
  });
  const cookies = { [entered.cookies[0]!.name]: entered.cookies[0]!.value };
  const ranged = await world.app.inject({
    method: "GET",
    url: media,
    cookies,
    headers: { range: "bytes=6-20" },
  });
  expect([ranged.statusCode, ranged.headers["content-range"], ranged.payload]).toEqual([
    206,
    `bytes 6-20/${whole.length}`,
    whole.slice(6, 21),
  ]);
  const beyond = await world.app.inject({
    method: "GET",
    url: media,
    cookies,
    headers: { range: "bytes=9999-" },
  });
  expect(beyond.statusCode).toBe(416);
  expect((await expert.post(`/api/cases/${room.caseId}/recordings/${id}/download`, {})).status).toBe(400);
  expect(
    (
      await expert.post(`/api/cases/${room.caseId}/recordings/${id}/download`, { reason: "科室讨论" })
    ).body.toString(),
  ).toBe(whole);
  expect((await stranger.get(media)).status).toBe(404);
  const audits = await world.query<{ action: string }>(
    sql`select action from platform.audit_entry where subject_id = ${id} order by at, sequence`,
  );
  expect(audits.map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      "recording.start",
      "recording.stop",
      "recording.seal",
      "recording.play",
      "recording.download",
    ]),
  );
  await expect(
    world.query(sql`update transcript.recording set chain_hash = ${genesis} where id = ${id}`),
  ).rejects.toThrow();
});

test("after three years it is destroyed, and not while the case is under hold; the act is audited", async () => {
  const files = localFileStore(world.filesFolder);
  const host = { database: world.database, files };
  const room = await roomOf(world, requester, expert);
  const id = await running(room);
  await put(requester, room, id, 0, Buffer.from("kept"), genesis);
  await requester.post(`/api/cases/${room.caseId}/recordings/${id}/stop`, { expectedChunks: 1 });
  while (await keepNext(host));
  expect((await requester.post(`/api/cases/${room.caseId}/legal-hold`, { reason: "x" })).status).toBe(403);
  expect((await quality.post(`/api/cases/${room.caseId}/legal-hold`, { reason: "医疗纠纷" })).status).toBe(
    200,
  );
  await world.query(sql`update transcript.recording set retain_until_on = '2020-01-01' where id = ${id}`);
  while (await keepNext(host));
  expect((await recordingOf(id))?.status).toBe("sealed");
  const keys = await world.query<{ file_key: string }>(
    sql`select file_key from transcript.recording_part where recording_id = ${id}`,
  );
  expect(keys).toHaveLength(1);
  await quality.post(`/api/cases/${room.caseId}/legal-hold/lift`);
  while (await keepNext(host));
  expect((await recordingOf(id))?.status).toBe("purged");
  expect(await files.get(keys[0]!.file_key)).toBeUndefined();
  expect((await requester.get(`/api/cases/${room.caseId}/recordings/${id}/media`)).body.code).toBe(
    "recording_purged",
  );
  expect(
    await world.query(
      sql`select 1 from platform.audit_entry where subject_id = ${id} and action = 'recording.purge'`,
    ),
  ).toHaveLength(1);
});

test("when chunks stop coming people are told, and after two minutes it ends; what came can still be added to", async () => {
  const room = await roomOf(world, requester, expert);
  const id = await running(room);
  const first = await put(requester, room, id, 0, Buffer.from("one"), genesis);
  await world.passTime(1);
  await world.drain();
  const notices = () =>
    world.query(
      sql`select 1 from notifications.notice where kind = 'recording_silent' and subject_id = ${id}`,
    );
  expect(await notices()).toHaveLength(1);
  await world.drain();
  expect(await notices()).toHaveLength(1);
  expect(
    (await requester.get(`/api/cases/${room.caseId}/rooms/${room.roomId}/recording`)).body.silentSeconds,
  ).toBeGreaterThan(10);
  await world.passTime(1);
  await world.drain();
  expect(await recordingOf(id)).toMatchObject({ status: "stopped", stop_reason: "recorder_lost" });
  expect((await put(requester, room, id, 1, Buffer.from("two"), first.body.chainHash)).status).toBe(200);
});
