import { type Sex, type TriageInput, type UrgencyLevel, type Visit, type Vitals } from "../triage/index.js";
import { CliError, readInput } from "./io.js";

/** A visit with the level an expert gave it. */
export interface JudgedVisit {
  readonly input: TriageInput;
  readonly visit: Visit;
  readonly level: UrgencyLevel;
}

export interface UrgencyFile {
  readonly visits: readonly JudgedVisit[];
  /** Lines that could not be used, with the reason. */
  readonly refused: readonly { readonly line: number; readonly zh: string; readonly en: string }[];
}

/** Five-level scales (KTAS, ESI) as the four levels: 1, 2, 3, 4–5 → I, II, III, IV. */
const levelOf: Readonly<Record<string, UrgencyLevel>> = { 1: "I", 2: "II", 3: "III", 4: "IV", 5: "IV" };

const number = (text: string | undefined): number | undefined => {
  const value = Number(text);
  return text === undefined || text.trim() === "" || !Number.isFinite(value) ? undefined : value;
};

type Row = (column: string) => string | undefined;

/** Arrival codes of the set: 1 on foot, 2 public ambulance, 3 car, 4 private ambulance (transfers), 5–7 other. */
function fromKtas(row: Row): Omit<JudgedVisit, "level"> {
  const minds: Readonly<Record<string, Vitals["consciousness"]>> = { 1: "A", 2: "V", 3: "P", 4: "U" };
  const arrival = row("Arrival mode");
  const hasPain = row("Pain") === "1";
  return {
    input: {
      ageYears: number(row("Age")),
      sex: row("Sex") === "1" ? "female" : row("Sex") === "2" ? "male" : "unknown",
      text: { question: "", summary: row("Chief_complain") ?? "" },
      vitals: {
        systolicMmHg: number(row("SBP")),
        diastolicMmHg: number(row("DBP")),
        heartRatePerMin: number(row("HR")),
        respiratoryRatePerMin: number(row("RR")),
        temperatureC: number(row("BT")),
        spo2Percent: number(row("Saturation")),
        consciousness: minds[row("Mental") ?? ""],
        painScore: hasPain ? number(row("NRS_pain")) : undefined,
      },
      suspectedDiagnoses: [],
    },
    visit: {
      arrival: arrival === "2" ? "ambulance" : arrival === "4" ? "transfer" : "own",
      isInjury: row("Injury") === "2",
      hasPain,
    },
  };
}

/** `T 102F HR 128 RR 28 SpO2 97 BP 120/80`, ages as `3 mo`, `2 wk`, `53 y`. */
function fromEsi(row: Row): Omit<JudgedVisit, "level"> {
  const vitals = row("vitals") ?? "";
  const after = (name: RegExp): number | undefined => number(name.exec(vitals)?.[1]);
  const fahrenheit = after(/\bT (\d+(?:\.\d+)?)F/);
  const [, count, unit] = /^(\d+) (y|mo|wk)/.exec(row("age") ?? "") ?? [];
  const age = number(count);
  const sex: Sex = row("sex") === "F" ? "female" : row("sex") === "M" ? "male" : "unknown";
  return {
    input: {
      ageYears: unit === "y" ? age : undefined,
      ageMonths:
        age === undefined || unit === "y" ? undefined : unit === "mo" ? age : Math.floor((age * 7) / 30.4),
      sex,
      text: { question: "", summary: row("complaint_abstract") ?? "" },
      vitals: {
        temperatureC: fahrenheit === undefined ? undefined : Math.round(((fahrenheit - 32) * 50) / 9) / 10,
        heartRatePerMin: after(/\bHR (\d+)/),
        respiratoryRatePerMin: after(/\bRR (\d+)/),
        spo2Percent: after(/\bSpO2 (\d+)/),
        systolicMmHg: after(/\bBP (\d+)/),
        diastolicMmHg: after(/\bBP \d+\/(\d+)/),
        painScore: number(/\b(\d+)\/10\b/.exec(row("complaint_abstract") ?? "")?.[1]),
      },
      suspectedDiagnoses: [],
    },
    visit: {},
  };
}

/**
 * Reads judged emergency visits, tab-separated with a header: the KTAS set (level in `KTAS_expert`) or the ESI cases
 * (`esi`). Only what is known at triage is read, never an outcome. Lines without a level are returned, not guessed.
 */
export function readUrgencyFile(path: string): UrgencyFile {
  const [head = "", ...lines] = readInput(path).split(/\r?\n/);
  const columns = head.split("\t");
  const [judged, read] = columns.includes("KTAS_expert")
    ? (["KTAS_expert", fromKtas] as const)
    : (["esi", fromEsi] as const);
  const needed = judged === "esi" ? ["esi", "complaint_abstract", "vitals"] : ["Chief_complain", "SBP", "HR"];
  const missing = needed.filter((column) => !columns.includes(column));
  if (missing.length > 0)
    throw new CliError(
      `${path}: 首行缺少列 The first line lacks the columns ${missing.join(", ")} (KTAS_expert: KTAS; esi: ESI)`,
    );
  const visits: JudgedVisit[] = [];
  const refused: { line: number; zh: string; en: string }[] = [];
  lines.forEach((line, i) => {
    if (line.trim() === "") return;
    const cells = line.split("\t");
    const row: Row = (column) => {
      const at = columns.indexOf(column);
      return at < 0 ? undefined : cells[at];
    };
    const level = levelOf[(row(judged) ?? "").trim()];
    if (level === undefined)
      refused.push({
        line: i + 2,
        zh: `${judged} 应为 1–5，本行未计入`,
        en: `${judged} must be 1–5; the line is not counted`,
      });
    else visits.push({ ...read(row), level });
  });
  return { visits, refused };
}
