import fc from "fast-check";
import { expect, test } from "vitest";
import { kindInWords, readBlockLine } from "./block-text.js";

const today = "2026-11-30";
const rules = (line: string) => {
  const read = readBlockLine(line, today);
  if (!read.ok) return read.error;
  return read.value.map((one) =>
    one.repeats
      ? `${one.rule.weekday} ${one.rule.from}-${one.rule.to} ${one.rule.kind}${one.rule.everyWeeks === 2 ? ` /2 from ${one.rule.validFrom}` : ""}`
      : `${one.date} ${one.from} – ${one.lastDate} ${one.to} ${one.kind}`,
  );
};

test.each([
  ["周一上午门诊", ["1 08:00-12:00 outpatient"]],
  ["周三 13:00-17:00 手术", ["3 13:00-17:00 surgery"]],
  ["星期二、四下午专家门诊", ["2 13:30-17:30 outpatient", "4 13:30-17:30 outpatient"]],
  [
    "周一至周三 8:00～12:00 手术",
    ["1 08:00-12:00 surgery", "2 08:00-12:00 surgery", "3 08:00-12:00 surgery"],
  ],
  ["周五下午1点到5点半 手术", ["5 13:00-17:30 surgery"]],
  ["每天 22:00-07:00 免打扰", [1, 2, 3, 4, 5, 6, 7].map((day) => `${day} 22:00-07:00 do_not_disturb`)],
  ["隔周周六上午 门诊", ["6 08:00-12:00 outpatient /2 from 2026-12-05"]],
  ["周日全天 备班", ["7 00:00-24:00 on_call"]],
  ["12月3日至5日 请假", ["2026-12-03 00:00 – 2026-12-05 24:00 leave"]],
  ["1月5日 14:00-15:00 开会", ["2027-01-05 14:00 – 2027-01-05 15:00 do_not_disturb"]],
  ["2026-12-03 13:00-17:00 手术", ["2026-12-03 13:00 – 2026-12-03 17:00 surgery"]],
  [
    "Mon-Wed 09:00-11:00 clinic",
    ["1 09:00-11:00 outpatient", "2 09:00-11:00 outpatient", "3 09:00-11:00 outpatient"],
  ],
])("%s", (line, expected) => expect(rules(line)).toEqual(expected));

test.each([
  ["上午门诊", "no_day"],
  ["周一 门诊", "no_time"],
  ["周一上午", "no_kind"],
  ["2月30日 请假", "no_such_date"],
  ["周一 08:00-08:00 门诊", "ends_before_start"],
  ["12月5日至12月3日 请假", "ends_before_start"],
  ["门".repeat(300), "too_long_a_line"],
  ["", "no_day"],
])("what cannot be read is told: %s", (line, fault) => expect(rules(line)).toBe(fault));

test("no text makes the reader throw or give a clock that does not exist", () => {
  const piece = fc.constantFrom(
    "周一",
    "周三至周五",
    "每天",
    "上午",
    "25:00",
    "13:00",
    "-",
    "至",
    "17:99",
    "手术",
    "门诊",
    "12月3日",
    "2026-13-45",
    "24:00",
    " ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 8 }).map((parts) => parts.join("")),
      ),
      (line) => {
        const read = readBlockLine(line, today);
        if (!read.ok) return;
        for (const one of read.value) {
          const [from, to] = one.repeats ? [one.rule.from, one.rule.to] : [one.from, one.to];
          expect(from).toMatch(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
          expect(to).toMatch(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("a title tells its kind, and an operation weighs more than the clinic it is named with", () => {
  expect(kindInWords("张医生 手术（门诊楼）")).toBe("surgery");
  expect(kindInWords("科室周会")).toBeUndefined();
});
