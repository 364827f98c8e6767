import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, completeDraft, newAlliance, ok } from "../../test/alliance.js";
import { isPostgresRun } from "../../test/database.js";
import { newWorld, type Someone, type World } from "../../test/world.js";

let world: World;
let alliance: Alliance;
let operator: Someone;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 1);
  operator = await world.person(await world.institution("运营", "operator"), "运营员", "operator");
});
afterAll(() => world.close());

const region = async (): Promise<string> =>
  (
    await world.query(sql<{ code: string }>`
      select region_code as code from organizations.organization where id = ${alliance.county}`)
  )[0]?.code ?? "";
const set = async (lines: readonly object[], isLimited = true) => {
  const { number } = ok(await operator.get("/api/pilot")).body;
  return operator.put("/api/pilot", { basedOn: number, isLimited, lines, reason: "试点第一阶段" });
};
const line = (
  regionCode: string,
  specialtyCode: string | null = null,
  diseaseCode: string | null = null,
) => ({
  regionCode,
  specialtyCode,
  diseaseCode,
});
/** Writes a complete request and sends it. */
async function send(draft: object = {}) {
  const { requester } = alliance;
  const { id } = ok(await requester.post("/api/cases")).body;
  const { version } = ok(
    await requester.put(`/api/cases/${id}/draft`, { version: 1, draft: { ...completeDraft, ...draft } }),
  ).body;
  return requester.post(`/api/cases/${id}/submit`, { version });
}

test("without a decision everything is taken; with one only what lies within a line, and the form's field says why", async () => {
  expect(ok(await alliance.requester.get("/api/pilot")).body).toMatchObject({ number: 0, isLimited: false });
  ok(await send());
  const own = await region();
  const elsewhere = own.startsWith("52") ? "650000" : "520000";
  const away = ok(await set([line(elsewhere)])).body;
  expect(away).toMatchObject({ number: 1, isLimited: true, reason: "试点第一阶段" });
  const refused = await send();
  expect(refused).toMatchObject({ status: 422, body: { code: "incomplete" } });
  const [problem] = refused.body.errors;
  expect(problem).toMatchObject({ path: "mode" });
  expect(problem.zh).toContain(away.lines[0].regionName);
  expect(problem.en).toContain("operator");

  ok(await set([line(elsewhere), line(own, "03.04")]));
  expect((await send()).body.errors[0]).toMatchObject({ path: "wantedSpecialtyCode" });
  ok(await set([line(own, "03", "C34")]));
  expect((await send()).body.errors[0]).toMatchObject({ path: "diagnoses" });
  ok(await send({ diagnoses: [{ code: "C34.900x001", name: "肺恶性肿瘤" }] }));
  // A whole province takes in its counties, a specialty what is below it.
  ok(await set([line(`${own.slice(0, 2)}0000`, "03")]));
  ok(await send());
  ok(await set([], false));
  ok(await send());
});

test("only the operator decides, upon what holds, in words that exist; what was decided stays", async () => {
  for (const other of [alliance.requester, alliance.dispatcher])
    expect(
      (await other.put("/api/pilot", { basedOn: 0, isLimited: false, lines: [], reason: "试试" })).status,
    ).toBe(403);
  expect((await operator.put("/api/pilot", { basedOn: 0, isLimited: false, reason: "试试" })).body.code).toBe(
    "scope_changed",
  );
  expect((await set([line("529999")])).body.code).toBe("region_unknown");
  expect((await set([line("520000", "99.99")])).body.code).toBe("specialty_unknown");
  for (const bad of [[], [line("520000", null, "肺癌")], [line("52")]])
    expect((await set(bad)).status).toBe(400);
  await expect(world.superuser("update pilot.scope set reason = '改写'")).rejects.toThrow();
  await expect(world.superuser("delete from pilot.scope_line")).rejects.toThrow();
});

test.runIf(isPostgresRun())("of two who decide at once one is told to look again", async () => {
  const { number } = ok(await operator.get("/api/pilot")).body;
  const answers = await Promise.all(
    ["520000", "650000"].map((code) =>
      operator.put("/api/pilot", {
        basedOn: number,
        isLimited: true,
        lines: [line(code)],
        reason: "同时修改",
      }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});
