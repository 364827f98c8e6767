import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ok } from "../../test/alliance.js";
import type { Someone } from "../../test/world.js";
import { addMinutes } from "../kernel/time.js";
import { findWatched } from "./actions/watch.js";
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

test("complaints have an owner and a clock, and are kept encrypted", async () => {
  const { caseId } = await stage.closedCase();
  const text = "家属反映意见迟到三天";
  const { id } = ok(await alliance.requester.post("/api/complaints", { caseId, source: "patient", text }))
    .body as { id: string };
  expect(JSON.stringify(await world.query(sql`select * from quality.complaint`))).not.toContain("家属");
  const [listed] = ok(await office.get("/api/complaints")).body.items;
  expect(listed).toMatchObject({ id, text, status: "open", ownerName: null });
  const step = (who: Someone, body: object) => who.post(`/api/complaints/${id}/step`, body);
  expect(
    (await step(office, { to: "answered", version: 1, answer: "已向家属说明", isFounded: true })).body.code,
  ).toBe("complaint_step_impossible");
  ok(await step(office, { to: "handling", version: 1 }));
  const second = await world.person(alliance.county, "另一质控", "quality");
  expect(
    (await step(second, { to: "answered", version: 2, answer: "已向家属说明", isFounded: true })).body.code,
  ).toBe("complaint_not_yours");
  ok(await step(office, { to: "answered", version: 2, answer: "已向家属说明", isFounded: true }));
  ok(await step(office, { to: "closed", version: 3 }));
});

test("an opinion is reviewed blinded by two from elsewhere; when both have rated, the profile hears it", async () => {
  const far = await world.institution("远方医院");
  const raters = [await alliance.addExpert("冯远山", "03.01"), await alliance.addExpert("陈近水", "03.01")];
  for (const one of raters) {
    await world.query(
      sql`update experts.practitioner_role set organization_id = ${far} where id = ${one.roleId}`,
    );
    await world.query(sql`update identity.person set institution_id = ${far} where id = ${one.id}`);
  }
  await world.passTime(7 * 24 * 60);
  await stage.closedCase();
  await world.passTime(7 * 24 * 60);
  await stage.night();
  const [mine] = ok(await raters[0]!.get("/api/reviews")).body.items as { id: string }[];
  const read = ok(await raters[0]!.get(`/api/reviews/${mine!.id}`)).body;
  expect(JSON.stringify(read)).not.toMatch(/王建国|周一诺|云溪|明江|李明远|张若水|赵清和/u);
  expect(read.advice).toContain("复查薄层");
  expect((await alliance.experts[0]!.get(`/api/reviews/${mine!.id}`)).body.code).toBe("review_unknown");
  const scores = [2, 2, 2, 1, 2, 2, 2, 1, 2, 2];
  expect(
    (await raters[0]!.post(`/api/reviews/${mine!.id}/rating`, { scores: [2] })).body.errors[0].path,
  ).toBe("scores");
  for (const one of raters) ok(await one.post(`/api/reviews/${mine!.id}/rating`, { scores }));
  expect((await raters[0]!.post(`/api/reviews/${mine!.id}/rating`, { scores })).body.code).toBe(
    "review_given",
  );
  await world.drain();
  expect(await world.query(sql`select value from profile.service_fact where kind = 'peer_review'`)).toEqual([
    { value: 0.9 },
  ]);
  expect(ok(await platformOffice.get("/api/quality/review-report")).body).toMatchObject({
    rated: 1,
    meanTotal: 18,
    kappa: null,
  });
});

test("what people should check is found: haste, one address, split requests; and it accuses nobody by itself", async () => {
  const long = "建议三个月后复查薄层 CT，若实性成分增大则手术。".repeat(8);
  const expert = alliance.experts[0]!;
  for (let n = 0; n < 5; n++) {
    const { caseId } = await stage.closedCase("adopted", expert.roleId, long);
    const { token } = ok(await alliance.requester.post(`/api/cases/${caseId}/patient-link`)).body as {
      token: string;
    };
    expect((await stage.anonymous("give", { token, satisfaction: 5, clarity: 5 }, "10.8.8.8")).status).toBe(
      200,
    );
  }
  await world.drain();
  const found = await world.system((tx) => findWatched(tx, addMinutes(tx.now, 1)));
  const of = (kind: string) => found.filter((one) => one.kind === kind);
  expect(of("impossible_duration").map(({ subject }) => subject.key)).toEqual([expert.roleId]);
  expect(of("one_address")).toMatchObject([
    { details: { n: 5 }, subject: { institutionId: alliance.county } },
  ]);
  expect(of("split_cases")[0]?.caseIds.length).toBeGreaterThanOrEqual(5);
  expect(of("praise_ring")).toEqual([]);
  expect(of("month_end_spike")).toEqual([]);
});

test("an alert goes from open to its effect by its owner, step by step, and not twice at once", async () => {
  // Sixteen weeks without a consultation of an expert who had a third of them.
  const gone = await alliance.addExpert("郝长青", "04.01");
  await world.query(sql`insert into cases.consult_request (id, number, institution_id, requester_person_id, requester_name, institution_name, status,
      mode, patient_name, question, summary, urgency_level, submitted_at, closed_at, created_at, updated_at)
    select gen_random_uuid(), 'X-' || n, ${alliance.county}, ${alliance.requester.id}, '周一诺', '云溪县人民医院', 'closed', 'written', '甲', '问', '述',
      'IV', at, at, at, at from (select n, platform.now() - make_interval(weeks => 71) + n * interval '2 days' as at from generate_series(1, 240) n) d`);
  await world.drain();
  await world.query(sql`update quality.case_fact f set practitioner_role_id = case when r.submitted_at < platform.now() - interval '16 weeks'
        and right(r.number, 1) in ('1', '3', '5') then ${gone.roleId}::uuid else ${alliance.experts[1]!.roleId}::uuid end,
      accepted_at = r.submitted_at, performer_institution_id = ${alliance.tertiary}
    from cases.consult_request r where r.id = f.case_id and r.number like 'X-%'`);
  await stage.night();
  const alerts = ok(await platformOffice.get("/api/quality/alerts?live=yes")).body.items as {
    id: string;
    kind: string;
    zh: string;
  }[];
  const alert = alerts.find(({ kind }) => kind === "volume_falls")!;
  expect(alert.zh).toContain("郝长青");
  expect(alerts.filter(({ kind }) => kind === "volume_falls")).toHaveLength(1);
  expect((await office.get(`/api/quality/alerts/${alert.id}`)).body.code).toBe("alert_unknown");
  const view = ok(await platformOffice.get(`/api/quality/alerts/${alert.id}`)).body;
  expect(view).toMatchObject({ status: "open", chart: { rule: "fallen" }, may: { take: true } });
  const step = (who: Someone, body: object) => who.post(`/api/quality/alerts/${alert.id}/step`, body);
  expect((await step(platformOffice, { to: "closed", version: 1, note: "好了" })).body.code).toBe(
    "alert_step_impossible",
  );
  const taken = await Promise.all([1, 2].map(() => step(platformOffice, { to: "taken", version: 1 })));
  expect(taken.map(({ status }) => status).sort()).toEqual([200, 409]);
  const tertiaryOffice = await world.person(alliance.tertiary, "明江质控", "quality");
  expect((await step(tertiaryOffice, { to: "cause_found", version: 2, note: "已调离" })).body.code).toBe(
    "alert_not_yours",
  );
  ok(await step(platformOffice, { to: "cause_found", version: 2, note: "出国进修半年" }));
  ok(await step(platformOffice, { to: "acting", version: 3, note: "已请同科副主任接替" }));
  ok(await step(platformOffice, { to: "closed", version: 4, note: "同科接替后无积压" }));
  const done = ok(await platformOffice.get(`/api/quality/alerts/${alert.id}`)).body;
  expect(done).toMatchObject({ status: "closed", cause: "出国进修半年" });
  // The weeks of a chart begin on Monday: one of his last consultations may still be in sight.
  expect(done.valueBefore).toBeLessThanOrEqual(1);
  expect(done.steps).toHaveLength(5);
  expect(typeof done.valueAfter).toBe("number");
  await stage.night();
  expect(
    (ok(await platformOffice.get("/api/quality/alerts?live=yes")).body.items as { kind: string }[]).filter(
      ({ kind }) => kind === "volume_falls",
    ),
  ).toEqual([]);
  await world.superuser(
    "delete from quality.case_fact f using cases.consult_request r where r.id = f.case_id and r.number like 'X-%'; delete from cases.consult_request where number like 'X-%'",
  );
});
