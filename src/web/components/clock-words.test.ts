import { expect, test } from "vitest";
import { clocksDiffer, clockWords, otherClockWords, zoneWords } from "./clock-words.js";

const now = Date.parse("2026-11-23T06:00:00Z");
const words = (at: string, zone = "Asia/Shanghai", form: "dateTime" | "date" | "time" = "dateTime") =>
  clockWords(Date.parse(at), now, zone, form, "zh-CN");

test("today is said as today, by the zone's own midnight", () => {
  expect(words("2026-11-23T06:30:00Z")).toBe("今天 14:30");
  expect(words("2026-11-22T16:10:00Z")).toBe("今天 00:10");
  expect(words("2026-11-22T16:10:00Z", "Asia/Urumqi")).toBe("11月22日 22:10");
});

test("another year is named", () => {
  expect(words("2025-12-31T06:30:00Z")).toBe("2025年12月31日 14:30");
  expect(words("2025-12-31T06:30:00Z", "Asia/Shanghai", "date")).toBe("2025年12月31日");
  expect(clockWords(Date.parse("2026-01-05T06:30:00Z"), now, "Asia/Shanghai", "dateTime", "en")).toBe(
    "5 Jan 14:30",
  );
});

test("Beijing and Urumqi clocks differ; two names of one clock do not", () => {
  expect(clocksDiffer(now, "Asia/Shanghai", "Asia/Urumqi")).toBe(true);
  expect(clocksDiffer(now, "Asia/Shanghai", "Asia/Chongqing")).toBe(false);
  const other = (at: string) => otherClockWords(Date.parse(at), now, "Asia/Shanghai", "Asia/Urumqi", "zh-CN");
  expect(other("2026-11-23T06:30:00Z")).toBe("12:30");
  expect(other("2026-11-22T17:00:00Z")).toBe("11月22日 23:00");
  expect(zoneWords("Asia/Urumqi", "zh-CN")).toBe("乌鲁木齐时间");
});
