import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { addExpert, readPool } from "./index.js";
import {
  apply,
  countOf,
  goodNumber,
  licence,
  listHeader,
  messyList,
  preview,
  upload,
  wrongNumber,
} from "./lists-for-tests.js";

let world: World;
let hospital: string;
let otherHospital: string;
let office: Someone;
let operator: Someone;

beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("甲市第一医院");
  otherHospital = await world.institution("乙市第二医院");
  const platform = await world.institution("平台运营中心", "operator");
  office = await world.person(hospital, "医务甲", "medical_affairs");
  operator = await world.person(platform, "运营", "operator");
});
afterAll(() => world.close());

test("a messy list: preview shows mapping, questions and faults, and changes nothing", async () => {
  const previewed = await preview(office, messyList);
  expect(previewed.status).toBe(200);
  expect(previewed.body).toMatchObject({
    status: "preview",
    missing: [],
    canApply: true,
    counts: { rows: 6, imported: 2, unchanged: 0, review: 1, rejected: 3 },
    questions: [{ label: "梦想成真科", institutionName: "甲市第一医院", rows: 1, reason: "unknown" }],
  });
  const columns = previewed.body.columns as { header: string; field: string | null; samples: string[] }[];
  expect(columns.map(({ field }) => field)).toEqual([
    null,
    "name",
    "title",
    "department",
    "idNumber",
    "licenceNumber",
    "mobile",
    "goodAt",
    "diseases",
  ]);
  expect(JSON.stringify(previewed.body)).not.toContain(goodNumber);
  const problems = previewed.body.problems as {
    row: number;
    code: string;
    severity: string;
    remedyZh: string;
  }[];
  const errors = problems.filter(({ severity }) => severity === "error");
  expect(errors.map(({ row, code }) => [row, code])).toEqual([
    [5, "id_number_check_digit"],
    [6, "missing_name"],
    [7, "duplicate_row"],
  ]);
  expect(errors.every(({ remedyZh }) => remedyZh !== "")).toBe(true);
  expect(await countOf(world, "experts.practitioner")).toBe(0);
  expect(
    (await apply(await world.person(otherHospital, "医务乙", "medical_affairs"), previewed)).status,
  ).toBe(404);
});

test("good rows land with encrypted numbers, open names are asked, and a second import changes nothing", async () => {
  const previewed = await preview(office, messyList);
  const applied = await apply(office, previewed);
  expect(applied.body).toMatchObject({
    status: "applied",
    done: 6,
    counts: { rows: 6, imported: 2, unchanged: 0, review: 1, rejected: 3 },
  });
  const [first] = await world.query<Record<string, string>>(
    sql`select * from experts.practitioner where licence_number = ${licence}`,
  );
  expect(first).toMatchObject({ name: "王一", birth_on: "1975-01-01", gender: "male" });
  expect(JSON.stringify(first)).not.toContain(goodNumber);
  expect(JSON.stringify(first)).not.toContain("13800000001");
  const claims = await world.query<{ label: string; quantity: number; code: string }>(
    sql`select label, quantity, code from experts.claim where practitioner_id = ${first?.id}
      and kind = 'disease_cases' order by label`,
  );
  expect(claims).toMatchObject([
    { label: "冠心病", quantity: 30 },
    { label: "高血压", quantity: 120 },
  ]);
  const [asked] = await world.query<{ name: string; institution_id: string }>(
    sql`select name, institution_id from terminology.review_item`,
  );
  expect(asked).toEqual({ name: "梦想成真科", institution_id: hospital });

  const { version } = await world.system(readPool);
  const again = await preview(office, messyList);
  expect(again.body.counts).toEqual({ rows: 6, imported: 0, unchanged: 3, review: 0, rejected: 3 });
  expect((await apply(office, again)).body.counts).toEqual(again.body.counts);
  expect(await countOf(world, "experts.practitioner")).toBe(3);
  expect((await world.system(readPool)).version).toBe(version);
});

test("applying twice with one key, or with two, lands once", async () => {
  const previewed = await preview(office, [
    listHeader,
    ["1", "双击", "主任医师", "眼科", "", "", "", "", ""],
  ]);
  const url = `/api/experts/imports/${previewed.body.importId}/apply`;
  const replies = await Promise.all([
    office.post(url, undefined, "one-key-for-both"),
    office.post(url, undefined, "one-key-for-both"),
    office.post(url),
  ]);
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  const [row] = await world.query<{ n: number }>(
    sql`select count(*)::int as n from experts.practitioner where name = '双击'`,
  );
  expect(row?.n).toBe(1);
});

test("a changed row updates its expert and erases nothing that its blank cells leave open", async () => {
  const previewed = await preview(office, [
    listHeader,
    ["1", "王一", "主任医师", "心血管内科", "", licence, "", "冠心病介入、起搏", "高血压(150例)"],
  ]);
  expect(previewed.body.counts).toMatchObject({ imported: 1, unchanged: 0 });
  await apply(office, previewed);
  const [role] = await world.query<Record<string, string>>(sql`
    select p.id_number_index, p.phone_cipher, r.department_name, r.skills_text from experts.practitioner p
      join experts.practitioner_role r on r.practitioner_id = p.id where p.licence_number = ${licence}`);
  expect(role).toMatchObject({ department_name: "心血管内科", skills_text: "冠心病介入、起搏" });
  expect(role?.id_number_index).not.toBeNull();
  expect(role?.phone_cipher).not.toBeNull();
  const claims = await world.query<{ quantity: number }>(
    sql`select quantity from experts.claim where label = '高血压' and superseded_by is null`,
  );
  expect(claims).toEqual([{ quantity: 150 }]);
});

test("numbers that contradict what is stored send the row back, never a failure", async () => {
  const second = "110110000000002";
  await world.system((tx) =>
    addExpert(tx, {
      name: "钱五",
      licenceNumber: second,
      roles: [{ organizationId: hospital, departmentName: "眼科", specialties: [{ code: "10" }] }],
    }),
  );
  const rows: [string[], string][] = [
    [["1", "孙六", "主任医师", "眼科", "", second, "", "", ""], "number_of_another_name"],
    [["1", "钱五", "主任医师", "眼科", goodNumber, second, "", "", ""], "numbers_of_two_people"],
    [
      ["1", "王一", "主任医师", "心内科", goodNumber, "110110000000009", "", "", ""],
      "other_licence_on_record",
    ],
  ];
  for (const [row, code] of rows) {
    const previewed = await preview(office, [listHeader, row]);
    expect(previewed.body).toMatchObject({ counts: { rejected: 1 }, problems: [{ row: 2, code }] });
    expect((await apply(office, previewed)).body.counts).toMatchObject({ rejected: 1, imported: 0 });
    const detail = await office.get(`/api/experts/imports/${previewed.body.importId}`);
    expect(detail.body.problems).toEqual(previewed.body.problems);
  }
});

test("the rejected rows come back with their columns, reasons and remedies, and land once corrected", async () => {
  const previewed = await preview(office, messyList);
  const file = await office.get(`/api/experts/imports/${previewed.body.importId}/rejected.csv`);
  const text = (file.body as Buffer).toString("utf8");
  expect(file.headers["content-type"]).toContain("text/csv");
  expect(text).toContain("身份证：");
  expect(text).toContain("赵四");
  expect(text).not.toContain("王一");
  const book = await office.get(`/api/experts/imports/${previewed.body.importId}/rejected.xlsx`);
  expect((book.body as Buffer).subarray(0, 2).toString()).toBe("PK");
  const returned = await upload(office, Buffer.from(text.replace(wrongNumber, "")));
  expect(returned.body.counts).toMatchObject({ rows: 3, imported: 2, rejected: 1 });
});

test("a hospital's office imports its own experts only; the operator registers new hospitals", async () => {
  const rows = [
    ["姓名", "医院", "科室"],
    ["外院一", "乙市第二医院", "眼科"],
    ["未知一", "丙市中医院", "骨伤科"],
    ["本院一", "甲市 第一医院", "眼科"],
  ];
  const own = await preview(office, rows);
  const errors = (own.body.problems as { row: number; code: string }[]).map(({ row, code }) => [row, code]);
  expect(errors).toEqual([
    [2, "institution_not_yours"],
    [3, "institution_unregistered"],
  ]);
  expect((await preview(office, rows, { createInstitutions: "true" })).body.code).toBe(
    "only_operator_registers",
  );
  expect((await preview(office, rows, { defaultOrganizationId: otherHospital })).body.code).toBe(
    "institution_not_allowed",
  );
  const wide = await preview(operator, rows, { createInstitutions: "true" });
  expect(wide.body.newInstitutions).toEqual(["丙市中医院"]);
  expect((await apply(operator, wide)).body.counts).toMatchObject({ imported: 3, rejected: 0 });
  const [made] = await world.query<Record<string, string>>(
    sql`select class_code, region_code from organizations.organization where name = '丙市中医院'`,
  );
  expect(made).toEqual({ class_code: "A210", region_code: "100000" });
});

test("an expert of two hospitals: the second one fills blanks and changes nothing of the first's", async () => {
  const theirs = await world.person(otherHospital, "医务丙", "medical_affairs");
  const previewed = await preview(theirs, [
    [...listHeader, "性别", "邮箱"],
    ["1", "王一", "主治医师", "急诊科", "", licence, "13900000009", "", "", "女", "a@example.org"],
  ]);
  expect((await apply(theirs, previewed)).body.counts).toMatchObject({ imported: 1, rejected: 0 });
  const [person] = await world.query<Record<string, string>>(sql`
    select gender, email_cipher, (select count(*)::int from experts.practitioner_role r where r.practitioner_id = p.id) as roles
      from experts.practitioner p where licence_number = ${licence}`);
  expect(person).toMatchObject({ gender: "male", roles: 2 });
  expect(person?.email_cipher).not.toBeNull();
  const runs = await theirs.get("/api/experts/imports");
  expect(runs.body.total).toBe(1);
});
