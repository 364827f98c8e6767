import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { isPostgresRun } from "../../test/database.js";
import { newWorld, type World } from "../../test/world.js";
import { forecast } from "./domain/response/exports.js";
import { readOutcomes, responseModel } from "./response-log.js";
import { dispatchTables } from "./tables.js";

let world: World;
let alliance: Alliance;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 3);
});
afterAll(() => world.close());

const roleOf = async (personId: string): Promise<string> =>
  (
    await world.query(sql<{ id: string }>`
      select r.id from experts.practitioner_role r join experts.practitioner p on p.id = r.practitioner_id
      where p.person_id = ${personId}`)
  )[0]?.id ?? "";

test("every way an offer ends is written down once, by the database, with its wait", async () => {
  const caseId = await alliance.submit();
  const first = await alliance.openOffer(caseId);
  await world.passTime(1);
  ok(await first.expert.post(`/api/offers/${first.id}/decline`, { code: "no_time_now", note: "" }));
  await world.drain();
  const second = await alliance.openOffer(caseId);
  ok(await second.expert.post(`/api/offers/${second.id}/accept`));
  await world.drain();
  const rows = await world.query(sql<{ offer_id: string; ended: string; waited: number; offset: number }>`
    select offer_id, ended, waited_minutes as waited, utc_offset_minutes as "offset"
    from dispatch.response_outcome order by sent_at`);
  expect(rows.map((row) => [row.offer_id, row.ended, row.offset])).toEqual([
    [first.id, "declined", 480],
    [second.id, "accepted", 480],
  ]);
  expect(rows[0]?.waited).toBeGreaterThanOrEqual(1);
  // Taken back afterwards it is still a yes, and not told twice.
  ok(await alliance.dispatcher.post(`/api/cases/${caseId}/take-back`, { reason: "专家临时手术，换人" }));
  await world.drain();
  const again = await world.query(sql<{ ended: string }>`
    select ended from dispatch.response_outcome where offer_id = ${second.id}`);
  expect(again).toEqual([{ ended: "accepted" }]);
  await expect(world.superuser("update dispatch.response_outcome set waited_minutes = 0")).rejects.toThrow();
});

test("an expiry and a withdrawal are waits without an answer", async () => {
  const caseId = await alliance.submit();
  const { id } = await alliance.openOffer(caseId);
  await world.passTime(24 * 60);
  await world.drain();
  const rows = await world.query(sql<{ ended: string; waited: number; open: number }>`
    select r.ended, r.waited_minutes as waited, extract(epoch from o.expires_at - o.sent_at) / 60 as open
    from dispatch.response_outcome r join dispatch.offer o on o.id = r.offer_id where r.offer_id = ${id}`);
  expect(rows[0]?.ended).toBe("expired");
  expect(rows[0]?.waited).toBeCloseTo(Number(rows[0]?.open), 6);
  const other = await alliance.submit();
  ok(await alliance.requester.post(`/api/cases/${other}/cancel`, { reasonCode: "transferred" }));
  await world.drain();
  const ended = await world.query(sql<{ ended: string }>`
    select r.ended from dispatch.response_outcome r join dispatch.offer o on o.id = r.offer_id
    where o.case_id = ${other}`);
  expect(ended).toEqual([{ ended: "withdrawn" }]);
});

test("the model takes in what has ended since, once, and nothing that may still be undone", async () => {
  const before = await world.system(async (tx) => (await responseModel(tx)).outcomes);
  const caseId = await alliance.submit();
  const { id, expert } = await alliance.openOffer(caseId);
  await expect(
    world.system(async (tx) => {
      await sql`update dispatch.offer set status = 'withdrawn', withdraw_code = 'case_cancelled',
        responded_at = platform.now() where id = ${id}`.execute(dispatchTables(tx));
      // A snapshot leaves one's own transaction out of those under way: with a later one ended it looks like a past one.
      if (isPostgresRun()) await world.superuser("select pg_current_xact_id()");
      expect((await responseModel(tx)).outcomes).toBe(before);
      throw new Error("undone");
    }),
  ).rejects.toThrow("undone");
  expect(await world.system(async (tx) => (await responseModel(tx)).outcomes)).toBe(before);
  ok(await expert.post(`/api/offers/${id}/accept`));
  for (let n = 0; n < 2; n++)
    expect(await world.system(async (tx) => (await responseModel(tx)).outcomes)).toBe(before + 1);
  const all = await world.system(async (tx) => (await readOutcomes(tx)).outcomes.length);
  expect(all).toBe(before + 1);
  const words = await world.system(
    async (tx) =>
      forecast(await responseModel(tx), {
        expertId: expert.id,
        groupId: "03.01",
        level: "III",
        sentAt: tx.now,
      }).words,
  );
  expect(words.zh).toContain("次派单");
  await expect(
    world.database.withTx(
      { scope: "institution", institutionId: expert.institutionId as never },
      responseModel,
    ),
  ).rejects.toThrow("scope");
});

test("an expert sees his own week, the dispatcher everybody's, a colleague nobody else's", async () => {
  const [expert, colleague] = alliance.experts;
  if (!expert || !colleague) throw new Error("the alliance has no two experts");
  const url = `/api/dispatch/response/${await roleOf(expert.id)}`;
  const seen = ok(await expert.get(`${url}?level=II`)).body;
  expect(seen).toMatchObject({ level: "II", withinMinutes: 5 });
  expect(seen.week).toHaveLength(168);
  expect(seen.acceptsInTime).toBeLessThanOrEqual(seen.answersInTime);
  const own = ok(await expert.get("/api/dispatch/response?level=II")).body;
  expect(own).toMatchObject({
    practitionerRoleId: seen.practitionerRoleId,
    level: "II",
    recent: seen.recent,
  });
  expect(ok(await alliance.dispatcher.get(url)).body.level).toBe("III");
  expect((await colleague.get(url)).status).toBe(404);
  expect((await alliance.requester.get(url)).status).toBe(403);
});
