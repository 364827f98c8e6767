import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newAlliance, type Alliance } from "../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { checkInvariants } from "../invariants.js";
import { readPool, recordClaims } from "./index.js";

let world: World;
let alliance: Alliance;
let office: Someone;
let operator: Someone;
const day = 24 * 60;

beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 4);
  office = await world.person(alliance.tertiary, "医务一", "medical_affairs");
  operator = await world.person(alliance.operator, "运营一", "operator");
  for (const { practitionerId, roleId } of alliance.experts)
    await world.system((tx) =>
      recordClaims(
        tx,
        practitionerId,
        [
          { kind: "disease_cases", label: "肺癌", code: "C34.900", quantity: 120 },
          { kind: "title", label: "主任医师", value: "231", practitionerRoleId: roleId },
          { kind: "language", label: "英语" },
        ],
        { source: "self_reported", asOfOn: tx.now.slice(0, 10) },
      ),
    );
});
afterAll(() => world.close());

const expert = (n: number) => {
  const one = alliance.experts[n];
  if (!one) throw new Error(`there is no expert ${n}`);
  return one;
};
const kinds = async (person: Someone): Promise<string[]> =>
  (await person.get("/api/notices?limit=100")).body.items.map(({ kind }: { kind: string }) => kind);
const inPool = async (n: number) => {
  const { members } = await world.system(readPool);
  const found = members.find(({ practitionerRoleId }) => practitionerRoleId === expert(n).roleId);
  if (!found) throw new Error("not in the pool");
  return found;
};
const tasks = async (view = "waiting") =>
  (await operator.get(`/api/verification-tasks?view=${view}`)).body.items as {
    practitionerId: string;
    status: string;
    reminders: number;
    isEscalated: boolean;
  }[];
const taskOf = async (n: number, view?: string) =>
  (await tasks(view)).find(({ practitionerId }) => practitionerId === expert(n).practitionerId);
const night = async (days: number) => {
  await world.passTime(days * day);
  await world.drain();
};
const sheet = async (n: number) => (await expert(n).get("/api/verification")).body;
const answer = (n: number, body: object, as: Someone = expert(n)) =>
  as.post(`/api/verification/${expert(n).practitionerId}/answers`, body);
const allRight = { answers: [], othersAreRight: true };

test("nobody is due at first; half a year later a campaign begins by itself and everybody is told", async () => {
  expect((await operator.post("/api/campaigns", { organizationId: null })).body.code).toBe("nobody_is_due");
  await night(100);
  expect(await tasks()).toEqual([]);
  expect((await inPool(0)).freshness).toBeLessThan(1);
  await night(82);
  expect((await tasks()).map(({ status }) => status)).toEqual(["open", "open", "open", "open"]);
  const health = (await operator.get("/api/pool-health")).body;
  expect(health).toMatchObject({
    states: { appointed: 4 },
    facts: { all: 12, overdue: 8, expired: 0 },
    campaigns: [{ origin: "schedule", status: "running", institutionName: null, counts: { open: 4 } }],
    institutions: [{ experts: 4, overdueFacts: 8 }],
  });
  for (const one of alliance.experts) expect(await kinds(one)).toContain("verification_due");
  const again = await operator.post("/api/campaigns", { organizationId: null });
  expect(again.body.code).toBe("nobody_is_due");
  const foreign = await office.post("/api/campaigns", { organizationId: null });
  expect(foreign.body.code).toBe("campaign_of_own_hospital");
});

test("one tap confirms what is due, on his own sheet, and makes the record fresh again", async () => {
  const before = await sheet(0);
  expect(before.facts.filter(({ isDue }: { isDue: boolean }) => isDue)).toHaveLength(2);
  expect((await answer(0, allRight, expert(1))).status).toBe(404);
  expect((await answer(0, allRight)).status).toBe(200);
  const after = await sheet(0);
  expect(after).toMatchObject({ taskStatus: null, isSuspended: false });
  expect(after.facts.some(({ isDue }: { isDue: boolean }) => isDue)).toBe(false);
  expect(Number(after.freshness) - Number(before.freshness)).toBeGreaterThan(0.2);
  expect((await inPool(0)).freshness).toBe(after.freshness);
  expect(await taskOf(0, "confirmed")).toMatchObject({ status: "confirmed" });
  // The task is over; confirming once more is no harm.
  expect((await answer(0, allRight)).status).toBe(200);
});

test("what has changed becomes his statement or a question to the hospital; what is gone is taken back", async () => {
  const { facts } = await sheet(1);
  const idOf = (kind: string) => facts.find((one: { kind: string }) => one.kind === kind).claimId as string;
  const change = (kind: string, more: object) => ({ claimId: idOf(kind), answer: "changed", ...more });
  expect((await answer(1, { answers: [change("disease_cases", {})], othersAreRight: true })).body.code).toBe(
    "quantity_needed",
  );
  expect((await answer(1, { answers: [change("title", {})], othersAreRight: true })).body.code).toBe(
    "text_needed",
  );
  const answers = [
    change("disease_cases", { quantity: 160 }),
    change("title", { text: "已评正高并聘任" }),
    { claimId: idOf("language"), answer: "gone" },
  ];
  expect((await answer(1, { answers, othersAreRight: true })).status).toBe(200);
  expect((await inPool(1)).evidence).toMatchObject([{ code: "C34.900", count: 160 }]);
  expect((await sheet(1)).facts.map(({ kind }: { kind: string }) => kind)).not.toContain("language");
  const finding = (await office.get("/api/findings?status=open")).body.items[0];
  expect(finding).toMatchObject({
    kind: "fact_changed",
    factZh: "职称（聘任）",
    details: { text: "已评正高并聘任" },
  });
  await world.drain();
  expect(await kinds(office)).toContain("finding_opened");
  const settle = (outcome: string, reason = "") =>
    office.post(`/api/findings/${finding.findingId}/settle`, { outcome, reason });
  expect((await settle("retired")).body.code).toBe("outcome_does_not_fit");
  expect((await settle("noted")).body.code).toBe("finding_reason_needed");
  expect((await settle("noted", "已在档案中更正职称")).status).toBe(200);
  expect((await settle("noted", "再来一次")).body.code).toBe("finding_settled");
});

test("who does not answer is reminded, handed to his hospital, believed less, and at last gets no offers", async () => {
  await night(7);
  expect(await taskOf(2)).toMatchObject({ status: "open", reminders: 1 });
  await night(7);
  expect(await taskOf(2)).toMatchObject({ reminders: 2 });
  expect((await kinds(expert(2))).filter((kind) => kind === "verification_reminder")).toHaveLength(2);
  expect(await kinds(expert(0))).not.toContain("verification_reminder");
  await night(7);
  expect(await taskOf(2)).toMatchObject({ isEscalated: true });
  expect(await kinds(office)).toContain("verification_escalated");
  const before = await inPool(2);
  await night(9);
  expect(await taskOf(2)).toMatchObject({ status: "lapsed" });
  const lapsed = await inPool(2);
  expect(lapsed.freshness).toBeLessThan(before.freshness - 0.1);
  expect(lapsed).toMatchObject({ status: "active", evidence: [{ code: "C34.900", isExpired: true }] });
  expect(await kinds(expert(2))).toContain("verification_lapsed");
  await night(30);
  expect(await taskOf(2)).toMatchObject({ status: "suspended" });
  expect((await inPool(2)).status).toBe("paused");
  expect(await sheet(2)).toMatchObject({ isSuspended: true, taskStatus: "suspended" });
  expect(await kinds(expert(2))).toContain("verification_suspended");
  const health = (await office.get("/api/pool-health")).body;
  expect(health.states).toMatchObject({ appointed: 2, paused: 2 });
  expect(health.facts.expired).toBe(4);
});

test("a case is ranked by freshness before anybody is left out for it", async () => {
  const caseId = await alliance.submit({ diagnoses: [{ code: "C34.900", name: "肺恶性肿瘤" }] });
  const ranking = (await alliance.requester.get(`/api/cases/${caseId}/ranking`)).body;
  const names = ranking.candidates.map(({ name }: { name: string }) => name);
  expect([...names].sort()).toEqual([expert(0).name, expert(1).name].sort());
  const factor = ranking.candidates[0].factors.find(({ key }: { key: string }) => key === "freshness");
  expect(factor.points).toBeGreaterThan(0);
  expect(factor.points).toBeLessThanOrEqual(4);
  expect(factor.zh).toMatch(/^资料新鲜度 \d+%，最近核对于 \d{4}-\d\d-\d\d$/);
  expect(ranking.excluded.find(({ code }: { code: string }) => code === "not_active").count).toBe(2);
});

test("confirming brings the suspended expert back at once, weight and all; his office may do it for him", async () => {
  expect((await answer(2, allRight)).status).toBe(200);
  const back = await inPool(2);
  expect(back).toMatchObject({ status: "active", evidence: [{ isExpired: false }] });
  expect(back.freshness).toBeGreaterThan(0.85);
  const [member] = (
    await operator.get(`/api/memberships?view=members&q=${encodeURIComponent(expert(2).name)}`)
  ).body.items;
  const history = (await operator.get(`/api/memberships/${member.membershipId}`)).body.steps;
  expect(
    history.map(({ act, reason }: { act: string; reason: { code: string } | null }) => [act, reason?.code]),
  ).toEqual([
    ["record", "recorded"],
    ["pause", "unverified"],
    ["resume", "verified_again"],
  ]);
  expect((await answer(3, allRight, office)).status).toBe(200);
  expect((await inPool(3)).status).toBe("active");
  await night(1);
  const { campaigns } = (await operator.get("/api/pool-health")).body;
  expect(campaigns).toMatchObject([{ status: "closed", counts: { confirmed: 4 } }]);
});

test("three declines as not his field are a finding, and confirming it takes the specialty away", async () => {
  const declineAs = async (code: string): Promise<string> => {
    const caseId = await alliance.submit();
    const { id, expert: asked } = await alliance.openOffer(caseId);
    expect((await asked.post(`/api/offers/${id}/decline`, { code })).status).toBe(200);
    await world.drain();
    return asked.roleId;
  };
  const found = async (kind: string) =>
    (
      (await office.get("/api/findings?status=open&limit=100")).body.items as {
        kind: string;
        findingId: string;
      }[]
    ).filter((one) => one.kind === kind);
  const declined = new Map<string, number>();
  // Whoever comes first in the ranking is asked first; it takes as many cases until somebody has declined three times.
  for (let n = 0; n < 12 && (await found("not_my_field")).length === 0; n++) {
    const roleId = await declineAs("not_my_field");
    declined.set(roleId, (declined.get(roleId) ?? 0) + 1);
    expect((await found("not_my_field")).length).toBe(
      [...declined.values()].some((count) => count >= 3) ? 1 : 0,
    );
  }
  const [finding] = await found("not_my_field");
  const settled = await office.post(`/api/findings/${finding?.findingId}/settle`, {
    outcome: "specialty_removed",
    reason: "",
  });
  expect(settled.status).toBe(200);
  const [roleId] = [...declined].find(([, count]) => count >= 3) ?? [];
  const rows = await world.query(
    sql`select 1 from experts.role_specialty where practitioner_role_id = ${roleId}`,
  );
  expect(rows).toEqual([]);

  const goneId = await declineAs("left_post");
  const [gone] = await found("reported_gone");
  const retired = await office.post(`/api/findings/${gone?.findingId}/settle`, {
    outcome: "retired",
    reason: "",
  });
  expect(retired.status).toBe(200);
  const { members } = await world.system(readPool);
  expect(members.find(({ practitionerRoleId }) => practitionerRoleId === goneId)?.status).toBe("retired");
});

test("a department that hands on nearly everything, and an expert nobody hears of, are shown to the hospital", async () => {
  await world.query(sql`insert into experts.answer_signal (event_id, practitioner_role_id, kind, at)
    select gen_random_uuid(), ${expert(3).roleId}::uuid, 'expired', platform.now() from generate_series(1, 9)`);
  await world.query(sql`delete from identity.session where person_id = ${expert(0).id}`);
  await night(1);
  const open = (await office.get("/api/findings?status=open&limit=100")).body.items as {
    kind: string;
    departmentName: string;
  }[];
  expect(open.find(({ kind }) => kind === "department_bounces")).toMatchObject({
    departmentName: "呼吸与危重症医学科",
  });
  await world.passTime(181 * day);
  await world.query(sql`update identity.session set last_seen_at = platform.now() - interval '200 days'
    where person_id = ${expert(3).id}`);
  await world.drain();
  const later = (await office.get("/api/findings?status=open&limit=100")).body.items as { kind: string }[];
  expect(later.filter(({ kind }) => kind === "long_inactive").length).toBeGreaterThan(0);
  const other = await world.person(alliance.county, "县医务", "medical_affairs");
  expect((await other.get("/api/findings")).body.items).toEqual([]);
  const broken = (await checkInvariants(world.database)).filter(({ offenders }) => offenders.length > 0);
  expect(broken).toEqual([]);
});
