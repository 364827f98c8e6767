import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ok } from "../../test/alliance.js";
import { defaultClockPolicy } from "../triage/index.js";
import { indicators } from "./data/indicators.js";
import { indicatorRules } from "./store/indicator-rules.js";
import { indicatorsPaper } from "./indicators-paper.js";
import type { WaitingClocks } from "./api/results.js";
import { rebuildFacts } from "./rebuild.js";
import { newStage, type Stage } from "./stage-for-tests.js";

let stage: Stage;
let world: Stage["world"];
let alliance: Stage["alliance"];
let office: Stage["office"];
let platformOffice: Stage["platformOffice"];
beforeAll(async () => {
  stage = await newStage();
  ({ world, alliance, office, platformOffice } = stage);
});
afterAll(async () => {
  expect(await stage.close()).toEqual([]);
});

const judged = {
  agreement: "refined",
  hasChangedManagement: true,
  transfer: "avoided",
  usefulness: 5,
  seconds: 9,
};
const fact = async (caseId: string) =>
  (
    await world.query(sql<Record<string, unknown>>`select * from quality.case_fact where case_id = ${caseId}`)
  )[0];

test("general service levels are the clocks that cases are triaged by", async () => {
  const { body } = ok(await office.get("/api/quality/service-levels"));
  for (const one of body.items as {
    urgencyLevel: "I";
    acceptMinutes: number;
    startMinutes: number;
    opinionMinutes: number;
  }[]) {
    const { acceptMinutes, startMinutes, opinionMinutes } = defaultClockPolicy.clocks[one.urgencyLevel];
    expect(one).toMatchObject({ acceptMinutes, startMinutes, opinionMinutes });
  }
  expect(body.items).toHaveLength(4);
});

test("facts follow a case step by step, and building them anew gives the same", async () => {
  const open = await alliance.submit();
  await world.drain();
  expect(await fact(open)).toMatchObject({
    status: "dispatching",
    accepted_at: null,
    offers: 1,
    service: "written",
  });
  const clocks = ok(await alliance.requester.get(`/api/cases/${open}/service-clocks`)).body;
  expect(clocks.clocks.map((one: { state: string }) => one.state)).toEqual(["running", "running", "running"]);
  const onBoard = async () =>
    (ok(await alliance.dispatcher.get("/api/quality/waiting-clocks")).body as WaitingClocks).items.filter(
      ({ caseId }) => caseId === open,
    );
  expect(await onBoard()).toEqual([
    { caseId: open, isAgreed: false, step: "accept", dueAt: clocks.clocks[0].dueAt },
  ]);
  const { id, expert } = await alliance.openOffer(open);
  ok(await expert.post(`/api/offers/${id}/decline`, { code: "no_time_now" }));
  await world.drain();
  expect(await fact(open)).toMatchObject({ declined: 1, offers: 2 });
  const next = await alliance.openOffer(open);
  ok(await next.expert.post(`/api/offers/${next.id}/accept`));
  await world.drain();
  expect(await onBoard()).toEqual([]);
  const cancelled = await alliance.submit();
  ok(await alliance.requester.post(`/api/cases/${cancelled}/cancel`, { reasonCode: "improved" }));
  const { caseId } = await stage.closedCase("not_adopted");
  expect(await fact(caseId)).toMatchObject({
    status: "closed",
    decision: "not_adopted",
    is_opinion_complete: true,
    copies_filed: 2,
    has_consent: true,
    category: "R91",
  });
  const { cases, differing } = await rebuildFacts(world.database);
  expect(cases).toBeGreaterThanOrEqual(3);
  expect(differing).toEqual([]);
  await world.superuser("update quality.case_fact set offers = 99 where status = 'closed'");
  expect((await rebuildFacts(world.database)).differing).toContain(caseId);
});

test("a service level agreed for one kind holds from then on, and for earlier cases not", async () => {
  const before = await alliance.submit();
  const operator = await world.person(alliance.operator, "顾运营", "operator");
  const level = {
    agreementId: null,
    service: "written",
    urgencyLevel: "IV",
    acceptMinutes: 60,
    startMinutes: 120,
    opinionMinutes: 600,
  };
  expect((await office.post("/api/quality/service-levels", level)).status).toBe(403);
  expect(
    (await operator.post("/api/quality/service-levels", { ...level, acceptMinutes: 900 })).body.errors[0]
      .path,
  ).toBe("acceptMinutes");
  world.moveClock(1);
  ok(await operator.post("/api/quality/service-levels", level));
  world.moveClock(1);
  const after = await alliance.submit();
  await world.drain();
  expect(await fact(before)).toMatchObject({ accept_within: 1440 });
  expect(await fact(after)).toMatchObject({ accept_within: 60, opinion_within: 600 });
});

test("the inviter evaluates once, nobody else can, and the profile hears of it", async () => {
  const { caseId, expert } = await stage.closedCase();
  const url = `/api/cases/${caseId}/evaluation`;
  expect((await expert.post(url, judged)).status).toBe(403);
  const colleague = await world.person(alliance.county, "钱同事", "requester");
  expect((await colleague.post(url, judged)).status).toBe(404);
  expect((await alliance.requester.post(url, { ...judged, usefulness: 6 })).body.errors[0].path).toBe(
    "usefulness",
  );
  ok(await alliance.requester.post(url, judged));
  expect((await alliance.requester.post(url, judged)).body.code).toBe("evaluation_given");
  await world.drain();
  expect(
    await world.query(
      sql`select kind, value from profile.service_fact where practitioner_role_id = ${expert.roleId} and kind = 'evaluation'`,
    ),
  ).toEqual([{ kind: "evaluation", value: 1 }]);
  const seen = ok(await alliance.requester.get(`/api/cases/${caseId}/results`)).body;
  expect(seen).toMatchObject({
    evaluation: { agreement: "refined", usefulness: 5 },
    may: { evaluate: false },
  });
});

test("two evaluations at once: one stands", async () => {
  const { caseId } = await stage.closedCase();
  const url = `/api/cases/${caseId}/evaluation`;
  const both = await Promise.all([1, 2].map(() => alliance.requester.post(url, judged)));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const waiting = await alliance.submit();
  expect((await alliance.requester.post(`/api/cases/${waiting}/evaluation`, judged)).body.code).toBe(
    "case_not_closed",
  );
});

test("a patient's link works once, keeps no secret, and a forged, replaced or late one is refused", async () => {
  const { caseId } = await stage.closedCase();
  const first = ok(await alliance.requester.post(`/api/cases/${caseId}/patient-link`)).body.token as string;
  const token = ok(await alliance.requester.post(`/api/cases/${caseId}/patient-link`)).body.token as string;
  const stored = await world.query(sql<{
    t: string;
  }>`select to_jsonb(l)::text as t from quality.patient_link l
    union all select result::text from platform.idempotency`);
  for (const { t } of stored) expect(t).not.toContain(token);
  expect((await stage.anonymous("give", { token: first, satisfaction: 5, clarity: 5 })).body.code).toBe(
    "rating_link_over",
  );
  expect((await stage.anonymous("look", { token: "x".repeat(43) })).body.code).toBe("rating_link_unknown");
  expect((await stage.anonymous("look", { token })).body).toMatchObject({
    state: "open",
    institutionName: "云溪县人民医院",
  });
  expect(
    (await stage.anonymous("give", { token, satisfaction: 4, clarity: 5, comment: "医生很耐心" })).status,
  ).toBe(200);
  expect((await stage.anonymous("give", { token, satisfaction: 1, clarity: 1 })).body.code).toBe(
    "rating_link_over",
  );
  expect((await alliance.requester.post(`/api/cases/${caseId}/patient-link`)).body.code).toBe(
    "patient_has_rated",
  );
  const seen = ok(await alliance.requester.get(`/api/cases/${caseId}/results`)).body;
  expect(seen.patientRating).toMatchObject({ satisfaction: 4, comment: "医生很耐心" });
  const kept = await world.query(
    sql<{ t: string }>`select to_jsonb(r)::text as t from quality.patient_rating r`,
  );
  for (const { t } of kept) expect(t).not.toContain("10.9.9.9");
  const { caseId: late } = await stage.closedCase();
  const old = ok(await alliance.requester.post(`/api/cases/${late}/patient-link`)).body.token as string;
  await world.passTime(31 * 24 * 60);
  expect((await stage.anonymous("look", { token: old })).body).toMatchObject({ state: "expired" });
  expect((await stage.anonymous("give", { token: old, satisfaction: 1, clarity: 1 })).body.code).toBe(
    "rating_link_over",
  );
});

test("guessing links is stopped by address, and others go on", async () => {
  for (let n = 0; n < 20; n++)
    await stage.anonymous("look", { token: String(n).padStart(43, "g") }, "10.6.6.6");
  expect((await stage.anonymous("look", { token: "y".repeat(43) }, "10.6.6.6")).body.code).toBe(
    "too_many_attempts",
  );
  expect((await stage.anonymous("look", { token: "y".repeat(43) }, "10.6.6.7")).body.code).toBe(
    "rating_link_unknown",
  );
});

test("the course is asked, reminded, escalated, answered once, and thanks the expert", async () => {
  const { caseId, expert } = await stage.closedCase();
  const days = (
    ok(await alliance.requester.get(`/api/cases/${caseId}/results`)).body.followUps as {
      id: string;
      day: number;
    }[]
  ).map(({ day }) => day);
  expect(days).toEqual([30, 90, 180]);
  await world.passTime(30 * 24 * 60 + 60);
  await stage.night();
  const notices = async (personId: string, kind: string) =>
    (
      await world.query(sql<{
        n: number;
      }>`select count(*)::int as n from notifications.notice where person_id = ${personId} and kind = ${kind}
      and (case_id = ${caseId} or case_id is null)`)
    )[0]?.n;
  expect(await notices(alliance.requester.id, "follow_up_due")).toBe(1);
  await world.passTime(3 * 24 * 60);
  await stage.night();
  await stage.night();
  expect(await notices(alliance.requester.id, "follow_up_reminder")).toBe(1);
  await world.passTime(4 * 24 * 60);
  await stage.night();
  expect(await notices(office.id, "follow_up_escalated")).toBeGreaterThan(0);
  const listed = ok(await office.get("/api/follow-ups")).body.items as {
    id: string;
    caseId: string;
    status: string;
  }[];
  const due = listed.find((one) => one.caseId === caseId)!;
  expect(due.status).toBe("escalated");
  const fill = { reached: true, outcome: "improved", place: "home" };
  const stranger = await world.person(alliance.tertiary, "外院质控", "quality");
  expect((await stranger.post(`/api/follow-ups/${due.id}/fill`, fill)).status).not.toBe(200);
  expect(
    (await office.post(`/api/follow-ups/${due.id}/fill`, { reached: false, note: "" })).body.errors[0].path,
  ).toBe("note");
  ok(await office.post(`/api/follow-ups/${due.id}/fill`, fill));
  expect((await office.post(`/api/follow-ups/${due.id}/fill`, fill)).body.code).toBe("follow_up_answered");
  await world.drain();
  expect(await notices(expert.id, "outcome_returned")).toBe(1);
  const echo = (ok(await expert.get("/api/echoes")).body.items as { course: object[] }[]).find(
    ({ course }) => course.length > 0,
  );
  expect(echo?.course).toEqual([{ day: 30, outcome: "improved" }]);
  expect(await world.query(sql`select value from profile.service_fact where kind = 'follow_up'`)).toEqual([
    { value: 0.85 },
  ]);
});

test("indicators: words and queries are of the same list; docs are printed from it; hospitals see their own", async () => {
  expect(Object.keys(indicatorRules)).toEqual(indicators.map(({ code }) => code));
  expect(readFileSync("docs/indicators.md", "utf8")).toBe(indicatorsPaper());
  const mine = ok(await office.get("/api/quality/indicators?months=12")).body;
  const of = (code: string) =>
    (mine.items as { code: string; value: { hits: number; of: number; pending: number } }[]).find(
      (one) => one.code === code,
    )!.value;
  const [counted] = await world.query(sql<{ closed: number; evaluated: number; all: number }>`
    select count(*) filter (where status = 'closed')::int as closed, count(*)::int as all,
      (select count(*)::int from quality.evaluation) as evaluated from quality.case_fact`);
  expect(of("evaluated")).toMatchObject({ hits: counted!.evaluated, of: counted!.closed, pending: 0 });
  expect(of("management_changed")).toMatchObject({ pending: counted!.closed - counted!.evaluated });
  expect(of("consent")).toMatchObject({ hits: counted!.all, of: counted!.all });
  const strata = ok(await office.get("/api/quality/indicators/adopted/strata?by=performer")).body;
  expect(strata.items.map((one: { label: string }) => one.label)).toContain("明江大学附属第一医院");
  const other = await world.institution("别县医院");
  const stranger = await world.person(other, "别县质控", "quality");
  expect(ok(await stranger.get("/api/quality/indicators")).body.cases).toBe(0);
  const drill = ok(await office.get("/api/quality/indicators/adopted/cases?set=missed")).body.items;
  expect(drill[0]).toMatchObject({ isReadable: true, institutionName: "云溪县人民医院" });
  expect(
    ok(await platformOffice.get("/api/quality/indicators/adopted/cases?set=missed")).body.items[0].isReadable,
  ).toBe(false);
  expect((await office.get("/api/quality/indicators/nonsense/strata")).body.code).toBe("indicator_unknown");
  const csv = (await office.get("/api/quality/indicators-export?format=csv")).body as Buffer;
  expect(csv.toString("utf8")).toMatch(/^\ufeff代码,指标/u);
  const xlsx = (await office.get("/api/quality/indicators-export?format=xlsx")).body as Buffer;
  expect(xlsx.subarray(0, 2).toString()).toBe("PK");
});
