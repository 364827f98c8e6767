import type { CaseTemplate } from "./case-templates/index.js";
import type { Sex } from "./names.js";
import type { Random } from "./random.js";
import type { VitalsForm } from "../src/cases/api.js";

/** One invented patient's request with the opinion that will be given on it. */
export interface CaseText {
  readonly template: CaseTemplate;
  readonly sex: Sex;
  readonly ageYears: number;
  readonly vitals: VitalsForm;
  readonly diagnoses: readonly { readonly code: string; readonly name: string }[];
  readonly question: string;
  readonly summary: string;
  readonly answer: string;
  readonly conclusion: string;
  readonly advice: string;
}

const noVitals: VitalsForm = {
  heartRatePerMin: null,
  respiratoryRatePerMin: null,
  systolicMmHg: null,
  diastolicMmHg: null,
  temperatureC: null,
  spo2Percent: null,
  onOxygen: null,
  dyspnoea: null,
  consciousness: null,
  glucoseMmolL: null,
  potassiumMmolL: null,
  painScore: null,
};

const digitsOf = (bound: string): number => bound.split(".")[1]?.length ?? 0;

/** A number drawn from `from-to`, with as many decimals as the bounds have. */
function drawn(range: string, random: Random): number {
  const [from = "", to = from] = range.split("-");
  return random.between(Number(from), Number(to), Math.max(digitsOf(from), digitsOf(to)));
}

/** Reads a template's line of vital signs. Throws on a word it does not know. */
function vitalsOf(line: string, random: Random): VitalsForm {
  const vitals = { ...noVitals, onOxygen: false };
  for (const part of line.split(", ")) {
    const [name = "", range = ""] = part.split(" ");
    if (name === "bp") {
      const [systolic = "", diastolic = ""] = range.split("/");
      vitals.systolicMmHg = drawn(systolic, random);
      vitals.diastolicMmHg = drawn(diastolic, random);
    } else if (name === "hr") vitals.heartRatePerMin = drawn(range, random);
    else if (name === "rr") vitals.respiratoryRatePerMin = drawn(range, random);
    else if (name === "t") vitals.temperatureC = Number(drawn(range, random).toFixed(1));
    else if (name === "spo2") vitals.spo2Percent = drawn(range, random);
    else if (name === "glucose") vitals.glucoseMmolL = drawn(range, random);
    else if (name === "potassium") vitals.potassiumMmolL = drawn(range, random);
    else if (name === "pain") vitals.painScore = drawn(range, random);
    else if (name === "o2") vitals.onOxygen = true;
    else if (name === "dyspnoea") vitals.dyspnoea = true;
    else if (name === "A" || name === "C" || name === "V" || name === "P" || name === "U")
      vitals.consciousness = name;
    else throw new Error(`unknown vital sign ${part}`);
  }
  return vitals;
}

/** As a ward writes it: 6日龄, 5个月, 3岁. */
function ageWords(years: number): string {
  if (years < 1 / 12) return `${Math.max(1, Math.round(years * 365))}日龄`;
  if (years < 2) return `${Math.max(1, Math.round(years * 12))}个月`;
  return `${Math.floor(years)}岁`;
}

/** What one patient's texts have chosen so far: words by name, and which alternative it was. */
interface Chosen {
  readonly words: Map<string, string>;
  readonly places: Map<string, number>;
}

function chooseHole(inside: string, chosen: Chosen, random: Random): string {
  const [, name = "", mark, list = inside] = /^([a-z]+)([:?])(.*)$/s.exec(inside) ?? [];
  if (/^[a-z]+\d?$/.test(inside)) {
    const word = chosen.words.get(inside);
    if (word === undefined) throw new Error(`nothing is known of {${inside}}`);
    return word;
  }
  if (/^\d+(\.\d+)?-\d+(\.\d+)?$/.test(list)) return String(drawn(list, random));
  const alternatives = list.split("|");
  const place = mark === "?" ? (chosen.places.get(name) ?? 0) : random.whole(0, alternatives.length - 1);
  const word = alternatives[place];
  if (word === undefined) throw new Error(`{${inside}} lacks an alternative`);
  if (mark === ":") {
    chosen.words.set(name, word);
    chosen.places.set(name, place);
  }
  return word;
}

/** Fills the holes of a text, innermost first. The same hole has one filling throughout a patient's texts. */
function filled(text: string, chosen: Chosen, random: Random): string {
  let result = text;
  while (/\{[^{}]*\}/.test(result))
    result = result.replace(/\{([^{}]*)\}/, (hole, inside: string) => {
      const word = chosen.words.get(hole) ?? chooseHole(inside, chosen, random);
      chosen.words.set(hole, word);
      return word;
    });
  return result;
}

/** Makes one patient of a template; the same random source gives the same patient. */
export function writeCase(template: CaseTemplate, random: Random): CaseText {
  const sex = template.sex ?? random.pick(["male", "female"] as const);
  const [youngest, oldest] = template.age;
  const drawnAge = youngest + random.next() * (oldest - youngest);
  const ageYears = drawnAge < 2 ? Number(drawnAge.toFixed(3)) : Math.floor(drawnAge);
  const vitals = vitalsOf(template.vitals, random);
  const words = new Map<string, string>([
    ["age", ageWords(ageYears)],
    ["sex", sex === "male" ? "男" : "女"],
    ["hr", String(vitals.heartRatePerMin)],
    ["rr", String(vitals.respiratoryRatePerMin)],
    ["bp", `${vitals.systolicMmHg ?? ""}/${vitals.diastolicMmHg ?? ""}`],
    ["t", String(vitals.temperatureC)],
    ["spo2", String(vitals.spo2Percent)],
  ]);
  const chosen: Chosen = { words, places: new Map() };
  const fill = (text: string) => filled(text, chosen, random);
  return {
    template,
    sex,
    ageYears,
    vitals,
    diagnoses: template.diagnoses.map((line) => {
      const space = line.indexOf(" ");
      return { code: line.slice(0, space), name: line.slice(space + 1) };
    }),
    question: fill(template.question),
    summary: fill(template.summary),
    answer: fill(template.answer),
    conclusion: fill(template.conclusion),
    advice: fill(template.advice),
  };
}
