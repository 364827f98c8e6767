/** What the pilot takes: requests from a region, of a specialty or a disease or of any. */
export interface ScopeLine {
  /** GB/T 2260; 省 and 市 include what is below them. */
  readonly regionCode: string;
  /** 诊疗科目 with what is below it; null: every one. */
  readonly specialtyCode: string | null;
  /** Beginning of an ICD-10 code; null: every disease. */
  readonly diseaseCode: string | null;
}

/** What of a request decides. */
export interface AskedWithin {
  /** Of the inviting hospital. */
  readonly regionCode: string;
  /** Those asked for; empty: none is named. */
  readonly specialtyCodes: readonly string[];
  /** ICD-10 of the suspected diagnoses. */
  readonly diagnosisCodes: readonly string[];
}

/** 520000 stands for 52, 520100 for 5201: a division begins like those it is part of. */
export const regionBeginning = (code: string): string => code.replace(/(?:00){1,2}$/u, "");

const isBelow = (code: string, line: string): boolean => code === line || code.startsWith(`${line}.`);

/** Which part of a line the request misses; undefined: it lies within the line. */
export type Missed = "region" | "specialty" | "disease";

function missedOf(line: ScopeLine, asked: AskedWithin): Missed | undefined {
  const { specialtyCode, diseaseCode } = line;
  if (!asked.regionCode.startsWith(regionBeginning(line.regionCode))) return "region";
  if (specialtyCode !== null && !asked.specialtyCodes.some((code) => isBelow(code, specialtyCode)))
    return "specialty";
  if (diseaseCode !== null && !asked.diagnosisCodes.some((code) => code.startsWith(diseaseCode)))
    return "disease";
  return undefined;
}

/**
 * Whether a request may be taken: within one line is enough. Otherwise what keeps it out of the line that it comes nearest to:
 * the region when no line is of its region. Undefined: it is taken.
 */
export function outsideOf(lines: readonly ScopeLine[], asked: AskedWithin): Missed | undefined {
  const missed = lines.map((line) => missedOf(line, asked));
  if (missed.includes(undefined)) return undefined;
  return missed.find((one) => one !== "region") ?? "region";
}
