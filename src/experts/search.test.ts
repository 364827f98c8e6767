import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import type { ExpertList } from "./api.js";
import { addExpert } from "./index.js";
import { apply, goodNumber, licence, listHeader, preview } from "./lists-for-tests.js";

let world: World;
let hospital: string;
let other: string;
let doctor: Someone;

beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("云溪县人民医院");
  other = await world.institution("清河市第一医院");
  await world.query(
    sql`update organizations.organization set region_code = '410102' where id = ${other} returning id`,
  );
  doctor = await world.person(hospital, "申请医生", "requester");
  const office = await world.person(hospital, "医务部", "medical_affairs");
  await apply(
    office,
    await preview(office, [
      listHeader,
      ["1", "单雄信", "主任医师", "心血管内科", goodNumber, licence, "", "冠心病介入", "急性心肌梗死(150例)"],
    ]),
  );
  const add = (name: string, departmentName: string, code: string, organizationId = hospital) =>
    world.system((tx) =>
      addExpert(tx, { name, roles: [{ organizationId, departmentName, specialties: [{ code }] }] }),
    );
  await add("仇颖", "眼科", "10");
  await add("曾晓明", "神经内科", "03.03", other);
  await add("王秀英", "肿瘤科", "19");
  await add("王希", "儿科", "07");
  await add("吕丽", "妇产科", "05");
});
afterAll(() => world.close());

const search = async (query: Record<string, string>, who = doctor): Promise<ExpertList> => {
  const reply = await who.get(`/api/experts?${new URLSearchParams(query).toString()}`);
  expect(reply.status).toBe(200);
  return reply.body as ExpertList;
};
const names = async (q: string, more: Record<string, string> = {}): Promise<string[]> =>
  (await search({ q, ...more })).items.map(({ name }) => name);

test.each([
  ["shan", ["单雄信"]],
  ["sxx", ["单雄信"]],
  ["qiuying", ["仇颖"]],
  ["zengxm", ["曾晓明"]],
  ["wxy", ["王秀英"]],
  ["wangx", ["王希", "王秀英"]],
  ["WANG xiuying", ["王秀英"]],
  ["xiuying", ["王秀英"]],
  ["x", []],
  ["luli", ["吕丽"]],
  ["lvl", ["吕丽"]],
  ["王", ["王希", "王秀英"]],
  ["yanke", ["仇颖"]],
  ["yk", ["仇颖"]],
  ["sj", []],
  ["xxgnk", ["单雄信"]],
  ["qinghe", ["曾晓明"]],
  ["03.04", ["单雄信"]],
  ["神经内科专业", ["曾晓明"]],
  ["I21", ["单雄信"]],
  ["i21.9", ["单雄信"]],
  ["冠心病", ["单雄信"]],
  ["shan 介入", ["单雄信"]],
])("%s finds %j", async (q, expected) => {
  expect((await names(q)).sort()).toEqual([...expected].sort());
});

test("whose name fits comes before whose department or hospital does, and what was found is marked", async () => {
  const { items } = await search({ q: "wangx" });
  expect(items.map(({ name, marks }) => [name, marks.name])).toEqual([
    ["王希", [[0, 2]]],
    ["王秀英", [[0, 2]]],
  ]);
  const [initials] = (await search({ q: "zxm" })).items;
  expect(initials?.marks.name).toEqual([[0, 3]]);
  const [place] = (await search({ q: "清河 神经" })).items;
  expect(place?.marks).toMatchObject({ name: [], institutionName: [[0, 2]], departmentName: [[0, 2]] });
});

test("nothing found: the nearest names by spelling and by sound, and none for what is like nobody", async () => {
  expect(await search({ q: "wangxiuyin" })).toMatchObject({ total: 1 });
  expect(await search({ q: "wagnxiuying" })).toMatchObject({ total: 0, nearest: ["王秀英"] });
  expect(await search({ q: "王秀莹" })).toMatchObject({ total: 0, nearest: ["王秀英"] });
  expect(await search({ q: "善雄心" })).toMatchObject({ total: 0, nearest: ["单雄信"] });
  expect(await search({ q: "qqqqqqqq" })).toMatchObject({ total: 0, nearest: [] });
  expect(await search({ q: "%" })).toMatchObject({ total: 0, nearest: [] });
});

test("filters: region at each level, mode, and on duty by the hospital's own clock", async () => {
  expect(await names("", { region: "410000" })).toEqual(["曾晓明"]);
  expect(await names("", { region: "410100" })).toEqual(["曾晓明"]);
  expect(await names("", { region: "410103" })).toEqual([]);
  await world.query(
    sql`update experts.practitioner_role set accepts_modes = '{written}', status = 'active' where organization_id = ${other} returning id`,
  );
  expect(await names("", { region: "410000", mode: "video" })).toEqual([]);
  expect(await names("", { region: "410000", mode: "written" })).toEqual(["曾晓明"]);
  const hours = async (list: object[]) => {
    await world.query(
      sql`update experts.practitioner_role set duty_hours = ${JSON.stringify(list)}::jsonb
        where organization_id = ${other} returning id`,
    );
    return names("曾晓明", { duty: "now" });
  };
  const [{ weekday, before, after } = { weekday: 1, before: "", after: "" }] = await world.query<{
    weekday: number;
    before: string;
    after: string;
  }>(sql`select extract(isodow from l.t)::int as weekday, to_char(l.t - interval '5 minutes', 'HH24:MI') as before,
    to_char(l.t + interval '5 minutes', 'HH24:MI') as after
    from (select platform.now() at time zone 'Asia/Shanghai' as t) l`);
  expect(await hours([])).toEqual(["曾晓明"]);
  const isNearMidnight = before > after;
  const yesterday = weekday === 1 ? 7 : weekday - 1;
  if (!isNearMidnight) {
    expect(await hours([{ weekday, from: before, to: after }])).toEqual(["曾晓明"]);
    expect(await hours([{ weekday: yesterday, from: before, to: after }])).toEqual([]);
    expect(await hours([{ weekday, from: after, to: before }])).toEqual([]);
    expect(await hours([{ weekday: yesterday, from: "23:59", to: after }])).toEqual(["曾晓明"]);
  }
});

test("a name that changes is found by its new sound at once", async () => {
  await world.system((tx) =>
    addExpert(tx, {
      name: "解小溪",
      roles: [{ organizationId: hospital, departmentName: "骨科", specialties: [{ code: "04.03" }] }],
    }),
  );
  expect(await names("xiexx")).toEqual(["解小溪"]);
});

test("odd input is asked back or finds nothing, never an error", async () => {
  for (const query of ["region=41", "duty=later", "mode=fax", `q=${"x".repeat(101)}`])
    expect((await doctor.get(`/api/experts?${query}`)).status).toBe(400);
  for (const q of ["'", "\\", "((", "a".repeat(100), "99.99", "𠮷", "·"])
    expect((await search({ q })).total).toBe(0);
});
