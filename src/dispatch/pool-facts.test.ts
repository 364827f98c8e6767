import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type World } from "../../test/world.js";
import type { MatchFacts } from "../matching/index.js";
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
