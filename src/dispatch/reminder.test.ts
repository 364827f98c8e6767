import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type World } from "../../test/world.js";
import { addMinutes } from "../kernel/time.js";
import { setInCall } from "../notifications/index.js";
import type { ReminderView } from "./api.js";
import { defaultPolicy } from "./domain/policy/dispatch-policy.js";

let world: World;
let alliance: Alliance;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 3);
});
afterEach(async () => {
  const left = await world.query(sql<{ id: string }>`
    select id from cases.consult_request where status = 'dispatching'`);
  for (const { id } of left)
    ok(await alliance.requester.post(`/api/cases/${id}/cancel`, { reasonCode: "transferred" }));
  await world.drain();
});
afterAll(() => world.close());

/** An open offer of level IV, four hours long, looked at a minute later. */
async function offered() {
  const caseId = await alliance.submit();
  const offer = await alliance.openOffer(caseId);
  await world.passTime(1);
  await world.drain();
  return { caseId, ...offer };
}
const looksAt = (offerId: string) =>
  world.query(sql<{ step: string; at: number | null; policy: string; details: Record<string, unknown> }>`
    select r.step, extract(epoch from r.remind_at - o.sent_at)::float8 / 60 as at, r.policy_version as policy, r.details
    from dispatch.reminder r join dispatch.offer o on o.id = r.offer_id where r.offer_id = ${offerId} order by r.number`);
const noticesOf = async (personId: string, offerId: string) =>
  (
    await world.query(sql<{ kind: string }>`
      select kind from notifications.notice where person_id = ${personId} and subject_id = ${offerId} order by created_at, kind`)
  ).map(({ kind }) => kind);
const shownTo = async (
  someone: { get(url: string): Promise<{ status: number; body: unknown }> },
  caseId: string,
): Promise<ReminderView | null> => {
  const { body } = await someone.get(`/api/cases/${caseId}/search`);
  return (body as { offers: { reminder: ReminderView | null }[] }).offers[0]?.reminder ?? null;
};

test("who has not answered is reminded once, by the fixed rule while nothing is known of him", async () => {
  const { caseId, id, expert } = await offered();
  expect(await looksAt(id)).toEqual([
    expect.objectContaining({ step: "planned", policy: defaultPolicy.version }),
  ]);
  const mine = ok(await expert.get("/api/offers")).body.items.find((one: { id: string }) => one.id === id);
  expect(mine.reminder).toMatchObject({ status: "planned", basis: "fixed", modelVersion: "response/1" });
  expect(await shownTo(alliance.dispatcher, caseId)).toMatchObject({
    zh: expect.stringContaining("固定规则"),
  });
  // His habits are not the asking hospital's to see.
  expect(await shownTo(alliance.requester, caseId)).toBeNull();
  await world.passTime(100);
  await world.drain();
  expect(await noticesOf(expert.id, id)).toEqual(["offer_sent"]);
  await world.passTime(30);
  await world.drain();
  expect((await looksAt(id)).map(({ step }) => step)).toEqual(["planned", "sent"]);
  expect(await noticesOf(expert.id, id)).toEqual(["offer_sent", "offer_expiring"]);
  const timeline = ok(await alliance.requester.get(`/api/cases/${caseId}/timeline`)).body.items as {
    kind: string;
  }[];
  expect(timeline.filter(({ kind }) => kind === "dispatch.offer-reminded")).toHaveLength(1);
  await world.passTime(60);
  await world.drain();
  expect(await looksAt(id)).toHaveLength(2);
  await expect(
    world.superuser("update dispatch.reminder set step = 'dropped', remind_at = null"),
  ).rejects.toThrow();
});

test("an answer takes the reminder back", async () => {
  const { id, expert } = await offered();
  ok(await expert.post(`/api/offers/${id}/accept`));
  await world.passTime(200);
  await world.drain();
  expect((await looksAt(id)).map(({ step }) => step)).toEqual(["planned"]);
  expect(await noticesOf(expert.id, id)).toEqual(["offer_sent"]);
});

test("surgery that was entered later puts it off; a call that lasts ends it", async () => {
  const { id, expert } = await offered();
  const [planned] = await looksAt(id);
  // Over the planned minute, known only after the choice.
  await world.query(sql`
    insert into scheduling.calendar (person_id, updated_at) values (${expert.id}, now()) on conflict do nothing`);
  await world.query(sql`
    insert into scheduling.block (id, person_id, kind, starts_at, ends_at, source, note, created_at)
    select ${randomUUID()}::uuid, person_id, 'surgery', sent_at + interval '90 minutes', sent_at + interval '150 minutes',
      'self', '', platform.now() from dispatch.offer where id = ${id}`);
  await world.passTime(planned?.at ?? 0);
  await world.drain();
  const looks = await looksAt(id);
  expect(looks.map(({ step }) => step)).toEqual(["planned", "planned"]);
  expect(looks[1]?.details["avoided"]).toEqual(["surgery"]);
  expect(looks[1]?.at).toBeGreaterThanOrEqual(150);
  await world.system((tx) => setInCall(tx, expert.id, addMinutes(tx.now, 600)));
  await world.passTime(35);
  await world.drain();
  expect((await looksAt(id)).map(({ step }) => step)).toEqual(["planned", "planned", "dropped"]);
  expect(await noticesOf(expert.id, id)).toEqual(["offer_sent"]);
  await world.system((tx) => setInCall(tx, expert.id, null));
});

test("his own answers set the time, and the channel he reads soonest goes first", async () => {
  const { id: open, expert, caseId } = await offered();
  ok(await expert.post(`/api/offers/${open}/decline`, { code: "no_time_now", note: "" }));
  // Eight weeks of offers to each of the experts, every day at this hour and two hours later: only the later ones are answered.
  await world.query(sql`
    insert into dispatch.offer (id, case_id, ring, attempt, practitioner_role_id, person_id, institution_id, expert_name, status,
      sent_at, expires_at, responded_at, decline_code)
    select gen_random_uuid(), ${caseId}, 'best', 100 + n, r.id, p.person_id, r.organization_id, p.name,
      case when late then 'declined' else 'expired' end, at, at + interval '240 minutes',
      case when late then at + interval '3 minutes' end, case when late then 'no_time_now' end
    from experts.practitioner p join experts.practitioner_role r on r.practitioner_id = p.id, generate_series(1, 56) n,
      (values (false), (true)) as kind (late),
      lateral (select platform.now() - make_interval(days => n) + case when late then interval '2 hours' else interval '0' end as at) t`);
  await world.drain();
  const again = await offered();
  for (const [channel, minutes] of [
    ["push", 40],
    ["email", 2],
  ] as const)
    await world.query(sql`
      with told as (
        insert into notifications.notice (person_id, kind, case_id, subject_id, details, event_id, created_at, read_at)
        select ${again.expert.id}::uuid, 'offer_sent', null, gen_random_uuid(), '{}', gen_random_uuid(),
          platform.now() - interval '2 days', platform.now() - interval '2 days' + make_interval(mins => ${minutes}::int)
        from generate_series(1, 5) returning id, person_id, created_at)
      insert into notifications.delivery (id, person_id, notice_id, purpose, kind, channel, step, status, due_at, created_at, finished_at)
      select gen_random_uuid(), person_id, id, 'notice', 'offer_sent', ${channel}, 0, 'sent', created_at, created_at, created_at from told`);
  const [planned] = await looksAt(again.id);
  expect(planned?.details["basis"]).toBe("learned");
  expect(planned?.at).toBeGreaterThan(60);
  const before = await shownTo(alliance.dispatcher, again.caseId);
  expect(before?.zh).toMatch(/通常 3 分钟应答/);
  expect((before?.chanceWith ?? 0) > (before?.chanceWithout ?? 1)).toBe(true);
  await world.passTime(planned?.at ?? 0);
  await world.drain();
  const [, sent] = await looksAt(again.id);
  expect(sent?.step).toBe("sent");
  expect((sent?.details["channels"] as { channel: string }[]).map(({ channel }) => channel)).toEqual([
    "email",
    "push",
  ]);
  const [notice] = await world.query(sql<{ details: { channelOrder: string[] } }>`
    select details from notifications.notice where subject_id = ${again.id} and kind = 'offer_expiring'`);
  expect(notice?.details.channelOrder).toEqual(["email", "push"]);
});

test("a policy version without reminders sends none", async () => {
  const { reminder: _, ...older } = { ...defaultPolicy, version: "silent-1" };
  const operator = await world.person(alliance.operator, "郑运营", "operator");
  const reason = "旧版本不提醒";
  ok(
    await operator.post("/api/policy-lab/versions", {
      policy: older,
      basedOn: defaultPolicy.version,
      reason,
    }),
  );
  ok(await operator.post("/api/policy-lab/trial", { version: "silent-1", reason }));
  for (const [from, to] of [
    ["shadow", "half"],
    ["half", "most"],
    ["most", "active"],
  ])
    ok(await operator.post("/api/policy-lab/trial/move", { from, to, reason }));
  const { id, expert } = await offered();
  await world.passTime(130);
  await world.drain();
  expect(await looksAt(id)).toEqual([]);
  expect(await noticesOf(expert.id, id)).toEqual(["offer_sent"]);
});
