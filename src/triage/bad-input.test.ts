import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { triage } from "./index.js";

let world: World;
let doctor: Someone;
beforeAll(async () => {
  world = await newWorld();
  doctor = await world.person(await world.institution("云溪县人民医院"), "周一诺", "requester");
});
afterAll(() => world.close());

const form = {
  patientName: "王秀英",
  patientSex: "female",
  patientAgeYears: 63,
  patientIsPregnant: false,
  question: "是否需要急诊介入治疗？",
  summary: "反复上腹不适三个月，胃镜提示慢性胃炎，现无特殊不适，请协助调整用药。",
  vitals: {},
  diagnoses: [] as object[],
};
const previewed = [
  "patientSex",
  "patientAgeYears",
  "patientIsPregnant",
  "question",
  "summary",
  "vitals",
  "diagnoses",
];

const preview = (change: object) =>
  doctor.post(
    "/api/triage/preview",
    Object.fromEntries(Object.entries({ ...form, ...change }).filter(([key]) => previewed.includes(key))),
  );
/** Sends the request: the answer to the draft when that is refused already, else to the submission. */
async function send(change: object) {
  const id = (await doctor.post("/api/cases")).body.id as string;
  const draft = {
    ...form,
    mode: "written",
    consent: { textVersion: "2026-01", givenBy: "patient", signerName: "王秀英", form: "paper" },
    ...change,
  };
  const saved = await doctor.put(`/api/cases/${id}/draft`, { version: 1, draft });
  if (saved.status !== 200) return { id, ...saved };
  return { id, ...(await doctor.post(`/api/cases/${id}/submit`, { version: 2 })) };
}
/** The problem names the field, in Chinese and in English. */
const expectNamed = (answer: { status: number; body: unknown }, field: string) => {
  expect([400, 409, 422]).toContain(answer.status);
  const text = JSON.stringify(answer.body);
  expect(text).toContain(`"${field}`);
  expect(text).toMatch(/[\u4e00-\u9fff]/);
  expect(text).toMatch(/[A-Za-z]{3,} [a-z]+/);
};
const problemsOf = (body: { problems: { field: string; code: string; zh: string; en: string }[] }) =>
  body.problems.map(({ field, code }) => `${field} ${code}`);

describe("asked back, never guessed", () => {
  test("empty text: the preview says what is missing, the submission is refused with the fields", async () => {
    const seen = await preview({ question: "", summary: "" });
    expect(seen.status).toBe(200);
    expect(seen.body.level).toBe("IV");
    expect(seen.body.reasons[0].ruleId).toBe("none");
    expect(seen.body.missing.length).toBeGreaterThan(4);
    expect(seen.body.estimate).toBeNull();
    const sent = await send({ question: " ", summary: "" });
    expectNamed(sent, "question");
    expectNamed(sent, "summary");
  });

  test("text beyond the limit is refused with its field, a megabyte as a whole; the engine itself reads it in linear time", async () => {
    const long = "胸痛".repeat(11_000);
    expectNamed(await preview({ summary: long }), "summary");
    expectNamed(await send({ summary: long }), "draft.summary");
    const summary = "胸痛".repeat(500_000);
    for (const answer of [await preview({ summary }), await send({ summary })]) {
      expect(answer.status).toBe(413);
      expect(JSON.stringify(answer.body)).toMatch(/[\u4e00-\u9fff].*[a-z]{3,} [a-z]+/);
    }
    expect(triage({ text: { question: "", summary }, vitals: {}, suspectedDiagnoses: [] }).level).toBe("II");
  });

  test("only denials raise nothing, and what is missing is still asked for", async () => {
    const { body } = await preview({
      question: "",
      summary: "否认胸痛、呼吸困难、晕厥，无发热，无抽搐，无腹痛。",
    });
    expect(body.level).toBe("IV");
    expect(body.missing.length).toBeGreaterThan(0);
  });

  test("mixed languages are read together", async () => {
    const { status, body } = await preview({
      question: "?",
      summary: "患者sudden chest pain 2小时，否认 fever，ＥＣＧ异常",
    });
    expect(status).toBe(200);
    expect(body.level).toBe("II");
  });

  test.each([
    [{ systolicMmHg: 60, diastolicMmHg: 90 }, "systolicMmHg systolic_not_above_diastolic"],
    [{ spo2Percent: 120 }, "spo2Percent above_possible"],
    [{ temperatureC: 98.6 }, "temperatureC looks_like_fahrenheit"],
    [{ spo2Percent: 0.95 }, "spo2Percent looks_like_fraction"],
  ])("contradictory or impossible vital signs %o", async (vitals, problem) => {
    const seen = await preview({ vitals });
    expect(seen.status).toBe(200);
    expect(problemsOf(seen.body)).toContain(problem);
    for (const { zh, en } of seen.body.problems as { zh: string; en: string }[]) {
      expect(zh).toMatch(/[\u4e00-\u9fff]/);
      expect(en).toMatch(/[a-z]{3}/);
    }
    // A request is not held up by it: the case keeps the question.
    const sent = await send({ vitals });
    expect(sent.status).toBe(200);
    await world.drain();
    const kept = (await doctor.get(`/api/cases/${sent.id}/assessments`)).body.items[0];
    expect(problemsOf(kept)).toContain(problem);
  });

  test("age 300 and below zero", async () => {
    for (const patientAgeYears of [300, -1]) {
      expectNamed(await preview({ patientAgeYears }), "patientAgeYears");
      expectNamed(await send({ patientAgeYears }), "draft.patientAgeYears");
    }
    const engine = triage({
      ageYears: 300,
      text: { question: "", summary: "" },
      vitals: {},
      suspectedDiagnoses: [],
    });
    expect(engine.problems.map(({ field, code }) => `${field} ${code}`)).toContain(
      "ageYears age_out_of_range",
    );
  });

  test("an impossible diagnosis code", async () => {
    const diagnoses = [{ code: "ZZZ.999", name: "不明" }];
    expect(problemsOf((await preview({ diagnoses })).body)).toContain("suspectedDiagnoses code_not_icd10");
  });

  test("an unknown specialty", async () => {
    expectNamed(await send({ wantedSpecialtyCode: "99.99" }), "wantedSpecialtyCode");
  });
});
