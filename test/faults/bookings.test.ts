import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkInvariants } from "../../src/invariants.js";
import { addMinutes, instant } from "../../src/kernel/time.js";
import type { Instant } from "../../src/kernel/types.js";
import { bookHeld, cancelAppointment, holdSlot, moveAppointment } from "../../src/scheduling/index.js";
import { type Alliance, newAlliance } from "../alliance.js";
import { isPostgresRun } from "../database.js";
import { newWorld, type World } from "../world.js";

/** As many at once as the pool has connections: whoever waits longer for one than it grants is turned away, not served. */
async function crowd<T>(work: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    for (let i = next++; i < work.length; i = next++) results[i] = await work[i]!();
  };
  await Promise.all(Array.from({ length: 12 }, one));
  return results;
}

/** Only on a real PostgreSQL do two connections truly race. About half a minute. */
describe.runIf(isPostgresRun())("bookings that race", () => {
  let world: World;
  let alliance: Alliance;
  let caseId: string;
  let noon: Instant;
  beforeAll(async () => {
    world = await newWorld();
    alliance = await newAlliance(world, 4);
    caseId = await alliance.submit();
    const [row] = await world.query(
      sql<{ noon: string }>`select date_trunc('day', platform.now()) + interval '2 days' as noon`,
    );
    noon = instant(row!.noon);
  });
  afterAll(() => world.close());

  const live = async (): Promise<number> =>
    (
      await world.query(
        sql<{
          n: number;
        }>`select count(*)::int as n from scheduling.appointment where status in ('held', 'booked')`,
      )
    )[0]!.n;
  const clear = () =>
    world.query(
      sql`update scheduling.appointment set status = 'cancelled' where status in ('held', 'booked')`,
    );
  const broken = async () => {
    await world.drain();
    return (await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0);
  };
  const book = (personIds: readonly string[], startsAt: Instant) =>
    world.system(async (tx) => {
      const held = await holdSlot(tx, {
        caseId,
        personIds,
        startsAt,
        minutes: 30,
        expiresAt: addMinutes(tx.now, 5),
      });
      return held.ok ? bookHeld(tx, held.value.appointmentId) : held;
    });

  test("400 overlapping bookings of four people at once: one each, everyone else is told", async () => {
    const asked = await crowd(
      Array.from(
        { length: 400 },
        (_, i) => () => book([alliance.experts[i % 4]!.id], addMinutes(noon, Math.floor(i / 4) % 30)),
      ),
    );
    expect(asked.filter((one) => one.ok)).toHaveLength(4);
    const refusals = new Set(asked.map((one) => (one.ok ? "" : one.error)));
    refusals.delete("");
    expect([...refusals]).toEqual(["slot_taken"]);
    expect(await live()).toBe(4);
    expect(await broken()).toEqual([]);
    await clear();
  }, 180_000);

  test("panels that want the same people in another order neither deadlock nor overlap", async () => {
    const ids = alliance.experts.map((one) => one.id);
    const asked = await crowd(
      Array.from(
        { length: 40 },
        (_, i) => () => book(i % 2 === 0 ? ids : [...ids].reverse(), addMinutes(noon, (i % 3) * 10)),
      ),
    );
    expect(asked.filter((one) => one.ok)).toHaveLength(1);
    expect(await broken()).toEqual([]);
    await clear();
  }, 120_000);

  test("a booking that many move, cancel and take at once ends one way", async () => {
    const first = await book([alliance.experts[0]!.id], noon);
    if (!first.ok) throw new Error(first.error);
    const { id } = first.value;
    await crowd<unknown>([
      ...Array.from(
        { length: 15 },
        (_, i) => () =>
          world.system((tx) =>
            moveAppointment(tx, { appointmentId: id, startsAt: addMinutes(noon, 30 * (i + 1)) }),
          ),
      ),
      ...Array.from(
        { length: 5 },
        () => () =>
          world.system((tx) => cancelAppointment(tx, { appointmentId: id, reasonCode: "by_person" })),
      ),
      ...Array.from({ length: 20 }, () => () => book([alliance.experts[0]!.id], noon)),
    ]);
    const [row] = await world.query(sql<{ status: string; n: number }>`
      select status, (select count(*)::int from scheduling.appointment where moved_to is not null) as n
      from scheduling.appointment where id = ${id}`);
    expect(["moved", "cancelled"]).toContain(row!.status);
    expect(row!.n).toBe(row!.status === "moved" ? 1 : 0);
    expect(await broken()).toEqual([]);
  }, 120_000);

  test("overlapping rows written behind the platform's back are refused by the database", async () => {
    const writes = await Promise.allSettled(
      Array.from({ length: 15 }, () =>
        world
          .query(
            sql`with a as (insert into scheduling.appointment (id, case_id, institution_id, person_ids, party_institution_ids,
            starts_at, ends_at, status, created_at, updated_at)
          values (gen_random_uuid(), ${caseId}, ${alliance.county}, array[${alliance.experts[1]!.id}::uuid], '{}', ${noon}::timestamptz + interval '9 days',
            ${noon}::timestamptz + interval '9 days 1 hour', 'booked', now(), now()) returning id, person_ids)
          select id from a`,
          )
          .then(async (rows) => {
            const [row] = rows as { id: string }[];
            await world.query(sql`insert into scheduling.appointment_participant (appointment_id, person_id)
            values (${row!.id}, ${alliance.experts[1]!.id})`);
          }),
      ),
    );
    expect(writes.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    await world.query(sql`update scheduling.appointment a set status = 'cancelled' where status = 'booked'
      and not exists (select 1 from scheduling.appointment_participant p where p.appointment_id = a.id)`);
  }, 60_000);
});
