import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indicatorWords } from "./data/indicator-words.js";
import { indicators } from "./data/indicators.js";
import { monthsToDraw } from "./domain/asked-period.js";
import { foldQuestion, readQuestion } from "./domain/question.js";
import { settledLexicon, settledTerms } from "./store/lexicon.js";

const lexicon = settledLexicon();
/** A Sunday. */
const today = "2026-11-29";
const read = (question: string) => readQuestion(lexicon, question, today);

interface Expected {
  readonly indicators?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly regions?: readonly string[];
  readonly specialties?: readonly string[];
  readonly statistic?: string;
  readonly by?: string;
  readonly levels?: readonly string[];
  readonly services?: readonly string[];
  readonly notUnderstood?: readonly string[];
}
const questions: readonly (readonly [string, Expected])[] = [
  [
    "上季度新疆心内科接诊中位时间",
    {
      indicators: ["accept_time"],
      from: "2026-07-01",
      to: "2026-10-01",
      regions: ["650000"],
      specialties: ["03.04"],
      statistic: "median",
    },
  ],
  ["上个月采纳率", { indicators: ["adopted"], from: "2026-10-01", to: "2026-11-01" }],
  [
    "近 3 个月各专科的患者满意率是多少？",
    { indicators: ["patient_satisfied"], from: "2026-09-01", to: "2026-12-01", by: "specialty" },
  ],
  [
    "2026年第一季度杭州市神经内科出意见时间",
    {
      indicators: ["opinion_time"],
      from: "2026-01-01",
      to: "2026-04-01",
      regions: ["330100"],
      specialties: ["03.03"],
    },
  ],
  [
    "新疆乌鲁木齐今年的爽约率",
    { indicators: ["no_show"], from: "2026-01-01", to: "2027-01-01", regions: ["650100"] },
  ],
  ["去年急会诊及时到位率", { indicators: ["urgent_arrival"], from: "2025-01-01", to: "2026-01-01" }],
  [
    "II级视频会诊的接诊九成时间，上周",
    {
      indicators: ["accept_time"],
      from: "2026-11-16",
      to: "2026-11-23",
      levels: ["II"],
      services: ["video"],
      statistic: "p90",
    },
  ],
  ["5月转人工调度率趋势", { indicators: ["handed_over"], from: "2026-05-01", to: "2026-06-01", by: "month" }],
  ["12月取消率", { indicators: ["cancelled"], from: "2025-12-01", to: "2026-01-01" }],
  [
    "各省避免转诊率",
    { indicators: ["transfer_avoided"], by: "region", from: "2025-12-01", to: "2026-12-01" },
  ],
  ["火星科的采纳率", { indicators: ["adopted"], notUnderstood: ["火星科"] }],
  ["误诊率", { indicators: [], notUnderstood: ["误诊率"] }],
  ["采纳率和投诉率", { indicators: ["adopted", "complaints"] }],
  ["采纳或部分采纳率", { indicators: ["adopted_any"] }],
  ["接诊平均时间", { indicators: [], notUnderstood: ["接诊平均时间"] }],
  [
    "median acceptance time in cardiology in Xinjiang last quarter",
    {
      indicators: ["accept_time"],
      from: "2026-07-01",
      to: "2026-10-01",
      regions: ["650000"],
      specialties: ["03.04"],
      statistic: "median",
      notUnderstood: [],
    },
  ],
  [
    "What was the adoption rate by hospital last month?",
    { indicators: ["adopted"], by: "institution", from: "2026-10-01", to: "2026-11-01", notUnderstood: [] },
  ],
  [
    "no-show rate of video consultations in Q2 2026",
    { indicators: ["no_show"], services: ["video"], from: "2026-04-01", to: "2026-07-01", notUnderstood: [] },
  ],
  [
    "patient satisfaction past 6 months per specialty",
    { indicators: ["patient_satisfied"], by: "specialty", from: "2026-06-01", to: "2026-12-01" },
  ],
  [
    "turnaround time level II March 2026",
    { indicators: ["opinion_time"], levels: ["II"], from: "2026-03-01", to: "2026-04-01" },
  ],
  ["mortality of martians", { indicators: ["bad_course"], notUnderstood: ["martians"] }],
  [
    "maybe consent this year",
    { indicators: ["consent"], from: "2026-01-01", to: "2027-01-01", notUnderstood: ["maybe"] },
  ],
];

describe("questions in both languages", () => {
  test.each(questions)("%s", (question, { from, to, ...expected }) => {
    const found = read(question);
    expect(found).toMatchObject({
      ...expected,
      period: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
    });
  });
});

test("what is not known is told, with indicators that come near; nothing said, nothing told", () => {
  expect(read("病人满意吗").suggestions).toContain("patient_satisfied");
  expect(read("")).toMatchObject({
    indicators: [],
    understood: [],
    notUnderstood: [],
    isPeriodAssumed: true,
  });
  expect(read("采纳率和投诉率").suggestions).toEqual(["adopted", "complaints"]);
  expect(read("上季度接诊时间").understood.map(({ text, kind }) => [text, kind])).toEqual([
    ["上季度", "period"],
    ["接诊时间", "indicator"],
  ]);
});

test("every indicator answers to its own names, and no word stands for two", () => {
  const seen = new Map<string, string>();
  for (const { code, name } of indicators)
    for (const word of new Set([name.zh, name.en, ...(indicatorWords[code] ?? [])].map(foldQuestion))) {
      expect(seen.get(word) ?? code).toBe(code);
      seen.set(word, code);
      expect({ word, found: read(word).indicators }).toEqual({ word, found: [code] });
    }
  expect(Object.keys(indicatorWords)).toEqual(indicators.map(({ code }) => code));
});

const statisticWords = /中位数|中位|九成|90分位|p90|90th percentile|median|按时率|百分比|in time/gu;
/** Without blanks and statistics, which stand within words. */
const bare = (text: string) => foldQuestion(text).replaceAll(statisticWords, "").replaceAll(" ", "");

test("law: never throws, and never answers with an indicator that was not named", () => {
  const words = settledTerms().flatMap(({ name, words: own }) => [name.zh, name.en, ...own]);
  const piece = fc.oneof(
    fc.constantFrom(...words),
    fc.constantFrom(
      "上季度",
      "近 3 个月",
      "中位",
      "九成",
      "的",
      "率",
      "时间",
      "last quarter",
      "in time",
      "Q4",
      "99月",
      "近0天",
      "0000年",
    ),
    fc.string({ maxLength: 8, unit: "grapheme" }),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom("", " "), (pieces, between) => {
      const question = pieces.join(between);
      const found = read(question);
      for (const code of found.indicators) {
        const own = indicators.find((one) => one.code === code)!;
        const names = [own.name.zh, own.name.en, ...(indicatorWords[code] ?? [])];
        expect(names.some((word) => bare(question).includes(bare(word)))).toBe(true);
      }
      expect(found.period.from < found.period.to).toBe(true);
      expect(monthsToDraw(found.period).from <= found.period.from).toBe(true);
      for (const one of [found.period.from, found.period.to]) expect(one).toMatch(/^\d{4}-\d\d-\d\d$/u);
      expect(found.suggestions.length).toBeLessThanOrEqual(Math.max(5, found.indicators.length));
    }),
    { seed: 20261129, numRuns: 3000 },
  );
});
