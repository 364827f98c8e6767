import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { instant } from "../kernel/time.js";
import { defaultPolicy } from "./domain/policy/dispatch-policy.js";

let world: World;
let alliance: Alliance;
let operator: Someone;
let expert: Someone;
let first: string;
let second: string;

/** 10 o'clock of the day after tomorrow on Beijing's clock, whatever time it is now. */
const day = new Date(Date.now() + 56 * 3_600_000).toISOString().slice(0, 10);
const at = (clock: string): string => instant(`${day}T${clock}:00+08:00`);

beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 1);
  operator = await world.person(alliance.operator, "陈运营", "operator");
  const accept = async (): Promise<string> => {
    const caseId = await alliance.submit();
    const offer = await alliance.openOffer(caseId);
    expert = offer.expert;
    ok(await expert.post(`/api/offers/${offer.id}/accept`));
    await world.drain();
    return caseId;
  };
  [first, second] = [await accept(), await accept()];
  // He is there from nine to twelve on that day alone, and meets over the first case at ten.
  const { version } = ok(
    await expert.get(`/api/calendars/${expert.id}?from=${at("00:00")}&to=${at("23:00")}`),
  ).body;
  ok(
    await expert.put(`/api/calendars/${expert.id}`, {
      zone: "Asia/Shanghai",
      rules: [
        {
          kind: "available",
          weekday: new Date(`${day}T12:00:00Z`).getUTCDay() || 7,
          from: "09:00",
          to: "12:00",
          validFrom: day,
          validTo: day,
        },
      ],
      bufferMinutes: 0,
      dayCap: null,
      weekCap: null,
      dayMinutesCap: null,
      weekMinutesCap: null,
      followsHolidays: false,
      standInPersonId: null,
      version,
    }),
  );
  ok(
    await alliance.requester.post(`/api/cases/${first}/appointments`, {
      personIds: [expert.id],
      startsAt: at("10:30"),
      minutes: 30,
    }),
  );
});
afterAll(() => world.close());

const proposal = async (who: Someone) => ok(await who.get(`/api/cases/${second}/sitting`)).body.proposal;

test("without the switch nothing is proposed; with it both sides see when the meeting joins, what it spares and what it waits", async () => {
  expect(await proposal(alliance.requester)).toBeNull();
  const bundling = { isOn: true, walkMinutes: 20, waitPrice: 0.05 };
  ok(
    await operator.post("/api/policy-lab/versions", {
      policy: { ...defaultPolicy, version: "joined-1", bundling },
      basedOn: defaultPolicy.version,
      reason: "专家要走到会诊室",
    }),
  );
  ok(await operator.post("/api/policy-lab/trial", { version: "joined-1", reason: "试行" }));
  for (const [from, to] of [
    ["shadow", "half"],
    ["half", "most"],
    ["most", "active"],
  ])
    ok(await operator.post("/api/policy-lab/trial/move", { from, to, reason: "数据良好，推进" }));
  await world.query(sql`update cases.consult_request set urgency_level = 'IV', due_at = ${at("18:00")}::timestamptz
    where id = ${second}`);
  const seen = await proposal(alliance.requester);
  expect(seen).toMatchObject({
    startsAt: at("09:30"),
    firstStartsAt: at("09:00"),
    laterMinutes: 30,
    walkMinutes: 20,
  });
  expect(await proposal(expert)).toEqual(seen);
  // A case whose opinion is due before the sitting takes the first time.
  await world.query(
    sql`update cases.consult_request set due_at = ${at("09:45")}::timestamptz where id = ${second}`,
  );
  expect(await proposal(expert)).toBeNull();
  await world.query(sql`update cases.consult_request set due_at = ${at("18:00")}::timestamptz, urgency_level = 'II'
    where id = ${second}`);
  expect(await proposal(expert)).toBeNull();
  await world.query(sql`update cases.consult_request set urgency_level = 'IV' where id = ${second}`);
  ok(
    await alliance.requester.post(`/api/cases/${second}/appointments`, {
      personIds: seen.personIds,
      startsAt: seen.startsAt,
      minutes: seen.minutes,
    }),
  );
  expect(await proposal(expert)).toBeNull();
  expect(
    (
      await operator.post("/api/policy-lab/versions", {
        policy: { ...defaultPolicy, version: "joined-2", bundling: { ...bundling, waitPrice: 0.001 } },
        basedOn: defaultPolicy.version,
        reason: "等多久都行",
      })
    ).status,
  ).toBe(400);
});
