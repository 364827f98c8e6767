import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { contradicts } from "./contradictions.js";
import { buildTermReader, normaliseTerms, type TermReader } from "./normalise-terms.js";
import { packModel, unpackModel } from "./pack-model.js";
import { buildTermIndex, type TermIndex } from "./term-index.js";
import { trainModel, type TrainedTerms } from "./train-model.js";
import { withNamesOf } from "./with-names.js";

const organs = "胃 肝 肺 肾 脾 胆囊 食管 结肠 乳腺 膀胱 甲状腺 卵巢".split(" ");
const kinds: readonly (readonly [listed: string, said: string])[] = [
  ["恶性肿瘤", "癌"],
  ["结石", "石头"],
  ["囊肿", "囊肿"],
  ["炎", "发炎"],
];
const terms = organs.flatMap((organ, o) =>
  kinds.map(([listed], k) => ({ code: `X${String(o).padStart(2, "0")}.${k}00`, name: organ + listed })),
);
/** What invented doctors write: sides, doubts, other words, and now and then two terms at once. */
const examples = organs.flatMap((organ, o) =>
  kinds.flatMap(([listed, said], k) => {
    const other = organs[(o + 5 + k) % organs.length] ?? "";
    return [
      { text: `${k % 2 === 0 ? "左" : "右"}${organ}${said}`, names: [organ + listed] },
      { text: `${organ}${said}待查`, names: [organ + listed] },
      { text: `${organ}${said};${other}囊肿`, names: [organ + listed, `${other}囊肿`] },
    ];
  }),
);

let index: TermIndex;
let trained: TrainedTerms;
let reader: TermReader;
beforeAll(() => {
  index = buildTermIndex("diagnosis", terms);
  // One organ is never seen in training.
  trained = trainModel(
    index,
    examples.filter(({ text }) => !text.includes("膀胱")),
    [],
    "test",
  );
  reader = buildTermReader(index, trained.model);
});

test("a learned word is understood at an organ that training has not seen", () => {
  const { terms: found } = normaliseTerms(reader, "右膀胱癌待查");
  expect(found.map(({ candidates }) => candidates[0]?.name)).toEqual(["膀胱恶性肿瘤"]);
});

test("several terms of a string are answered one by one, in the order of the text", () => {
  const { input, terms: found } = normaliseTerms(reader, "肺癌；脾囊肿");
  expect(input).toBe("肺癌；脾囊肿");
  expect(found.map(({ text, candidates }) => [text, candidates[0]?.name])).toEqual([
    ["肺癌", "肺恶性肿瘤"],
    ["脾囊肿", "脾囊肿"],
  ]);
  expect(found[1]).toMatchObject({ status: "resolved", relation: "exact", code: "X04.200" });
});

test("what is on no list is unknown, not guessed", () => {
  const { terms: found } = normaliseTerms(reader, "某某小组");
  expect(found).toMatchObject([{ text: "某某小组", status: "unknown", code: null }]);
  expect(normaliseTerms(reader, "").terms).toEqual([]);
});

test("the opposite of the text, or what it does not say of a tumour or a cause, is never the answer", () => {
  expect(contradicts("急性胃炎", "慢性胃炎")).toBe(true);
  expect(contradicts("慢性胃炎急性发作", "慢性胃炎")).toBe(false);
  expect(contradicts("2型糖尿病", "1型糖尿病")).toBe(true);
  expect(contradicts("胃炎", "慢性胃炎")).toBe(false);
  expect(contradicts("直肠腺瘤", "直肠恶性肿瘤")).toBe(true);
  expect(contradicts("直肠癌", "直肠恶性肿瘤")).toBe(false);
  expect(contradicts("贫血", "妊娠合并贫血")).toBe(true);
});

test("a model is the same after it was packed, and training again gives the same bytes", () => {
  const bytes = packModel(trained.model);
  expect(unpackModel(bytes)).toEqual(trained.model);
  const again = trainModel(
    index,
    examples.filter(({ text }) => !text.includes("膀胱")),
    [],
    "test",
  );
  expect(packModel(again.model)).toEqual(bytes);
  expect(() => unpackModel(Uint8Array.from([2, 0, 0, 0, 123, 125]))).toThrow("unknown format");
});

test("names without a code join the list at its end and are never resolved", () => {
  const more = withNamesOf(terms, [{ text: "甲", names: ["胃炎", "新名"] }]);
  expect(more.slice(terms.length)).toEqual([{ code: "", name: "新名" }]);
  const own = buildTermReader(buildTermIndex("diagnosis", more), trained.model);
  expect(normaliseTerms(own, "新名").terms[0]).toMatchObject({ status: "ambiguous", code: null });
});

test("any string is answered: scores are probabilities in falling order, resolved terms are on the list", () => {
  const words = [
    ...organs,
    "癌",
    "发炎",
    "囊肿",
    "左",
    ";",
    ",",
    " ",
    "1.",
    "待查",
    "Ⅱ",
    "(",
    ")",
    "𠮷",
    "\u0000",
  ];
  const strings = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(strings, (text) => {
      const { input, terms: found, candidates } = normaliseTerms(reader, text);
      expect(input).toBe(text);
      const scores = candidates.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
      for (const term of found)
        if (term.status === "resolved") expect(terms.map(({ code }) => code)).toContain(term.code);
      // The scratch space is left clean: the same question has the same answer.
      expect(normaliseTerms(reader, text)).toEqual({ input: text, terms: found, candidates });
    }),
    { numRuns: 60 },
  );
});
