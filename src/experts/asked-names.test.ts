import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { apply, preview } from "./lists-for-tests.js";

let world: World;
let hospital: string;
let operator: Someone;

beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("临川市第一医院");
  await world.institution("临川市第二医院");
  const platform = await world.institution("联盟运营中心", "operator");
  operator = await world.person(platform, "罗运营", "operator");
});
afterAll(() => world.close());

const header = ["姓名", "医院", "科室", "职称", "执业范围", "诊疗疾病"];
const bring = async (...rows: string[][]) => apply(operator, await preview(operator, [header, ...rows]));
const queue = async (kind: string) =>
  (await operator.get(`/api/terms/review?kind=${kind}&limit=200`)).body as {
    items: {
      name: string;
      contexts: string[];
      candidates: { code: string; name: string }[];
      items: { id: string }[];
    }[];
    counts: Record<string, number>;
  };
const answer = async (kind: string, name: string, code: string, scope = "institution") => {
  const asked = (await queue(kind)).items.find((one) => one.name === name);
  const id = asked?.items[0]?.id ?? "";
  expect((await operator.post(`/api/terms/review/${id}/resolve`, { code, scope })).status).toBe(200);
  await world.drain();
  return id;
};
const claimCode = async (label: string) =>
  (await world.query(sql<{ code: string | null }>`select code from experts.claim where label = ${label}`))[0]
    ?.code;

test("a disease that is not on the list is asked with its place; the answer codes the waiting claims, undo takes it back", async () => {
  await bring([
    "卓听雪",
    "临川市第一医院",
    "神经内科",
    "主任医师",
    "内科专业",
    "脑梗死(120例)、小脑怪病(30例)",
  ]);
  const asked = (await queue("diagnosis")).items.find((one) => one.name === "小脑怪病");
  expect(asked).toMatchObject({ contexts: ["神经内科 · 30 例"] });
  expect(await claimCode("小脑怪病")).toBeNull();
  const id = await answer("diagnosis", "小脑怪病", "G20.x00", "all");
  expect(await claimCode("小脑怪病")).toBe("G20.x00");
  // From now on it is read by itself.
  await bring(["都清越", "临川市第一医院", "神经内科", "主治医师", "内科专业", "小脑 怪病(3例)"]);
  expect(await claimCode("小脑 怪病")).toBe("G20.x00");
  expect((await operator.post(`/api/terms/review/${id}/undo`)).status).toBe(200);
  await world.drain();
  expect(await claimCode("小脑怪病")).toBeNull();
});

test("a title cell nobody can read is asked, and its posts get the title", async () => {
  await bring(["蔺望舒", "临川市第一医院", "呼吸内科", "首席大夫", "内科专业", ""]);
  await answer("title", "首席大夫", "231");
  const titles = await world.query(
    sql<{
      title_code: string;
    }>`select title_code from experts.practitioner_role where title_text = '首席大夫'`,
  );
  expect(titles).toEqual([{ title_code: "231" }]);
});

test("a hospital's short form and campus are read; an unknown name is asked and read once answered", async () => {
  const first = await bring(
    ["苏临江", "临川一院（东院区）", "心内科", "主任医师", "内科专业", ""],
    ["程远山", "河西那家医院", "骨科", "主任医师", "外科专业", ""],
  );
  expect(first.body.counts).toMatchObject({ imported: 1, rejected: 1 });
  await answer("hospital", "河西那家医院", hospital);
  const second = await bring(["程远山", "河西那家医院", "骨科", "主任医师", "外科专业", ""]);
  expect(second.body.counts).toMatchObject({ imported: 1, rejected: 0 });
});

test("the person's registration and the hospital's departments settle a name with several readings, or it is asked", async () => {
  const brought = await bring(
    ["柳知秋", "临川市第二医院", "心脏科", "主任医师", "内科专业", ""],
    ["白露生", "临川市第二医院", "眼科", "主任医师", "眼耳鼻咽喉科专业", ""],
    ["江雨眠", "临川市第二医院", "口腔科", "主任医师", "口腔科专业", ""],
    ["许南乔", "临川市第二医院", "五官科", "主任医师", "", ""],
    ["钟意晚", "临川市第二医院", "肝病科", "主任医师", "", ""],
  );
  expect(brought.body.counts).toMatchObject({ imported: 4, review: 1 });
  const codes = await world.query(
    sql<{ department_name: string; specialty_code: string }>`
      select department_name, specialty_code from experts.practitioner_role r
      join experts.role_specialty s on s.practitioner_role_id = r.id
      where department_name in ('心脏科', '五官科', '肝病科') order by department_name`,
  );
  expect(codes.map((row) => [row.department_name, row.specialty_code]).sort()).toEqual([
    ["五官科", "11"],
    ["心脏科", "03.04"],
  ]);
  expect((await queue("specialty")).items.map(({ name }) => name)).toEqual(["肝病科"]);
});

test("the queue counts by kind and can be searched; candidates are looked for when it is read", async () => {
  await bring(["沈砚之", "临川市第一医院", "消化内科", "主任医师", "内科专业", "慢性萎缩性胃炎伴肠化(9例)"]);
  const all = (await operator.get("/api/terms/review")).body as { counts: Record<string, number> };
  expect(all.counts).toMatchObject({ specialty: 1 });
  const found = (await operator.get("/api/terms/review?q=肠化")).body as {
    total: number;
    items: { kind: string; candidates: { name: string }[] }[];
  };
  expect(found.total).toBe(1);
  expect(found.items[0]?.kind).toBe("diagnosis");
  expect(found.items[0]?.candidates.length).toBeGreaterThan(0);
});
