import { expect, test } from "vitest";
import { instant } from "../../kernel/time.js";
import { civilYear, requestNumber } from "./request-number.js";

test("the year is that of the institution's own calendar", () => {
  const newYearInShanghai = instant("2026-12-31T16:00:00Z");
  expect(civilYear(newYearInShanghai, "Asia/Shanghai")).toBe(2027);
  expect(civilYear(newYearInShanghai, "UTC")).toBe(2026);
  expect(civilYear(instant("2026-12-31T15:59:59Z"), "Asia/Shanghai")).toBe(2026);
});

test("a number is padded to six digits and grows beyond them", () => {
  expect(requestNumber(2026, 123)).toBe("2026-000123");
  expect(requestNumber(2026, 1_000_000)).toBe("2026-1000000");
});
