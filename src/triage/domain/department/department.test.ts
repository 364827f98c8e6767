import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyText, mixScores } from "./department-model.js";
import { departmentFigures, judgeTexts } from "./evaluate-department.js";
import { fitLinear } from "./fit-linear.js";
import { foldText, gramsOf, learnVocabulary, weighGrams } from "./grams.js";
import { learnVectors, mainDirections } from "./learn-vectors.js";
import { packDepartment, packVectors, unpackDepartment, unpackVectors } from "./pack-department.js";
import { type LabelledText, trainDepartment } from "./train-department.js";
import { vectorOf } from "./vectors.js";

const say = (label: string, ...texts: string[]): LabelledText[] => texts.map((text) => ({ label, text }));
const lesson: readonly LabelledText[] = [
  ...say(
    "心",
    "胸闷心慌",
    "心悸两天",
    "冠心病支架术后",
    "血压高心跳快",
    "早搏很多",
    "房颤要吃药吗",
    "胸口闷痛",
  ),
  ...say("皮", "身上起红疹很痒", "湿疹反复", "脚上长水泡", "脸上长痘", "荨麻疹", "皮肤痒起皮", "头皮屑多"),
  ...say("骨", "膝盖疼", "腰椎间盘突出", "骨折复查", "肩周炎", "脚踝扭伤", "股骨头坏死", "颈椎病手麻"),
];
const diseases = {
  name: "diseases",
  texts: [
    ..."冠心病 心肌炎 心力衰竭 心律失常 心绞痛 心包炎"
      .split(" ")
      .map((text) => ({ department: "心内", text })),
    ..."皮炎 银屑病 白癜风 带状疱疹 皮肤癣 痤疮".split(" ").map((text) => ({ department: "皮肤", text })),
  ],
};

describe("grams", () => {
  test("runs of one to n characters are counted", () =>
    expect([...gramsOf("心心慌", 2)]).toEqual([
      ["心", 2],
      ["心心", 1],
      ["心慌", 1],
      ["慌", 1],
    ]));
  test("forms are unified", () => expect(foldText(" ＣＴ　检查 ")).toBe("ct 检查"));
  test("a row is as long as 1, or empty", () => {
    const vocabulary = learnVocabulary(
      lesson.map(({ text }) => foldText(text)),
      2,
      1,
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { at, value } = weighGrams(vocabulary, foldText(text));
        const square = value.reduce((sum, v) => sum + v * v, 0);
        expect(at.length === 0 ? square : square - 1).toBeCloseTo(at.length === 0 ? 0 : 0, 6);
      }),
    );
  });
});

test("linear scorer: rows on either side of a line end on their side", () => {
  const rows = [2, 1.5, 1, -1, -1.5, -2].map((v) => ({ at: Uint32Array.of(0), value: Float64Array.of(v) }));
  const { weights, bias } = fitLinear(rows, 1, (r) => (r < 3 ? 1 : -1), 1, 1);
  expect(rows.map(({ value }) => Math.sign((weights[0] ?? 0) * (value[0] ?? 0) + (bias[0] ?? 0)))).toEqual([
    1, 1, 1, -1, -1, -1,
  ]);
});

test("main directions: the largest spread first, at right angles", () => {
  const [first, second] = mainDirections(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 1), 3, 2);
  expect(Math.abs((first?.[0] ?? 0) * (first?.[1] ?? 0))).toBeCloseTo(0.5);
  expect(first?.reduce((sum, v, i) => sum + v * (second?.[i] ?? 0), 0)).toBeCloseTo(0);
});

describe("classifier", () => {
  const vectors = learnVectors([diseases], 4, "v1");
  const model = trainDepartment(lesson, vectors, "1");

  test("names the department of texts it has seen, and of like ones", () => {
    expect(classifyText(model, vectors, "心慌胸闷")[0]?.label).toBe("心");
    expect(classifyText(model, vectors, "皮疹痒")[0]?.label).toBe("皮");
    expect(classifyText(model, vectors, "腰疼骨折")[0]?.label).toBe("骨");
  });
  test("vectors carry what no training text says", () => {
    expect(lesson.some(({ text }) => text.includes("银屑"))).toBe(false);
    expect(classifyText(model, vectors, "银屑病")[0]?.label).toBe("皮");
  });
  test("chances add up to 1 for any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const ranked = classifyText(model, vectors, text);
        expect(ranked.reduce((sum, { chance }) => sum + chance, 0)).toBeCloseTo(1, 9);
        expect(ranked.every(({ chance }, i) => i === 0 || chance <= (ranked[i - 1]?.chance ?? 0))).toBe(true);
      }),
    );
  });
  test("a text of a million characters is answered", () => {
    const from = performance.now();
    expect(classifyText(model, vectors, "心慌".repeat(500_000))[0]?.label).toBe("心");
    expect(performance.now() - from).toBeLessThan(2_000);
  });
  test("the same lesson gives the same bytes, and bytes come back as the model", () => {
    const bytes = packDepartment(model);
    expect(packDepartment(trainDepartment(lesson, vectors, "1"))).toEqual(bytes);
    const back = unpackDepartment(bytes);
    for (const { text } of lesson)
      expect(classifyText(back, vectors, text)[0]?.chance).toBeCloseTo(
        classifyText(model, vectors, text)[0]?.chance ?? 0,
        2,
      );
    const again = unpackVectors(packVectors(vectors));
    expect(vectorOf(again, "心肌炎")).toEqual(vectorOf(vectors, "心肌炎"));
    expect(() => unpackDepartment(packVectors(vectors))).toThrow("department-1 is wanted");
  });
  test("other vectors than those of the training are refused", () =>
    expect(() => classifyText(model, { ...vectors, version: "v2" }, "心慌")).toThrow("v1"));
  test("without vectors it trains too", () =>
    expect(classifyText(trainDepartment(lesson, null, "1"), null, "心慌胸闷")[0]?.label).toBe("心"));
});

describe("figures", () => {
  const ranked = (...labels: string[]) =>
    labels.map((label, i) => ({ label, chance: [0.6, 0.3, 0.1][i] ?? 0 }));
  test("counted by hand", () =>
    expect(
      departmentFigures([
        { label: "a", ranked: ranked("a", "b", "c"), isSure: true },
        { label: "b", ranked: ranked("a", "b", "c"), isSure: false },
        { label: "b", ranked: ranked("b", "a", "c"), isSure: true },
        { label: "d", ranked: ranked("a", "b", "c"), isSure: true },
      ]),
    ).toEqual({
      n: 4,
      accuracy: 0.5,
      macroF1: 0.3889,
      top3: 0.75,
      ece: 0.1,
      sure: { share: 0.75, accuracy: 0.6667 },
    }));
  test("no text at all gives zeros", () => expect(departmentFigures([]).accuracy).toBe(0));
  test("a judgment is sure from the model's threshold on", () => {
    const model = { ...trainDepartment(lesson, null, "1"), sureFrom: 1.01 };
    expect(judgeTexts(model, null, lesson).some(({ isSure }) => isSure)).toBe(false);
  });
  test("a mixture of nothing gives the shares", () =>
    expect([
      ...mixScores({ linear: new Float64Array(2), bayes: new Float64Array(2) }, Float32Array.of(0.25, 0.75), {
        linear: 1,
        bayes: 1,
        prior: 1,
      }),
    ]).toEqual([expect.closeTo(0.25), expect.closeTo(0.75)]));
});
