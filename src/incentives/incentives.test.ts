import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ok } from "../../test/alliance.js";
import { newSettledAlliance, type SettledAlliance } from "../../test/settled-alliance.js";
import type { Someone } from "../../test/world.js";
import { civilDate } from "../kernel/time.js";
import { settleCases } from "./actions/settle.js";

let alliance: SettledAlliance;
let world: SettledAlliance["world"];
let payerOffice: Someone;
let payeeOffice: Someone;
let operator: Someone;
let secondOperator: Someone;

beforeAll(async () => {
  alliance = await newSettledAlliance();
  ({ world, payerOffice, payeeOffice, operatorPerson: operator, secondOperator } = alliance);
});
afterAll(() => world.close());

const onlyBatch = async (who: Someone) => ok(await who.get("/api/settlements")).body.items[0];

test("a closed consultation is charged once, in three books, and earns its credits as a proposal", async () => {
  const { id, expert } = await alliance.closedCase();
  const batch = await onlyBatch(payerOffice);
  expect(batch).toMatchObject({
    status: "accruing",
    lines: 1,
    priceFen: 8000,
    expertFen: 4000,
    platformFen: 400,
  });
  expect(await alliance.balancesOf(alliance.county)).toEqual({
    patient_receivable: 8000,
    kept_by_inviter: -1600,
    owed_to_invitee: -6000,
    owed_to_platform: -400,
  });
  expect(await alliance.balancesOf(alliance.tertiary)).toEqual({
    due_from_inviter: 6000,
    kept_by_invitee: -2000,
    owed_to_expert: -4000,
  });
  // The event told again, and every case settled again: nothing more.
  expect(await world.system((tx) => settleCases(tx, [id]))).toEqual({ lines: 0, postings: 0 });
  expect(await world.system((tx) => settleCases(tx))).toEqual({ lines: 0, postings: 0 });
  const detail = ok(await payeeOffice.get(`/api/settlements/${batch.id}`)).body;
  expect(detail.lines[0].explanation).toMatchObject({
    service: "written",
    ruleVersion: 1,
    splitFrom: "rules",
  });
  expect(detail.lines[0].explanation.steps[0].fen).toBe(8000);
  const mine = ok(await expert.get("/api/mine")).body;
  expect(mine.earnings).toMatchObject({ monthFen: 4000, waitingFen: 4000, paidFen: 0 });
  expect(mine.credits).toMatchObject({ provisionalCents: 16, confirmedCents: 0, capCents: 1000 });
  expect(await alliance.replay()).toMatchObject({ lines: [], books: [] });
  expect((await alliance.verify()).faults).toEqual([]);
});

describe("a month is settled", () => {
  let batchId: string;
  let lineId: string;
  const step = (who: Someone, path: string, body?: unknown) =>
    who.post(`/api/settlements/${batchId}/${path}`, body);

  test("the month must be over; another hospital does not see it", async () => {
    await alliance.closedCase();
    const batch = await onlyBatch(payerOffice);
    batchId = batch.id;
    expect((await step(payerOffice, "close")).body.code).toBe("month_not_over");
    const stranger = await world.person(await world.institution("旁观医院"), "旁观", "medical_affairs");
    expect((await stranger.get(`/api/settlements/${batchId}`)).status).toBe(404);
    expect((await stranger.post(`/api/settlements/${batchId}/close`)).status).toBe(404);
    expect(ok(await stranger.get("/api/settlements")).body.items).toEqual([]);
  });

  test("closed, contested, settled by the other side, approved by two, paid, handed to payroll", async () => {
    await alliance.monthEnd();
    ok(await step(payerOffice, "close"));
    lineId = ok(await payerOffice.get(`/api/settlements/${batchId}`)).body.lines[0].id;
    ok(await step(payerOffice, "approve"));
    expect((await step(payerOffice, "approve")).body.code).toBe("approved_already");
    ok(await step(payerOffice, `lines/${lineId}/dispute`, { reason: "该例由本院提前取消，请核实" }));
    expect((await step(payeeOffice, "approve")).body.code).toBe("batch_has_disputes");
    expect((await step(payerOffice, `lines/${lineId}/dispute`, { reason: "再次异议" })).body.code).toBe(
      "dispute_open",
    );
    const { disputes } = ok(await payeeOffice.get(`/api/settlements/${batchId}`)).body;
    const resolve = (who: Someone, outcome: string) =>
      step(who, `disputes/${disputes[0].id}/resolve`, { outcome, resolution: "已核对签署意见与处置" });
    expect((await resolve(payerOffice, "upheld")).body.code).toBe("judge_is_party");
    ok(await resolve(payeeOffice, "upheld"));
    const told = await world.query(sql<{ kind: string; person_id: string }>`
      select kind, person_id from notifications.notice where kind like 'settlement%' order by created_at`);
    expect(told).toEqual([
      { kind: "settlement_to_approve", person_id: payeeOffice.id },
      { kind: "settlement_disputed", person_id: payeeOffice.id },
    ]);
    // The approval given before the objection is void.
    ok(await step(payerOffice, "approve"));
    ok(await step(payeeOffice, "approve"));
    expect((await step(payeeOffice, "pay", { bankReference: "2026-778" })).body.code).toBe("only_payer_pays");
    const bank = String(ok(await payerOffice.get(`/api/settlements/${batchId}/bank.csv`)).body);
    expect(bank).toContain(",120.00,CNY,");
    expect(bank).toContain(",8.00,CNY,");
    ok(await step(payerOffice, "pay", { bankReference: "2026-778" }));
    expect((await step(payerOffice, "payroll")).body.code).toBe("only_payee_pays_experts");
    ok(await step(payeeOffice, "payroll"));
    expect((await step(payeeOffice, "payroll")).body.code).toBe("payroll_done");
    expect(await alliance.balancesOf(alliance.county)).toMatchObject({
      owed_to_invitee: 0,
      owed_to_platform: 0,
      bank: -12_800,
    });
    expect(await alliance.balancesOf(alliance.tertiary)).toMatchObject({
      due_from_inviter: 0,
      owed_to_expert: 0,
      bank: 12_000,
      payroll: -8000,
    });
    expect(await alliance.replay()).toMatchObject({ lines: [], books: [] });
  });

  test("refund after payment: a reversal in the month that accrues, once", async () => {
    ok(await step(payerOffice, `lines/${lineId}/refund`, { reason: "重复收费，退还患者" }));
    expect((await step(payerOffice, `lines/${lineId}/refund`, { reason: "重复收费" })).body.code).toBe(
      "line_refunded",
    );
    const [newest] = ok(await payerOffice.get("/api/settlements")).body.items;
    expect(newest).toMatchObject({ status: "accruing", priceFen: -8000, toInviteeFen: -6000 });
    expect(await alliance.balancesOf(alliance.county)).toMatchObject({
      owed_to_invitee: 6000,
      patient_receivable: 8000,
    });
    expect(await alliance.replay()).toMatchObject({ lines: [], books: [] });
    expect((await alliance.verify()).faults).toEqual([]);
  });

  test("files: workbook, paper, and the expert's own statement", async () => {
    for (const [path, head] of [
      ["lines.xlsx", "PK"],
      ["statement.pdf", "%PDF"],
    ] as const) {
      const file = ok(await payerOffice.get(`/api/settlements/${batchId}/${path}`)).body as Buffer;
      expect(file.subarray(0, head.length).toString("latin1")).toBe(head);
    }
    const year = Number(civilDate(await world.system((tx) => Promise.resolve(tx.now))).slice(0, 4));
    const [expert] = alliance.experts;
    for (const path of ["statement.xlsx", "statement.pdf"])
      expect((ok(await expert!.get(`/api/mine/${path}?year=${year}`)).body as Buffer).length).toBeGreaterThan(
        1000,
      );
  });
});

describe("rules", () => {
  test("two people; from tomorrow on; a case keeps the price of its day when they change in mid-month", async () => {
    const [current] = ok(await operator.get("/api/price-rules")).body.items;
    expect(current.regionNames).toMatchObject({ "52": "贵州省" });
    const now = await world.system((tx) => Promise.resolve(tx.now));
    const today = civilDate(now);
    const inDays = (days: number) =>
      new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
    const body = {
      ...current.body,
      items: current.body.items.map((item: { fen: number }) => ({ ...item, fen: item.fen * 2 })),
    };
    expect(
      (await operator.post("/api/price-rules", { title: "新价目", validFrom: today, body })).body.code,
    ).toBe("rules_from_tomorrow");
    const bad = await operator.post("/api/price-rules", {
      title: "新价目",
      validFrom: inDays(1),
      body: { ...body, split: { ...body.split, expert: 51 } },
    });
    expect([bad.status, bad.body.errors?.[0]?.path ?? bad.body.fields?.[0]?.path]).toEqual([
      400,
      "body.split",
    ]);
    const { id } = ok(
      await operator.post("/api/price-rules", { title: "新价目", validFrom: inDays(1), body }),
    ).body;
    expect((await operator.post(`/api/price-rules/${id}/publish`)).body.code).toBe("publisher_is_drafter");
    const before = await alliance.closedCase();
    ok(await secondOperator.post(`/api/price-rules/${id}/publish`));
    await world.passTime(1440);
    const after = await alliance.closedCase();
    const prices = await world.query(sql<{ case_id: string; price_fen: number; version: number }>`
      select l.case_id, l.price_fen, r.version from incentives.fee_line l join incentives.rule_set r on r.id = l.rule_set_id
      where l.case_id in (${before.id}, ${after.id}) order by r.version`);
    expect(prices).toEqual([
      { case_id: before.id, price_fen: 8000, version: 1 },
      { case_id: after.id, price_fen: 16_000, version: 2 },
    ]);
    expect(await alliance.replay()).toMatchObject({ lines: [], books: [] });
    // What is published stands, whoever asks the database.
    await expect(
      world.query(sql`update incentives.rule_set set body = '{}' where version = 1 and kind = 'price'`),
    ).rejects.toThrow(/only ever ends earlier/);
    await expect(
      world.query(sql`update incentives.rule_set set status = 'published', published_at = now(), published_by = ${secondOperator.id}
        where id in (select id from incentives.rule_set where status = 'draft')`),
    ).resolves.toEqual([]);
  });

  test("a price can be tried before it is kept, and says what it lacks", async () => {
    const [current] = ok(await operator.get("/api/price-rules")).body.items;
    const asked = {
      body: current.body,
      service: "video",
      inviterRegion: "520100",
      seatLevels: ["三级甲等"],
      minutes: 70,
      urgency: "I",
      signedAtTime: "23:00",
    };
    const tried = ok(await operator.post("/api/price-rules/try", asked)).body;
    expect(tried.itemName).toContain("远程会诊");
    const shares = ["inviterFen", "inviteeFen", "platformFen", "expertFen"].map((part) =>
      Number(tried[part]),
    );
    expect(shares.reduce((sum, one) => sum + one, 0)).toBe(tried.priceFen);
    const items = current.body.items.filter((one: { service: string }) => one.service !== "video");
    expect(
      (await operator.post("/api/price-rules/try", { ...asked, body: { ...current.body, items } })).body.code,
    ).toBe("price_item_missing");
  });
});
