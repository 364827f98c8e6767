import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ok } from "../../test/alliance.js";
import { isPostgresRun } from "../../test/database.js";
import { newSettledAlliance, type SettledAlliance } from "../../test/settled-alliance.js";
import type { Someone } from "../../test/world.js";
import { workRegistry } from "../modules.js";
import { violates } from "../platform/database/database.js";
import { drain } from "../platform/worker.js";
import { schedule } from "../platform/jobs.js";
import { checkInvariants } from "../invariants.js";
import { settleCases } from "./actions/settle.js";
import type { NewPosting } from "./domain/postings.js";
import { postAll } from "./store/ledger.js";

let alliance: SettledAlliance;
let world: SettledAlliance["world"];
let payerOffice: Someone;
let payeeOffice: Someone;

beforeAll(async () => {
  alliance = await newSettledAlliance();
  ({ world, payerOffice, payeeOffice } = alliance);
});
afterAll(() => world.close());

const onlyBatch = async (who: Someone) => ok(await who.get("/api/settlements")).body.items[0];

describe("the books cannot be bent", () => {
  beforeAll(async () => {
    await alliance.closedCase();
  });
  const posting = (amounts: readonly number[], sourceKey = `test:${randomUUID()}`): NewPosting => ({
    institutionId: alliance.county,
    sourceKey,
    kind: "fee",
    caseId: null,
    onDate: "2026-01-01",
    entries: amounts.map((amount, i) => ({
      account: i === 0 ? "bank" : "patient_receivable",
      otherId: alliance.county,
      amount,
    })),
  });

  test("unbalanced: refused by the code, and by the database when the code is passed by", async () => {
    await expect(world.system((tx) => postAll(tx, [posting([5, -4])]))).rejects.toThrow(/does not balance/);
    const raw = (
      amount: number,
    ) => sql`with p as (insert into incentives.posting (id, institution_id, sequence, source_key, kind, on_date, entry_count, at, previous_hash, hash)
        values (gen_random_uuid(), ${alliance.county}, 9999, ${`raw:${amount}`}, 'fee', current_date, 2, now(), '', ${"0".repeat(64)}) returning id)
      insert into incentives.entry (posting_id, line, account_id, institution_id, unit, amount)
      select p.id, n, (select id from incentives.account where institution_id = ${alliance.county} and unit = 'fen' limit 1), ${alliance.county}, 'fen', case n when 1 then 7 else ${amount}::int end
      from p, generate_series(1, 2) n`;
    await expect(world.query(raw(-6))).rejects.toThrow(/does not balance/);
  });

  test("only added to, by whoever owns the tables as well; a line joins no older posting", async () => {
    for (const statement of [
      "update incentives.entry set amount = amount * 2",
      "delete from incentives.posting",
      "truncate incentives.entry",
      "update incentives.fee_line set expert_fen = 0",
      "truncate incentives.fee_line cascade",
    ])
      await expect(world.superuser(statement)).rejects.toThrow(/append-only/);
    await expect(
      world.superuser(`insert into incentives.entry (posting_id, line, account_id, institution_id, unit, amount)
        select posting_id, 90, account_id, institution_id, unit, 1 from incentives.entry limit 1`),
    ).rejects.toThrow(/is closed/);
  });

  test("a reversal takes back exactly one posting, once, and never a reversal", async () => {
    const key = `test:${randomUUID()}`;
    const reversal = (of: string, to: string, amounts: readonly number[]): NewPosting => ({
      ...posting(amounts, to),
      kind: "reversal",
      reverses: of,
    });
    expect(await world.system((tx) => postAll(tx, [posting([5, -5], key)]))).toBe(1);
    expect(await world.system((tx) => postAll(tx, [posting([5, -5], key)]))).toBe(0);
    await expect(world.system((tx) => postAll(tx, [reversal(key, `${key}:a`, [-4, 4])]))).rejects.toThrow(
      /does not take back/,
    );
    expect(await world.system((tx) => postAll(tx, [reversal(key, `${key}:b`, [-5, 5])]))).toBe(1);
    await expect(world.system((tx) => postAll(tx, [reversal(key, `${key}:c`, [-5, 5])]))).rejects.toThrow(
      /reverses_id/,
    );
    await expect(
      world.system((tx) => postAll(tx, [reversal(`${key}:b`, `${key}:d`, [5, -5])])),
    ).rejects.toThrow(/does not take back/);
    expect((await alliance.verify()).faults).toEqual([]);
  });

  test("what a superuser edits is found, with its place", async () => {
    const [target] = await world.query(sql<{ sequence: number; institution_id: string; source_key: string }>`
      select sequence, institution_id, source_key from incentives.posting where kind = 'fee' and source_key like 'fee:%:inviter' order by sequence limit 1`);
    const withoutTriggers = (statement: string) =>
      world.superuser(
        `set session_replication_role = replica; ${statement}; set session_replication_role = origin;`,
      );
    const line = `posting_id = (select id from incentives.posting where institution_id = '${target!.institution_id}' and sequence = ${target!.sequence}) and line = 1`;
    await withoutTriggers(`update incentives.entry set amount = amount + 100 where ${line}`);
    const { faults } = await alliance.verify();
    expect(faults.map(({ sequence, problem, institutionId }) => [institutionId, sequence, problem])).toEqual([
      [target!.institution_id, target!.sequence, "altered"],
      [target!.institution_id, target!.sequence, "unbalanced"],
    ]);
    const report = await checkInvariants(world.database);
    expect(report.find(({ id }) => id === "ledger-chains-whole")?.offenders).toHaveLength(2);
    const books = (await alliance.replay()).books.filter((key) => !key.includes("/test:"));
    expect(books).toEqual([`${target!.institution_id}/${target!.source_key}`]);
    await withoutTriggers(`update incentives.entry set amount = amount - 100 where ${line}`);
    expect((await alliance.verify()).faults).toEqual([]);
  });
});

test("cases that close together are posted together; one that the database refuses holds back no other", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) ids.push((await alliance.closedCase()).id);
  const [bad] = ids;
  await alliance.forgetBooks();
  await world.superuser(
    `alter table incentives.posting add constraint bad_one check (case_id is distinct from '${bad}') not valid`,
  );
  await world.system(async (tx) => {
    for (const subjectId of ids)
      await schedule(tx, { kind: "event:consultation.closed:incentives", subjectId, dueAt: tx.now });
  });
  const failed: unknown[] = [];
  await drain(world.database, workRegistry(), {
    onFailure: (kind, _id, error) => failed.push([kind, violates(error, "bad_one")]),
  });
  expect(failed).toEqual([["event:consultation.closed:incentives", true]]);
  const posted = () =>
    world.query(
      sql<{ id: string }>`select distinct case_id as id from incentives.posting where case_id is not null`,
    );
  expect((await posted()).map(({ id }) => id).toSorted()).toEqual(ids.slice(1).toSorted());
  expect((await alliance.verify()).faults).toEqual([]);
  // When what was wrong is mended, the next try posts it.
  await world.superuser("alter table incentives.posting drop constraint bad_one");
  await world.passTime(1);
  await world.drain();
  expect(await posted()).toHaveLength(3);
  expect((await alliance.verify()).faults).toEqual([]);
});

describe.runIf(isPostgresRun())("many at once", () => {
  test("fifty settle the same cases: each is charged once, every book balances", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push((await alliance.closedCase()).id);
    await alliance.forgetBooks();
    const done = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        world.system((tx) => settleCases(tx, n % 2 === 0 ? ids : ids.toReversed())),
      ),
    );
    expect(done.reduce((sum, one) => sum + one.lines, 0)).toBe(3);
    expect(done.filter((one) => one.lines > 0)).toHaveLength(1);
    const rows = await world.query(sql<{ n: number }>`select count(*)::int as n from incentives.fee_line`);
    expect(rows[0]?.n).toBe(3);
    expect((await alliance.verify()).faults).toEqual([]);
  }, 120_000);

  test("fifty approve, close and refund at once: one of each", async () => {
    const batch = await onlyBatch(payerOffice);
    await alliance.monthEnd();
    const all = (who: Someone, path: string, body?: unknown) =>
      Promise.all(Array.from({ length: 25 }, () => who.post(`/api/settlements/${batch.id}/${path}`, body)));
    const won = (replies: { status: number }[]) => replies.filter(({ status }) => status === 200).length;
    expect(won([...(await all(payerOffice, "close")), ...(await all(payeeOffice, "close"))])).toBe(1);
    const approvals = await Promise.all([all(payerOffice, "approve"), all(payeeOffice, "approve")]);
    expect(won(approvals.flat())).toBe(2);
    expect(won(await all(payerOffice, "pay", { bankReference: "race-1" }))).toBe(1);
    const [line] = ok(await payerOffice.get(`/api/settlements/${batch.id}`)).body.lines;
    expect(won(await all(payerOffice, `lines/${line.id}/refund`, { reason: "退费" }))).toBe(1);
    expect((await alliance.verify()).faults).toEqual([]);
    expect((await alliance.replay()).books).toEqual([]);
  }, 120_000);
});
