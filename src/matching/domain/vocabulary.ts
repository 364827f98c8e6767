/** What ranking must be told about codes; it keeps no code system of its own. */
export interface Vocabulary {
  /** Where an ICD-10 code belongs: three-character category, narrowest block, chapter. */
  placeOf(icdCode: string): {
    readonly category: string;
    readonly block: string | undefined;
    readonly chapter: string | undefined;
  };
  /** 诊疗科目 that usually look after the disease at this age, the most usual first; empty: nobody in particular. */
  usualSpecialties(icdCode: string, patientAgeYears: number | null): readonly string[];
  /** The name of a 诊疗科目 as people say it; the code itself when unknown. */
  specialtyName(code: string): string;
  /** Whether physicians registered under the scope (执业范围) may practise the specialty. */
  scopeCovers(scopeCode: string, specialtyCode: string): boolean;
  /** True when the two divisions lie in one province or in two that share a border. */
  areNeighbours(regionA: string, regionB: string): boolean;
}

/** The specialty itself and those above it, by the dots of its code: 04.01.01 → 04.01.01, 04.01, 04. */
export function specialtyLine(code: string): readonly string[] {
  const parts = code.split(".");
  return parts.map((_, i) => parts.slice(0, parts.length - i).join("."));
}

/** True when one is the other or lies below it. */
export const isSameLine = (a: string, b: string): boolean =>
  a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
