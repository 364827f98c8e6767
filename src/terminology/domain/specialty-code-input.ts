import type { SpecialtyTree } from "./specialty-tree.js";

/** Which edition of 医疗机构诊疗科目名录 a bare code was written in. The dental codes 12.01–12.06 changed meaning in 2010. */
export type SpecialtyEdition = "1994" | "2010";

/**
 * What a cell that holds a code means. Certain: one code. Uncertain: the readings between which a person decides.
 * `rest` is the text beside the code, empty when there is none.
 */
export interface CodeReading {
  readonly codes: readonly string[];
  readonly certain: boolean;
  readonly rest: string;
}

/**
 * The dental codes as the 1994 edition meant them, in codes of the present edition. Source: 卫医发〔1994〕27号 12.01–12.06
 * against 卫医政发〔2010〕55号 12.01–12.13.
 */
const dentalOf1994: Readonly<Record<string, string>> = {
  "12.01": "12",
  "12.02": "12.05",
  "12.03": "12.07",
  "12.04": "12.06",
  "12.05": "12.12",
  "12.06": "12.13",
};

const shape = /^(?:NHC-?|CT08\.?)?([A-D])?(\d{1,2}(?:\.\d{1,2}){1,2}|\d{1,6})(?![.\d])/u;

/**
 * Reads a code at the beginning or in brackets at the end of a cell: 03.04, A03.04 (CT08.00.002), NHC-03.04, 0304, 304.
 * A spreadsheet that takes codes for numbers turns 03.10 into 3.1 and 03 into 3: those come back uncertain.
 * @param key a name folded by `specialtyKey`.
 * @returns undefined when the cell does not hold a code; no codes when it holds one that does not exist.
 */
export function readSpecialtyCode(
  tree: SpecialtyTree,
  key: string,
  edition: SpecialtyEdition | undefined,
): CodeReading | undefined {
  const bracketed = /^([^()]+)\(([A-Z0-9.-]+)\)$/u.exec(key);
  const text = bracketed === null ? key : `${bracketed[2] ?? ""}${bracketed[1] ?? ""}`;
  const found = shape.exec(text);
  const digits = found?.[2];
  if (found === null || digits === undefined) return undefined;
  const rest = text.slice(found[0].length).replace(/^[-·.:、]/u, "");
  if (rest !== "" && !digits.includes(".") && digits.length < 4) return undefined;
  const letter = found[1] ?? "";
  if (letter === "B" || letter === "C" || letter === "D") return { codes: [], certain: false, rest };
  const readings = spellings(digits).map((code) => otherAs99(tree, code));
  const known = [...new Set(readings)].filter((code) => tree.byCode.has(code));
  const isLossy = /^\d$/u.test(digits) || /^\d{1,2}\.\d$/u.test(digits);
  const [only] = known;
  if (known.length !== 1 || only === undefined || isLossy) return { codes: known, certain: false, rest };
  const old = dentalOf1994[only];
  if (old === undefined || edition === "2010") return { codes: [only], certain: true, rest };
  if (edition === "1994") return { codes: [old], certain: true, rest };
  return { codes: [only, old], certain: false, rest };
}

/** The dotted codes that a run of digits may stand for. */
function spellings(digits: string): readonly string[] {
  const parts = digits.split(".");
  const [first = "", second, third] = parts;
  if (second !== undefined) {
    const tail = third === undefined ? "" : `.${third.padStart(2, "0")}`;
    const head = first.padStart(2, "0");
    const plain = `${head}.${second.padStart(2, "0")}${tail}`;
    return second.length === 1 && tail === "" ? [plain, `${head}.${second}0`] : [plain];
  }
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return [even.replace(/(\d{2})(?=\d)/gu, "$1.")];
}

/** The health-data value set CT08.00.002 writes 其他 as .99; the licence catalogue gives it the last number. */
function otherAs99(tree: SpecialtyTree, code: string): string {
  if (!code.endsWith(".99")) return code;
  const siblings = tree.children.get(code.slice(0, -3)) ?? [];
  return siblings.find((sibling) => tree.byCode.get(sibling)?.name === "其他") ?? code;
}
