import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type World } from "../../test/world.js";
import {
  addExpert,
  claimTransitions,
  disputeClaim,
  expireClaim,
  type NewClaim,
  readClaims,
  readPool,
  recordClaims,
  settleConflict,
  standingValues,
  verifyClaim,
  withdrawClaim,
} from "./index.js";

let world: World;
let hospital: string;
let checker: string;

beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("甲市第一医院");
  checker = (await world.person(hospital, "医务甲", "medical_affairs")).id;
});
afterAll(() => world.close());

const newExpert = async () => {
  const added = await world.system((tx) =>
    addExpert(tx, {
      name: "王一",
      roles: [{ organizationId: hospital, departmentName: "心血管内科", specialties: [{ code: "03.04" }] }],
    }),
  );
  return { id: added.practitionerId, roleId: added.practitionerRoleIds[0] ?? "" };
};
const record = (id: string, source: "self_reported" | "his", asOfOn: string, claims: readonly NewClaim[]) =>
  world.system((tx) => recordClaims(tx, id, claims, { source, asOfOn, byPersonId: checker }));
const events = async (id: string): Promise<number> => {
  const [row] = await world.query<{ n: string }>(
    sql`select count(*) as n from platform.outbox where topic = 'experts.claims-changed' and subject_id = ${id}`,
  );
  return Number(row?.n);
};
const title = (value: string, label: string): NewClaim => ({ kind: "title", value, label });

test("facts are recorded with source and clock, reach the rows that matching reads, and again change nothing", async () => {
  const { id, roleId } = await newExpert();
  const facts: NewClaim[] = [
    title("231", "主任医师"),
    { kind: "practice_scope", value: "11", label: "内科专业" },
    { kind: "independent_since", value: "2005-07-01", label: "2005-07-01" },
    { kind: "disease_cases", label: "高血压", code: "I10", codeSystem: "icd10", quantity: 120 },
    { kind: "licence", value: "not a licence", label: "not a licence" },
  ];
  expect(await record(id, "his", "2026-10-01", facts)).toMatchObject({
    added: 5,
    confirmed: 0,
    conflicts: 0,
  });
  const told = await events(id);
  expect(told).toBe(1);
  const { members, version } = await world.system(readPool);
  expect(members.find((one) => one.practitionerRoleId === roleId)).toMatchObject({
    titleCode: "231",
    scopeCode: "11",
    independentSinceOn: "2005-07-01",
    evidence: [{ code: "I10", count: 120, source: "his", isVerified: false }],
  });
  expect(await record(id, "his", "2026-10-01", facts)).toMatchObject({ added: 0, confirmed: 5, changed: 0 });
  expect(await events(id)).toBe(told);
  expect((await world.system(readPool)).version).toBe(version);
  const claims = await world.system((tx) => readClaims(tx, id));
  expect(claims.find((one) => one.kind === "title")).toMatchObject({
    practitionerRoleId: roleId,
    value: "231",
    asOfOn: "2026-10-01",
    nextDueOn: "2027-03-30",
    overdueAction: "lower_weight",
    assertedBy: checker,
    isStanding: true,
  });
});

test("a contradiction is asked, settled by a person with a reason, and the losing word stays on record", async () => {
  const { id, roleId } = await newExpert();
  await record(id, "self_reported", "2026-01-01", [title("231", "主任医师")]);
  expect(await record(id, "his", "2026-02-01", [title("232", "副主任医师")])).toMatchObject({ conflicts: 1 });
  const titleNow = async () =>
    (await world.system(readPool)).members.find((one) => one.practitionerRoleId === roleId)?.titleCode;
  expect(await titleNow()).toBe("231");
  const sides = await world.system((tx) => readClaims(tx, id));
  const [standing, challenger] = [sides.find((one) => one.isStanding), sides.find((one) => !one.isStanding)];
  const conflictId = standing?.conflictId ?? "";
  expect(challenger).toMatchObject({ value: "232", conflictId });
  const check = (claimId: string) => world.system((tx) => verifyClaim(tx, claimId, { byPersonId: checker }));
  expect(await check(challenger?.id ?? "")).toEqual({ ok: false, error: "claim_in_conflict" });
  const settle = (chosenClaimId: string) =>
    world.system((tx) =>
      settleConflict(tx, conflictId, { chosenClaimId, reason: "聘书为副主任医师", byPersonId: checker }),
    );
  expect(await settle(randomUUID())).toEqual({ ok: false, error: "not_a_side" });
  expect(await settle(challenger?.id ?? "")).toEqual({ ok: true, value: { practitionerId: id } });
  expect(await settle(challenger?.id ?? "")).toEqual({ ok: false, error: "conflict_closed" });
  expect(await titleNow()).toBe("232");
  expect((await world.system((tx) => readClaims(tx, id))).map(({ value, state }) => [value, state])).toEqual(
    expect.arrayContaining([
      ["231", "disputed"],
      ["232", "verified"],
    ]),
  );
  // The old word again opens nothing; a new one of the same source does.
  expect(await record(id, "self_reported", "2026-03-01", [title("231", "主任医师")])).toMatchObject({
    conflicts: 0,
  });
  expect(await record(id, "self_reported", "2026-04-01", [title("233", "主治医师")])).toMatchObject({
    conflicts: 1,
  });
});

test("a changed value supersedes and the earlier one stays in the history", async () => {
  const { id } = await newExpert();
  await record(id, "his", "2026-01-01", [title("233", "主治医师")]);
  expect(await record(id, "his", "2026-02-01", [title("232", "副主任医师")])).toMatchObject({ changed: 1 });
  const standing = (await world.system((tx) => standingValues(tx, id))).filter(
    ({ kind }) => kind === "title",
  );
  expect(standing).toMatchObject([{ value: "232" }]);
  const history = await world.system((tx) => readClaims(tx, id, { includeHistory: true }));
  expect(history.find((one) => one.value === "233")?.supersededBy).toBe(standing[0]?.id);
});

test("claims go the way the table says, and each step is on record with who and why", async () => {
  const { id } = await newExpert();
  await record(id, "his", "2026-01-01", [{ kind: "skill", label: "起搏器植入" }]);
  const skills = async () =>
    (await world.system((tx) => readClaims(tx, id))).filter(({ kind }) => kind === "skill");
  const [claim] = await skills();
  const claimId = claim?.id ?? "";
  const by = { byPersonId: checker, reason: "查不到记录" };
  expect(await world.system((tx) => disputeClaim(tx, claimId, by))).toMatchObject({ ok: true });
  expect(await world.system((tx) => expireClaim(tx, claimId))).toEqual({
    ok: false,
    error: "claim_step_not_allowed",
  });
  const evidence = { reference: "手术登记 2025-118" };
  const verified = await world.system((tx) => verifyClaim(tx, claimId, { byPersonId: checker, evidence }));
  expect(verified).toMatchObject({ ok: true });
  expect((await skills())[0]).toMatchObject({
    state: "verified",
    verifiedBy: checker,
    disputedReason: null,
    evidence,
  });
  expect(await world.system((tx) => expireClaim(tx, claimId))).toMatchObject({ ok: true });
  await record(id, "his", "2026-05-01", [{ kind: "skill", label: "起搏器植入" }]);
  expect((await skills())[0]?.state).toBe("asserted");
  expect(await world.system((tx) => withdrawClaim(tx, claimId, by))).toMatchObject({ ok: true });
  expect(await skills()).toEqual([]);
  const steps = await world.query<{ to_state: string }>(
    sql`select to_state from experts.claim_step where claim_id = ${claimId}`,
  );
  expect(steps.map((one) => one.to_state).sort()).toEqual(
    ["asserted", "disputed", "expired", "verified", "withdrawn"].sort(),
  );
});

test("the database keeps what a claim says and allows exactly the steps of the domain's table", async () => {
  const { id } = await newExpert();
  await record(id, "his", "2026-01-01", [title("231", "主任医师")]);
  const attempt = (statement: ReturnType<typeof sql>) =>
    world.query(statement).then(
      () => "done",
      (error: unknown) => (error as { constraint?: string; code?: string }).constraint ?? "refused",
    );
  expect(await attempt(sql`update experts.claim set label = '院士' where practitioner_id = ${id}`)).toBe(
    "claim_is_kept",
  );
  expect(await attempt(sql`update experts.claim set value = '"1"' where practitioner_id = ${id}`)).toBe(
    "claim_is_kept",
  );
  expect(await attempt(sql`delete from experts.claim where practitioner_id = ${id}`)).toBe("refused");
  const rows = await world.query<{ step: string }>(
    sql`select from_state || '>' || to_state as step from platform.state_transition where machine = 'claim'`,
  );
  expect(rows.map(({ step }) => step).sort()).toEqual(
    Object.entries(claimTransitions)
      .flatMap(([from, to]) => to.map((state) => `${from}>${state}`))
      .sort(),
  );
});
