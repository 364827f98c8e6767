import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { newFieldCipher } from "../platform/field-cipher.js";
import { writeCsv } from "../platform/tabular/index.js";
import { type FileImport, importFile, rehearseFile } from "./index.js";
import { apply, countOf, messyList, preview, upload, xlsxOf } from "./lists-for-tests.js";

let world: World;
let office: Someone;

beforeAll(async () => {
  world = await newWorld();
  const hospital = await world.institution("甲市第一医院");
  office = await world.person(hospital, "医务甲", "medical_affairs");
});
afterAll(() => world.close());

test("files that are no list are refused in both languages, and nothing is kept of them", async () => {
  const before = await countOf(world, "experts.import_run");
  const whole = await xlsxOf(messyList);
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
  expect(await countOf(world, "experts.import_run")).toBe(before);
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
  const previewed = await upload(office, named);
  expect(previewed.body).toMatchObject({ missing: ["department"], canApply: false });
  expect((await apply(office, previewed)).body.code).toBe("columns_missing");
  const mapped = await office.post(`/api/experts/imports/${previewed.body.importId}/mapping`, {
    columns: [{ columnIndex: 2, field: "department" }],
  });
  expect(mapped.body).toMatchObject({ missing: [], counts: { rows: 2, imported: 1, rejected: 1 } });
  expect((await apply(office, mapped)).body.counts).toMatchObject({ imported: 1, rejected: 1 });
  const late = await office.post(`/api/experts/imports/${previewed.body.importId}/mapping`, { columns: [] });
  expect(late.body.code).toBe("import_not_a_preview");
});

test("a preview can be discarded, and then neither applied nor read", async () => {
  const previewed = await preview(office, messyList);
  const url = `/api/experts/imports/${previewed.body.importId}`;
  expect((await office.delete(url)).status).toBe(200);
  expect((await apply(office, previewed)).body.code).toBe("import_discarded");
  expect((await office.get(`${url}/rejected.csv`)).status).toBe(404);
});

test("an import that breaks in its second chunk goes on where it stopped and lands nobody twice", async () => {
  const before = await countOf(world, "experts.practitioner");
  const rows = Array.from({ length: 700 }, (_, i) => [
    `测${String.fromCodePoint(0x4e00 + i)}`,
    "甲市第一医院",
    "神经内科",
  ]);
  const previewed = await preview(office, [["姓名", "医院", "科室"], ...rows]);
  expect(previewed.body.counts).toMatchObject({ rows: 700, imported: 700 });
  const broken = rows[620]?.[0] ?? "";
  await world.superuser(`
    create function experts.break_down() returns trigger language plpgsql as
      $$ begin if new.name = '${broken}' then raise exception 'disk on fire'; end if; return new; end $$;
    create trigger break_down before insert on experts.practitioner for each row execute function experts.break_down();`);
  expect((await apply(office, previewed)).status).toBe(500);
  const half = await office.get(`/api/experts/imports/${previewed.body.importId}`);
  expect(half.body).toMatchObject({ status: "applying", done: 500, canApply: true });
  expect(await countOf(world, "experts.practitioner")).toBe(before + 500);
  await world.superuser("drop trigger break_down on experts.practitioner; drop function experts.break_down;");
  const applied = await apply(office, previewed);
  expect(applied.body).toMatchObject({ status: "applied", done: 700, counts: { imported: 700 } });
  expect(await countOf(world, "experts.practitioner")).toBe(before + 700);
});

test("at the command line: a dry run writes nothing and foretells exactly what the import then does", async () => {
  const stored = new Map<string, Uint8Array>();
  const host = {
    database: world.database,
    cipher: newFieldCipher(randomBytes(32).toString("hex")),
    files: {
      put: (key: string, content: Uint8Array) => Promise.resolve(void stored.set(key, content)),
      get: (key: string) => Promise.resolve(stored.get(key)),
      delete: (key: string) => Promise.resolve(void stored.delete(key)),
    },
  };
  const file: FileImport = {
    name: "名单.csv",
    content: Buffer.from(
      "姓名,医院,科室\n郑九,己市妇幼保健院,妇产科\n冯十,,妇产科\n褚某,己市妇幼保健院,妇产科\n",
    ),
    institution: "甲市第一医院",
    createsInstitutions: true,
    language: "zh",
    onStep: () => undefined,
  };
  const before = await countOf(world, "experts.practitioner");
  const foretold = await rehearseFile(host, file);
  expect(foretold).toMatchObject({ ok: true, value: { rows: 3, imported: 2, unchanged: 0, review: 0 } });
  expect(await countOf(world, "experts.practitioner")).toBe(before);
  expect(await importFile(host, file)).toEqual({ ok: false, error: "no_operator" });
  await world.institution("平台运营中心", "operator");
  expect(await importFile(host, file)).toEqual(foretold);
  expect(await countOf(world, "experts.practitioner")).toBe(before + 2);
  expect(await importFile(host, file)).toMatchObject({ value: { imported: 0, unchanged: 2 } });
  expect([...stored.values()].some((bytes) => Buffer.from(bytes).includes("郑九"))).toBe(false);
  const unknown = { ...file, institution: "庚市医院", createsInstitutions: false };
  expect(await rehearseFile(host, unknown)).toEqual({ ok: false, error: "institution_unknown" });
});
