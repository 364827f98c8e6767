import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type World } from "../../test/world.js";
import { addExperts, bumpPool } from "../experts/index.js";
import type { RankingView, WhyNotView } from "./api.js";
import {
  findDecision,
  findLatestDecision,
  matchRequestOf,
  noFacts,
  previewRanking,
  rankSeats,
} from "./index.js";
import { slotsOf } from "./domain/index/bitset.js";
import { forgetPool, poolState, saveKeptPool, warmPool, withPool } from "./pool.js";
import { addDecisions } from "./store/decisions.js";

let world: World;
let alliance: Alliance;
let hiddenRole: string;
let unrelatedRole: string;
let farRole: string;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 2);
  const elsewhere = await world.institution("远山市医院");
  const [hidden, unrelated, far] = [
    await world.person(alliance.tertiary, "何隐川", "expert"),
    await world.person(alliance.tertiary, "许无关", "expert"),
    await world.person(elsewhere, "高远山", "expert"),
  ];
  const expert = (
    person: { id: string; name: string },
    organizationId: string,
    code: string,
    scope: string,
  ) => ({
    personId: person.id,
    name: person.name,
    practiceScopeCode: scope,
    independentSinceOn: "2008-01-01",
    roles: [{ organizationId, departmentName: "科室", titleCode: "231", specialties: [{ code }] }],
  });
  const added = await world.system((tx) =>
    addExperts(tx, [
      {
        ...expert(hidden, alliance.tertiary, "03.08", "11"),
        claims: [
          { kind: "disease_cases", code: "D47.700", label: "Castleman病", quantity: 12, source: "his" },
          { kind: "award", label: "Castleman病优秀论文", source: "self_reported" },
        ],
      },
      expert(unrelated, alliance.tertiary, "04.01", "12"),
      expert(far, elsewhere, "03.01", "11"),
    ]),
  );
  [hiddenRole = "", unrelatedRole = "", farRole = ""] = added.map((one) => one.practitionerRoleIds[0] ?? "");
});
afterAll(() => world.close());

const rankingOf = async (caseId: string, who = alliance.requester): Promise<RankingView> =>
  ok(await who.get(`/api/cases/${caseId}/ranking`)).body as RankingView;
const whyNotOf = async (caseId: string, role: string): Promise<WhyNotView> =>
  ok(await alliance.requester.get(`/api/cases/${caseId}/ranking/why-not/${role}`)).body as WhyNotView;

test("a submitted case has a stored ranking: who, with what reasons, and why the others are not there", async () => {
  const caseId = await alliance.submit();
  const ranking = await rankingOf(caseId);
  expect(ranking.candidates.map((one) => one.name).sort()).toEqual(["张若水", "李明远"]);
  expect(ranking.candidates[0]?.reasons[0]?.zh).toBe("呼吸内科专业与申请的专科相符");
  const groups = new Map(
    ranking.excluded.map((group) => [group.code, group.examples.map((one) => one.name)]),
  );
  expect(groups.get("no_agreement")).toEqual(["高远山"]);
  expect(groups.get("no_relevant_evidence")).toEqual(["何隐川", "许无关"]);
  expect(ranking.considered).toBe(5);
  // It names the pool it was made from as the node itself does.
  expect(ranking).toMatchObject({ poolEpoch: poolState()?.epoch, poolVersion: String(poolState()?.version) });
  for (const candidate of ranking.candidates) {
    const sum = candidate.factors.reduce((total, factor) => total + Math.round(factor.points * 100), 0);
    expect(sum).toBe(Math.round(candidate.score * 100));
  }
});

test("experience outside the declared specialty is found, with its evidence", async () => {
  const caseId = await alliance.submit({
    question: "多发淋巴结肿大，病理提示 Castleman 病，下一步治疗？",
    diagnoses: [{ code: "D47.700", name: "Castleman病" }],
    wantedSpecialtyCode: "03.05",
  });
  const [first] = (await rankingOf(caseId)).candidates;
  expect(first).toMatchObject({ name: "何隐川", isHiddenSkill: true });
  expect(first?.reasons[0]?.zh).toBe("非本专科（免疫学专业），但Castleman病 12 例（医院信息系统）");
});

test("why not answers for anyone: excluded, ranked, unknown; and says when the pool has changed", async () => {
  const caseId = await alliance.submit();
  expect(await whyNotOf(caseId, farRole)).toMatchObject({
    status: "excluded",
    exclusion: { code: "no_agreement", zh: "两机构之间没有生效的协作协议" },
    isSamePool: true,
  });
  expect(await whyNotOf(caseId, hiddenRole)).toMatchObject({ exclusion: { code: "no_relevant_evidence" } });
  // A finding of the lung belongs to thoracic surgery too, so his scope is right; nothing says that he knows it.
  expect((await whyNotOf(caseId, unrelatedRole)).exclusion?.code).toBe("no_relevant_evidence");
  // An agreement would let him be asked.
  const { whatWould } = await whyNotOf(caseId, farRole);
  expect(whatWould).toMatchObject({ place: null, firstThree: { kind: "sign_agreement" } });
  expect(whatWould?.firstThree?.zh).toBe("与远山市医院签订协作协议");
  expect(whatWould?.firstThree?.place).toBeLessThanOrEqual(3);
  expect(await whyNotOf(caseId, alliance.experts[0]!.roleId)).toMatchObject({ status: "ranked", gaps: [] });
  expect(await whyNotOf(caseId, randomUUID())).toMatchObject({
    status: "unknown",
    exclusion: null,
    whatWould: null,
  });
  await world.system(bumpPool);
  expect((await whyNotOf(caseId, farRole)).isSamePool).toBe(false);
});

const asked = (caseId: string) => ({ caseId, number: 1, specialtyCode: null });

test("a decision keeps the facts of whom it lists; anyone else is judged by those of now, and the answer says so", async () => {
  const caseId = await alliance.submit();
  const [one, other] = [alliance.experts[0]!.roleId, alliance.experts[1]!.roleId];
  const full = { today: 100, thisWeek: 100 };
  const facts = {
    ...noFacts,
    loadByRole: new Map([
      [one, { today: 1, thisWeek: 2 }],
      [other, full],
    ]),
    responseStats: new Map([[other, { offers: 3, accepted: 1, medianMinutes: 5 }]]),
    consultHistory: [{ roleId: other, codes: [], specialtyCode: "03.01", consults: 2, adopted: 1 }],
  };
  const [ranked] = await world.system((tx) => rankSeats(tx, [{ ...asked(caseId), facts }]));
  const { decisionId } = ranked!;
  const decision = await world.system((tx) => findDecision(tx, decisionId));
  expect(decision?.candidates.map((each) => each.practitionerRoleId)).toEqual([one]);
  expect(decision?.inputs.facts).toMatchObject({
    listed: [one],
    loadByRole: [[one, { today: 1, thisWeek: 2 }]],
    responseStats: [],
    consultHistory: [],
  });
  // He was full then and is free now.
  const free = await whyNotOf(caseId, other);
  expect(free).toMatchObject({ status: "ranked", isByFactsOfThen: false, isSamePool: true });
  const listed = await whyNotOf(caseId, one);
  expect(listed).toMatchObject({ status: "ranked", isByFactsOfThen: true });
  expect(listed.candidate?.factors.find(({ key }) => key === "load")?.zh).toContain("今日 1/");

  // Older decisions have the facts of all: nothing of now counts.
  const { listed: _, ...whole } = decision!.inputs.facts;
  await world.system((tx) =>
    addDecisions(tx, [
      {
        id: randomUUID(),
        caseId,
        seat: 1,
        poolEpoch: decision!.poolEpoch,
        poolVersion: decision!.poolVersion,
        inputs: { ...decision!.inputs, facts: { ...whole, loadByRole: [[other, full]] } },
        ranking: { ...decision!, eligible: 1 },
      },
    ]),
  );
  expect(await whyNotOf(caseId, other)).toMatchObject({
    status: "excluded",
    exclusion: { code: "daily_cap_reached" },
    isByFactsOfThen: true,
  });
});

test("the ranking is for the inviting side and the operator; looking at it leaves a trace", async () => {
  const caseId = await alliance.submit();
  const { expert } = await alliance.openOffer(caseId);
  expect((await expert.get(`/api/cases/${caseId}/ranking`)).status).toBe(403);
  const affairs = await world.person(alliance.county, "冯医务", "medical_affairs");
  const strangers = await world.person(alliance.tertiary, "蒋医务", "medical_affairs");
  expect((await rankingOf(caseId, affairs)).candidates).toHaveLength(2);
  expect((await rankingOf(caseId, alliance.dispatcher)).candidates).toHaveLength(2);
  expect((await strangers.get(`/api/cases/${caseId}/ranking`)).status).toBe(404);
  const looks = await world.query(sql<{ actor_label: string }>`
    select actor_label from platform.audit_entry
    where action = 'match.read' and case_id = ${caseId} and outcome = 'read' order by at`);
  expect(looks.map((look) => look.actor_label).sort()).toEqual(["冯医务", "陈调度"].sort());
});

test("a case that was not ranked says so", async () => {
  const made = ok(await alliance.requester.post("/api/cases", {})).body as { id: string };
  const reply = await alliance.requester.get(`/api/cases/${made.id}/ranking`);
  expect([reply.status, (reply.body as { code: string }).code]).toEqual([404, "not_ranked_yet"]);
});

test("a decision is never changed, and keeps no words of the doctor", async () => {
  const caseId = await alliance.submit();
  const stored = await world.system((tx) => findLatestDecision(tx, caseId));
  expect(JSON.stringify(stored)).not.toContain("磨玻璃");
  await expect(
    world.query(sql`update matching.decision set considered = 0 where case_id = ${caseId}`),
  ).rejects.toThrow();
});

test("the facts count: who declined is not asked again, who is full is left out", async () => {
  const caseId = await alliance.submit();
  const [one, two] = alliance.experts;
  const facts = {
    ...noFacts,
    excludedRoles: new Map([[one!.roleId, "already_declined" as const]]),
    loadByRole: new Map([[two!.roleId, { today: 100, thisWeek: 100 }]]),
  };
  const [ranked] = await world.system((tx) => rankSeats(tx, [{ ...asked(caseId), facts }]));
  const { ranking } = ranked!;
  const counts = Object.fromEntries(ranking.excluded.map((group) => [group.code, group.count]));
  expect(counts).toMatchObject({ already_declined: 1, daily_cap_reached: 1 });
  expect(ranking.eligible).toBe(0);
});

test("a preview stores nothing", async () => {
  const caseId = await alliance.submit();
  const before = await world.system((tx) => findLatestDecision(tx, caseId));
  const view = await world.system(async (tx) =>
    previewRanking(tx, { ...(await matchRequestOf(tx, caseId)), specialtyCode: "03.08" }, noFacts),
  );
  expect(view.decisionId).toBeNull();
  expect(view.candidates.map((candidate) => candidate.name)).toContain("何隐川");
  expect((await world.system((tx) => findLatestDecision(tx, caseId)))?.id).toBe(before?.id);
});

const pool = () => world.system((tx) => withPool(tx, (loaded) => loaded));

test("the pool in memory follows the database, and a change that was rolled back leaves nothing behind", async () => {
  const before = await pool();
  expect((await pool()).pool).toBe(before.pool);
  const secret = {
    name: "白去来",
    roles: [{ organizationId: alliance.tertiary, departmentName: "呼吸科", specialties: [] }],
  };
  await expect(
    world.system(async (tx) => {
      const [added] = await addExperts(tx, [secret]);
      await withPool(tx, (seen) => {
        expect(seen.version).toBe(before.version + 1);
        expect(seen.pool.slotOf(added?.practitionerRoleIds[0] ?? "")).toBeDefined();
      });
      throw new Error("taken back");
    }),
  ).rejects.toThrow("taken back");
  await world.system(bumpPool);
  const after = await pool();
  expect(after.version).toBe(before.version + 1);
  expect(after.pool.members.map(({ name }) => name)).not.toContain("白去来");
});

test("only who changed is read again, and the pool is then as if it had been read whole", async () => {
  const before = await pool();
  const size = before.pool.size;
  const [added] = await world.system((tx) =>
    addExperts(tx, [
      {
        name: "新来者",
        practiceScopeCode: "11",
        independentSinceOn: "2001-01-01",
        roles: [
          {
            organizationId: alliance.tertiary,
            departmentName: "呼吸科",
            titleCode: "231",
            specialties: [{ code: "03.01" }],
          },
        ],
        claims: [{ kind: "disease_cases", code: "C34.900", label: "肺癌", quantity: 7, source: "his" }],
      },
    ]),
  );
  const roleId = added?.practitionerRoleIds[0] ?? "";
  const after = await pool();
  expect(after.pool).toBe(before.pool);
  expect([after.pool.size, after.pool.index.loose > 0]).toEqual([size + 1, true]);
  const known = () => after.pool.members[after.pool.slotOf(roleId) ?? -1];
  expect(known()?.evidence).toMatchObject([{ code: "C34.900", count: 7 }]);

  await world.query(sql`update experts.practitioner_role set status = 'retired' where id = ${roleId}`);
  await world.system(bumpPool);
  await pool();
  expect(known()?.status).toBe("retired");
  await world.superuser(`update identity.tenant set status = 'suspended' where id = '${alliance.tertiary}'`);
  await pool();
  const members = after.pool.liveAmong(after.pool.ofInstitution.of(alliance.tertiary));
  expect(members.length).toBeGreaterThan(2);
  expect(members.every((m) => after.pool.members[m]?.status !== "active")).toBe(true);
  await world.superuser(`update identity.tenant set status = 'active' where id = '${alliance.tertiary}'`);
  const { version, epoch } = await pool();
  expect([epoch, version > after.version]).toEqual([before.epoch, true]);
});

test("a node that starts takes the saved pool and reads who changed since; of another database, or an earlier state, it takes nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "consilium-pool-"));
  const file = { path: join(folder, "pool.bin"), seal: (digest: string) => `sealed ${digest}` };
  const start = async () => {
    forgetPool();
    return warmPool(world.database, file);
  };
  const shown = async () => {
    const { epoch, version, pool: found } = await pool();
    const members = slotsOf(found.live).map((m) => found.members[m]);
    return { epoch, version, members: members.map((one) => JSON.stringify(one)).sort() };
  };
  try {
    expect(await start()).toBe("no_pool_file");
    expect(await saveKeptPool(world.database)).toBe(false);
    expect(await saveKeptPool(world.database, 1)).toBe(true);
    expect(await saveKeptPool(world.database, 1)).toBe(false);
    const saved = readFileSync(file.path);
    expect(await start()).toBeUndefined();
    await world.query(
      sql`update experts.practitioner_role set department_name = '改名科' where id = ${hiddenRole}`,
    );
    await world.system(bumpPool);
    expect(await start()).toBeUndefined();
    const fromFile = await shown();
    expect(fromFile.members.filter((one) => one.includes("改名科"))).toHaveLength(1);
    expect(poolState()).toMatchObject({ epoch: fromFile.epoch, version: fromFile.version });
    forgetPool();
    expect(fromFile).toEqual(await shown());

    // As if the database had been restored to a state before that of the file: refused, and all is read.
    await start();
    await saveKeptPool(world.database, 1);
    await world.superuser("update experts.pool_version set version = version - 1");
    expect(await start()).toBe("other_database");
    expect((await shown()).members).toEqual(fromFile.members);
    await world.superuser("update experts.pool_version set version = version + 1");
    expect(await start()).toBeUndefined();
    const [{ epoch } = { epoch: "" }] = await world.query(
      sql<{ epoch: string }>`select epoch from experts.pool_version`,
    );
    await world.superuser("update experts.pool_version set epoch = gen_random_uuid()");
    expect(await start()).toBe("other_database");
    await world.superuser(`update experts.pool_version set epoch = '${epoch}'`);
    writeFileSync(file.path, saved.subarray(0, saved.length - 1));
    expect(await start()).toBe("altered");
    expect(await shown()).toEqual(fromFile);
  } finally {
    forgetPool();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("without a named specialty the words decide whom to ask, and say so; a named one is never overridden", async () => {
  const words = {
    question: "咳嗽、痰中带血一月，下一步如何检查？",
    summary: "男性，63岁，咳嗽、咳痰、气促一月，痰中带血，慢阻肺病史，胸部CT示右上肺炎症。",
    diagnoses: [],
  };
  const open = await alliance.submit({ ...words, wantedSpecialtyCode: null });
  const suggested = (await world.system((tx) => matchRequestOf(tx, open))).suggestedSpecialty;
  expect(suggested?.code).toBe("03.01");
  const ranking = await rankingOf(open);
  expect(ranking.candidates.map((one) => one.name)).toContain("张若水");
  expect(JSON.stringify(ranking.candidates[0]?.factors)).toContain("是按病情描述建议的专科");
  const named = await alliance.submit({ ...words, wantedSpecialtyCode: "03.08" });
  expect((await world.system((tx) => matchRequestOf(tx, named))).suggestedSpecialty).toBeNull();
  expect(JSON.stringify((await rankingOf(named)).candidates)).not.toContain("建议的专科");
});
