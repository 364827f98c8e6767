import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanBlock, cleanLine, isPlaceholder, maskNumber, quoteCell } from "./clean-text.js";
import { readDate, yearsBefore } from "./dates.js";
import { readDiseases, splitList } from "./diseases.js";
import { readCap, readEmail, readGender, readIdentifier, readName, readPhone } from "./read-cells.js";

test.each([
  ["张甲", "张甲", undefined],
  [" 王　明 ", "王明", undefined],
  ["王\u200b小明", "王小明", undefined],
  ["阿卜杜拉•买买提", "阿卜杜拉·买买提", undefined],
  ["⼀⼆三", "一二三", undefined],
  ["Ａｎｎａ Lee", "Anna Lee", undefined],
  ["李䶮", "李䶮", undefined],
  ["王𬍛", "王𬍛", undefined],
  ["㖞", "㖞", "name_unusual"],
  ["", undefined, "missing_name"],
  ["NULL", undefined, "name_placeholder"],
  ["（页面未显示）", undefined, "name_placeholder"],
  ["王某某", undefined, "name_placeholder"],
  ["=cmd|' /C calc'!A1", undefined, "name_not_a_name"],
  ["张甲/李乙", undefined, "name_not_a_name"],
  ["<b>张甲</b>", undefined, "name_not_a_name"],
  ["张3", undefined, "name_not_a_name"],
  ["🧑🏽‍⚕️医生", undefined, "name_not_a_name"],
])("name %j reads %j (%s)", (text, value, code) => {
  const reading = readName(text);
  expect([reading.value, reading.problem?.code]).toEqual([value, code]);
});

test.each([
  ["1975-05-01", "1975-05-01"],
  ["1975/5/1", "1975-05-01"],
  ["1975.5.1", "1975-05-01"],
  ["1975年5月1日", "1975-05-01"],
  ["19750501", "1975-05-01"],
  ["1975-05-01 00:00:00", "1975-05-01"],
  ["2024-02-29T08:00:00+08:00", "2024-02-29"],
  ["1975.5", "1975-05-01…1975-05-31"],
  ["197505", "1975-05-01…1975-05-31"],
  ["1975", "1975-01-01…1975-12-31"],
  ["2026-02-29", "impossible"],
  ["1900-02-29", "impossible"],
  ["2026-13-01", "impossible"],
  ["0000-00-00", "impossible"],
  ["5/1/75", "unread"],
  ["约1975年", "unread"],
  ["1e309", "unread"],
])("date %s reads %s", (text, expected) => {
  const reading = readDate(text);
  const shown =
    reading.kind === "date" ? [...new Set([reading.firstOn, reading.lastOn])].join("…") : reading.kind;
  expect(shown).toBe(expected);
});

test("every day of the calendar is read back from every writing", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date("1900-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }),
      (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [year = "", month = "", day = ""] = iso.split("-");
        const writings = [
          iso,
          `${year}/${Number(month)}/${Number(day)}`,
          `${year}年${month}月${day}日`,
          year + month + day,
        ];
        for (const text of writings)
          expect(readDate(text)).toMatchObject({ kind: "date", firstOn: iso, lastOn: iso });
      },
    ),
  );
  expect(yearsBefore("2024-02-29", 18)).toBe("2006-02-28");
});

test.each([
  ["13800138000", "13800138000"],
  ["+86 138-0013-8000", "13800138000"],
  ["１３８００１３８０００", "13800138000"],
  ["13800138000/13900139000", "13800138000"],
  ["0755-12345678转801", "0755-12345678-801"],
  ["(0991)1234567", "0991-1234567"],
  ["1380013800", undefined],
  ["10086", undefined],
])("phone %s reads %s", (text, value) => {
  expect(readPhone(text).value).toBe(value);
});

test("e-mail, gender, caps and identifiers", () => {
  expect(readEmail(" A.b@Example.ORG ").value).toBe("a.b@example.org");
  expect(readEmail("a@b").value).toBeUndefined();
  expect(readEmail("a@b.cn\nBcc: x@y.cn").value).toBeUndefined();
  expect(readGender("女").value).toBe("female");
  expect(readGender("不男不女").problem?.code).toBe("gender_unread");
  expect(
    [
      readCap("5"),
      readCap("每日不超过５例"),
      readCap("不限"),
      readCap("3-5"),
      readCap("0"),
      readCap("1000"),
    ].map((r) => r.value),
  ).toEqual([5, 5, undefined, undefined, undefined, undefined]);
  expect(readCap("不限").problem).toBeUndefined();
  expect(readIdentifier("'1101 0519-491231002x")).toBe("11010519491231002X");
});

test("treatment experience is read with its numbers", () => {
  expect(readDiseases("乳腺癌(2307例) 乳腺结节（1,121例）, 甲亢 30例").items).toEqual([
    { label: "乳腺癌", count: 2307 },
    { label: "乳腺结节", count: 1121 },
    { label: "甲亢", count: 30 },
  ]);
  expect(readDiseases("高血压、骨折（股骨、胫骨）；1. 肺炎(3例)").items).toEqual([
    { label: "高血压", count: null },
    { label: "骨折（股骨、胫骨）", count: null },
    { label: "肺炎", count: 3 },
  ]);
  expect(readDiseases("18三体综合征(2例) 肺炎(1例) 肺炎(9例)").items).toEqual([
    { label: "18三体综合征", count: 2 },
    { label: "肺炎", count: 9 },
  ]);
  expect(readDiseases("（页面未显示）")).toEqual({ items: [], unread: 0 });
  expect(readDiseases(`${"长".repeat(80)}(3例)`)).toEqual({ items: [], unread: 1 });
  expect(splitList("甲)乙、丙")).toEqual(["甲)乙", "丙"]);
});

test("cleaning removes what nobody sees and keeps what one reads", () => {
  expect(cleanLine("\ufeff 张\u202e甲\u0000 ")).toBe("张甲");
  expect(cleanBlock("一\r\n\r\n\r\n二\u2028 三")).toBe("一\n\n二\n三");
  expect(["", "-", "N/A", "（无）", "无", "NULL", "暂无统计"].every(isPlaceholder)).toBe(true);
  expect(["无锡", "张", "0"].some(isPlaceholder)).toBe(false);
  expect(maskNumber("11010519491231002X")).toBe("110***2X");
  expect(quoteCell("长".repeat(100))).toHaveLength(61);
});

test("no text makes a reader throw, and cleaning twice is cleaning once", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      for (const read of [readName, readGender, readPhone, readEmail, readCap, readDate, readDiseases])
        read(text);
      expect(cleanBlock(cleanBlock(text))).toBe(cleanBlock(text));
      expect(isPlaceholder(text)).toBeTypeOf("boolean");
    }),
  );
});
