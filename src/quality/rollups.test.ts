import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ok } from "../../test/alliance.js";
import { tablesOf } from "../platform/database/database.js";
import { becomeAnother, caseChange } from "./changes-for-tests.js";
import { followCases, rebuildFacts } from "./rebuild.js";
import { newStage, type Stage } from "./stage-for-tests.js";
import { indicatorRules, indicatorSources } from "./store/indicator-rules.js";
import { firstMonth } from "./store/case-choice.js";
import { readStrata } from "./store/indicators.js";
import { stateCodes } from "./store/state-places.js";
import { countCases, recountAll } from "./store/states.js";

let stage: Stage;
let world: Stage["world"];
let alliance: Stage["alliance"];
const cases: string[] = [];
const everything = tablesOf<unknown>();
beforeAll(async () => {
  stage = await newStage();
  ({ world, alliance } = stage);
  for (let n = 0; n < 4; n++) cases.push(await alliance.submit());
  await world.drain();
});
afterAll(() => world.close());

/** Every sum that is kept, line by line. */
const sums = () =>
  world.query(sql<object>`
    select to_jsonb(s) as line from quality.indicator_sum s
    union all select to_jsonb(a) from quality.adoption_sum a order by 1`);

/** What is kept now, and that building it anew from nothing finds and makes the same. */
async function expectSameAnew(rebuild: () => Promise<{ cases: number; cells: number }>): Promise<void> {
  const kept = await sums();
  expect(await rebuild()).toEqual({ cases: 0, cells: 0 });
  expect(await sums()).toEqual(kept);
  await world.query(sql`delete from quality.indicator_sum`);
  await world.query(sql`delete from quality.adoption_sum`);
  await world.system(recountAll);
  expect(await sums()).toEqual(kept);
}

test("over random changes, what is kept event by event is what is built anew from nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(caseChange, { minLength: 1, maxLength: 8 }), async (changes) => {
      for (const one of changes) {
        await world.system((tx) => becomeAnother(tx, alliance, cases[one.place] ?? "", one));
        if (one.clock > 0) await world.passTime(one.clock);
      }
      // What time alone changed since is counted by the timers; here all cases are told once more.
      await world.system((tx) => countCases(tx, cases));
      await expectSameAnew(async () => {
        const found = await world.system(recountAll);
        return { cases: found.cases.length, cells: found.cells };
      });
      // And each state is what its rule says of the case, asked directly.
      for (const [place, code] of stateCodes.entries()) {
        const { base, known, hit } = indicatorRules[code]!;
        const [asked] = await world.query(sql<object>`select
            count(*) filter (where ${base} and ${known} and coalesce(${hit}, false))::int as hits,
            count(*) filter (where ${base} and ${known} and not coalesce(${hit}, false))::int as missed,
            count(*) filter (where ${base} and not coalesce(${known}, false))::int as pending from ${indicatorSources}`);
        const at = 2 + 3 * place;
        const [summed] =
          await world.query(sql<object>`select coalesce(sum(s.sums[${at}::int]), 0)::int as hits,
            coalesce(sum(s.sums[${at + 1}::int]), 0)::int as missed, coalesce(sum(s.sums[${at + 2}::int]), 0)::int as pending
          from quality.indicator_sum s where s.scope = '00000000-0000-0000-0000-000000000000' and s.stratum = 'region'`);
        expect({ code, ...summed }).toEqual({ code, ...asked });
      }
    }),
    { seed: 20261129, numRuns: 12 },
  );
});

test("a duration drawn from its classes lies beside the one taken from the cases", async () => {
  for (const [n, id] of cases.entries())
    await world.system(async (tx) => {
      await sql`update quality.case_fact set accepted_at = submitted_at + make_interval(mins => ${10 * (n + 1)}::int),
        accept_within = 30 where case_id = ${id}`.execute(everything(tx));
      await countCases(tx, [id]);
    });
  const strata = (exactCases?: number) =>
    world.system(async (tx) => readStrata(tx, "accept_time", "month", await firstMonth(tx, 12), exactCases));
  const [exact, drawn] = [await strata(), await strata(0)];
  expect(drawn.map(({ key, value }) => [key, value.hits, value.of])).toEqual(
    exact.map(({ key, value }) => [key, value.hits, value.of]),
  );
  expect(exact.length).toBeGreaterThan(0);
  for (const [i, { value }] of exact.entries()) {
    expect([value.isDrawn, drawn[i]?.value.isDrawn]).toEqual([false, true]);
    // Ten minutes apart, four classes to a doubling.
    expect(Math.abs((drawn[i]?.value.median ?? 0) - (value.median ?? 0))).toBeLessThan(12);
  }
});

test("over real steps of cases, told twice and with time passing, kept and built anew are the same", async () => {
  // The facts that the other test made up are written anew from the tables.
  await rebuildFacts(world.database);
  const { caseId } = await stage.closedCase("partly_adopted");
  const open = await alliance.submit();
  const { id, expert } = await alliance.openOffer(open);
  ok(await expert.post(`/api/offers/${id}/decline`, { code: "no_time_now" }));
  ok(
    await alliance.requester.post(`/api/cases/${caseId}/evaluation`, {
      agreement: "changed",
      hasChangedManagement: true,
      transfer: "none",
      usefulness: 4,
      seconds: 5,
    }),
  );
  ok(
    await alliance.requester.post("/api/complaints", { caseId, source: "inviter", text: "意见签发迟了两天" }),
  );
  await world.passTime(31 * 24 * 60);
  await world.drain();
  await stage.night();
  // An event that is told again, by a worker that died after its work and before saying so.
  for (const some of [[caseId], [open, caseId], [caseId, caseId]])
    await world.system((tx) => followCases(tx, some));
  // The hospital moves to another region: its cases move with it, in the sums of both modules.
  await world.query(
    sql`update organizations.organization set region_code = '650100' where id = ${alliance.county}`,
  );
  await world.drain();
  const regions = await world.query(sql<{
    region_code: string;
  }>`select distinct region_code from insight.demand
    where requests <> 0`);
  expect(regions).toEqual([{ region_code: "650100" }]);
  await expectSameAnew(async () => {
    const found = await rebuildFacts(world.database);
    return { cases: found.differing.length, cells: found.differingCells };
  });
});

test("a call is smooth by what its pages measured, once it is over", async () => {
  const { caseId } = await stage.closedCase("adopted");
  const room = "00000000-0000-4000-8000-00000000c411";
  const measure = (count: number, lossPercent: number) =>
    world.superuser(`set session_replication_role = replica;
      insert into room.quality_sample (id, room_id, case_id, stay_id, at, loss_percent, round_trip_ms)
        select gen_random_uuid(), '${room}', '${caseId}', gen_random_uuid(), now(), ${lossPercent}, 80 from generate_series(1, ${count});
      set session_replication_role = origin;`);
  const state = async () => {
    await world.system((tx) => followCases(tx, [caseId]));
    const place = stateCodes.indexOf("call_smooth") + 1;
    const [row] = await world.query(sql<{
      state: number;
    }>`select states[${place}::int] as state from quality.case_state
      where case_id = ${caseId}`);
    return row?.state;
  };
  expect(await state()).toBe(0);
  await world.query(sql`update cases.consult_request set mode = 'video' where id = ${caseId}`);
  expect(await state()).toBe(3);
  await world.superuser(`set session_replication_role = replica;
    insert into room.room (id, case_id, institution_id, status, provider, provider_room, created_by, created_at, opened_at)
      select '${room}', id, institution_id, 'open', 'embedded', 'a-call-of-the-case', requester_person_id, now(), now()
      from cases.consult_request where id = '${caseId}';
    set session_replication_role = origin;`);
  await measure(19, 0.5);
  await measure(1, 20);
  expect(await state()).toBe(3);
  await world.query(
    sql`update room.room set status = 'closed', closed_at = now(), closed_reason = 'ended' where id = ${room}`,
  );
  // The end of the call is heard by itself.
  await world.drain();
  expect(await state()).toBe(1);
  await measure(1, 20);
  expect(await state()).toBe(2);
  await expectSameAnew(async () => {
    const found = await rebuildFacts(world.database);
    return { cases: found.differing.length, cells: found.differingCells };
  });
});

test("another version's order of indicators is noticed, and all is counted anew", async () => {
  const kept = await sums();
  await world.query(sql`update quality.state_layout set codes = array['old']`);
  await world.system((tx) => followCases(tx, cases.slice(0, 1)));
  expect(await sums()).toEqual(kept);
  expect(await world.query(sql`select codes from quality.state_layout`)).toEqual([
    { codes: [...stateCodes] },
  ]);
});

test("a hospital reads its own sums and states, and no others'; two at once lose nothing", async () => {
  const other = await world.institution("他县医院");
  const stranger = await world.person(other, "他县质控", "quality");
  expect(ok(await stranger.get("/api/quality/overview")).body).toMatchObject({ submitted: 0, closed: 0 });
  expect(ok(await stranger.get("/api/quality/indicators/consent/strata?by=level")).body.items).toEqual([]);
  const own = ok(await stage.office.get("/api/quality/indicators?months=12")).body;
  const all = ok(await stage.platformOffice.get("/api/quality/indicators?months=12")).body;
  expect(own.cases).toBe(all.cases);
  await world.system((tx) => sql`delete from quality.case_state`.execute(everything(tx)));
  expect(await sums()).toEqual([]);
  await Promise.all(cases.map((id) => world.system((tx) => countCases(tx, [id]))));
  const found = await world.system(recountAll);
  expect(found.cases).toHaveLength(all.cases - cases.length);
});
