import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, type AllianceExpert, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../test/world.js";
import type { CellDetail, PeakView, RecruitmentView, SupplyView } from "./api.js";
import { rebuildDemand } from "./index.js";

let world: World;
let alliance: Alliance;
let hidden: AllianceExpert;
let operator: Someone;
const key = () => ({
  regionCode: supply.cells[0]!.regionCode,
  specialtyCode: supply.cells[0]!.specialtyCode,
});
let supply: SupplyView;

beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world);
  operator = await world.person(alliance.operator, "吴运营", "operator");
  const cases: string[] = [];
  for (let n = 0; n < 6; n++) cases.push(await alliance.submit());
  const { id, expert } = await alliance.openOffer(cases[0]!);
  ok(await expert.post(`/api/offers/${id}/accept`));
  await world.drain();
  const [{ code } = { code: "" }] = await world.query(sql<{ code: string }>`
    select code from cases.suspected_diagnosis where code is not null limit 1`);
  hidden = await alliance.addExpert("隐秘生", "04", { code, label: "同类疾病", cases: 40 });
  supply = ok(await operator.get("/api/insight/supply?months=6")).body as SupplyView;
});
afterAll(() => world.close());

const factColumns =
  "submitted_at, accepted_at, accept_within, status, specialty_code, category, region_code, decision, declined, was_handed_over";
const sums = () =>
  world.query(sql<object>`
    select 'demand' as kind, to_jsonb(d) as line from insight.demand d where d.requests <> 0
    union all select 'disease', to_jsonb(g) from insight.disease_demand g where g.requests <> 0
    union all select 'peak', to_jsonb(p) from insight.peak p where p.requests <> 0
    union all select 'hours', to_jsonb(a) from insight.peak_all a where a.requests <> 0
    union all select 'capacity', to_jsonb(c) from insight.capacity c where c.experts <> 0 order by 1, 2`);

test("every request is counted once, and the cell says who is in reach", () => {
  expect(supply).toMatchObject({ requests: 6, met: 1 });
  expect(supply.cells).toHaveLength(1);
  expect(supply.cells[0]).toMatchObject({ requests: 6, met: 1, expertsInReach: 3 });
  expect(supply.regions[0]!.name).toMatch(/[\u4e00-\u9fff]/);
});

test("what was summed event by event is what is built anew from the facts", async () => {
  const before = await sums();
  expect(before.length).toBeGreaterThan(1);
  expect(await world.system(rebuildDemand)).toBe(6);
  expect(await sums()).toEqual(before);
});

test("a case that is taken away leaves its sums, one that changes its cell moves", async () => {
  const [first] = await world.query(sql<{ case_id: string }>`select case_id from quality.case_fact limit 1`);
  await world.query(sql`update quality.case_fact set specialty_code = '07', urgency_level = 'I'
    where case_id = ${first!.case_id}`);
  const moved = ok(await operator.get("/api/insight/supply?months=6")).body as SupplyView;
  expect(moved.requests).toBe(6);
  const few = moved.cells.find(({ specialtyCode }) => specialtyCode === "07");
  // One request could point at a patient: no number, and none in the reasons.
  expect(few).toMatchObject({ requests: null, met: null });
  expect(JSON.stringify(few?.reasons)).not.toMatch(/"count":\d/);
  await world.system(rebuildDemand);
});

test("over random changes, forwards and backwards, what is summed is what is built anew from the facts", async () => {
  const ids = (
    await world.query(sql<{ case_id: string }>`select case_id from quality.case_fact order by case_id`)
  ).map((row) => row.case_id);
  const kept = await world.query(sql`select * from quality.case_fact`);
  const minutes = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 5_000 }));
  const change = fc.record({
    place: fc.nat(ids.length - 1),
    sent: fc.integer({ min: 0, max: 100 * 1440 }),
    accepted: minutes,
    within: fc.constantFrom(null, 5, 1440),
    status: fc.constantFrom("dispatching", "cancelled", "returned", "closed"),
    specialty: fc.constantFrom(null, "03", "07"),
    category: fc.constantFrom("", "I21", "R91"),
    region: fc.constantFrom("330100", "650100"),
    decision: fc.constantFrom(null, "adopted", "not_adopted"),
    declined: fc.nat(3),
    handedOver: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
      for (const one of changes)
        await world.query(sql`update quality.case_fact f set submitted_at = s.at,
            accepted_at = s.at + make_interval(mins => ${one.accepted}::int), accept_within = ${one.within},
            status = ${one.status}, specialty_code = ${one.specialty}, category = ${one.category},
            region_code = ${one.region}, decision = ${one.decision}, declined = ${one.declined},
            was_handed_over = ${one.handedOver}
          from (select platform.now() - make_interval(mins => ${one.sent}::int) as at) s
          where f.case_id = ${ids[one.place] ?? ""}`);
      const before = await sums();
      await world.system(rebuildDemand);
      expect(await sums()).toEqual(before);
    }),
    { seed: 20261129, numRuns: 15 },
  );
  expect(kept).toHaveLength(6);
  for (const row of kept as { case_id: string; submitted_at: string; accepted_at: string | null }[])
    await world.query(sql`update quality.case_fact f set (${sql.raw(factColumns)}) = (
      select ${sql.raw(factColumns)} from jsonb_populate_record(f, ${JSON.stringify(row)}::jsonb) x)
      where f.case_id = ${row.case_id}`);
});

test("over random changes of posts and fields, capacity is what is built anew from the posts", async () => {
  const roles = (
    await world.query(sql<{ id: string }>`select id from experts.practitioner_role order by id`)
  ).map(({ id }) => id);
  const kept = await world.query(sql<{
    id: string;
    code: string;
  }>`select practitioner_role_id as id, specialty_code as code
    from experts.role_specialty`);
  const step = fc.oneof(
    fc.record({
      kind: fc.constant("post" as const),
      place: fc.nat(roles.length - 1),
      status: fc.constantFrom("active", "paused", "retired"),
      cap: fc.nat(40),
      isMoved: fc.boolean(),
    }),
    fc.record({
      kind: fc.constantFrom("add" as const, "remove" as const),
      place: fc.nat(roles.length - 1),
      code: fc.constantFrom("03", "04", "07.02"),
    }),
  );
  const homes = [alliance.county, alliance.tertiary];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      for (const one of steps) {
        const id = roles[one.place] ?? "";
        if (one.kind === "post")
          await world.query(sql`update experts.practitioner_role set status = ${one.status}, weekly_cap = ${one.cap},
            organization_id = ${homes[one.isMoved ? 0 : 1]} where id = ${id}`);
        else if (one.kind === "add")
          await world.query(sql`insert into experts.role_specialty (practitioner_role_id, specialty_code, relation)
            select r.id, ${one.code}, 'exact' from experts.practitioner_role r where r.id = ${id} or ${one.place === 0}
            on conflict do nothing`);
        else
          await world.query(sql`delete from experts.role_specialty where specialty_code = ${one.code}
            and (practitioner_role_id = ${id} or ${one.place === 0})`);
      }
      const before = await sums();
      await world.system(rebuildDemand);
      expect(await sums()).toEqual(before);
    }),
    { seed: 20261130, numRuns: 20 },
  );
  await world.query(sql`delete from experts.role_specialty`);
  expect(
    await world.query(sql`select 1 from insight.capacity where experts <> 0 or weekly_cap <> 0`),
  ).toEqual([]);
  await world.query(
    sql`update experts.practitioner_role set status = 'active', weekly_cap = 15, organization_id = ${alliance.tertiary}`,
  );
  for (const { id, code } of kept)
    await world.query(sql`insert into experts.role_specialty (practitioner_role_id, specialty_code, relation)
      values (${id}, ${code}, 'exact')`);
});

test("the hours of a week are all there, and hold every request", async () => {
  const { hours } = ok(await operator.get("/api/insight/peaks?months=6")).body as PeakView;
  expect(hours).toHaveLength(168);
  expect(hours.reduce((sum, { requests }) => sum + requests, 0)).toBe(6);
});

test("only the platform's people see it; unknown places are told so", async () => {
  expect((await alliance.requester.get("/api/insight/supply")).status).toBe(403);
  expect((await operator.get("/api/insight/supply/650000/99")).body.code).toBe("cell_not_found");
  expect((await operator.get("/api/insight/supply?months=0")).status).toBe(400);
  expect((await operator.get("/api/insight/peaks?regionCode=%27or1")).status).toBe(400);
});

test("the table goes out as a spreadsheet, small numbers hidden", async () => {
  const csv = await operator.get("/api/insight/supply/export?months=6&format=csv");
  expect(csv.status).toBe(200);
  expect(String(csv.headers["content-type"])).toContain("text/csv");
  expect(String(csv.body)).toContain("<5");
});

test("the hidden skill is proposed, asked once, and answers for himself", async () => {
  const { regionCode, specialtyCode } = key();
  const detail = ok(await operator.get(`/api/insight/supply/${regionCode}/${specialtyCode}?months=6`))
    .body as CellDetail;
  const proposed = detail.recruits.find(({ name }) => name === "隐秘生");
  expect(proposed).toMatchObject({
    patients: 40,
    verifiedPatients: 0,
    isOfTheField: false,
    hasAgreement: true,
  });
  const given = { ...key(), roleId: hidden.roleId, note: "县里这类患者多，请您支援" };
  expect((await operator.post("/api/insight/recruitments", { ...given, note: " " })).status).toBe(400);
  expect((await alliance.dispatcher.post("/api/insight/recruitments", given)).status).toBe(403);
  const { id } = ok(await operator.post("/api/insight/recruitments", given)).body as { id: string };
  expect((await operator.post("/api/insight/recruitments", given)).body.code).toBe("already_asked");
  await world.drain();

  const notices = ok(await hidden.get("/api/notices")).body.items as { kind: string }[];
  expect(notices.map(({ kind }) => kind)).toContain("recruit_asked");
  const mine = ok(await hidden.get("/api/my-recruitments")).body.items as RecruitmentView[];
  expect(mine).toEqual([expect.objectContaining({ id, status: "asked", note: given.note })]);
  const other = alliance.experts[0]!;
  const url = `/api/my-recruitments/${id}/answer`;
  expect((await other.post(url, { answer: "accepted" })).body.code).toBe("recruitment_not_found");
  ok(await hidden.post(url, { answer: "accepted", note: "周三下午可以" }));
  expect((await hidden.post(url, { answer: "declined" })).body.code).toBe("recruitment_answered");
  await world.drain();
  const told = ok(await operator.get("/api/notices")).body.items as { kind: string }[];
  expect(told.map(({ kind }) => kind)).toContain("recruit_answered");
});

test("the pilot's progress is told line by line since it began, small numbers hidden; without a pilot there is none", async () => {
  const progress = async () => ok(await operator.get("/api/insight/pilot")).body;
  expect(await progress()).toEqual({ since: null, lines: [] });
  const [{ code } = { code: "" }] = await world.query(sql<{ code: string }>`
    select region_code as code from organizations.organization where id = ${alliance.county}`);
  const line = { regionCode: `${code.slice(0, 2)}0000`, specialtyCode: "03", diseaseCode: null };
  ok(
    await operator.put("/api/pilot", {
      basedOn: 0,
      isLimited: true,
      lines: [line, { ...line, specialtyCode: "07" }],
      reason: "试点开始",
    }),
  );
  const cases: string[] = [];
  for (let n = 0; n < 4; n++) cases.push(await alliance.submit());
  await world.drain();
  const [few, other] = (await progress()).lines;
  expect(few).toMatchObject({ requests: null, accepted: null });
  expect(other).toMatchObject({ requests: 0, accepted: 0, opinions: 0 });
  cases.push(await alliance.submit());
  const { id, expert } = await alliance.openOffer(cases[0]!);
  ok(await expert.post(`/api/offers/${id}/accept`));
  await world.drain();
  const [enough] = (await progress()).lines;
  expect(enough).toMatchObject({ requests: 5, accepted: 1, late: 0, opinions: 0, decided: 0 });
  expect(enough.words).toContain("内科");
  expect((await alliance.requester.get("/api/insight/pilot")).status).toBe(403);
  ok(await operator.put("/api/pilot", { basedOn: 1, isLimited: false, lines: [], reason: "全面开放" }));
  expect(await progress()).toEqual({ since: null, lines: [] });
});
