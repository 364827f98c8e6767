import { expect, test } from "vitest";
import { instant } from "../../kernel/time.js";
import { answerDueAt } from "./complaint.js";

test("five working days, ten for the involved ones; weekends do not count", () => {
  // A Friday in China: Monday to Friday of the next week.
  expect(answerDueAt(instant("2026-11-27T10:00:00+08:00"), false)).toBe(instant("2026-12-05T00:00:00+08:00"));
  expect(answerDueAt(instant("2026-11-27T10:00:00+08:00"), true)).toBe(instant("2026-12-12T00:00:00+08:00"));
  expect(answerDueAt(instant("2026-11-29T23:59:00+08:00"), false)).toBe(instant("2026-12-05T00:00:00+08:00"));
});
