// An invented pool and questions about it. Everything follows from the number of the expert or question: no two runs differ.
// All names are strings of characters without meaning, drawn as unevenly as names in a hospital are.

const specialties = 60;
const diseases = 2400;
const operations = 900;
const regions = 34;

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function random(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** 0 to n − 1, small ones more often: the larger the bend, the more unevenly. */
const uneven = (next, n, bend) => Math.floor(n * next() ** bend);
const pick = (next, list) => list[Math.floor(next() * list.length)];

/** A run of characters out of the 300 that a field of medicine uses most, of 2,600 in all. */
function letters(next, length, field) {
  let text = "";
  for (let i = 0; i < length; i++)
    text += String.fromCharCode(0x4e00 + ((field * 40 + uneven(next, 300, 1.6)) % 2600));
  return text;
}

const naming = random(20260101);
const endings = {
  disease: ["病", "症", "炎", "瘤", "癌", "综合征"],
  operation: ["术", "切除术", "介入", "移植", "修复术"],
};
const names = (count, kind, longest) =>
  Array.from(
    { length: count },
    (_, i) =>
      letters(naming, 2 + Math.floor(naming() * longest), i % specialties) + pick(naming, endings[kind]),
  );
const diseaseNames = names(diseases, "disease", 4);
const operationNames = names(operations, "operation", 3);

const praise = [
  "从事临床工作多年",
  "经验丰富",
  "擅长",
  "主任医师",
  "博士生导师",
  "发表论文多篇",
  "主持国家级课题",
  "擅长疑难危重病例诊治",
  "省级学会委员",
  "具有丰富的诊治经验",
];

/** Codes are numbers; disease d and operation o belong to specialty d mod 60 and o mod 60. */
const diseaseIn = (next, specialty) => specialty + specialties * uneven(next, diseases / specialties, 1.7);
const operationIn = (next, specialty) =>
  specialty + specialties * uneven(next, operations / specialties, 1.5);

/** Expert i: one or two specialties, 4–12 diseases, 1–5 operations, some 35 characters about himself. */
export function expert(i) {
  const next = random(1_000_003 * (i + 1));
  const own = [uneven(next, specialties, 1.3)];
  if (next() < 0.25) own.push(uneven(next, specialties, 1.3));
  const several = (from, least, more) => [
    ...new Set(Array.from({ length: least + Math.floor(next() * more) }, () => from(next, pick(next, own)))),
  ];
  const treats = several(diseaseIn, 4, 9);
  const performs = several(operationIn, 1, 5);
  const text = [
    pick(next, praise),
    treats
      .slice(0, 4)
      .map((d) => diseaseNames[d])
      .join("、"),
    performs
      .slice(0, 2)
      .map((o) => operationNames[o])
      .join("、"),
    pick(next, praise) + letters(next, 8, Math.floor(next() * 65)),
  ].join("，");
  return {
    id: String(i),
    specialties: own,
    diseases: treats,
    operations: performs,
    region: uneven(next, regions, 1.4),
    text,
  };
}

/** Question k: a specialty, 1–3 of its diseases, an operation in 70 %, a case text of some 60 characters. */
export function question(k) {
  const next = random(777 + 7919 * k);
  const specialty = uneven(next, specialties, 1.3);
  const asked = [
    ...new Set(Array.from({ length: 1 + Math.floor(next() * 3) }, () => diseaseIn(next, specialty))),
  ];
  const planned = next() < 0.7 ? [operationIn(next, specialty)] : [];
  const words = (length, field = specialty) => letters(next, length, field);
  const text =
    `患者${words(6)}，症状${words(6)}，考虑${asked.map((d) => diseaseNames[d]).join("、")}，` +
    `拟行${planned.map((o) => operationNames[o]).join("、")}，既往病史${words(8, Math.floor(next() * 65))}，` +
    `临床检查${words(6)}请专家会诊`;
  return { specialties: [specialty], diseases: asked, operations: planned, text };
}

/** The coded part of an expert or question as words: S3 D63 O123. */
export const codesOf = (one) => [
  ...one.specialties.map((s) => `S${s}`),
  ...one.diseases.map((d) => `D${d}`),
  ...one.operations.map((o) => `O${o}`),
];

const chinese = /[\u4e00-\u9fff]+/g;
/** Neighbouring pairs of Chinese characters, repeated ones too: the same for every engine, none of which splits Chinese itself. */
export function pairsOf(text) {
  const pairs = [];
  for (const [run] of text.matchAll(chinese))
    for (let at = 0; at + 1 < run.length; at++) pairs.push(run.slice(at, at + 2));
  return pairs;
}

/** How much of the question's codes an expert answers to: 3 a disease, 2 an operation, 1 a specialty. */
export function relevance(asked, one) {
  const common = (a, b) => a.filter((x) => b.includes(x)).length;
  return (
    3 * common(asked.diseases, one.diseases) +
    2 * common(asked.operations, one.operations) +
    common(asked.specialties, one.specialties)
  );
}
