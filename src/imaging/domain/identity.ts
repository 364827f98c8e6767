import { readName } from "./person-name.js";

/** `unknown`: the file does not say enough to tell. */
export type IdentityVerdict = "same" | "unknown" | "different";
export type Difference = "name" | "sex" | "age";

export interface FilePatient {
  /** The value of (0010,0010), decoded. */
  readonly name: string;
  readonly sex: "male" | "female" | "unknown";
  /** YYYY-MM-DD; null when not given. */
  readonly birthOn: string | null;
}
export interface CasePatient {
  readonly name: string;
  readonly sex: "male" | "female" | "unknown";
  readonly ageYears: number | null;
}

/** Names are compared by their letters and characters alone: dots between the parts of a name are written in many ways. */
const bare = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** The letters of both orders of a name's parts: ZHANG^San and San^ZHANG are one. */
const spellings = (name: string): string[] => {
  const parts = name.split(/[\s,]+/u).filter((part) => part !== "");
  return [parts.join(""), [...parts].reverse().join("")].map(bare);
};

/** True, false, or undefined where one of the two is missing or cannot be compared. */
function isSameName(
  written: string,
  expected: string,
  toLetters: (characters: string) => readonly string[],
): boolean | undefined {
  const { alphabetic, ideographic } = readName(written);
  const wanted = bare(expected);
  if (wanted === "" || (alphabetic === "" && ideographic === "")) return undefined;
  if (ideographic !== "") return bare(ideographic) === wanted;
  if (spellings(alphabetic).includes(wanted)) return true;
  if (!/\p{Script=Han}/u.test(expected)) return false;
  const readings = toLetters(expected).flatMap(spellings);
  return spellings(alphabetic).some((one) => readings.includes(one));
}

/**
 * Whether the patient a file names can be the patient of the case. A name that is the same makes it the same person unless
 * sex or age contradict; nothing to compare makes it `unknown`.
 * @param toLetters Romanised readings of a name in characters (pinyin), parts divided by spaces
 * @param today civil date, by which the age is counted; two years of slack, because ages of cases are typed
 */
export function compareIdentity(
  file: FilePatient,
  patient: CasePatient,
  today: string,
  toLetters: (characters: string) => readonly string[],
): { readonly verdict: IdentityVerdict; readonly differences: readonly Difference[] } {
  const sameName = isSameName(file.name, patient.name, toLetters);
  const sexes = new Set([file.sex, patient.sex]);
  const isOtherSex = sexes.size === 2 && !sexes.has("unknown");
  const age =
    file.birthOn === null ? undefined : (Date.parse(today) - Date.parse(file.birthOn)) / 31_556_952_000;
  const isOtherAge =
    age !== undefined &&
    Number.isFinite(age) &&
    patient.ageYears !== null &&
    Math.abs(age - 0.5 - patient.ageYears) > 2.5;
  const differences: Difference[] = [
    ...(sameName === false ? (["name"] as const) : []),
    ...(isOtherSex ? (["sex"] as const) : []),
    ...(isOtherAge ? (["age"] as const) : []),
  ];
  if (differences.length > 0) return { verdict: "different", differences };
  return { verdict: sameName === true ? "same" : "unknown", differences };
}
