import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type World } from "../../test/world.js";
import { poolVersion } from "../experts/index.js";
import { inviterOf, type MatchFacts } from "../matching/index.js";
import { tablesOf, type Tx } from "../platform/database/database.js";
import { poolFacts } from "./index.js";
import { addPastConsult, readPastConsults, readResponses } from "./store/past-consults.js";

const anyTables = tablesOf<unknown>();
let world: World;
let alliance: Alliance;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 3);
});
afterAll(() => world.close());

/** Everything read anew, as the facts must be. */
async function anew(tx: Tx): Promise<Pick<MatchFacts, "loadByRole" | "responseStats" | "consultHistory">> {
  const responses = await readResponses(tx);
  return {
    loadByRole: new Map(
      responses
        .filter(({ today, thisWeek }) => today + thisWeek > 0)
        .map(({ roleId, today, thisWeek }) => [roleId, { today, thisWeek }]),
    ),
    responseStats: new Map(
      responses.map(({ roleId, offers, accepted, medianMinutes }) => [
        roleId,
        { offers, accepted, medianMinutes },
      ]),
    ),
    consultHistory: await readPastConsults(tx),
  };
}
const check = () =>
  world.system(async (tx) => {
    const facts = await poolFacts(tx, "III");
    expect(facts).toMatchObject(await anew(tx));
    expect([...facts.responseStats.keys()].sort()).toEqual([...(await anew(tx)).responseStats.keys()].sort());
    return facts;
  });

test("kept facts are those read anew after every step, and the very same while nothing happens", async () => {
  const empty = await check();
  const caseId = await alliance.submit();
  const first = await alliance.openOffer(caseId);
  await check();
  ok(await first.expert.post(`/api/offers/${first.id}/decline`, { code: "no_time_now" }));
  await world.drain();
  await check();
  const second = await alliance.openOffer(caseId);
  ok(await second.expert.post(`/api/offers/${second.id}/accept`));
  await world.drain();
  const taken = await check();
  expect(taken.loadByRole.get(second.expert.roleId)).toEqual({ today: 1, thisWeek: 1 });
  expect(taken.responseStats.get(first.expert.roleId)).toMatchObject({ offers: 1, accepted: 0 });
  expect(empty.responseStats.size).toBe(0);
  const again = await check();
  expect(again.responseStats).toBe(taken.responseStats);
  expect(again.consultHistory).toBe(taken.consultHistory);

  await world.system((tx) =>
    addPastConsult(tx, {
      caseId,
      practitionerRoleId: second.expert.roleId,
      diagnosisCodes: ["R91.x00"],
      specialtyCode: "03.01",
      decision: "adopted",
      closedAt: tx.now,
    }),
  );
  expect((await check()).consultHistory).toMatchObject([{ roleId: second.expert.roleId, adopted: 1 }]);
  await world.query(
    sql`update dispatch.offer set status = 'withdrawn', withdraw_code = 'taken_back' where id = ${second.id}`,
  );
  const back = await check();
  expect(back.loadByRole.has(second.expert.roleId)).toBe(false);
});

test("what a transaction changed itself is seen by it, and by nobody when it is rolled back", async () => {
  const caseId = await alliance.submit();
  const { id, expert } = await alliance.openOffer(caseId);
  const before = await check();
  const offers = (facts: MatchFacts) => facts.responseStats.get(expert.roleId)?.offers;
  await expect(
    world.system(async (tx) => {
      await sql`update dispatch.offer set status = 'expired' where id = ${id}`.execute(anyTables(tx));
      const own = await poolFacts(tx, "III");
      expect(own).toMatchObject(await anew(tx));
      expect(offers(own)).toBe((offers(before) ?? 0) + 1);
      throw new Error("not this way");
    }),
  ).rejects.toThrow("not this way");
  expect(offers(await check())).toBe(offers(before));
});

test("a new day begins with no load of today", async () => {
  const caseId = await alliance.submit();
  const { id, expert } = await alliance.openOffer(caseId);
  ok(await expert.post(`/api/offers/${id}/accept`));
  await world.drain();
  expect((await check()).loadByRole.get(expert.roleId)?.today).toBeGreaterThan(0);
  await world.passTime(24 * 60);
  expect((await check()).loadByRole.get(expert.roleId)?.today ?? 0).toBe(0);
});

test("the form goes by what was committed a moment ago, and by nothing that was taken back", async () => {
  const asked = {
    question: "右上肺结节是否需要手术？",
    summary: "吸烟 30 年，胸部 CT 示右上肺磨玻璃结节 12mm。",
    diagnoses: [{ code: "C34.900", name: "肺癌" }],
    wantedSpecialtyCode: "03.01",
    patientSex: "male",
    patientAgeYears: 63,
  };
  const shown = async () => {
    const { candidates, excluded } = ok(await alliance.requester.post("/api/ranking/preview", asked))
      .body as {
      candidates: { factors: { key: string; points: number }[] }[];
      excluded: { code: string }[];
    };
    const near = candidates[0]?.factors.find(({ key }) => key === "region")?.points;
    return { count: candidates.length, near, why: excluded.map(({ code }) => code) };
  };
  const before = await shown();
  expect(before.count).toBeGreaterThan(0);
  const put = (status: string) => world.superuser(`update organizations.agreement set status = '${status}'`);
  await put("suspended");
  expect(await shown()).toMatchObject({ count: 0, why: expect.arrayContaining(["no_agreement"]) });
  await put("in_force");
  expect(await shown()).toEqual(before);
  await expect(
    world.system(async (tx) => {
      await sql`update organizations.agreement set status = 'suspended'`.execute(anyTables(tx));
      expect((await inviterOf(tx, alliance.county, (await poolVersion(tx)).keptState)).agreements).toEqual(
        [],
      );
      throw new Error("taken back");
    }),
  ).rejects.toThrow("taken back");
  expect(await shown()).toEqual(before);
  const move = (region: string) =>
    world.superuser(
      `update organizations.organization set region_code = '${region}' where id = '${alliance.county}'`,
    );
  const [home] = await world.query(sql<{ region_code: string }>`
    select region_code from organizations.organization where id = ${alliance.county}`);
  await move("650100");
  expect((await shown()).near).toBeLessThan(before.near ?? 0);
  await move(home?.region_code ?? "");
  expect(await shown()).toEqual(before);
});
