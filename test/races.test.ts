import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkInvariants } from "../src/invariants.js";
import { type Alliance, newAlliance } from "./alliance.js";
import { isPostgresRun } from "./database.js";
import { newWorld, type Reply, type Someone, type World } from "./world.js";

/** A tap as the page makes it: whoever finds every connection taken (503) asks again with the same key. */
async function tap(person: Someone, url: string): Promise<Reply> {
  const key = randomUUID();
  for (;;) {
    const reply = await person.post(url, undefined, key);
    if (reply.status !== 503) return reply;
    await new Promise((resolve) => setTimeout(resolve, 200 + 800 * Math.random()));
  }
}

/** Only on a real PostgreSQL do two connections truly race. */
describe.runIf(isPostgresRun())("races", () => {
  let world: World;
  let alliance: Alliance;
  beforeAll(async () => {
    world = await newWorld();
    alliance = await newAlliance(world, 8);
  });
  afterAll(() => world.close());

  const cleanOf = async () =>
    (await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0);

  test("20 offers × 200 simultaneous accepts: exactly 20 acceptances, everyone else is told why", async () => {
    const offers: { id: string; accept: () => Promise<Reply> }[] = [];
    for (let n = 0; n < 20; n++) {
      const { id, expert } = await alliance.openOffer(await alliance.submit());
      offers.push({ id, accept: () => tap(expert, `/api/offers/${id}/accept`) });
    }
    const taps = await Promise.all(
      Array.from({ length: 200 }, () => offers.map((offer) => offer.accept())).flat(),
    );
    expect(taps).toHaveLength(4000);
    expect(taps.filter((one) => one.status === 200)).toHaveLength(20);
    const answers = new Set(
      taps.filter((one) => one.status !== 200).map((one) => `${one.status} ${one.body.code ?? ""}`),
    );
    expect(answers).toEqual(new Set(["409 offer_already_accepted"]));
    const rows = await world.query(
      sql<{ n: number }>`select count(*)::int as n from dispatch.offer where status = 'accepted'`,
    );
    expect(rows[0]?.n).toBe(20);
    await world.drain();
    expect(await cleanOf()).toEqual([]);
  }, 300_000);

  test("accept against expiry: each offer ends one way", async () => {
    const cases = [];
    for (let n = 0; n < 10; n++) {
      const caseId = await alliance.submit();
      cases.push({ caseId, ...(await alliance.openOffer(caseId)) });
    }
    // The timer's hand and the expert's at once: the deadline lies a moment ahead of both.
    await world.query(sql`update dispatch.offer set sent_at = platform.now() - interval '1 minute',
      expires_at = platform.now() - now() + clock_timestamp() + interval '40 milliseconds' where id in (${sql.join(cases.map((one) => one.id))})`);
    await world.query(sql`update platform.job set
      due_at = platform.now() - now() + clock_timestamp() + interval '40 milliseconds' where kind = 'dispatch.expire-offer' and subject_id in (${sql.join(cases.map((one) => one.id))})`);
    const taps = Promise.all(
      cases.map(async (one, n) => {
        await new Promise((resolve) => setTimeout(resolve, 10 + 8 * n));
        return (await one.expert.post(`/api/offers/${one.id}/accept`)).status;
      }),
    );
    for (let n = 0; n < 12; n++) {
      await world.drain();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const accepted = (await taps).filter((status) => status === 200).length;
    const rows = await world.query(sql<{ status: string; n: number }>`
      select status, count(*)::int as n from dispatch.offer where id in (${sql.join(cases.map((one) => one.id))}) group by 1`);
    const count = (status: string) => rows.find((row) => row.status === status)?.n ?? 0;
    expect(count("accepted")).toBe(accepted);
    expect(count("accepted") + count("expired")).toBe(10);
    expect(await cleanOf()).toEqual([]);
  }, 120_000);

  test("two dispatchers send the same case at once: one offer is open", async () => {
    const second = await world.person(alliance.operator, "林调度", "dispatcher");
    const caseId = await alliance.submit();
    const body = (n: number) => ({ practitionerRoleId: alliance.experts[n]!.roleId, reason: "电话已沟通" });
    await Promise.all([
      alliance.dispatcher.post(`/api/cases/${caseId}/assign`, body(0)),
      second.post(`/api/cases/${caseId}/assign`, body(1)),
      alliance.dispatcher.post(`/api/cases/${caseId}/assign`, body(2)),
    ]);
    await alliance.openOffer(caseId);
    expect(await cleanOf()).toEqual([]);
  });
});
