import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ok } from "../../test/alliance.js";
import { newSettledAlliance, type SettledAlliance } from "../../test/settled-alliance.js";
import type { Someone } from "../../test/world.js";
import { civilDate } from "../kernel/time.js";
import { readTable } from "../platform/tabular/index.js";

let alliance: SettledAlliance;
let world: SettledAlliance["world"];
let payerOffice: Someone;
let payeeOffice: Someone;
let operator: Someone;
let moderator: Someone;

beforeAll(async () => {
  alliance = await newSettledAlliance();
  ({ world, payerOffice, payeeOffice, operatorPerson: operator, moderator } = alliance);
});
afterAll(() => world.close());

async function linesOf(workbook: Buffer): Promise<readonly (readonly string[])[]> {
  const read = await readTable(workbook);
  if (!read.ok) throw new Error("no table");
  return read.value.rows;
}

test("only an accredited body confirms and revokes; the ledger follows", async () => {
  const { expert } = await alliance.closedCase();
  const first = ok(await expert.get("/api/credits")).body.items[0];
  const confirm = (who: Someone) =>
    who.post(`/api/credits/${first.id}/confirm`, { certificateNumber: "浙继教 2026-001" });
  expect((await confirm(payeeOffice)).body.code).toBe("not_accredited");
  expect((await confirm(expert)).status).toBe(403);
  ok(
    await operator.put("/api/accredited-bodies", {
      institutionId: alliance.tertiary,
      bodyName: "明江大学继续教育学院",
      documentNumber: "明继教〔2026〕1号",
      validFrom: "2020-01-01",
      validTo: "2099-12-31",
    }),
  );
  ok(await confirm(payeeOffice));
  expect((await confirm(payeeOffice)).body.code).toBe("credit_not_provisional");
  expect(ok(await expert.get("/api/mine")).body.credits.confirmedCents).toBe(16);
  const pack = await expert.get(`/api/credits/evidence.xlsx?year=${first.year}`);
  expect(pack.status).toBe(200);
  const [, line] = await linesOf(pack.body as Buffer);
  expect(line).toEqual(
    expect.arrayContaining([
      first.personName,
      first.evidence.caseNumber,
      first.evidence.opinionSha256,
      "0.16",
      "已确认",
      "浙继教 2026-001",
    ]),
  );
  const none = await expert.get("/api/credits/evidence.xlsx?year=2001");
  expect(await linesOf(none.body as Buffer)).toHaveLength(1);
  expect((await alliance.requester.get("/api/credits/evidence.xlsx?year=2026")).status).toBe(403);
  ok(await payeeOffice.post(`/api/credits/${first.id}/revoke`, { reason: "项目备案有误" }));
  expect(ok(await expert.get("/api/mine")).body.credits.confirmedCents).toBe(0);
  expect(await alliance.replay()).toMatchObject({ lines: [], books: [] });
});

test("thanks: refused with the patient's name, held when it seems to tell of him, else shown", async () => {
  const { id, expert } = await alliance.closedCase();
  const thank = (message: string) => alliance.requester.post(`/api/cases/${id}/appreciation`, { message });
  expect((await thank("王建国家属非常感谢您")).body.code).toBe("message_names_patient");
  ok(await thank("63岁的患者已经出院，谢谢您"));
  expect((await thank("再次感谢")).body.code).toBe("thanked_already");
  expect(ok(await expert.get("/api/mine")).body.appreciations).toEqual([]);
  const held = ok(await moderator.get("/api/appreciations/held")).body.items;
  expect(held[0].heldFor).toContain("person_words");
  ok(await moderator.post(`/api/appreciations/${held[0].id}/decide`, { show: true }));
  expect(ok(await expert.get("/api/mine")).body.appreciations).toHaveLength(1);
  const next = await alliance.closedCase();
  ok(
    await alliance.requester.post(`/api/cases/${next.id}/appreciation`, {
      message: "谢谢您深夜指导，科里都学到了",
    }),
  );
  expect(ok(await next.expert.get("/api/mine")).body.appreciations[0].message).toContain("深夜");
  await world.drain();
  const told = await world.query(
    sql`select 1 from notifications.notice where kind = 'appreciation_received'`,
  );
  expect(told).toHaveLength(2);
});

test("a list is drawn up from a period that is over, contested, answered, final; then there are certificates", async () => {
  for (let n = 0; n < 4; n++) await alliance.closedCase();
  const now = civilDate(await world.system((tx) => Promise.resolve(tx.now)));
  const period = now.slice(0, 4);
  const open = () => operator.post("/api/honours", { period, list: "county" });
  expect((await open()).body.code).toBe("period_not_over");
  await world.passTime(400 * 1440);
  const { id } = ok(await open()).body;
  expect((await open()).body.code).toBe("round_exists");
  const page = ok(await alliance.requester.get("/api/honours")).body;
  expect(page.rules.lists).toHaveLength(3);
  const [candidate] = page.rounds[0].candidates;
  expect(candidate).toMatchObject({ place: 1, isMe: true, personName: alliance.requester.name });
  ok(
    await moderator.post(`/api/honours/${id}/candidates/${candidate.id}/object`, {
      reason: "本季度有逾期未反馈",
    }),
  );
  await world.passTime(8 * 1440);
  expect(
    (await operator.post(`/api/honours/${id}/finalise`, { documentNumber: "云帆〔2027〕3号" })).body.code,
  ).toBe("objections_open");
  const [objection] = ok(await operator.get("/api/honours")).body.rounds[0].objections;
  ok(
    await operator.post(`/api/honours/${id}/objections/${objection.id}/answer`, {
      outcome: "rejected",
      answer: "均在 3 天内",
    }),
  );
  ok(await operator.post(`/api/honours/${id}/finalise`, { documentNumber: "云帆〔2027〕3号" }));
  const paper = ok(
    await alliance.requester.get(`/api/honours/${id}/candidates/${candidate.id}/certificate.pdf`),
  ).body as Buffer;
  expect(paper.subarray(0, 4).toString()).toBe("%PDF");
});

test("the half-yearly report is one's own, with interval and what is not known", async () => {
  const [row] = await world.query(
    sql<{ person_id: string }>`select author_person_id as person_id from consultation.opinion limit 1`,
  );
  const expert = alliance.experts.find((one) => one.id === row?.person_id)!;
  const report = ok(await expert.get("/api/mine/impact")).body;
  expect(report.cases).toBeGreaterThan(0);
  expect(report.adoption.mine.low).toBeLessThan(report.adoption.mine.value);
  expect(report.outcomes).toMatchObject({ known: 0, of: report.cases });
  expect(
    (ok(await expert.get(`/api/mine/impact.pdf?half=${report.half}`)).body as Buffer).length,
  ).toBeGreaterThan(1000);
  const other = await world.person(alliance.tertiary, "别的专家", "expert");
  expect(ok(await other.get("/api/mine/impact")).body.cases).toBe(0);
  expect((await payerOffice.get("/api/mine/impact")).status).toBe(403);
});
