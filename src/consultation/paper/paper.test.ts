import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../../kernel/time.js";
import { packageRoot } from "../../platform/package-root.js";
import { printable, readCoverage } from "../../platform/paper/index.js";
import { emptyOpinion } from "../domain/opinion.js";
import { type OpinionPaper, printOpinion } from "./opinion-paper.js";

const covers = readCoverage(readFileSync(join(packageRoot(), "assets/fonts/NotoSansSC-Regular.ttf")));
const shown = (text: string) => printable(text, covers);

test("a character the font lacks is printed as its code", () => {
  expect(shown("王囍㛃龘")).toBe("王囍㛃龘");
  expect(shown("𠮷野")).toBe("〔U+20BB7〕野");
  expect(shown("😀")).toBe("〔U+1F600〕");
});

test("numbers keep their meaning", () => {
  expect(shown("WBC 12.3×10⁹/L")).toBe("WBC 12.3×10^9/L");
  expect(shown("10⁻⁶、10¹²")).toBe("10^-6、10¹²");
  expect(shown("10¹⁰")).toBe("10^10");
  expect(shown("SpO₂ 95%")).toBe("SpO2 95%");
});

test("what cannot be seen does not print, and nothing turns the text around", () => {
  expect(shown("左\u202e右\u200b侧\u0007\ufeff\t痛\r\n次日")).toBe("左右侧  痛\n次日");
  expect(shown("cafe\u0301")).toBe("café");
  expect(shown("羅")).toBe("羅");
});

test("every text becomes printable, and printing it again changes nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const once = shown(text.toWellFormed());
      for (const character of once)
        expect(character === "\n" || covers(character.codePointAt(0)!)).toBe(true);
      expect(shown(once)).toBe(once);
    }),
  );
});

const at = instant("2026-03-01T08:00:00Z");
const paper: OpinionPaper = {
  request: {
    caseId: "c",
    caseNumber: "2026-000001",
    mode: "written",
    urgencyLevel: "II",
    liabilityClass: "consult",
    submittedAt: at,
    requester: { personId: "p", name: "周一诺", institutionId: "i", institutionName: "云溪县人民医院" },
    patient: { name: "王𠮷囍", sex: "female", ageYears: 0.5, isPregnant: false },
    question: "是否需要转院？",
    summary: "",
    vitals: {},
    diagnoses: [],
  },
  performer: {
    personId: "q",
    name: "沈书远",
    post: "",
    institutionId: "j",
    institutionName: "临江大学附属第一医院",
  },
  opinion: { ...emptyOpinion, answer: "需要", conclusion: "重症肺炎", advice: "" },
  signatures: [
    {
      version: 1,
      signerName: "沈书远",
      signedAt: at,
      sha256: "0".repeat(64),
      algorithm: "Ed25519",
      provider: "consilium-ed25519",
      publicKey: "",
      isValid: false,
    },
  ],
  disposition: null,
  copyOf: null,
};
const pagesOf = (pdf: Buffer) => pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length;

test("the same paper gives the same bytes, and another one others", async () => {
  const once = await printOpinion(paper);
  expect(once.subarray(0, 5).toString()).toBe("%PDF-");
  expect(pagesOf(once)).toBe(1);
  expect((await printOpinion(paper)).equals(once)).toBe(true);
  expect((await printOpinion({ ...paper, copyOf: "requester" })).equals(once)).toBe(false);
});

test("the longest permitted texts, without a single place to break, are printed whole", async () => {
  const { request } = paper;
  const pdf = await printOpinion({
    ...paper,
    request: {
      ...request,
      question: "问".repeat(2000),
      summary: "x".repeat(20_000),
      diagnoses: Array.from({ length: 10 }, (_, i) => ({ code: `I2${i}.000`, name: "诊".repeat(200) })),
    },
    opinion: {
      ...emptyOpinion,
      answer: "\n".repeat(200),
      conclusion: "㛃𠮷".repeat(2000),
      advice: "建议 ".repeat(3000),
      diagnoses: Array.from({ length: 20 }, () => ({
        code: null,
        name: "诊".repeat(200),
        certainty: "suspected",
      })),
      orders: Array.from({ length: 30 }, () => ({
        kind: "drug",
        code: null,
        name: "药".repeat(200),
        note: "",
      })),
      references: ["x".repeat(500)],
    },
    disposition: {
      decision: "not_adopted",
      reason: "由".repeat(1000),
      decidedBy: { personId: "p", name: "周一诺" },
      decidedAt: at,
    },
  });
  expect(pagesOf(pdf)).toBeGreaterThan(15);
});
