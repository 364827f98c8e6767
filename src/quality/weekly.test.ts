import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ok } from "../../test/alliance.js";
import type { Someone } from "../../test/world.js";
import { newStage, type Stage } from "./stage-for-tests.js";

let stage: Stage;
let world: Stage["world"];
let medical: Someone;
let operator: Someone;
beforeAll(async () => {
  stage = await newStage();
  ({ world } = stage);
  medical = await world.person(stage.alliance.county, "齐医务", "medical_affairs");
  operator = await world.person(stage.alliance.operator, "吴运营", "operator");
  for (let n = 0; n < 6; n++) await stage.alliance.submit();
  await world.drain();
});
afterAll(() => world.close());

const notices = (personId: string) =>
  world.query(sql<{ details: { from: string; message: { zh: { text: string } } } }>`
    select details from notifications.notice where person_id = ${personId} and kind = 'weekly_report' order by created_at`);
/** Runs the Monday now. */
const monday = async () => {
  await world.query(
    sql`update platform.job set due_at = platform.now() where kind = 'quality.weekly' and status = 'waiting'`,
  );
  await world.drain();
};

test("on Monday the medical office and the operator are told once, others who did not ask are not", async () => {
  await world.passTime(7 * 24 * 60);
  await monday();
  await monday();
  const [told, ...more] = await notices(medical.id);
  expect(more).toEqual([]);
  expect(told?.details.message.zh.text).toMatch(/^云溪县人民医院，[^\n]*\n会诊申请：6；上周 0\n/u);
  expect(await notices(operator.id)).toHaveLength(1);
  expect(await notices(stage.office.id)).toEqual([]);
  expect(JSON.stringify(told)).not.toMatch(/王建国|周一诺|李明远|B-|202\d-0000/u);
  const [job] = await world.query(
    sql<{
      n: number;
    }>`select count(*)::int as n from platform.job where kind = 'quality.weekly' and status = 'waiting'
      and extract(isodow from due_at at time zone 'Asia/Shanghai') = 1 and due_at > platform.now()`,
  );
  expect(job?.n).toBe(1);
});

test("each chooses for himself, and may have it sent now; a role without the page gets none of it", async () => {
  expect(ok(await medical.get("/api/quality/weekly")).body).toMatchObject({ isWanted: true });
  ok(await medical.put("/api/quality/weekly/choice", { isWanted: false }));
  ok(await stage.office.put("/api/quality/weekly/choice", { isWanted: true }));
  expect(ok(await medical.get("/api/quality/weekly")).body).toMatchObject({
    isWanted: false,
    report: { hospitalName: "云溪县人民医院", cases: { now: 6, before: 0 } },
  });
  await stage.alliance.submit();
  await world.drain();
  await world.passTime(7 * 24 * 60);
  await monday();
  expect(await notices(medical.id)).toHaveLength(1);
  const [second] = await notices(stage.office.id);
  // One case of the week is too few to be told.
  expect(second?.details.message.zh.text).toContain("会诊申请：不足 5 例；上周 6");
  ok(await medical.post("/api/quality/weekly/send"));
  await world.drain();
  expect(await notices(medical.id)).toHaveLength(2);
  expect((await stage.alliance.requester.get("/api/quality/weekly")).status).toBe(403);
  expect((await stage.alliance.requester.post("/api/quality/weekly/send")).status).toBe(403);
});

test("the whole page goes out by mail, in the reader's language", async () => {
  const sent = () =>
    world.query(sql<{ text: string }>`select to_jsonb(m)::text as text from notifications.local_message m`);
  const before = (await sent()).length;
  ok(await operator.post("/api/notification-addresses", { channel: "email", address: "wu@example.org" }));
  await world.deliver();
  await world.query(
    sql`update notifications.address set verified_at = platform.now() where person_id = ${operator.id}`,
  );
  await world.query(sql`update identity.person set language = 'en' where id = ${operator.id}`);
  ok(await operator.post("/api/quality/weekly/send"));
  await world.drain();
  for (let n = 0; n < 3; n++) {
    await world.passTime(6 * 60);
    await world.deliver();
  }
  const texts = (await sent())
    .slice(before)
    .map(({ text }) => text)
    .join("\n");
  expect(texts).toContain("The whole platform");
  expect(texts).toContain("/quality/weekly");
});
