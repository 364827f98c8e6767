import type { TextField } from "./finding.js";
import { flagLexicon, normaliseText, wordAt } from "./flags/lexicon.js";
import type { Vitals } from "./vitals.js";

/** Vital signs that are read from free text. */
export type ReadableVital =
  | "heartRatePerMin"
  | "respiratoryRatePerMin"
  | "systolicMmHg"
  | "diastolicMmHg"
  | "temperatureC"
  | "spo2Percent";

/** A vital sign found in words; `start` and `end` are UTF-16 offsets into the named text, end exclusive. */
export interface VitalInText {
  readonly vital: ReadableVital;
  readonly value: number;
  readonly field: TextField;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

/**
 * What is ordinary, and where level I begins, on the low and the high side: of several values of one sign the one
 * further out is taken, wherever it stands. `possible` bounds what is taken for a measurement at all.
 * Source of the outer limits: 急诊预检分诊专家共识 (2018); respiratory rate NEWS2 (RCP 2017).
 */
const scales: Readonly<
  Record<
    ReadableVital,
    {
      readonly possible: readonly [number, number];
      readonly ordinary: readonly [number, number];
      readonly critical: readonly [number, number];
    }
  >
> = {
  heartRatePerMin: { possible: [20, 300], ordinary: [55, 100], critical: [40, 180] },
  respiratoryRatePerMin: { possible: [4, 80], ordinary: [12, 20], critical: [8, 30] },
  systolicMmHg: { possible: [30, 300], ordinary: [90, 180], critical: [70, 200] },
  diastolicMmHg: { possible: [10, 200], ordinary: [50, 110], critical: [30, 130] },
  temperatureC: { possible: [30, 43], ordinary: [36, 38], critical: [32, 41] },
  spo2Percent: { possible: [30, 100], ordinary: [94, 100], critical: [80, 120] },
};

/** 0 within the ordinary, 1 where level I begins. */
function deviation(vital: ReadableVital, value: number): number {
  const { ordinary, critical } = scales[vital];
  if (value < ordinary[0]) return (ordinary[0] - value) / (ordinary[0] - critical[0]);
  if (value > ordinary[1]) return (value - ordinary[1]) / (critical[1] - ordinary[1]);
  return 0;
}

const isPossible = (vital: ReadableVital, value: number): boolean =>
  value >= scales[vital].possible[0] && value <= scales[vital].possible[1];

/** Between the name of a sign and its number. No comparison (SpO2 <90%), no 最高: those are no measurement of now. */
const gap = "(?:[\\s:=为是约达仅]|低至|降至|升至|高达){0,4}";
/** A number that goes on, is a date, or is the lower end of a range is no single value. */
const ends =
  "(?!\\.?\\d)(?!\\s{0,2}(?:/|kpa))(?!\\s{0,2}(?:℃|°c|度|%|次/分|次/min|次|bpm|mmhg)?\\s{0,2}[~\\-–—至到])";
const form = (label: string, number: string, unit: string): RegExp =>
  new RegExp(`(?:${label})${gap}(${number})${ends}${unit}`, "g");
const perMinute = "\\s{0,2}(?:次(?:/分钟?|/min)?|bpm)";
const centigrade = "\\s{0,2}(?:℃|°c|度)";

/** The clear forms, on normalised text. One-letter names need their unit; 胎心率 is the child's. */
const forms: readonly { readonly vital: ReadableVital; readonly pattern: RegExp }[] = [
  {
    vital: "heartRatePerMin",
    pattern: form("(?<!胎)心率|脉搏|脉率|(?<![a-z])hr", "\\d{2,3}", `(?:${perMinute})?`),
  },
  { vital: "heartRatePerMin", pattern: form("(?<![a-z0-9])p", "\\d{2,3}", perMinute) },
  {
    vital: "respiratoryRatePerMin",
    pattern: form("呼吸频率|(?<![a-z])rr", "\\d{1,2}", `(?:${perMinute})?`),
  },
  { vital: "respiratoryRatePerMin", pattern: form("(?<!人工)呼吸|(?<![a-z0-9])r", "\\d{1,2}", perMinute) },
  { vital: "temperatureC", pattern: form("体温", "\\d{2}(?:\\.\\d{1,2})?", `(?:${centigrade})?`) },
  { vital: "temperatureC", pattern: form("(?<![a-z0-9])t", "\\d{2}(?:\\.\\d{1,2})?", centigrade) },
  { vital: "spo2Percent", pattern: form("(?<![a-z])spo[2₂]", "\\d{2,3}", "(?:\\s{0,2}%)?") },
  {
    vital: "spo2Percent",
    pattern: form("血氧饱和度|氧饱和度|指脉氧|血氧|(?<![a-z])sao[2₂]", "\\d{2,3}", "\\s{0,2}%"),
  },
];

const pressure = new RegExp(
  `(?:血压|(?<![a-z])bp)${gap}(\\d{2,3})\\s{0,2}/\\s{0,2}(\\d{2,3})${ends}(?:\\s{0,2}(?:mmhg|毫米汞柱))?`,
  "g",
);

interface Found {
  readonly start: number;
  readonly end: number;
  readonly values: readonly { readonly vital: ReadableVital; readonly value: number }[];
}

/** Every clear form in one sentence, in no order. */
function formsIn(sentence: string): Found[] {
  const found: Found[] = [];
  for (const { vital, pattern } of forms)
    for (const match of sentence.matchAll(pattern)) {
      const value = Number(match[1]);
      if (isPossible(vital, value))
        found.push({ start: match.index, end: match.index + match[0].length, values: [{ vital, value }] });
    }
  for (const match of sentence.matchAll(pressure)) {
    const [systolicMmHg, diastolicMmHg] = [Number(match[1]), Number(match[2])];
    if (
      isPossible("systolicMmHg", systolicMmHg) &&
      isPossible("diastolicMmHg", diastolicMmHg) &&
      systolicMmHg > diastolicMmHg
    )
      found.push({
        start: match.index,
        end: match.index + match[0].length,
        values: [
          { vital: "systolicMmHg", value: systolicMmHg },
          { vital: "diastolicMmHg", value: diastolicMmHg },
        ],
      });
  }
  return found;
}

/** Words that make a value another time's, a limit or a wish. */
const notNow = ["平素", "平时", "日常", "以往", "最高", "目标", "控制", "维持", "若", "如果", "一旦", "假如"];

/**
 * For each of `starts` (ascending), whether what stands there is of the patient and of now: not after 既往, 曾, 父亲 in
 * its clause, nor under the heading 既往史 or 家族史 of its sentence.
 */
function isOfNow(sentence: string, starts: readonly number[]): ReadonlySet<number> {
  const now = new Set<number>();
  let isOtherClause = false;
  let isOtherSection = false;
  let next = 0;
  let index = 0;
  while (next < starts.length) {
    const at = starts[next] ?? 0;
    if (index >= at) {
      if (!isOtherClause && !isOtherSection) now.add(at);
      next += 1;
      continue;
    }
    if (sentence.charAt(index) === ",") isOtherClause = false;
    if (notNow.some((word) => sentence.startsWith(word, index))) isOtherClause = true;
    const word = wordAt(flagLexicon, sentence, index);
    const end = index + (word?.take ?? 1);
    const isHeading = word !== null && /^\s{0,3}:/.test(sentence.slice(end, end + 4));
    switch (word?.cue) {
      case "past":
      case "dated-past":
      case "months-ago":
      case "family":
        isOtherClause = true;
        break;
      case "past-section":
      case "family-section":
        isOtherClause = true;
        if (isHeading) isOtherSection = true;
        break;
      case "now-section":
        if (isHeading) isOtherClause = isOtherSection = false;
        break;
      case "onset":
      case "sudden":
      case "relapse":
      case "informant":
        isOtherClause = false;
        break;
      default:
    }
    // A finding or a cue may reach into the value's own name; the value is then judged where it begins.
    index = Math.min(end, Math.max(at, index + 1));
  }
  return now;
}

const sentenceEnds = /[。;!?\n\r]/;

function readField(original: string, field: TextField): VitalInText[] {
  const text = normaliseText(original);
  const found: VitalInText[] = [];
  let offset = 0;
  for (const sentence of text.split(sentenceEnds)) {
    const inSentence = formsIn(sentence).sort((a, b) => a.start - b.start);
    if (inSentence.length > 0) {
      const now = isOfNow(
        sentence,
        inSentence.map(({ start }) => start),
      );
      for (const { start, end, values } of inSentence) {
        if (!now.has(start)) continue;
        const at = { field, start: offset + start, end: offset + end };
        const quote = original.slice(at.start, at.end);
        for (const { vital, value } of values) found.push({ vital, value, ...at, quote });
      }
    }
    offset += sentence.length + 1;
  }
  return found;
}

/**
 * The vital signs that stand in free text in a clear form (血压 85/50mmHg, 心率 150次/分, SpO2 82%, T 39.5℃), at most
 * one of each: of several the one furthest out, the lower of equals. Left out is whatever is of another time or person,
 * a range, a limit or impossible: a value not read is asked for, a value misread would mislead. Time grows linearly
 * with the text; the order of sentences and of the two texts does not change the values.
 */
export function readVitals(text: { readonly question: string; readonly summary: string }): VitalInText[] {
  const worst = new Map<ReadableVital, VitalInText>();
  for (const one of [...readField(text.question, "question"), ...readField(text.summary, "summary")]) {
    const known = worst.get(one.vital);
    const further =
      known === undefined ? 1 : deviation(one.vital, one.value) - deviation(one.vital, known.value);
    if (known === undefined || further > 0 || (further === 0 && one.value < known.value))
      worst.set(one.vital, one);
  }
  return [...worst.values()];
}

/**
 * The typed vital signs with what the text adds where a field is empty, and which those are. A typed value always
 * stands; the lower pressure is taken only together with the upper one.
 */
export function withVitalsInText(
  typed: Vitals,
  inText: readonly VitalInText[],
): { readonly vitals: Vitals; readonly used: readonly VitalInText[] } {
  const used = inText.filter(
    ({ vital }) =>
      typed[vital] === undefined && (vital !== "diastolicMmHg" || typed.systolicMmHg === undefined),
  );
  return { vitals: { ...typed, ...Object.fromEntries(used.map((one) => [one.vital, one.value])) }, used };
}
