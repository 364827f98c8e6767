import type { Vocabulary } from "./vocabulary.js";

/** A specialty that should sit at the table, and why. */
export interface PanelSeat {
  /** 诊疗科目. */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** 1 for the first; how strongly the case asks for it beside the first. */
  readonly weight: number;
}

export interface PanelQuestion {
  /** Suspected diagnoses, the main one first. */
  readonly diagnoses: readonly { readonly code: string | null; readonly name: string }[];
  /** Further diseases that the words hold to be the patient's own. */
  readonly mentioned: readonly { readonly code: string; readonly name: string }[];
  /** What the words speak for, with chances. */
  readonly suggested: readonly { readonly code: string; readonly chance: number }[];
  readonly wantedSpecialtyCode: string | null;
  readonly patientAgeYears: number | null;
}

const mostSeats = 5;
/** A specialty the words speak for with less than this is no seat. */
const leastChance = 0.15;
const laterDiagnosis = 0.8;
const nextUsual = 0.75;
const mentionedWeight = 0.55;
/** Less than this beside the first seat is a visit, not a seat. */
const leastWeight = 0.3;

/** Malignant neoplasms, and those in situ or of uncertain behaviour. Source: ICD-10 chapter II. */
const isTumour = (code: string): boolean => /^(C\d\d|D0\d|D3[7-9]|D4[0-8])/.test(code.toUpperCase());
/**
 * Who belongs to a tumour's table beside those who look after the organ.
 * Source: 国家卫生计生委《肿瘤多学科诊疗试点工作方案》 names medical oncology, radiotherapy, imaging and pathology.
 */
const tumourSeats = ["19", "32", "31"] as const;

/**
 * The specialties a multidisciplinary consultation of this case needs, the most needed first, at most five. Children's and
 * parents' codes of one line count once, as the narrower one. One seat or none: no panel is called for.
 */
export function proposePanel(question: PanelQuestion, vocabulary: Vocabulary): PanelSeat[] {
  const seats = new Map<string, PanelSeat>();
  const add = (code: string, weight: number, zh: string, en: string) => {
    for (const known of seats.values()) {
      // The narrower of two codes of one line stands for both.
      if (known.code === code || known.code.startsWith(`${code}.`)) {
        if (weight > known.weight) seats.set(known.code, { ...known, weight });
        return;
      }
      if (code.startsWith(`${known.code}.`)) {
        seats.delete(known.code);
        seats.set(code, { ...known, code, weight: Math.max(weight, known.weight) });
        return;
      }
    }
    seats.set(code, { code, weight, zh, en });
  };
  if (question.wantedSpecialtyCode !== null)
    add(question.wantedSpecialtyCode, 1, "申请医生选择", "chosen by the requesting doctor");
  let weight = 1;
  for (const { code, name } of question.diagnoses) {
    if (code === null) continue;
    let usual = weight;
    for (const specialty of vocabulary.usualSpecialties(code, question.patientAgeYears)) {
      add(specialty, usual, `${name}通常由其诊治`, `usually looks after ${name}`);
      usual *= nextUsual;
    }
    weight *= laterDiagnosis;
  }
  if (question.diagnoses.some(({ code }) => code !== null && isTumour(code)))
    for (const code of tumourSeats)
      add(code, 0.6, "肿瘤多学科诊疗的常设科目", "a standing member of a tumour board");
  for (const { code, name } of question.mentioned) {
    const [first] = vocabulary.usualSpecialties(code, question.patientAgeYears);
    if (first !== undefined)
      add(first, mentionedWeight, `病情中还提到${name}`, `the summary also speaks of ${name}`);
  }
  for (const { code, chance } of question.suggested)
    if (chance >= leastChance)
      add(
        code,
        chance,
        `病情描述提示（${Math.round(100 * chance)}%）`,
        `the words speak for it (${Math.round(100 * chance)}%)`,
      );
  return [...seats.values()]
    .filter((seat) => seat.weight >= leastWeight)
    .sort((a, b) => b.weight - a.weight || (a.code < b.code ? -1 : 1))
    .slice(0, mostSeats);
}
