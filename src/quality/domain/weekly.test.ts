import fc from "fast-check";
import { expect, test } from "vitest";
import { type IndicatorValue, leastShown, suppressSmall } from "./indicator.js";
import { isSilent, lastWeek, weeklyMessage, type WeeklyReport } from "./weekly.js";

const value = (hits: number, of: number, median: number | null = null): IndicatorValue => ({
  hits,
  of,
  pending: 0,
  median,
  p90: median,
  isDrawn: false,
  isSuppressed: false,
});
const report: WeeklyReport = {
  from: "2026-11-16",
  until: "2026-11-22",
  hospitalName: "云溪县人民医院",
  cases: { now: 12, before: null },
  figures: [
    {
      code: "accept_time",
      name: { zh: "提交到接诊用时", en: "Submission to acceptance" },
      type: "duration",
      now: value(10, 12, 12.4),
      before: suppressSmall(value(1, 3, 4)),
    },
    {
      code: "no_show",
      name: { zh: "爽约率", en: "No-shows" },
      type: "share",
      now: value(0, 0),
      before: value(0, 0),
    },
  ],
  openAlerts: 2,
  overdueFollowUps: 0,
};

test("the last whole week, from any day of this one", () => {
  expect(lastWeek("2026-11-23")).toBe("2026-11-16");
  expect(lastWeek("2026-11-29")).toBe("2026-11-16");
  expect(lastWeek("2027-01-01")).toBe("2026-12-21");
});

test("the page says each figure with its denominator and the week before; nothing counted is left out", () => {
  expect(weeklyMessage(report, "zh")).toEqual({
    subject: "会诊周报 2026-11-16 至 2026-11-22",
    text: [
      "云溪县人民医院，2026-11-16 至 2026-11-22",
      "会诊申请：12；上周 不足 5 例",
      "提交到接诊用时：按时 83%（10/12），中位 12 分钟；上周 不足 5 例",
      "待处理警示：2；逾期未随访：0",
      "不足 5 例不显示。可在平台“每周简报”页停收。",
    ].join("\n"),
  });
  expect(weeklyMessage({ ...report, hospitalName: null }, "en").text).toContain(
    "The whole platform, 2026-11-16 to 2026-11-22\nRequests: 12; the week before fewer than 5\n" +
      "Submission to acceptance: 83% in time (10/12), median 12 min; the week before fewer than 5",
  );
  expect(isSilent(report)).toBe(false);
  expect(isSilent({ ...report, cases: { now: 0, before: 0 }, openAlerts: 0, overdueFollowUps: 0 })).toBe(
    true,
  );
});

test("a figure over few cases is never told, in neither language", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: leastShown - 1 }), fc.nat(4), (of, hits) => {
      const few = suppressSmall(value(Math.min(hits, of), of, 777));
      for (const language of ["zh", "en"] as const) {
        const { text } = weeklyMessage(
          { ...report, figures: [{ ...report.figures[0]!, now: few, before: few }] },
          language,
        );
        expect(text).not.toMatch(/777|13 (小时|h)|\d%/u);
      }
    }),
    { seed: 20261129 },
  );
});
