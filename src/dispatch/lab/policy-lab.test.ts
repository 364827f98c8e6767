import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../../test/world.js";
import { checkInvariants } from "../../invariants.js";
import { defaultPolicy } from "../domain/policy/dispatch-policy.js";
import { rolloutTransitions } from "../domain/policy/rollout.js";
import { activePolicyFor } from "./policy-of-case.js";

let world: World;
let alliance: Alliance;
let operator: Someone;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 4);
  operator = await world.person(alliance.operator, "测试 运营", "operator");
});
afterAll(async () => {
  const broken = (await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0);
  await world.close();
  expect(broken).toEqual([]);
});

const version = (name: string, change: Partial<typeof defaultPolicy> = {}) => ({
  policy: { ...defaultPolicy, ...change, version: name },
  basedOn: defaultPolicy.version,
  reason: "试一试更看重负荷",
});
const lab = async () => ok(await operator.get("/api/policy-lab")).body;
const move = (from: string, to: string) =>
  operator.post("/api/policy-lab/trial/move", { from, to, reason: "数据良好，推进" });

test("a rollout's steps are the same in code and in the database", async () => {
  const rows = await world.query(sql<{ step: string }>`
    select from_state || ' ' || to_state as step from platform.state_transition where machine = 'policy_rollout'`);
  const code = Object.entries(rolloutTransitions).flatMap(([from, tos]) => tos.map((to) => `${from} ${to}`));
  expect(rows.map((row) => row.step).sort()).toEqual(code.sort());
});

test("a version is kept within bounds, once, and never changed", async () => {
  ok(await operator.post("/api/policy-lab/versions", version("fairer-1", { fairness: 8 })));
  const twice = await operator.post("/api/policy-lab/versions", version("fairer-1", { fairness: 9 }));
  expect(twice.body).toMatchObject({ status: 409, code: "policy_version_exists" });
  const wild = await operator.post("/api/policy-lab/versions", version("wild", { fairness: 400 }));
  expect(wild.status).toBe(400);
  expect(JSON.stringify(wild.body.errors)).toContain("fairness");
  expect((await operator.post("/api/policy-lab/versions", version(defaultPolicy.version))).status).toBe(409);
  await expect(world.superuser("update dispatch.policy_version set reason = '改'")).rejects.toThrow();
  expect((await lab()).versions.map((one: { version: string }) => one.version)).toEqual([
    "fairer-1",
    defaultPolicy.version,
  ]);
});

test("a version watches, then gets half, most and all of the new cases; every draw and every watched plan is stored", async () => {
  expect((await lab()).standing).toBe(defaultPolicy.version);
  ok(await operator.post("/api/policy-lab/trial", { version: "fairer-1", reason: "仿真结果更均衡" }));
  expect(
    (await operator.post("/api/policy-lab/trial", { version: "fairer-1", reason: "再来一次" })).body.code,
  ).toBe("rollout_running");
  await alliance.submit();
  await world.drain();
  const watched = (await lab()).trial;
  expect(watched).toMatchObject({ version: "fairer-1", status: "shadow", percent: 0, arms: [] });
  expect(watched.shadow.decisions).toBeGreaterThan(0);

  expect((await move("shadow", "active")).body.code).toBe("rollout_step_not_allowed");
  expect((await move("half", "most")).body.code).toBe("rollout_moved");
  ok(await move("shadow", "half"));
  const caseIds: string[] = [];
  for (let n = 0; n < 12; n++) caseIds.push(await alliance.submit());
  await world.drain();
  const drawn = await world.query(sql<{
    case_id: string;
    arm: string;
    policy_version: string;
    percent: number;
  }>`
    select case_id, arm, policy_version, candidate_percent as percent from dispatch.policy_assignment`);
  expect(drawn.map((row) => row.case_id).sort()).toEqual([...caseIds].sort());
  expect(new Set(drawn.map((row) => row.arm)).size).toBe(2);
  for (const row of drawn)
    expect(row).toMatchObject({
      percent: 50,
      policy_version: row.arm === "candidate" ? "fairer-1" : defaultPolicy.version,
    });
  const offers = await world.query(sql<{ case_id: string; version: string }>`
    select case_id, grounds ->> 'policyVersion' as version from dispatch.offer`);
  for (const row of drawn)
    for (const offer of offers.filter((one) => one.case_id === row.case_id))
      expect(offer.version).toBe(row.policy_version);

  const { id, expert } = await alliance.openOffer(caseIds[0] ?? "");
  ok(await expert.post(`/api/offers/${id}/accept`));
  const { arms } = (await lab()).trial;
  expect(arms.map((one: { arm: string }) => one.arm)).toEqual(["standing", "candidate"]);
  expect(arms.reduce((sum: number, one: { cases: number }) => sum + one.cases, 0)).toBe(12);
  expect(arms.reduce((sum: number, one: { accepted: number }) => sum + one.accepted, 0)).toBe(1);

  ok(await move("half", "most"));
  ok(await move("most", "active"));
  expect(await lab()).toMatchObject({ standing: "fairer-1", trial: null });
  const policy = await world.system((tx) => activePolicyFor(tx, caseIds[0] ?? ""));
  expect(policy.fairness).toBe(8);
  ok(await move("active", "stopped"));
  expect((await lab()).standing).toBe(defaultPolicy.version);
  const audited = await world.query(sql<{ to: string }>`
    select details ->> 'to' as to from platform.audit_entry where action = 'policy.rollout' order by sequence`);
  expect(audited.map((row) => row.to)).toEqual(["shadow", "half", "most", "active", "stopped"]);
});

test("a simulation runs beside the server, tells how far it is, and its result is kept", async () => {
  const settings = {
    policies: ["longest_idle", "ours"],
    demand: 60,
    experts: 40,
    days: 1,
    seeds: [1],
    baseline: "longest_idle",
  };
  const asked = { settings, policyVersion: defaultPolicy.version };
  const { runId } = ok(await operator.post("/api/policy-lab/runs", asked)).body;
  expect((await operator.post("/api/policy-lab/runs", asked)).body.code).toBe("lab_busy");
  const url = `/api/policy-lab/runs/${runId}`;
  for (let n = 0; n < 600 && ok(await operator.get(url)).body.status === "running"; n++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const { status, failure, result } = ok(await operator.get(url)).body;
  expect({ status, failure }).toEqual({ status: "done", failure: null });
  expect(result.rows.map((row: { id: string }) => row.id)).toEqual(["longest_idle", "ours"]);
  expect(result.rows[0].figures["levels.all.requests"].mean).toBeGreaterThan(10);
  expect((await operator.post(`${url}/cancel`)).body.code).toBe("run_has_ended");

  const long = { ...asked, settings: { ...settings, demand: 4000, experts: 500, days: 7 } };
  const started = ok(await operator.post("/api/policy-lab/runs", long)).body.runId;
  ok(await operator.post(`/api/policy-lab/runs/${started}/cancel`));
  expect(ok(await operator.get(`/api/policy-lab/runs/${started}`)).body.status).toBe("cancelled");
  const other = await operator.post("/api/policy-lab/runs", { ...asked, policyVersion: "none-such" });
  expect(["lab_busy", "unknown_policy_version"]).toContain(other.body.code);
}, 120_000);

test("who may look may not change, and the rest see nothing", async () => {
  expect((await alliance.dispatcher.get("/api/policy-lab")).status).toBe(200);
  expect((await alliance.dispatcher.post("/api/policy-lab/versions", version("mine"))).status).toBe(403);
  expect((await alliance.requester.get("/api/policy-lab")).status).toBe(403);
});
