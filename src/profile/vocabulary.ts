import {
  icd10,
  icd10PlaceOf,
  lineOf,
  procedureList,
  specialtyTree,
  usualSpecialties,
} from "../terminology/index.js";
import type { SkillVocabulary } from "./domain/skills.js";

/** First levels of ICD-9-CM-3: 36.0601 lies in 36.06, 36.06 in 36; 56.0x02 in 56.0. */
function operationPlace(code: string) {
  const category = /^\d{2}(?:\.\d{1,2})?/.exec(code)?.[0];
  return category === undefined
    ? undefined
    : { category, block: category.length > 2 ? category.slice(0, 2) : undefined, chapter: undefined };
}

const aChildsAge = 5;

/** The platform's code systems as skills ask for them. */
export const skillVocabulary: Omit<SkillVocabulary, "isUsualAmong"> = {
  placeOf(kind, code) {
    if (kind === "operation") return operationPlace(code);
    const place = icd10PlaceOf(icd10(), code);
    if (place.category.name === undefined) return undefined;
    return {
      category: place.category.code,
      block: place.block && `${place.block.from}-${place.block.to}`,
      chapter: place.chapter && `${place.chapter.from}-${place.chapter.to}`,
    };
  },
  usualSpecialties: (kind, category, declared) =>
    kind === "operation"
      ? []
      : usualSpecialties(category, declared.some((code) => /^0[78]/.test(code)) ? aChildsAge : null),
  isSameLine: (a, b) => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`),
};

/** First category of the chapter of an ICD-10 category; empty for one of no chapter. */
export const chapterOf = (category: string): string => icd10PlaceOf(icd10(), category).chapter?.from ?? "";

/** A specialty and those above it, the narrowest first; just itself when the catalogue does not know it. */
export const specialtyLineOf = (code: string): readonly string[] => {
  const line = lineOf(specialtyTree(), code);
  return line.length > 0 ? line : [code];
};

export const specialtyName = (code: string): string => specialtyTree().byCode.get(code)?.label ?? code;

/** What a code of a skill is called; the code itself when no list names it. */
export function skillName(kind: "disease" | "operation", code: string): string {
  if (kind === "operation") return operationName(code);
  const [from = code, to] = code.split("-");
  if (to === undefined) return icd10().categories.get(code) ?? code;
  const range = [...icd10().blocks, ...icd10().chapters].find((one) => one.from === from && one.to === to);
  return range?.name ?? code;
}

let operationNames: ReadonlyMap<string, string> | undefined;

/** The list names detailed codes only; a category is called by the first of them, the general one where there is one. */
function operationName(code: string): string {
  operationNames ??= firstNames();
  return operationNames.get(code) ?? code;
}

function firstNames(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { code, name } of procedureList().rows) {
    const category = operationPlace(code)?.category;
    if (category !== undefined && !names.has(category)) names.set(category, name);
  }
  return names;
}
