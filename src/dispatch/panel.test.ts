import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, type AllianceExpert, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type World } from "../../test/world.js";
import { checkInvariants } from "../invariants.js";

let world: World;
let alliance: Alliance;
let surgeons: AllianceExpert[];
let oncologist: AllianceExpert;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world);
  surgeons = [await alliance.addExpert("何外科", "04.05"), await alliance.addExpert("吕外科", "04.05")];
  oncologist = await alliance.addExpert("施肿瘤", "19");
});
afterAll(async () => {
  const broken = (await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0);
  await world.close();
  expect(broken).toEqual([]);
});

const panel = { mode: "video", panelSpecialtyCodes: ["03.01", "04.05", "19"] };
interface Row {
  id: string;
  seat: number;
  status: string;
  person_id: string;
  grounds: { meeting: { startsAt: string } };
}
const offersOf = (caseId: string) =>
  world.query(sql<Row>`
    select id, seat, status, person_id, grounds from dispatch.offer where case_id = ${caseId} order by seat, attempt`);
const openOf = async (caseId: string) =>
  (await offersOf(caseId)).filter((offer) => offer.status === "sent" || offer.status === "seen");
const appointmentsOf = (caseId: string) =>
  world.query(sql<{ status: string; starts_at: string; person_ids: string[] }>`
    select status, starts_at, person_ids from scheduling.appointment where case_id = ${caseId} order by created_at`);
const expertOf = (offer: Row) => alliance.experts.find((one) => one.id === offer.person_id)!;
const accept = async (offer: Row) => {
  ok(await expertOf(offer).post(`/api/offers/${offer.id}/accept`));
  await world.drain();
};

test("a panel of three is asked for one common time, and booked when the last has accepted", async () => {
  const caseId = await alliance.submit(panel);
  const offers = await openOf(caseId);
  expect(offers.map((offer) => offer.seat)).toEqual([1, 2, 3]);
  const times = new Set(offers.map((offer) => offer.grounds.meeting.startsAt));
  expect(times.size).toBe(1);
  expect(offers[2]?.person_id).toBe(oncologist.id);
  const mine = ok(await oncologist.get("/api/offers")).body.items as {
    seatSpecialtyName: string;
    meeting: object;
  }[];
  expect(mine[0]).toMatchObject({ seatSpecialtyName: "肿瘤科", meeting: { startsAt: [...times][0] } });

  for (const offer of offers) {
    expect((await appointmentsOf(caseId)).map((one) => one.status)).toEqual(["held"]);
    await accept(offer);
  }
  const [booked] = await appointmentsOf(caseId);
  expect(booked?.status).toBe("booked");
  expect([...(booked?.person_ids ?? [])].sort()).toEqual(
    [...offers.map((offer) => offer.person_id), alliance.requester.id].sort(),
  );
  const search = ok(await alliance.requester.get(`/api/cases/${caseId}/search`)).body;
  expect(search).toMatchObject({
    status: "assigned",
    seats: [{ status: "assigned" }, { status: "assigned" }, { status: "assigned", expertName: "施肿瘤" }],
  });
  // Everybody reads the case; the first seat's expert writes the opinion.
  for (const offer of offers) expect((await expertOf(offer).get(`/api/cases/${caseId}`)).status).toBe(200);
  ok(
    await expertOf(offers[0]!).put(`/api/cases/${caseId}/opinion`, {
      revision: 0,
      text: { answer: "可以手术", conclusion: "早期肺癌可能", advice: "建议胸腔镜手术" },
    }),
  );
});

test("who declines is replaced by one who is free at the same time; the others keep theirs", async () => {
  const caseId = await alliance.submit(panel);
  const offers = await openOf(caseId);
  await accept(offers[0]!);
  const surgeon = offers[1]!;
  ok(await expertOf(surgeon).post(`/api/offers/${surgeon.id}/decline`, { code: "no_time_now" }));
  await world.drain();
  const again = await openOf(caseId);
  expect(again.map((offer) => offer.seat)).toEqual([2, 3]);
  expect(again[0]?.person_id).not.toBe(surgeon.person_id);
  expect(surgeons.map((one) => one.id)).toContain(again[0]?.person_id);
  expect(again[0]?.grounds.meeting.startsAt).toBe(surgeon.grounds.meeting.startsAt);
  for (const offer of again) await accept(offer);
  expect((await appointmentsOf(caseId)).filter((one) => one.status === "booked")).toHaveLength(1);
});

test("without anybody left for a seat the dispatcher has it, and fills it by hand", async () => {
  const caseId = await alliance.submit(panel);
  const third = (await openOf(caseId)).find((offer) => offer.seat === 3)!;
  ok(await oncologist.post(`/api/offers/${third.id}/decline`, { code: "on_leave" }));
  await world.drain();
  const search = ok(await alliance.requester.get(`/api/cases/${caseId}/search`)).body;
  expect(search).toMatchObject({ status: "with_dispatcher", reasonCode: "all_declined" });
  const busy = (await openOf(caseId)).map((offer) => offer.person_id);
  const spare = alliance.experts.find((one) => !busy.includes(one.id) && one.id !== oncologist.id)!;
  ok(
    await alliance.dispatcher.post(`/api/cases/${caseId}/assign`, {
      practitionerRoleId: spare.roleId,
      seat: 3,
      reason: "电话已沟通",
    }),
  );
  for (const offer of await openOf(caseId)) await accept(offer);
  const [booked] = (await appointmentsOf(caseId)).filter((one) => one.status === "booked");
  expect(booked?.person_ids).toContain(spare.id);
});

test("a panel is two to five different specialties, by video; anything else is asked back by its field", async () => {
  const made = ok(await alliance.requester.post("/api/cases", {})).body as { id: string; version: number };
  const send = async (draft: object) => {
    const record = ok(await alliance.requester.get(`/api/cases/${made.id}`)).body as { version: number };
    const saved = await alliance.requester.put(`/api/cases/${made.id}/draft`, {
      version: record.version,
      draft,
    });
    if (saved.status !== 200) return saved;
    return alliance.requester.post(`/api/cases/${made.id}/submit`, { version: saved.body.version });
  };
  const { completeDraft } = await import("../../test/alliance.js");
  const pathsOf = (reply: { body: { errors: { path: string }[] } }) =>
    reply.body.errors.map((one) => one.path);
  const asked = async (change: object) => pathsOf(await send({ ...completeDraft, ...change }));
  expect(await asked({ mode: "video", panelSpecialtyCodes: ["03.01"] })).toEqual(["panelSpecialtyCodes"]);
  expect(await asked({ mode: "video", panelSpecialtyCodes: ["03.01", "03.01"] })).toEqual([
    "panelSpecialtyCodes",
  ]);
  expect(await asked({ mode: "video", panelSpecialtyCodes: ["03.01", "99.99"] })).toEqual([
    "panelSpecialtyCodes",
  ]);
  expect(await asked({ mode: "written", panelSpecialtyCodes: ["03.01", "19"] })).toEqual(["mode"]);
  expect((await send({ ...completeDraft, panelSpecialtyCodes: ["1", "2", "3", "4", "5", "6"] })).status).toBe(
    400,
  );
});

test("the form proposes who should sit at the table, each with its reason", async () => {
  const asked = {
    question: "右肺肿物伴慢性肾衰竭，如何治疗？",
    diagnoses: [{ code: "C34.901", name: "肺恶性肿瘤" }],
  };
  const { seats } = ok(await alliance.requester.post("/api/ranking/panel", asked)).body as {
    seats: { code: string; name: string; zh: string }[];
  };
  expect(seats.length).toBeGreaterThanOrEqual(3);
  expect(seats.map((seat) => seat.name)).toContain("肿瘤科");
  for (const seat of seats) expect(seat.zh).not.toBe("");
  expect((await alliance.dispatcher.post("/api/ranking/panel", asked)).status).toBe(403);
});

interface Trial {
  percent: number;
  arms: { arm: string; policyVersion: string; cases: number; panels: Record<string, number | null> }[];
  shadow: { decisions: number; cases: number };
}
test("a trial takes panels in: watched seat by seat, then by the arm they are drawn to, each counted once all seats are filled", async () => {
  const operator = await world.person(alliance.operator, "郑运营", "operator");
  const reason = "看多学科怎样变化";
  const trial = async (): Promise<Trial> => ok(await operator.get("/api/policy-lab")).body.trial as Trial;
  const { defaultPolicy } = await import("./domain/policy/dispatch-policy.js");
  const policy = { ...defaultPolicy, version: "panels-1", fairness: 2 };
  ok(await operator.post("/api/policy-lab/versions", { policy, basedOn: defaultPolicy.version, reason }));
  ok(await operator.post("/api/policy-lab/trial", { version: policy.version, reason }));
  const watched = await alliance.submit(panel);
  const shadows = await world.query(sql<{ seat: number; asked: string[]; would_ask: string[] }>`
    select seat, asked, would_ask from dispatch.policy_shadow where case_id = ${watched} order by seat`);
  expect(shadows.map(({ seat }) => seat)).toEqual([1, 2, 3]);
  for (const { asked, would_ask } of shadows) expect([asked.length, would_ask.length]).toEqual([1, 1]);
  expect((await trial()).shadow).toMatchObject({ decisions: 3, cases: 1 });

  ok(await operator.post("/api/policy-lab/trial/move", { from: "shadow", to: "half", reason }));
  ok(await operator.post("/api/policy-lab/trial/move", { from: "half", to: "most", reason }));
  const caseId = await alliance.submit(panel);
  const [drawn] = await world.query(sql<{ arm: string; policy_version: string; used: string }>`
    select a.arm, a.policy_version, (select string_agg(distinct p.policy_version, ' ') from dispatch.offer o
      join dispatch.plan p on p.id = o.plan_id where o.case_id = a.case_id) as used
    from dispatch.policy_assignment a where a.case_id = ${caseId}`);
  expect(drawn?.used).toBe(drawn?.policy_version);
  const armOf = async () => (await trial()).arms.find(({ arm }) => arm === drawn?.arm);
  const [first, ...others] = await openOf(caseId);
  await accept(first!);
  expect((await armOf())?.panels).toMatchObject({ cases: 1, found: 1, filled: 0, medianFillMinutes: null });
  for (const offer of others) await accept(offer);
  expect((await armOf())?.panels).toMatchObject({ cases: 1, found: 1, filled: 1 });
  ok(await operator.post("/api/policy-lab/trial/move", { from: "most", to: "stopped", reason }));
});
