import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../test/world.js";
import type { RankingView, RankModelList } from "../matching/api.js";
import { addAccount, asCommandActor } from "../identity/index.js";
import { addRankModel, changeRankModel, currentModel, evaluateOrder } from "../matching/index.js";
import { readConfig } from "../platform/config.js";
import { readRankingLessons } from "./index.js";

let world: World;
let alliance: Alliance;
let operator: Someone;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 3);
  operator = await world.person(alliance.operator, "方运营", "operator");
});
afterAll(() => world.close());

const list = async (who = operator): Promise<RankModelList> =>
  ok(await who.get("/api/ranking/models")).body as RankModelList;
const use = (version: string | null, reason = "按验证结果启用", who = operator) =>
  who.post("/api/ranking/models/use", { version, reason });
const rankingOf = async (caseId: string): Promise<RankingView> =>
  ok(await alliance.requester.get(`/api/cases/${caseId}/ranking`)).body as RankingView;

test("what became of the asks is read with the odds of each, and nothing of the case", async () => {
  const caseId = await alliance.submit();
  const first = await alliance.openOffer(caseId);
  ok(await first.expert.post(`/api/offers/${first.id}/decline`, { code: "not_my_field" }));
  await world.drain();
  const second = await alliance.openOffer(caseId);
  ok(await second.expert.post(`/api/offers/${second.id}/accept`));
  await world.drain();
  const [lesson, ...more] = await world.system(readRankingLessons);
  expect(more).toEqual([]);
  expect(lesson?.shown.map(({ place }) => place)).toEqual([1, 2, 3]);
  expect(lesson?.asked.map(({ isFirst, reward }) => [isFirst, reward])).toEqual([
    [true, 0],
    [false, null],
  ]);
  for (const { chance } of lesson?.asked ?? []) {
    expect(chance).toBeGreaterThan(0);
    expect(chance).toBeLessThanOrEqual(1);
  }
  const decisions = ok(await alliance.dispatcher.get(`/api/cases/${caseId}/dispatch-decisions`)).body as {
    items: { considered: { chance: number | null }[] }[];
  };
  const odds = decisions.items.at(-1)?.considered.map(({ chance }) => chance ?? 0) ?? [];
  expect(odds.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 4);
  const text = JSON.stringify(lesson);
  expect(text).not.toContain(caseId);
  expect(text).not.toContain("结节");
});

test("odds that were written down are never changed", async () => {
  await expect(world.superuser("update dispatch.pairing set details = '{}'")).rejects.toThrow();
});

test("learned from too little it changes nothing; a person brings it into use with a reason, and takes it back", async () => {
  const before = await rankingOf(await alliance.submit());
  const trained = ok(await operator.post("/api/ranking/models")).body as {
    version: string;
    isLearned: boolean;
  };
  expect(trained).toEqual({ version: "rerank-1", isLearned: false });
  const { inUse, models, uses } = await list();
  expect([inUse, models.length, uses.length]).toEqual([null, 1, 0]);
  expect(Object.values(models[0]?.points ?? {}).every((points) => points === 0)).toBe(true);

  expect((await use("rerank-9")).body).toMatchObject({ code: "unknown_rank_model" });
  expect((await use("rerank-1", " ")).status).toBe(400);
  ok(await use("rerank-1"));
  expect((await use("rerank-1")).body).toMatchObject({ code: "already_in_use" });
  const after = await rankingOf(await alliance.submit());
  expect(after.modelVersion).toBe(`${currentModel.version}+rerank-1`);
  expect(after.candidates.map(({ name, score }) => [name, score])).toEqual(
    before.candidates.map(({ name, score }) => [name, score]),
  );
  expect(after.candidates[0]?.factors.at(-1)).toMatchObject({ key: "learned", points: 0 });

  ok(await use(null, "先看一看再说"));
  expect(await list()).toMatchObject({ inUse: null, uses: [{ version: null, reason: "先看一看再说" }, {}] });
  expect((await rankingOf(await alliance.submit())).modelVersion).toBe(currentModel.version);
  const audited = await world.query(sql<{ details: object }>`
    select details from platform.audit_entry where action = 'match.model-use' order by sequence`);
  expect(audited.map(({ details }) => details)).toMatchObject([
    { from: currentModel.version, to: "rerank-1", reason: "按验证结果启用" },
    { from: "rerank-1", to: currentModel.version },
  ]);
});

test("at the command line a person decides by the same rules, and the trail has his name", async () => {
  await world.system(async (tx) => {
    await addAccount(tx, operator.id, "ops-lead", "-");
    await addAccount(tx, alliance.requester.id, "county-doctor", "-");
  });
  const folder = mkdtempSync(join(tmpdir(), "consilium-use-"));
  try {
    const config = readConfig({ DATA_DIR: folder });
    const asked = (name: string) => asCommandActor(world.database, config, name, "match.model-change");
    expect([await asked("nobody"), await asked("county-doctor")]).toEqual([undefined, undefined]);
    const ctx = await asked("ops-lead");
    expect(await changeRankModel(ctx!, { version: "rerank-9", reason: "试用" })).toMatchObject({ ok: false });
    expect(await changeRankModel(ctx!, { version: "rerank-1", reason: "试用" })).toMatchObject({ ok: true });
    expect(await list()).toMatchObject({
      inUse: "rerank-1",
      uses: [{ version: "rerank-1", reason: "试用" }, {}, {}],
    });
    const [last] = await world.query(sql<{ person_id: string }>`
      select actor_id as person_id from platform.audit_entry
      where action = 'match.model-use' order by sequence desc limit 1`);
    expect(last?.person_id).toBe(operator.id);
    ok(await use(null, "试用结束"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what was learned is one more factor of the score, in words, and counts with why-not and the preview", async () => {
  const points = { ...currentModel.points };
  for (const key of Object.keys(points) as (keyof typeof points)[]) points[key] = 0;
  Object.assign(points, { title: -1, specialty: 1 });
  const version = await world.system((tx) =>
    addRankModel(tx, {
      points,
      figures: { asks: 0, unsuitable: 0, isLearned: true, evaluation: evaluateOrder([], currentModel) },
      trained_by: null,
    }),
  );
  ok(await use(version));
  const caseId = await alliance.submit();
  const { candidates, modelVersion } = await rankingOf(caseId);
  expect(modelVersion).toBe(`${currentModel.version}+${version}`);
  for (const { factors, score } of candidates) {
    const byKey = new Map(factors.map((factor) => [factor.key, factor]));
    const share = (key: "title" | "specialty") => (byKey.get(key)?.points ?? 0) / currentModel.points[key];
    expect(byKey.get("learned")?.points).toBeCloseTo(share("specialty") - share("title"), 1);
    expect(factors.reduce((sum, factor) => sum + Math.round(factor.points * 100), 0)).toBe(
      Math.round(score * 100),
    );
  }
  expect(candidates[0]?.factors.at(-1)?.zh).toMatch(/^依据以往派单结果(调整)?（rerank-2）/);
  const role = candidates[0]?.practitionerRoleId ?? "";
  const why = ok(await alliance.requester.get(`/api/cases/${caseId}/ranking/why-not/${role}`)).body as {
    isSamePool: boolean;
    candidate: { score: number };
  };
  expect([why.isSamePool, why.candidate.score]).toEqual([true, candidates[0]?.score]);
  ok(await use(null, "测试结束"));
});

test("a version learned for other rules is not brought into use; rows never change; only the operator may", async () => {
  await world.superuser(`insert into matching.rank_model (version, base_version, points, figures, trained_at)
    select 'rerank-77', 'match-0', points, figures, trained_at from matching.rank_model where version = 'rerank-1'`);
  expect((await use("rerank-77")).body).toMatchObject({ code: "rank_model_of_other_base" });
  await expect(world.superuser("delete from matching.rank_model_use")).rejects.toThrow();
  await expect(world.superuser("update matching.rank_model set points = '{}'")).rejects.toThrow();
  expect((await use(null, "我来试试", alliance.dispatcher)).status).toBe(403);
  expect((await alliance.requester.get("/api/ranking/models")).status).toBe(403);
  expect((await list(alliance.dispatcher)).models.length).toBeGreaterThan(0);
});
