import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeCsv, writeXlsx } from "../platform/tabular/index.js";
import { newWorld, type Reply, type Someone, type World } from "../../test/world.js";
import { addExpert, findRoles, readPool } from "./index.js";

let world: World;
let hospital: string;
let otherHospital: string;
let office: Someone;
let operator: Someone;

const header = [
  "序号",
  "专家姓名",
  "职  称",
  "所在科室",
  "身份证",
  "执业证书编码",
  "手机号",
  "专业擅长",
  "诊疗经验",
];
/** Invented number: area, birth date and sequence are given, the check digit is computed. */
function idNumber(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(first17[i]), 0);
  return `${first17}${"10X98765432"[sum % 11]}`;
}
const good = idNumber("11010119750101001");
const wrong = `${good.slice(0, 17)}${good.endsWith("1") ? "2" : "1"}`;
const licence = "110110000000001";

const messy = [
  header,
  [
    "1",
    "王一",
    "主任医师 教授",
    "心内科",
    good,
    licence,
    "13800000001",
    "冠心病介入",
    "高血压(120例) 冠心病（30例）",
  ],
  ["2", "李二", "副主任医师", "普外科、心内科", "", "", "", "胃肠手术", ""],
  ["3", "张三", "主治医师", "梦想成真科", "", "", "", "", ""],
  ["4", "赵四", "主任医师", "骨科", wrong, "", "", "", ""],
  ["5", "", "主任医师", "骨科", "", "", "", "", ""],
  ["6", "李二", "副主任医师", "普外科", "", "", "", "", ""],
];

const xlsx = (rows: readonly (readonly string[])[]): Promise<Buffer> => {
  const [first = [], ...rest] = rows;
  return writeXlsx({ sheetName: "名单", header: first, rows: rest });
};
const upload = (who: Someone, content: Uint8Array, fields: Record<string, string> = {}): Promise<Reply> =>
  who.upload("/api/experts/imports", { name: "名单.xlsx", content, fields });
const count = async (table: string): Promise<number> => {
  const [row] = await world.query<{ n: number }>(sql`select count(*)::int as n from ${sql.table(table)}`);
  return row?.n ?? -1;
};
const previewed = async (who: Someone, rows: readonly (readonly string[])[], fields = {}): Promise<Reply> =>
  upload(who, await xlsx(rows), fields);
const apply = (who: Someone, preview: Reply): Promise<Reply> =>
  who.post(`/api/experts/imports/${preview.body.importId}/apply`);

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
  const preview = await previewed(office, messy);
  expect(preview.status).toBe(200);
  expect(preview.body).toMatchObject({
    status: "preview",
    missing: [],
    canApply: true,
    counts: { rows: 6, imported: 2, unchanged: 0, review: 1, rejected: 3 },
    questions: [{ label: "梦想成真科", institutionName: "甲市第一医院", rows: 1, reason: "unknown" }],
  });
  const columns = preview.body.columns as { header: string; field: string | null; samples: string[] }[];
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
  expect(JSON.stringify(preview.body)).not.toContain(good);
  const problems = preview.body.problems as {
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
  expect(await count("experts.practitioner")).toBe(0);
  expect((await apply(await world.person(otherHospital, "医务乙", "medical_affairs"), preview)).status).toBe(
    404,
  );
});

test("good rows land with encrypted numbers, open names are asked, and a second import changes nothing", async () => {
  const preview = await previewed(office, messy);
  const applied = await apply(office, preview);
  expect(applied.body).toMatchObject({
    status: "applied",
    done: 6,
    counts: { rows: 6, imported: 2, unchanged: 0, review: 1, rejected: 3 },
  });
  const [first] = await world.query<Record<string, string>>(
    sql`select * from experts.practitioner where licence_number = ${licence}`,
  );
  expect(first).toMatchObject({ name: "王一", birth_on: "1975-01-01", gender: "male" });
  expect(JSON.stringify(first)).not.toContain(good);
  expect(JSON.stringify(first)).not.toContain("13800000001");
  const claims = await world.query<{ label: string; quantity: number; code: string }>(
    sql`select label, quantity, code from experts.claim where practitioner_id = ${first?.id} order by label`,
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
  const again = await previewed(office, messy);
  expect(again.body.counts).toEqual({ rows: 6, imported: 0, unchanged: 3, review: 0, rejected: 3 });
  expect((await apply(office, again)).body.counts).toEqual(again.body.counts);
  expect(await count("experts.practitioner")).toBe(3);
  expect((await world.system(readPool)).version).toBe(version);
});

test("applying twice with one key, or with two, lands once", async () => {
  const preview = await previewed(office, [header, ["1", "双击", "主任医师", "眼科", "", "", "", "", ""]]);
  const url = `/api/experts/imports/${preview.body.importId}/apply`;
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
  const preview = await previewed(office, [
    header,
    ["1", "王一", "主任医师", "心血管内科", "", licence, "", "冠心病介入、起搏", "高血压(150例)"],
  ]);
  expect(preview.body.counts).toMatchObject({ imported: 1, unchanged: 0 });
  await apply(office, preview);
  const [role] = await world.query<Record<string, string>>(sql`
    select p.id_number_index, p.phone_cipher, r.department_name, r.skills_text from experts.practitioner p
      join experts.practitioner_role r on r.practitioner_id = p.id where p.licence_number = ${licence}`);
  expect(role).toMatchObject({ department_name: "心血管内科", skills_text: "冠心病介入、起搏" });
  expect(role?.id_number_index).not.toBeNull();
  expect(role?.phone_cipher).not.toBeNull();
  const claims = await world.query<{ quantity: number }>(
    sql`select quantity from experts.claim where label = '高血压' and state <> 'withdrawn'`,
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
    [["1", "钱五", "主任医师", "眼科", good, second, "", "", ""], "numbers_of_two_people"],
    [["1", "王一", "主任医师", "心内科", good, "110110000000009", "", "", ""], "other_licence_on_record"],
  ];
  for (const [row, code] of rows) {
    const preview = await previewed(office, [header, row]);
    expect(preview.body).toMatchObject({ counts: { rejected: 1 }, problems: [{ row: 2, code }] });
    expect((await apply(office, preview)).body.counts).toMatchObject({ rejected: 1, imported: 0 });
    const detail = await office.get(`/api/experts/imports/${preview.body.importId}`);
    expect(detail.body.problems).toEqual(preview.body.problems);
  }
});

test("the rejected rows come back with their columns, reasons and remedies, and land once corrected", async () => {
  const preview = await previewed(office, messy);
  const file = await office.get(`/api/experts/imports/${preview.body.importId}/rejected.csv`);
  const text = (file.body as Buffer).toString("utf8");
  expect(file.headers["content-type"]).toContain("text/csv");
  expect(text).toContain("身份证：");
  expect(text).toContain("赵四");
  expect(text).not.toContain("王一");
  const book = await office.get(`/api/experts/imports/${preview.body.importId}/rejected.xlsx`);
  expect((book.body as Buffer).subarray(0, 2).toString()).toBe("PK");
  const returned = await upload(office, Buffer.from(text.replace(wrong, "")));
  expect(returned.body.counts).toMatchObject({ rows: 3, imported: 2, rejected: 1 });
});

test("a hospital's office imports its own experts only; the operator registers new hospitals", async () => {
  const rows = [
    ["姓名", "医院", "科室"],
    ["外院一", "乙市第二医院", "眼科"],
    ["未知一", "丙市中医院", "骨伤科"],
    ["本院一", "甲市 第一医院", "眼科"],
  ];
  const own = await previewed(office, rows);
  const errors = (own.body.problems as { row: number; code: string }[]).map(({ row, code }) => [row, code]);
  expect(errors).toEqual([
    [2, "institution_not_yours"],
    [3, "institution_unregistered"],
  ]);
  expect((await previewed(office, rows, { createInstitutions: "true" })).body.code).toBe(
    "only_operator_registers",
  );
  expect((await previewed(office, rows, { defaultOrganizationId: otherHospital })).body.code).toBe(
    "institution_not_allowed",
  );
  const wide = await previewed(operator, rows, { createInstitutions: "true" });
  expect(wide.body.newInstitutions).toEqual(["丙市中医院"]);
  expect((await apply(operator, wide)).body.counts).toMatchObject({ imported: 3, rejected: 0 });
  const [made] = await world.query<Record<string, string>>(
    sql`select class_code, region_code from organizations.organization where name = '丙市中医院'`,
  );
  expect(made).toEqual({ class_code: "A210", region_code: "100000" });
});

test("an expert of two hospitals: the second one fills blanks and changes nothing of the first's", async () => {
  const theirs = await world.person(otherHospital, "医务丙", "medical_affairs");
  const preview = await previewed(theirs, [
    [...header, "性别", "邮箱"],
    ["1", "王一", "主治医师", "急诊科", "", licence, "13900000009", "", "", "女", "a@example.org"],
  ]);
  expect((await apply(theirs, preview)).body.counts).toMatchObject({ imported: 1, rejected: 0 });
  const [person] = await world.query<Record<string, string>>(sql`
    select gender, email_cipher, (select count(*)::int from experts.practitioner_role r where r.practitioner_id = p.id) as roles
      from experts.practitioner p where licence_number = ${licence}`);
  expect(person).toMatchObject({ gender: "male", roles: 2 });
  expect(person?.email_cipher).not.toBeNull();
  const runs = await theirs.get("/api/experts/imports");
  expect(runs.body.total).toBe(1);
});

test("files that are no list are refused in both languages, and nothing is kept of them", async () => {
  const before = await count("experts.import_run");
  const whole = await xlsx(messy);
  const encrypted = Buffer.concat([
    Buffer.from("d0cf11e0a1b11ae1", "hex"),
    Buffer.alloc(504),
    Buffer.from("EncryptedPackage", "utf16le"),
    Buffer.alloc(1024),
  ]);
  const cases: [Buffer, string, number][] = [
    [Buffer.from("%PDF-1.7 nothing"), "unsupported_file_type", 415],
    [encrypted, "password_protected", 422],
    [whole.subarray(0, Math.floor(whole.length / 2)), "corrupt_workbook", 422],
    [Buffer.from("商品,价格\r\n苹果,3\r\n"), "no_expert_header", 422],
    [Buffer.from("姓名,医院,科室\r\n"), "no_rows", 422],
    [Buffer.alloc(11 * 1024 * 1024, "a,b\n"), "file_too_large", 413],
    [Buffer.alloc(50 * 1024 * 1024, "a,b\n"), "too_large", 413],
    [Buffer.alloc(0), "empty_file", 422],
  ];
  for (const [content, code, status] of cases) {
    const reply = await upload(office, content);
    expect([reply.body.code, reply.status]).toEqual([code, status]);
    expect(reply.body.title).toMatch(/[\u4e00-\u9fff]/);
    expect(reply.body.titleEn).toMatch(/[a-z]/);
  }
  expect(await count("experts.import_run")).toBe(before);
});

test("a formula refuses its row; a column nobody recognises can be assigned by hand", async () => {
  const csv = writeCsv({
    sheetName: "",
    header: ["谁", "医院", "在哪里"],
    rows: [
      ["周七", "甲市第一医院", "眼科"],
      ["吴八", "甲市第一医院", "眼科"],
    ],
  });
  const list = Buffer.from(csv.toString("utf8").replace("吴八", '=HYPERLINK("http://example.org")'));
  const refused = await upload(office, list);
  expect(refused.body.code).toBe("no_expert_header");
  const named = Buffer.from(list.toString("utf8").replace("谁", "姓名"));
  const preview = await upload(office, named);
  expect(preview.body).toMatchObject({ missing: ["department"], canApply: false });
  expect((await apply(office, preview)).body.code).toBe("columns_missing");
  const mapped = await office.post(`/api/experts/imports/${preview.body.importId}/mapping`, {
    columns: [{ columnIndex: 2, field: "department" }],
  });
  expect(mapped.body).toMatchObject({ missing: [], counts: { rows: 2, imported: 1, rejected: 1 } });
  expect((await apply(office, mapped)).body.counts).toMatchObject({ imported: 1, rejected: 1 });
  const late = await office.post(`/api/experts/imports/${preview.body.importId}/mapping`, { columns: [] });
  expect(late.body.code).toBe("import_not_a_preview");
});

test("a preview can be discarded, and then neither applied nor read", async () => {
  const preview = await previewed(office, messy);
  const url = `/api/experts/imports/${preview.body.importId}`;
  expect((await office.delete(url)).status).toBe(200);
  expect((await apply(office, preview)).body.code).toBe("import_discarded");
  expect((await office.get(`${url}/rejected.csv`)).status).toBe(404);
});

test("an import that breaks in its second chunk goes on where it stopped and lands nobody twice", async () => {
  const before = await count("experts.practitioner");
  const rows = Array.from({ length: 700 }, (_, i) => [
    `测${String.fromCodePoint(0x4e00 + i)}`,
    "甲市第一医院",
    "神经内科",
  ]);
  const preview = await previewed(office, [["姓名", "医院", "科室"], ...rows]);
  expect(preview.body.counts).toMatchObject({ rows: 700, imported: 700 });
  const broken = rows[620]?.[0] ?? "";
  await world.superuser(`
    create function experts.break_down() returns trigger language plpgsql as
      $$ begin if new.name = '${broken}' then raise exception 'disk on fire'; end if; return new; end $$;
    create trigger break_down before insert on experts.practitioner for each row execute function experts.break_down();`);
  expect((await apply(office, preview)).status).toBe(500);
  const half = await office.get(`/api/experts/imports/${preview.body.importId}`);
  expect(half.body).toMatchObject({ status: "applying", done: 500, canApply: true });
  expect(await count("experts.practitioner")).toBe(before + 500);
  await world.superuser("drop trigger break_down on experts.practitioner; drop function experts.break_down;");
  const applied = await apply(office, preview);
  expect(applied.body).toMatchObject({ status: "applied", done: 700, counts: { imported: 700 } });
  expect(await count("experts.practitioner")).toBe(before + 700);
});

test("a name that people decide codes the experts who wait for it, and taking it back uncodes them", async () => {
  const codes = async (): Promise<readonly string[]> => {
    const rows = await world.query<{ id: string }>(
      sql`select id from experts.practitioner_role where department_name = '梦想成真科'`,
    );
    const [role] = await world.system((tx) =>
      findRoles(
        tx,
        rows.map(({ id }) => id),
      ),
    );
    return role?.specialtyCodes ?? [];
  };
  expect(await codes()).toEqual([]);
  const queue = await office.get("/api/terms/review");
  const item = (queue.body.items as { name: string; items: { id: string }[] }[]).find(
    ({ name }) => name === "梦想成真科",
  );
  const id = item?.items[0]?.id ?? "";
  const answered = await office.post(`/api/terms/review/${id}/resolve`, {
    code: "03.04",
    scope: "institution",
  });
  expect(answered.status).toBe(200);
  await world.drain();
  expect(await codes()).toEqual(["03.04"]);
  await office.post(`/api/terms/review/${id}/undo`);
  await world.drain();
  expect(await codes()).toEqual([]);
});

test("search finds by word, specialty branch and hospital; lists and pages hold no ID number", async () => {
  const requester = await world.person(otherHospital, "申请医生", "requester");
  const byWord = await requester.get(`/api/experts?q=${encodeURIComponent("王一 起搏")}`);
  expect(byWord.body).toMatchObject({ total: 1, items: [{ name: "王一", departmentName: "心血管内科" }] });
  const byBranch = await requester.get("/api/experts?specialty=03&q=%E7%8E%8B%E4%B8%80");
  expect((byBranch.body.items as { name: string }[]).map(({ name }) => name)).toContain("王一");
  expect((await requester.get("/api/experts?q=100%25")).body.total).toBe(0);
  const there = await requester.get(`/api/experts?institutionId=${otherHospital}`);
  expect(there.body.total).toBe(2);
  const practitionerId = (byWord.body.items as { practitionerId: string }[])[0]?.practitionerId ?? "";
  const page = await requester.get(`/api/experts/${practitionerId}`);
  expect(page.body).toMatchObject({ name: "王一", licenceNumber: licence, isSelf: false });
  expect(JSON.stringify(page.body)).not.toContain(good);
  const stranger = await world.person(await world.institution("丁市医院"), "外人", "requester");
  expect((await stranger.get(`/api/experts/${practitionerId}`)).body.licenceNumber).toBeNull();
  expect((await stranger.get("/api/experts/mine")).body.code).toBe("not_an_expert");
});

test("availability: the expert sets his own, an office its own posts, others nothing", async () => {
  const expert = await world.person(hospital, "陈专家", "expert");
  const { practitionerId, practitionerRoleIds } = await world.system((tx) =>
    addExpert(tx, {
      personId: expert.id,
      name: "陈专家",
      roles: [
        { organizationId: hospital, departmentName: "眼科", specialties: [{ code: "10" }] },
        { organizationId: otherHospital, departmentName: "眼科", specialties: [{ code: "10" }] },
      ],
    }),
  );
  const [ownPost = "", otherPost = ""] = practitionerRoleIds;
  const wish = (practitionerRoleId: string, change = {}) => ({
    practitionerRoleId,
    status: "paused",
    dailyCap: 2,
    weeklyCap: 6,
    dutyHours: [{ weekday: 1, from: "08:00", to: "12:00" }],
    acceptsModes: ["written"],
    ...change,
  });
  const url = `/api/experts/${practitionerId}/availability`;
  const { version } = await world.system(readPool);
  expect((await expert.put(url, wish(ownPost))).status).toBe(200);
  expect((await expert.put(url, wish(otherPost))).status).toBe(200);
  expect((await world.system(readPool)).version).toBe(version + 2);
  const mine = await expert.get("/api/experts/mine");
  expect(mine.body).toMatchObject({ isSelf: true, name: "陈专家" });
  expect(mine.body.roles).toMatchObject([
    { status: "paused", dailyCap: 2, canSetAvailability: true },
    { status: "paused", dailyCap: 2, canSetAvailability: true },
  ]);
  expect((await office.put(url, wish(ownPost, { status: "active" }))).status).toBe(200);
  expect((await office.put(url, wish(otherPost))).body.code).toBe("role_not_found");
  const foreign = await world.person(await world.institution("戊市医院"), "医务戊", "medical_affairs");
  expect((await foreign.put(url, wish(ownPost))).status).toBe(404);
  const overlap = {
    dutyHours: [
      { weekday: 7, from: "22:00", to: "06:00" },
      { weekday: 1, from: "05:00", to: "07:00" },
    ],
  };
  expect((await expert.put(url, wish(ownPost, overlap))).body.code).toBe("overlapping_duty_hours");
});
