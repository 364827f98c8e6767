import { expect, test } from "vitest";
import { departmentQuestions, emptyQuestions } from "./department-questions-for-tests.js";
import { specialtyOfLabel } from "./department-labels.js";
import { suggestDepartment } from "./suggest-department.js";

const ask = (summary: string, change: object = {}) =>
  suggestDepartment({ question: "", summary, diagnoses: [], patientAgeYears: null, ...change });

test("invented requests: the department is named as often as when the model was shipped", () => {
  const answers = departmentQuestions.map(([codes, text]) => {
    const answer = ask(text);
    const right = codes.split(" ");
    const places = answer?.candidates.map(({ code }) => right.includes(code)) ?? [];
    return { text, status: answer?.status, first: places[0] === true, third: places.includes(true) };
  });
  const share = (is: (one: (typeof answers)[number]) => boolean, of = answers) =>
    of.filter(is).length / of.length;
  const sure = answers.filter(({ status }) => status === "suggested");
  expect(share(({ first }) => first)).toBeGreaterThanOrEqual(0.85);
  expect(share(({ third }) => third)).toBeGreaterThanOrEqual(0.95);
  expect(sure.length / answers.length).toBeGreaterThanOrEqual(0.8);
  expect(share(({ first }) => first, sure)).toBeGreaterThanOrEqual(0.9);
});

test("requests that say nothing are answered unsure, or not at all", () => {
  const wrong = emptyQuestions.filter((text) => ask(text)?.status === "suggested");
  expect(wrong).toEqual([]);
});

test("a suspected diagnosis speaks as well, and the words shown stand in the request", () => {
  const answer = ask("请指导下一步治疗", { diagnoses: [{ name: "类风湿性关节炎" }] });
  expect(answer).toMatchObject({ status: "suggested", candidates: [{ code: "03.08" }, {}, {}] });
  expect(answer?.evidence).toEqual(["类风湿性关节炎"]);
});

test("a long text is answered in time, mixed languages and odd signs too", () => {
  ask("咳嗽");
  const from = performance.now();
  expect(ask("咳嗽咳痰伴喘息。".repeat(2_500))?.candidates[0]?.code).toBe("03.01");
  expect(performance.now() - from).toBeLessThan(5_000);
  expect(() => ask("Chest pain 胸痛 😷 \u0000 <b>")).not.toThrow();
});

test("labels of question sites become codes", () =>
  expect(["神经", "肝病", "内科", "呼吸内科", "没有这个科"].map(specialtyOfLabel)).toEqual([
    "03.03",
    "16",
    null,
    "03.01",
    null,
  ]));
