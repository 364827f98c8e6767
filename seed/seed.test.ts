import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { replayLedger } from "../src/incentives/index.js";
import { checkInvariants } from "../src/invariants.js";
import { readConfig } from "../src/platform/config.js";
import { parseCreditCode } from "../src/terminology/index.js";
import { newWorld, type Reply, type World } from "../test/world.js";
import { NotEmptyError, seed, type SeedSummary } from "./seed.js";

const folder = mkdtempSync(join(tmpdir(), "consilium-seed-"));
const config = readConfig({ DATA_DIR: folder });
let world: World;
let summary: SeedSummary;
beforeAll(async () => {
  world = await newWorld();
  summary = await seed(world.database, config);
}, 300_000);
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const count = async (from: ReturnType<typeof sql>): Promise<number> => {
  const [row] = await world.query(sql<{ n: number }>`select count(*)::int as n from ${from}`);
  return row!.n;
};

/** Enters as the first person of the query, as a visitor does with a click. */
async function enter(who: ReturnType<typeof sql<{ id: string }>>): Promise<(url: string) => Promise<Reply>> {
  const [person] = await world.query(who);
  const entered = await world.app.inject({
    method: "POST",
    url: "/api/session/demo",
    payload: { personId: person!.id },
  });
  const cookie = entered.cookies[0]!;
  return async (url) => {
    const reply = await world.app.inject({ method: "GET", url, cookies: { [cookie.name]: cookie.value } });
    const isJson = String(reply.headers["content-type"]).includes("json");
    return {
      status: reply.statusCode,
      headers: reply.headers,
      body: isJson ? reply.json() : reply.rawPayload,
    };
  };
}

test("the alliance has the promised size, and every number is in the database", async () => {
  expect(summary).toMatchObject({ institutions: 8, experts: 150, specialties: 40, pastConsultations: 600 });
  expect(await count(sql`identity.tenant where kind = 'hospital'`)).toBe(8);
  // One of them was registered by a second hospital as well.
  expect(await count(sql`experts.practitioner`)).toBe(151);
  expect(await count(sql`experts.claim_conflict where status = 'open'`)).toBe(3);
  expect(await count(sql`experts.objection where status = 'open'`)).toBe(1);
  expect(await count(sql`identity.person`)).toBe(summary.people);
  expect(await count(sql`cases.consult_request where status = 'closed'`)).toBe(603);
  expect(await count(sql`cases.consult_request where status = 'cancelled'`)).toBe(summary.cancelledRequests);
  expect(await count(sql`(select 1 from organizations.organization group by left(region_code, 2)) p`)).toBe(
    4,
  );
  expect(await count(sql`terminology.review_item where status = 'open'`)).toBe(5);
  expect(await count(sql`experts.import_run where status = 'applied'`)).toBe(1);
  expect(await count(sql`experts.import_row where outcome = 'rejected'`)).toBe(4);
});

test("institution codes carry valid check characters, licences fifteen digits", async () => {
  const codes = await world.query(
    sql<{ code: string }>`select credit_code as code from organizations.organization`,
  );
  for (const { code } of codes)
    expect(parseCreditCode(code)).toMatchObject({ ok: true, value: { warnings: [] } });
  expect(await count(sql`experts.practitioner where licence_number !~ '^[0-9]{15}$'`)).toBe(0);
});

test("cases wait in every state", async () => {
  const rows = await world.query(
    sql<{ status: string; n: number }>`select status, count(*)::int as n from cases.consult_request
      where status not in ('closed', 'cancelled') group by 1 order by 1`,
  );
  expect(Object.fromEntries(rows.map(({ status, n }) => [status, n]))).toEqual({
    accepted: 2,
    dispatching: 3,
    draft: 2,
    in_session: 1,
    opinion_signed: 2,
    returned: 1,
  });
  // One waits for the dispatcher; of the others somebody is asked, or waited for where it is night.
  expect(await count(sql`cases.consult_request where next_actor = 'dispatcher'`)).toBe(1);
  expect(
    await count(sql`dispatch.search s where status = 'running' and (look_at is not null
      or exists (select 1 from dispatch.offer o where o.case_id = s.case_id and o.status = 'sent'))`),
  ).toBe(2);
  expect(await count(sql`dispatch.offer where status = 'sent'`)).toBeGreaterThan(0);
});

test("the past is believable: all levels, all answers, no case that ends in the future", async () => {
  const [past] = await world.query(sql<Record<string, number>>`
    select count(*) filter (where urgency_level = 'I')::float / count(*) as one,
      count(*) filter (where urgency_level = 'II')::float / count(*) as two,
      count(*) filter (where urgency_level = 'III')::float / count(*) as three,
      count(*) filter (where closed_at > platform.now())::int as future,
      (max(submitted_at) - min(submitted_at)) > interval '530 days' as "isLong"
    from cases.consult_request where status in ('closed', 'cancelled')`);
  expect(past!.one).toBeGreaterThan(0.01);
  expect(past!.one).toBeLessThan(0.08);
  expect(past!.two).toBeGreaterThan(0.08);
  expect(past!.two).toBeLessThan(0.25);
  expect(past!.three).toBeGreaterThan(0.2);
  expect(past).toMatchObject({ future: 0, isLong: true });
  const [answers] = await world.query(sql<Record<string, number>>`
    select count(*) filter (where status = 'declined')::float / count(*) as declined,
      count(*) filter (where status = 'expired')::float / count(*) as expired from dispatch.offer`);
  expect(answers!.declined).toBeGreaterThan(0.05);
  expect(answers!.expired).toBeGreaterThan(0.05);
  expect(answers!.expired).toBeLessThan(0.4);
  const [adopted] = await world.query(sql<{ share: number }>`
    select avg((decision = 'adopted')::int)::float as share from consultation.disposition`);
  expect(adopted!.share).toBeGreaterThan(0.74);
  expect(adopted!.share).toBeLessThan(0.86);
});

test("each seeded anomaly raises exactly its alert, and nothing else does", async () => {
  const alerts = await world.query(sql<{ kind: string; subject: string; cases: number }>`
    select kind, details ->> 'subject' as subject, cardinality(case_ids) as cases from quality.alert order by kind`);
  expect(alerts).toEqual([
    {
      kind: "praise_ring",
      subject: expect.stringMatching(/博斯塔县人民医院 .+、博斯塔县人民医院 /u) as string,
      cases: 14,
    },
    { kind: "satisfaction_low", subject: expect.stringContaining("M51") as string, cases: 0 },
    {
      kind: "volume_falls",
      subject: expect.stringContaining("之江医科大学附属第一医院") as string,
      cases: 0,
    },
  ]);
});

test("results are believable, and every case that was sent has its fact", async () => {
  const [share] = await world.query(sql<Record<string, number>>`select
    (select count(*) from quality.evaluation)::float / (select count(*) from cases.consult_request where status = 'closed') as evaluated,
    (select avg((usefulness >= 4)::int) from quality.evaluation)::float as satisfied,
    (select avg((status = 'done')::int) from quality.follow_up where due_on < platform.now()::date - 10)::float as reached`);
  expect(share!.evaluated).toBeGreaterThan(0.7);
  expect(share!.satisfied).toBeGreaterThan(0.82);
  expect(share!.reached).toBeGreaterThan(0.7);
  expect(
    await count(sql`cases.consult_request r where number is not null
      and not exists (select 1 from quality.case_fact f where f.case_id = r.id and f.status = r.status)`),
  ).toBe(0);
});

test("no text has an open hole, and every diagnosis has its code", async () => {
  const open = sql`question ~ '[{}]|undefined|NaN' or summary ~ '[{}]|undefined|NaN'`;
  expect(await count(sql`cases.consult_request where ${open}`)).toBe(0);
  const said = sql`draft ->> 'answer' || (draft ->> 'conclusion') || (draft ->> 'advice')`;
  expect(await count(sql`consultation.opinion where ${said} ~ '[{}]|undefined|NaN'`)).toBe(0);
  expect(await count(sql`cases.suspected_diagnosis where code is null`)).toBe(0);
});

test("every invariant holds", async () => {
  const broken = (await checkInvariants(world.database)).filter(({ offenders }) => offenders.length > 0);
  expect(broken).toEqual([]);
});

test("the books are whole and equal to what the record gives; this month and the last are open", async () => {
  const { lines, books, postings } = await world.system(replayLedger);
  expect([lines, books]).toEqual([[], []]);
  expect(postings).toBeGreaterThan(3000);
  const rows = await world.query(sql<{ status: string; months: number }>`
    select status, count(distinct month)::int as months from incentives.settlement_batch group by status order by status`);
  // On the first of a month nothing of it may be over yet.
  expect([1, 2]).toContain(rows.find(({ status }) => status === "accruing")?.months);
  expect(rows.find(({ status }) => status === "paid")?.months).toBeGreaterThan(12);
  expect(await count(sql`incentives.honour_round where status = 'final'`)).toBeGreaterThan(0);
  expect(await count(sql`incentives.appreciation where status = 'shown'`)).toBeGreaterThan(50);
});

test("pages answer for the people a visitor may enter as", async () => {
  const dispatcher = await enter(
    sql`select person_id as id from identity.role_assignment where role = 'dispatcher'`,
  );
  expect((await dispatcher("/api/cases?scope=closed&limit=100")).body.items).toHaveLength(100);
  const asked = await enter(sql`select person_id as id from dispatch.offer where status = 'sent'`);
  expect((await asked("/api/offers")).body.items[0].reasons).toHaveLength(3);
  const waiting = sql<{ id: string }>`select requester_person_id as id from cases.consult_request
    where status = 'opinion_signed'`;
  const requester = await enter(waiting);
  const cases = (await requester("/api/cases?scope=open&limit=100")).body.items as {
    id: string;
    status: string;
  }[];
  const signed = cases.find(({ status }) => status === "opinion_signed")!;
  expect((await requester(`/api/cases/${signed.id}`)).body.may.giveDisposition).toBe(true);
  expect((await requester(`/api/cases/${signed.id}/opinion`)).body.versions[0].isValid).toBe(true);
  expect((await requester(`/api/cases/${signed.id}/timeline`)).body.items.length).toBeGreaterThan(6);
  const [copy] = (await requester("/api/archive")).body.items as { id: string }[];
  const paper = (await requester(`/api/archive/${copy!.id}/pdf`)).body as Buffer;
  expect(paper.subarray(0, 5).toString()).toBe("%PDF-");
});

test("a database that holds anybody is not touched", async () => {
  const before = await count(sql`identity.person`);
  await expect(seed(world.database, config)).rejects.toThrow(NotEmptyError);
  expect(await count(sql`identity.person`)).toBe(before);
});
