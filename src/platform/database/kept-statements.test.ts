import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type World } from "../../../test/world.js";
import type { OrganizationId } from "../../kernel/types.js";
import { later, systemContext, tablesOf, together, type Tx } from "./database.js";

const db = tablesOf<unknown>();
const things = tablesOf<{ "kept.thing": { id: number; words: string } }>();
let world: World;
beforeAll(async () => {
  world = await newWorld();
  await world.database.asOwner(`
    create schema kept;
    create table kept.thing (id int primary key, words text);
    grant usage on schema kept to consilium_app;
    grant select, insert on kept.thing to consilium_app`);
});
afterAll(() => world.close());

/** More often than a statement has to come before it is kept. */
const often = [1, 2, 3, 4, 5, 6, 7, 8];
const inTurn = async <T>(work: (n: number) => Promise<T>): Promise<T[]> => {
  const all: T[] = [];
  for (const n of often) all.push(await work(n));
  return all;
};

test("what a statement answers does not depend on whether it is kept", async () => {
  const at = new Date("2026-11-30T08:00:00.000Z");
  const ids = [randomUUID(), randomUUID()];
  const answers = await inTurn(() =>
    world.query(sql`select ${"会诊 'x' \\ \u{1F600}"}::text as words, ${null}::text as nothing, ${true}::boolean as yes,
      ${12}::int as whole, ${1.5}::float8 as part, ${9_007_199_254_740_991}::int8 as big, ${at}::timestamptz as at,
      ${"2026-02-28"}::date as day, ${JSON.stringify({ a: [1, "二"] })}::jsonb as json, ${ids}::uuid[] as ids,
      ${["甲", 'b"c', "d,e"]}::text[] as texts, ${new Uint8Array([0, 255])}::bytea as bytes`),
  );
  expect(answers[0]).toMatchObject([
    { yes: true, whole: 12, json: { a: [1, "二"] }, ids, at: at.toISOString() },
  ]);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test("a kept statement that fails tells why, and can be said again", async () => {
  const add = (id: number) =>
    world.query(sql`insert into kept.thing (id, words) values (${id}, ${"一"}) returning id`);
  await inTurn(add);
  await expect(add(1)).rejects.toMatchObject({ code: "23505", constraint: "thing_pkey" });
  expect(await add(9)).toEqual([{ id: 9 }]);
});

test("each tenant sees its own by the same kept statement", async () => {
  const homes = [await world.institution("甲医院"), await world.institution("乙医院")];
  for (const home of homes) await world.person(home, "周一诺");
  const seenBy = (institutionId: string) =>
    world.database.withTx(
      { scope: "institution", institutionId: institutionId as OrganizationId },
      async (tx: Tx) =>
        (
          await sql`select institution_id from identity.person where institution_id = any(${homes}::uuid[])`.execute(
            db(tx),
          )
        ).rows,
    );
  for (const home of homes)
    for (const seen of await inTurn(() => seenBy(home))) expect(seen).toEqual([{ institution_id: home }]);
});

test("a table that gets a column under a running node is read with it", async () => {
  const read = () =>
    world.database.withTx(
      systemContext,
      async (tx) => (await sql`select * from kept.thing where id = ${9}`.execute(db(tx))).rows,
    );
  await inTurn(read);
  await world.database.asOwner("alter table kept.thing add column mark int not null default 7");
  expect(await read()).toEqual([{ id: 9, words: "一", mark: 7 }]);
});

test("a partial index named by a parameter is found, kept or not", async () => {
  await world.database.asOwner("create unique index only_open on kept.thing (words) where mark = 8");
  const [first, ...more] = await inTurn((n) =>
    world.query(sql`insert into kept.thing (id, words, mark) values (${100 + n}, ${"二"}, 8)
      on conflict (words) where mark = ${8} do nothing returning id`),
  );
  expect(first).toEqual([{ id: 101 }]);
  for (const one of more) expect(one).toEqual([]);
});

test("what is left for later is done in its order before what follows, and fails the transaction it was left in", async () => {
  const add = (tx: Tx, id: number) =>
    later(tx, sql`insert into kept.thing (id, words) values (${id}, ${"三"})`);
  const count = (from: number) =>
    sql<{ n: number }>`select count(*)::int as n from kept.thing where id >= ${from} and id < ${from + 10}`;
  await inTurn((n) =>
    world.database.withTx(systemContext, async (tx) => {
      const from = 1000 + 10 * n;
      add(tx, from);
      add(tx, from + 1);
      expect((await count(from).execute(db(tx))).rows).toEqual([{ n: 2 }]);
      add(tx, from + 2);
      const [all, [known]] = await together(tx, [
        count(from),
        sql<{ words: string }>`select words from kept.thing where id = ${from + 2}`,
      ]);
      expect([all, known]).toEqual([[{ n: 3 }], { words: "三" }]);
      add(tx, from + 3);
    }),
  );
  expect(await world.database.ask(systemContext, count(1010))).toEqual([{ n: 4 }]);
  await expect(
    world.database.withTx(systemContext, (tx) => {
      add(tx, 2000);
      add(tx, 1010);
      return Promise.resolve();
    }),
  ).rejects.toMatchObject({ code: "23505", constraint: "thing_pkey" });
  expect(await world.database.ask(systemContext, count(2000))).toEqual([{ n: 0 }]);
});

test("a list is one parameter, whatever its length", async () => {
  const find = (ids: readonly number[]) =>
    world.database.withTx(systemContext, (tx) =>
      things(tx).selectFrom("kept.thing").select("id").where("id", "in", ids).orderBy("id").execute(),
    );
  expect(await find([9, 1, 77])).toEqual([{ id: 1 }, { id: 9 }]);
  expect(await find([])).toEqual([]);
  expect(
    await world.database.withTx(systemContext, (tx) =>
      things(tx)
        .selectFrom("kept.thing")
        .select("id")
        .where("id", "not in", [2, 3, 4, 5, 6, 7, 8])
        .where("id", "<", 10)
        .orderBy("id")
        .execute(),
    ),
  ).toEqual([{ id: 1 }, { id: 9 }]);
});

test("a glance is over with its first answer, unless more is asked: then all of it is done in one transaction", async () => {
  const first = sql<{ id: number }>`select id from kept.thing where id in (1, 2) order by id`;
  const seen: (readonly unknown[])[] = [];
  const times = new Set<string>();
  const glance = (more: boolean) =>
    world.database.glance(systemContext, first, async (tx, rows) => {
      seen.push(rows);
      times.add(tx.now);
      if (!more) return "first";
      return (await sql<{ words: string }>`select words from kept.thing where id = 1`.execute(db(tx))).rows;
    });
  expect(await glance(false)).toBe("first");
  expect(seen).toEqual([[{ id: 1 }, { id: 2 }]]);
  expect(await glance(true)).toEqual([{ words: "一" }]);
  expect(seen).toHaveLength(3);
  for (const time of times) expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(60_000);
  // What goes wrong in the work itself is told once, and not tried again.
  let tries = 0;
  const failing = world.database.glance(systemContext, first, () => {
    tries++;
    return Promise.reject(new Error("no"));
  });
  await expect(failing).rejects.toThrow("no");
  expect(tries).toBe(1);
});

test("what is asked at the same time is answered in the order asked, with what was left between", async () => {
  const add = (id: number) => sql`insert into kept.thing values (${id}::int, 'both')`;
  const count = sql<{ n: number }>`select count(*)::int as n from kept.thing where words = 'both'`;
  const counts = await world.database.withTx(systemContext, async (tx) => {
    later(tx, add(301));
    const before = together(tx, [count]);
    later(tx, add(302));
    const [[[first]], second, third] = await Promise.all([
      before,
      count.execute(db(tx)),
      count.execute(db(tx)),
    ]);
    return [first?.n, second.rows[0]?.n, third.rows[0]?.n];
  });
  expect(counts).toEqual([1, 2, 2]);
});

test("who goes on asking after his transaction has failed elsewhere changes nothing", async () => {
  const add = (id: number, tx: Tx) => sql`insert into kept.thing values (${id}::int, 'late')`.execute(db(tx));
  const others: Promise<unknown>[] = [];
  const failing = world.database.withTx(systemContext, async (tx) => {
    await add(401, tx);
    // One has been begun and is not sent yet, one is begun when the transaction is already being undone.
    others.push(add(402, tx));
    const connection = db(tx);
    const afterwards = async (turns: number) => {
      for (let n = 0; n < turns; n++) await Promise.resolve();
      await sql`insert into kept.thing values (403, 'late')`.execute(connection);
    };
    others.push(afterwards(3), afterwards(40));
    for (const other of others) other.catch(() => undefined);
    throw new Error("undone");
  });
  await expect(failing).rejects.toThrow("undone");
  await Promise.allSettled(others);
  const left = await world.query(sql`select id from kept.thing where words = 'late'`);
  expect(left).toEqual([]);
});
