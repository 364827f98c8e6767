import { afterAll, beforeAll, expect, test } from "vitest";
import { ok } from "../../test/alliance.js";
import type { AskView } from "./api/ask.js";
import { answerLines } from "./answer-lines.js";
import { newStage, type Stage } from "./stage-for-tests.js";

let stage: Stage;
beforeAll(async () => {
  stage = await newStage();
  for (let n = 0; n < 5; n++) await stage.alliance.submit();
  await stage.closedCase();
});
afterAll(() => stage.world.close());

const ask = async (question: string, who = stage.office): Promise<AskView> =>
  ok(await who.post("/api/quality/ask", { question })).body as AskView;

test("a question is answered with denominator, chart, definition, and the words that were understood", async () => {
  const view = await ask("近 3 个月知情同意在案率，各级别");
  expect(view).toMatchObject({
    status: "answered",
    notUnderstood: [],
    answer: { indicator: { code: "consent" }, value: { hits: 6, of: 6, pending: 0 }, chart: { by: "level" } },
  });
  const [level] = view.answer!.chart.items;
  expect(view.answer!.chart.items.reduce((sum, { value }) => sum + value.of, 0)).toBe(6);
  expect(level?.label).toMatch(/^(I|II|III|IV)$/u);
  // The same as the page of indicators says.
  const list = ok(await stage.office.get("/api/quality/indicators?months=3")).body.items as {
    code: string;
    value: { of: number };
  }[];
  expect(list.find(({ code }) => code === "consent")?.value.of).toBe(6);
});

test("a question limited to elsewhere counts nothing, and few cases are not shown", async () => {
  expect((await ask("西藏知情同意在案率")).answer?.value).toMatchObject({ of: 0, pending: 0 });
  const few = await ask("一次派单即接诊率");
  expect(few.answer?.value).toMatchObject({ isSuppressed: true, hits: 0, of: 0 });
  expect(JSON.stringify(few.answer?.chart)).not.toMatch(/"of":[1-4]\b/u);
  // One case is closed: no wider question has an answer either, and none is offered.
  expect(few.answer?.wider).toEqual([]);
});

test("where there is nothing to show, the next wider questions that have an answer are offered", async () => {
  const none = await ask("西藏近一个月知情同意在案率");
  expect(none.answer?.wider).toEqual([
    { question: "近一个月知情同意在案率", kind: "region", name: expect.anything() },
  ]);
  const wider = await ask(none.answer!.wider[0]!.question);
  expect(wider.answer).toMatchObject({ value: { of: 6 }, wider: [] });
  expect(answerLines(none, "zh")).toContain("放宽一步: 近一个月知情同意在案率");
  // Last year there was none: the longer time has them.
  const earlier = await ask("去年知情同意在案率");
  expect(earlier.answer?.wider.map(({ kind }) => kind)).toEqual(["period"]);
  expect((await ask(earlier.answer!.wider[0]!.question)).answer?.value.of).toBe(6);
});

test("what is not understood is said; without an indicator or with several there is no figure", async () => {
  const odd = await ask("火星科知情同意在案率");
  expect(odd).toMatchObject({ status: "answered", notUnderstood: ["火星科"] });
  expect(answerLines(odd, "zh").join("\n")).toContain("没有看懂，数字没有按它筛选: 火星科");
  expect(await ask("误诊率")).toMatchObject({ status: "no_indicator", answer: null });
  const several = await ask("采纳率和投诉率");
  expect(several).toMatchObject({ status: "several_indicators", answer: null });
  expect(several.suggestions.map(({ code }) => code)).toEqual(["adopted", "complaints"]);
  const cases = await stage.office.post("/api/quality/ask/cases", { question: "误诊率" });
  expect([cases.status, cases.body.code]).toEqual([422, "question_unanswered"]);
});

test("the figure opens into its cases; a hospital can be named; others see none of it", async () => {
  const url = "/api/quality/ask/cases";
  const question = "云溪县人民医院今年知情同意在案率";
  expect((await ask(question)).understood.map(({ kind }) => kind)).toEqual([
    "hospital",
    "period",
    "indicator",
  ]);
  const drill = ok(await stage.office.post(url, { question: "知情同意在案率", set: "hit" })).body.items;
  expect(drill).toHaveLength(6);
  const other = await stage.world.institution("别县医院");
  const stranger = await stage.world.person(other, "别县质控", "quality");
  expect((await ask("知情同意在案率", stranger)).answer?.value).toMatchObject({ of: 0 });
  expect(ok(await stranger.post(url, { question: "知情同意在案率", set: "hit" })).body.items).toEqual([]);
  expect((await stage.alliance.requester.post("/api/quality/ask", { question: "采纳率" })).status).toBe(403);
  expect((await stage.office.post("/api/quality/ask", { question: "x".repeat(500) })).status).toBe(400);
});
