import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { customAliases, normaliseSpecialty, queueReview, specialtyIndex, specialtyKey } from "./index.js";

let world: World;
let county: string;
let city: string;
let countyOffice: Someone;
let cityOffice: Someone;
let operator: Someone;

beforeAll(async () => {
  world = await newWorld();
  county = await world.institution("青禾县人民医院");
  city = await world.institution("临川市第一医院");
  const platform = await world.institution("联盟运营中心", "operator");
  countyOffice = await world.person(county, "何医务", "medical_affairs");
  cityOffice = await world.person(city, "林医务", "medical_affairs");
  operator = await world.person(platform, "罗运营", "operator");
});
afterAll(() => world.close());

const candidates = [
  { code: "03.04", name: "心血管内科专业", score: 0.5 },
  { code: "04.05", name: "心脏大血管外科专业", score: 0.5 },
];
const ask = (institutionId: string, ...names: string[]) =>
  world.system((tx) =>
    queueReview(tx, {
      institutionId,
      kind: "specialty",
      names: names.map((name) => ({ name, reason: "ambiguous" as const, candidates })),
    }),
  );
const queue = async (who: Someone) => (await who.get("/api/terms/review?limit=200")).body;
const itemOf = async (who: Someone, name: string, institutionId: string): Promise<string> => {
  const group = (await queue(who)).items.find((one: { name: string }) => one.name === name);
  return group.items.find((one: { institutionId: string }) => one.institutionId === institutionId).id;
};
const read = (name: string, institutionId: string) =>
  world.system(async (tx) =>
    normaliseSpecialty(specialtyIndex(), name, { custom: await customAliases(tx, institutionId) }),
  );

test("diagnoses, specialties, titles and regions are found as people type", async () => {
  const found = async (url: string) => (await countyOffice.get(url)).body.items;
  expect((await found("/api/terms/diagnoses?q=心梗&limit=3"))[0]).toMatchObject({ match: "synonym" });
  expect(await found("/api/terms/diagnoses?q=I21&limit=5")).toHaveLength(5);
  expect((await found("/api/terms/specialties?q=心内科"))[0]).toEqual({
    code: "03.04",
    name: "心血管内科专业",
    path: ["内科"],
  });
  expect(await found("/api/terms/specialties")).toHaveLength(182);
  expect((await found("/api/terms/titles"))[0]).toMatchObject({ code: "231", seniority: 4 });
  expect((await found("/api/terms/regions?q=天河区"))[0]).toMatchObject({ code: "440106" });
  expect((await countyOffice.get("/api/terms/diagnoses?q=x&limit=51")).status).toBe(400);
});

test("a code is answered for the day it was written on", async () => {
  const code = (system: string, written: string, on = "") =>
    countyOffice.get(`/api/terms/systems/${system}/codes/${written}${on && `?on=${on}`}`);
  expect((await code("specialty", "12.02", "2005-06-01")).body.items[0]).toMatchObject({
    name: "口腔颌面外科专业",
    version: "1994",
  });
  expect((await code("diagnosis", "I21.900")).body.items.map((one: { code: string }) => one.code)).toEqual([
    "I21.900",
    "I21",
    "I20-I25",
    "I00-I99",
  ]);
  expect((await code("specialty", "99.99")).body.code).toBe("code_not_found");
  expect((await code("specialty", "27", "2001-01-01")).status).toBe(404);
  expect((await code("nothing", "27")).status).toBe(400);
  expect((await countyOffice.get("/api/terms/systems")).body.items.length).toBeGreaterThan(10);
});

test("what a text names is found, with what it says of it", async () => {
  const reply = await countyOffice.post("/api/terms/mentions", { text: "父亲患肺癌，否认胸痛。" });
  expect(reply.body.items).toMatchObject([
    { text: "肺癌", subject: "family" },
    { text: "胸痛", certainty: "negated" },
  ]);
  expect((await countyOffice.post("/api/terms/mentions", { text: "痛".repeat(20_001) })).status).toBe(400);
});

test("a name is asked once, however often and however spelled", async () => {
  await ask(county, "心脏科", "心 脏 科", "心脏科", "  ", "—");
  await ask(county, "心脏科");
  const mine = (await queue(countyOffice)).items.filter((one: { name: string }) => one.name === "心脏科");
  expect(mine).toHaveLength(1);
  expect(mine[0]).toMatchObject({ occurrences: 4, reason: "ambiguous", candidates });
  expect((await queue(cityOffice)).items).toEqual([]);
});

test("a hospital's answer holds at that hospital alone, and can be taken back", async () => {
  await ask(county, "八诊区");
  await ask(city, "八诊区");
  const id = await itemOf(countyOffice, "八诊区", county);
  const resolve = (who: Someone, body: unknown, key?: string) =>
    who.post(`/api/terms/review/${id}/resolve`, body, key);
  expect((await resolve(cityOffice, { code: "03.04", scope: "institution" })).status).toBe(404);
  expect((await resolve(countyOffice, { code: "99.99", scope: "institution" })).body.code).toBe(
    "unknown_code",
  );
  expect((await resolve(countyOffice, { code: "03.04", scope: "all" })).body.code).toBe(
    "only_operator_for_all",
  );
  expect((await read("八诊区", county)).status).toBe("unknown");
  const answer = { code: "03.04", scope: "institution" };
  expect((await resolve(countyOffice, answer, "the-same-key-1")).body).toEqual({ items: 1 });
  expect((await resolve(countyOffice, answer, "the-same-key-1")).body).toEqual({ items: 1 });
  expect((await resolve(countyOffice, answer)).body.code).toBe("already_decided");
  expect(await read("八诊区", county)).toMatchObject({ status: "resolved", code: "03.04", basis: "custom" });
  expect((await read("八诊区", city)).status).toBe("unknown");
  const events = await world.query(
    sql<{ payload: unknown }>`select payload from platform.outbox where topic = 'terminology.alias-added'`,
  );
  expect(events).toEqual([
    {
      payload: {
        kind: "specialty",
        code: "03.04",
        normalisedName: specialtyKey("八诊区"),
        institutionId: county,
      },
    },
  ]);
  expect((await queue(countyOffice)).decided[0]).toMatchObject({
    id,
    status: "resolved",
    codeName: "心血管内科专业",
    isForAll: false,
  });
  expect((await countyOffice.post(`/api/terms/review/${id}/undo`)).body).toEqual({ items: 1 });
  expect((await read("八诊区", county)).status).toBe("unknown");
  expect(await itemOf(countyOffice, "八诊区", county)).toBe(id);
  expect((await countyOffice.post(`/api/terms/review/${id}/undo`)).body.code).toBe("not_decided");
});

test("the operator settles a name everywhere; a hospital's own answer still wins there", async () => {
  await ask(county, "特需九部");
  await ask(city, "特需九部");
  const own = await itemOf(cityOffice, "特需九部", city);
  await cityOffice.post(`/api/terms/review/${own}/resolve`, { code: "04.05", scope: "institution" });
  await ask(county, "十号楼");
  await ask(city, "十号楼");
  const asked = (await queue(operator)).items.find((one: { name: string }) => one.name === "十号楼");
  expect(asked).toMatchObject({ occurrences: 2 });
  expect(asked.items).toHaveLength(2);
  const everywhere = await operator.post(`/api/terms/review/${asked.items[0].id}/resolve`, {
    code: "03.01",
    scope: "all",
  });
  expect(everywhere.body).toEqual({ items: 2 });
  const one = await itemOf(operator, "特需九部", county);
  await operator.post(`/api/terms/review/${one}/resolve`, { code: "03.01", scope: "all" });
  expect((await read("特需九部", county)).code).toBe("03.01");
  expect((await read("特需九部", city)).code).toBe("04.05");
  const mine = asked.items.find((item: { institutionId: string }) => item.institutionId === county).id;
  expect((await countyOffice.post(`/api/terms/review/${mine}/undo`)).body.code).toBe("only_operator_for_all");
  expect((await operator.post(`/api/terms/review/${mine}/undo`)).body).toEqual({ items: 2 });
  expect((await read("十号楼", city)).status).toBe("unknown");
});

test("a dismissed name is not asked again", async () => {
  await ask(county, "某某小组");
  const id = await itemOf(countyOffice, "某某小组", county);
  expect((await countyOffice.post(`/api/terms/review/${id}/dismiss`)).body).toEqual({ items: 1 });
  await ask(county, "某某小组");
  const names = (await queue(countyOffice)).items.map((one: { name: string }) => one.name);
  expect(names).not.toContain("某某小组");
  expect((await countyOffice.post(`/api/terms/review/${id}/dismiss`)).body.code).toBe("already_decided");
});

test("two people who settle one name: one does, the other is told so", async () => {
  await ask(county, "十一诊区");
  await ask(city, "十一诊区");
  const first = await itemOf(operator, "十一诊区", county);
  const second = await itemOf(operator, "十一诊区", city);
  const answers = await Promise.all(
    [first, second, first].map((id) =>
      operator.post(`/api/terms/review/${id}/resolve`, { code: "03.01", scope: "all" }),
    ),
  );
  expect(answers.map((one) => one.status).sort()).toEqual([200, 409, 409]);
  const standing = await world.query(
    sql<{ count: number }>`select count(*)::int as count from terminology.alias
      where normalised_name = ${specialtyKey("十一诊区")} and withdrawn_at is null`,
  );
  expect(standing).toEqual([{ count: 1 }]);
});

test("thousands of names are queued in one go", async () => {
  await ask(city, ...Array.from({ length: 2500 }, (_, at) => `第${at}特别诊室`));
  const page = await cityOffice.get("/api/terms/review?limit=200&offset=2400");
  expect(page.body.total).toBeGreaterThanOrEqual(2500);
  expect(page.body.items.length).toBeGreaterThanOrEqual(100);
});
