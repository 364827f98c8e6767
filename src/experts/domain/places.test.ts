import fc from "fast-check";
import { expect, test } from "vitest";
import { dutyHoursFault } from "./duty-hours.js";
import { hospitalsByName } from "./place-rows.js";
import { type NamedRegion, regionOfName } from "./region-of-name.js";

const regions: NamedRegion[] = [
  { code: "110000", name: "北京市", level: "province" },
  { code: "220000", name: "吉林省", level: "province" },
  { code: "220200", name: "吉林市", level: "city" },
  { code: "222400", name: "延边朝鲜族自治州", level: "city" },
  { code: "330000", name: "浙江省", level: "province" },
  { code: "330100", name: "杭州市", level: "city" },
  { code: "442000", name: "中山市", level: "city" },
  { code: "650000", name: "新疆维吾尔自治区", level: "province" },
  { code: "654000", name: "伊犁哈萨克自治州", level: "city" },
];

test.each([
  ["杭州市第一人民医院", "330100"],
  ["浙江省杭州第二医院", "330100"],
  ["浙江大学附属医院", "330000"],
  ["吉林市中心医院", "220200"],
  ["吉林省人民医院", "220000"],
  ["吉林大学医院", "220000"],
  ["延边医院", "222400"],
  ["新疆伊犁州友谊医院", "654000"],
  ["中山大学附属医院", "100000"],
  ["中山市人民医院", "442000"],
  ["北京 协和街医院", "110000"],
  ["东方仁爱医院", "100000"],
  ["", "100000"],
])("%s stands in %s", (name, code) => {
  expect(regionOfName(regions, name)).toBe(code);
});

test("a hospital is found by any name that only it bears; a full name beats another's alias", () => {
  const first = { id: "1", name: "甲市第一医院", shortName: "一院", aliases: ["甲市医院"] };
  const second = { id: "2", name: "乙市第一医院", shortName: "一院", aliases: ["甲市第一医院"] };
  const byName = hospitalsByName([first, second]);
  expect(byName.get("甲市第一医院")?.id).toBe("1");
  expect(byName.get("甲市医院")?.id).toBe("1");
  expect(byName.get("一院")).toBeUndefined();
});

test("duty hours: a stretch over midnight, adjoining stretches, overlaps, nothing at all", () => {
  const at = (weekday: number, from: string, to: string) => ({ weekday, from, to });
  expect(dutyHoursFault([])).toBeUndefined();
  expect(dutyHoursFault([at(1, "08:00", "12:00"), at(1, "12:00", "17:00")])).toBeUndefined();
  expect(dutyHoursFault([at(7, "22:00", "06:00"), at(1, "06:00", "08:00")])).toBeUndefined();
  expect(dutyHoursFault([at(7, "22:00", "06:00"), at(1, "05:59", "08:00")])).toBe("overlapping_duty_hours");
  expect(dutyHoursFault([at(3, "08:00", "08:00")])).toBe("empty_duty_stretch");
});

test("the order of duty hours does not matter", () => {
  const clock = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, "0")}:00`);
  const stretch = fc.record({ weekday: fc.integer({ min: 1, max: 7 }), from: clock, to: clock });
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 8 }), (stretches) => {
      expect(dutyHoursFault([...stretches].reverse())).toBe(dutyHoursFault(stretches));
    }),
  );
});
