import { randomUUID, verify as verifyBytes, createPublicKey } from "node:crypto";
import { readdirSync } from "node:fs";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { endAccess, grantAccess } from "../cases/index.js";
import { tablesOf } from "../platform/database/database.js";
import { publish } from "../platform/outbox.js";

let world: World;
let county: string;
let teaching: string;
let requester: Someone;
let expert: Someone;

beforeAll(async () => {
  world = await newWorld();
  county = await world.institution("云溪县人民医院");
  teaching = await world.institution("临江大学附属第一医院");
  requester = await world.person(county, "周一诺", "requester");
  expert = await world.person(teaching, "沈书远", "expert");
});
afterAll(() => world.close());

const text = { answer: "需要急诊介入", conclusion: "急性下壁心肌梗死", advice: "阿司匹林负荷后立即转运" };
const anyTables = tablesOf<unknown>();

/** What dispatch leaves behind when an expert has accepted: an accepted case, his access, the event. */
async function acceptedCase(author: Someone = expert): Promise<string> {
  const id = randomUUID();
  await world.system(async (tx) => {
    await sql`insert into cases.consult_request (id, number, institution_id, requester_person_id, requester_name,
        institution_name, status, mode, patient_name, patient_sex, patient_age_years, patient_is_pregnant, question,
        summary, urgency_level, next_actor, due_at, submitted_at, created_at, updated_at)
      values (${id}, ${`2026-${id.slice(0, 6)}`}, ${county}, ${requester.id}, ${requester.name}, '云溪县人民医院', 'accepted',
        'written', '王囍', 'female', 63, false, '胸痛 3 小时，是否需要急诊介入？', '突发胸痛 3 小时，心电图下壁导联抬高。', 'II',
        'expert', ${tx.now}, ${tx.now}, ${tx.now}, ${tx.now})`.execute(anyTables(tx));
    await grantAccess(tx, { caseId: id, personId: author.id, basis: "assignment" });
    await tellAccepted(tx, id, author);
  });
  await world.drain();
  return id;
}
const tellAccepted = (tx: Parameters<typeof publish>[0], caseId: string, author: Someone) =>
  publish(tx, {
    topic: "dispatch.accepted",
    subjectId: caseId,
    payload: { personId: author.id, institutionId: author.institutionId },
  });

const save = (who: Someone, id: string, revision: number, opinion: object = text) =>
  who.put(`/api/cases/${id}/opinion`, { revision, text: opinion });
const sign = (who: Someone, id: string, revision: number, key?: string) =>
  who.post(`/api/cases/${id}/opinion/sign`, { revision }, key);
const adopt = (who: Someone, id: string, key?: string) =>
  who.post(`/api/cases/${id}/disposition`, { decision: "adopted" }, key);

async function signedCase(): Promise<string> {
  const id = await acceptedCase();
  await save(expert, id, 0);
  expect((await sign(expert, id, 1)).status).toBe(200);
  return id;
}
const caseRow = async (id: string) =>
  (
    await world.query<{ status: string; next_actor: string | null; due_at: string | null }>(
      sql`select status, next_actor, due_at from cases.consult_request where id = ${id}`,
    )
  )[0]!;
const timeline = async (id: string) =>
  (
    await world.query<{ kind: string }>(
      sql`select kind from cases.timeline_entry where case_id = ${id} order by sequence`,
    )
  ).map((entry) => entry.kind);
const versionsOf = async (id: string) =>
  (
    await world.query<{ n: number }>(sql`select count(*)::int as n from consultation.opinion_version v
      join consultation.opinion o on o.id = v.opinion_id where o.case_id = ${id}`)
  )[0]!.n;

/** As the owner of the tables, with their protection off: what a stolen database password can do. */
const tamper = (statement: ReturnType<typeof sql>, table = "consultation.opinion_version") =>
  world.system(async (tx) => {
    const db = anyTables(tx);
    await sql`select set_config('role', 'none', true)`.execute(db);
    await sql`alter table ${sql.table(table)} disable trigger user`.execute(db);
    await statement.execute(db);
    await sql`alter table ${sql.table(table)} enable trigger user`.execute(db);
  });

test("from acceptance to the filed copy", async () => {
  const id = await acceptedCase();
  const empty = await expert.get(`/api/cases/${id}/opinion`);
  expect(empty.body).toMatchObject({
    authorName: "沈书远",
    institutionName: "临江大学附属第一医院",
    draft: { answer: "", conclusion: "", advice: "" },
    draftRevision: 0,
    versions: [],
  });
  expect((await expert.get(`/api/cases/${id}/opinion.pdf`)).body.code).toBe("opinion_not_signed");

  expect((await save(expert, id, 0)).body).toMatchObject({ revision: 1 });
  expect(await caseRow(id)).toMatchObject({ status: "in_session", next_actor: "expert" });
  expect((await requester.get(`/api/cases/${id}/opinion`)).body).toMatchObject({ draft: null, versions: [] });
  expect((await adopt(requester, id)).body.code).toBe("opinion_not_signed");

  const signed = await sign(expert, id, 1);
  expect(signed.body).toMatchObject({
    version: 1,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });
  const after = await caseRow(id);
  expect(after).toMatchObject({ status: "opinion_signed", next_actor: "requester" });
  expect(Date.parse(after.due_at!) - Date.parse(signed.body.signedAt as string)).toBeGreaterThanOrEqual(
    7_200_000,
  );
  const seen = await requester.get(`/api/cases/${id}/opinion`);
  expect(seen.body).toMatchObject({
    draft: null,
    versions: [
      { version: 1, text, signerName: "沈书远", isValid: true, sha256: signed.body.sha256 as string },
    ],
  });
  const printed = await requester.get(`/api/cases/${id}/opinion.pdf`);
  expect(printed.headers["content-type"]).toBe("application/pdf");
  expect((printed.body as Buffer).subarray(0, 5).toString()).toBe("%PDF-");

  expect((await requester.get(`/api/cases/${id}/disposition`)).body).toBeNull();
  const given = await requester.post(`/api/cases/${id}/disposition`, {
    decision: "partly_adopted",
    reason: "家属拒绝转运，已在本院溶栓",
  });
  expect(given.body).toMatchObject({ decision: "partly_adopted", decidedByName: "周一诺" });
  expect((await requester.get(`/api/cases/${id}/disposition`)).body).toEqual(given.body);
  expect(await caseRow(id)).toEqual({ status: "closed", next_actor: null, due_at: null });
  expect(await timeline(id)).toEqual([
    "consultation.writing-begun",
    "consultation.opinion-signed",
    "consultation.closed",
  ]);

  // The invited side's access has ended; its own copy stays.
  expect((await expert.get(`/api/cases/${id}/opinion`)).status).toBe(404);
  const mine = (await expert.get("/api/archive")).body.items.find(
    (item: { caseId: string }) => item.caseId === id,
  );
  expect(mine).toMatchObject({
    side: "performer",
    otherInstitutionName: "云溪县人民医院",
    expertName: "沈书远",
    decision: "partly_adopted",
    question: "胸痛 3 小时，是否需要急诊介入？",
  });
  const theirs = (await requester.get("/api/archive")).body.items[0];
  expect(theirs).toMatchObject({
    caseId: id,
    side: "requester",
    otherInstitutionName: "临江大学附属第一医院",
  });
  expect(theirs.number).toMatch(/^HZ-20\d\d-000001$/);
  expect(theirs.recordSha256).not.toBe(mine.recordSha256);

  const filed = await expert.get(`/api/archive/${mine.id as string}/record`);
  expect(filed.body).toMatchObject({
    isIntact: true,
    number: mine.number as string,
    record: {
      request: { patient: { name: "王囍", ageYears: 63 } },
      performer: { name: "沈书远" },
      disposition: { decision: "partly_adopted", reason: "家属拒绝转运，已在本院溶栓" },
      timeline: [{}, {}, { kind: "consultation.closed" }],
    },
  });
  const [version] = filed.body.record.opinionVersions;
  const key = createPublicKey({
    key: Buffer.from(version.publicKey as string, "base64"),
    type: "spki",
    format: "der",
  });
  expect(
    verifyBytes(
      null,
      Buffer.from(version.signedText as string),
      key,
      Buffer.from(version.signature as string, "base64"),
    ),
  ).toBe(true);
  const pdf = await expert.get(`/api/archive/${mine.id as string}/pdf`);
  expect(pdf.headers["content-disposition"]).toContain(`${mine.number as string}.pdf`);
  expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe("%PDF-");

  await world.drain();
  const told = await world.query<{ person_id: string; kind: string }>(
    sql`select person_id, kind from notifications.notice where case_id = ${id} order by kind`,
  );
  expect(told).toEqual([
    { person_id: expert.id, kind: "disposition_given" },
    { person_id: requester.id, kind: "opinion_signed" },
  ]);

  const audited = await world.query<{ action: string }>(
    sql`select distinct action from platform.audit_entry where case_id = ${id} order by action`,
  );
  expect(audited.map((entry) => entry.action)).toEqual([
    "archive.file",
    "archive.read",
    "disposition.give",
    "opinion.read",
    "opinion.sign",
    "opinion.write",
  ]);
});

test("a second window does not overwrite silently", async () => {
  const id = await acceptedCase();
  expect((await save(expert, id, 0)).status).toBe(200);
  const stale = await save(expert, id, 0, { ...text, advice: "另一窗口" });
  expect(stale).toMatchObject({ status: 409, body: { code: "opinion_changed_elsewhere" } });
  expect((await sign(expert, id, 0)).body.code).toBe("opinion_changed_elsewhere");
  expect((await expert.get(`/api/cases/${id}/opinion`)).body.draft).toMatchObject(text);
});

test("an incomplete opinion is not signed, and says field by field what is missing", async () => {
  const id = await acceptedCase();
  expect((await sign(expert, id, 0)).body).toMatchObject({
    status: 422,
    code: "opinion_incomplete",
    errors: [{ path: "answer" }, { path: "conclusion" }],
  });
  await save(expert, id, 0, { answer: "需要", conclusion: " " });
  expect((await sign(expert, id, 1)).body.errors).toMatchObject([{ path: "conclusion" }]);
  await save(expert, id, 1);
  expect((await sign(expert, id, 2)).status).toBe(200);
});

test("a double click signs once, and the lost answer can be asked for again", async () => {
  const id = await acceptedCase();
  await save(expert, id, 0);
  const key = randomUUID();
  const taps = await Promise.all([sign(expert, id, 1, key), sign(expert, id, 1, key)]);
  expect(taps.map((tap) => tap.status)).toEqual([200, 200]);
  expect(taps[1].body).toEqual(taps[0].body);
  expect((await sign(expert, id, 1, key)).body).toEqual(taps[0].body);
  expect(await versionsOf(id)).toBe(1);
  // Two keys are two acts: the second has nothing new to sign.
  expect((await sign(expert, id, 1)).body.code).toBe("nothing_to_amend");
  expect((await timeline(id)).filter((kind) => kind === "consultation.opinion-signed")).toHaveLength(1);
});

test("two taps with different keys at the same moment make one version", async () => {
  const id = await acceptedCase();
  await save(expert, id, 0);
  const taps = await Promise.all([1, 2, 3, 4].map(() => sign(expert, id, 1)));
  expect(taps.filter((tap) => tap.status === 200)).toHaveLength(1);
  expect(await versionsOf(id)).toBe(1);
});

test("an amendment is a further version that carries the hash of the one before", async () => {
  const id = await signedCase();
  const before = (await requester.get(`/api/cases/${id}/opinion`)).body.versions[0];
  await save(expert, id, 1, { ...text, advice: "补充：复查肌钙蛋白" });
  expect((await sign(expert, id, 2)).body).toMatchObject({ version: 2 });
  const { versions } = (await requester.get(`/api/cases/${id}/opinion`)).body;
  expect(versions).toMatchObject([
    { version: 2, isValid: true, text: { advice: "补充：复查肌钙蛋白" } },
    { version: 1, isValid: true, text },
  ]);
  const [bytes] = await world.query<{
    content: Uint8Array;
  }>(sql`select content from consultation.opinion_version v
    join consultation.opinion o on o.id = v.opinion_id where o.case_id = ${id} and version = 2`);
  expect(JSON.parse(Buffer.from(bytes!.content).toString())).toMatchObject({
    previousSha256: before.sha256 as string,
  });
  expect((await timeline(id)).at(-1)).toBe("consultation.opinion-amended");
  await adopt(requester, id);
  expect((await save(expert, id, 2)).status).toBe(404);
  expect((await sign(expert, id, 2)).status).toBe(404);
});

test("a changed byte, a foreign key or a moved signature is shown as invalid, never as an error", async () => {
  const id = await signedCase();
  const validity = async () => {
    const reply = await requester.get(`/api/cases/${id}/opinion`);
    expect(reply.status).toBe(200);
    expect((await requester.get(`/api/cases/${id}/opinion.pdf`)).status).toBe(200);
    return reply.body.versions[0].isValid as boolean;
  };
  const ofCase = sql`opinion_id = (select id from consultation.opinion where case_id = ${id})`;
  expect(await validity()).toBe(true);
  await tamper(
    sql`update consultation.opinion_version set content = overlay(content placing '\\x37' from 40) where ${ofCase}`,
  );
  expect(await validity()).toBe(false);
  await tamper(sql`update consultation.opinion_version
    set content = convert_to('{"not":"an opinion"', 'UTF8') where ${ofCase}`);
  expect(await validity()).toBe(false);
  await expect(
    world.query(sql`update consultation.opinion_version set signer_name = 'x' where ${ofCase}`),
  ).rejects.toThrow();

  const forged = await signedCase();
  const other = await world.person(teaching, "陆行之", "expert");
  const theirs = await acceptedCase(other);
  await save(other, theirs, 0);
  await sign(other, theirs, 1);
  await tamper(sql`update consultation.opinion_version set public_key =
    (select public_key from signing.key where person_id = ${other.id})
    where opinion_id = (select id from consultation.opinion where case_id = ${forged})`);
  expect((await requester.get(`/api/cases/${forged}/opinion`)).body.versions[0].isValid).toBe(false);
});

test("a signing key that cannot be read refuses to sign and loses nothing", async () => {
  const author = await world.person(teaching, "许知微", "expert");
  const first = await acceptedCase(author);
  await save(author, first, 0);
  await sign(author, first, 1);
  await tamper(
    sql`update signing.key set private_key_cipher = '00000000.AAAA' where person_id = ${author.id}`,
    "signing.key",
  );
  const id = await acceptedCase(author);
  await save(author, id, 0);
  expect((await sign(author, id, 1)).body).toMatchObject({ status: 503, code: "signing_unavailable" });
  expect((await author.get(`/api/cases/${id}/opinion`)).body).toMatchObject({ draft: text, versions: [] });
  expect((await author.get(`/api/cases/${first}/opinion`)).body.versions[0].isValid).toBe(true);
});

test("strangers to the case see nothing of it", async () => {
  const id = await signedCase();
  const colleague = await world.person(teaching, "另一专家", "expert");
  const colleagueAffairs = await world.person(teaching, "受邀方医务部", "medical_affairs");
  const elsewhere = await world.institution("南屏县医院");
  const strangers = [
    colleague,
    colleagueAffairs,
    await world.person(county, "本院同事", "requester"),
    await world.person(elsewhere, "外院医生", "requester", "expert"),
    await world.person(elsewhere, "外院质控", "quality"),
  ];
  for (const who of strangers)
    for (const path of ["opinion", "opinion.pdf", "disposition"])
      expect((await who.get(`/api/cases/${id}/${path}`)).status, `${who.name} ${path}`).toBe(404);
  expect((await save(colleague, id, 1)).status).toBe(404);
  expect((await sign(colleague, id, 1)).status).toBe(404);
  expect((await sign(requester, id, 1)).status).toBe(403);
  expect((await adopt(expert, id)).status).toBe(403);
  expect((await adopt(strangers[2]!, id)).status).toBe(404);
  expect((await adopt(strangers[3]!, id)).status).toBe(404);

  await adopt(requester, id);
  const affairs = await world.person(county, "邀请方医务部", "medical_affairs");
  expect((await affairs.get(`/api/cases/${id}/opinion`)).status).toBe(200);
  const filed = (await colleagueAffairs.get("/api/archive?limit=100")).body.items;
  const copy = filed.find((item: { caseId: string }) => item.caseId === id);
  expect(copy.side).toBe("performer");
  expect((await colleague.get("/api/archive")).body).toEqual({ items: [], total: 0 });
  for (const who of [colleague, requester, affairs, strangers[4]!])
    for (const path of ["record", "pdf"])
      expect((await who.get(`/api/archive/${copy.id as string}/${path}`)).status).toBe(404);
  expect((await colleagueAffairs.get(`/api/archive/${copy.id as string}/record`)).body.isIntact).toBe(true);
});

test("a case is closed once; a repeated request gets the same answer", async () => {
  const id = await signedCase();
  const key = randomUUID();
  const first = await adopt(requester, id, key);
  expect(first.status).toBe(200);
  expect((await adopt(requester, id, key)).body).toEqual(first.body);
  expect((await adopt(requester, id)).body).toMatchObject({ status: 409, code: "disposition_given" });
  const [copies] = await world.query<{ copies: number; files: number }>(sql`select count(*)::int as copies,
    count(f.id)::int as files from consultation.archive a join platform.file f on f.id = a.pdf_file_id
    where a.case_id = ${id}`);
  expect(copies).toEqual({ copies: 2, files: 2 });
  expect(
    (await requester.post(`/api/cases/${id}/disposition`, { decision: "not_adopted", reason: " " })).status,
  ).toBe(400);
});

test("closing at the same moment files one copy each, numbers have no gaps, and no paper is left over", async () => {
  const ids = [await signedCase(), await signedCase(), await signedCase()];
  const taps = await Promise.all(ids.flatMap((id) => [adopt(requester, id), adopt(requester, id)]));
  expect(taps.filter((tap) => tap.status === 200)).toHaveLength(3);
  expect(taps.filter((tap) => tap.status === 409)).toHaveLength(3);
  const numbers = await world.query<{ number: string }>(
    sql`select number from consultation.archive where institution_id = ${county} order by number`,
  );
  expect(numbers.map((row) => Number(row.number.slice(-6)))).toEqual(numbers.map((_, i) => i + 1));
  const [filed] = await world.query<{ n: number }>(sql`select count(*)::int as n from platform.file`);
  const onDisk = readdirSync(world.filesFolder, { recursive: true, withFileTypes: true }).filter((e) =>
    e.isFile(),
  );
  expect(onDisk).toHaveLength(filed!.n);
});

test("a copy without a stored paper is printed from its record; one whose record was changed says so", async () => {
  const id = await signedCase();
  await adopt(requester, id);
  const [copy] = (await requester.get("/api/archive")).body.items;
  const url = `/api/archive/${copy.id as string}`;
  const change = (set: ReturnType<typeof sql>) =>
    tamper(sql`update consultation.archive set ${set} where id = ${copy.id}`, "consultation.archive");
  const filed = (await requester.get(`${url}/pdf`)).body as Buffer;
  await change(sql`pdf_file_id = null`);
  expect(((await requester.get(`${url}/pdf`)).body as Buffer).equals(filed)).toBe(true);
  await change(sql`record = jsonb_set(record, '{disposition,decision}', '"not_adopted"')`);
  expect((await requester.get(`${url}/record`)).body.isIntact).toBe(false);
  expect((await requester.get(`${url}/pdf`)).body).toMatchObject({ code: "archive_file_damaged" });
});

test("an acceptance is heard once, and an opinion changes hands only while it is unsigned", async () => {
  const id = await acceptedCase();
  await world.system((tx) => tellAccepted(tx, id, expert));
  await world.drain();
  const next = await world.person(teaching, "接替专家", "expert");
  await world.system(async (tx) => {
    await endAccess(tx, { caseId: id, personId: expert.id });
    await grantAccess(tx, { caseId: id, personId: next.id, basis: "assignment" });
    await tellAccepted(tx, id, next);
    // The first acceptance, heard late: it was taken back and opens nothing.
    await tellAccepted(tx, id, expert);
  });
  await world.drain();
  expect((await expert.get(`/api/cases/${id}/opinion`)).status).toBe(404);
  expect((await next.get(`/api/cases/${id}/opinion`)).body).toMatchObject({ authorName: "接替专家" });
  const [count] = await world.query<{ n: number }>(
    sql`select count(*)::int as n from consultation.opinion where case_id = ${id}`,
  );
  expect(count).toEqual({ n: 1 });
});
