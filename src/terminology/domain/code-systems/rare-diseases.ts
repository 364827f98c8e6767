/** A disease of the national catalogues (罕见病目录). */
export interface RareDisease {
  /** 1: 2018, 2: 2023. */
  readonly catalogue: 1 | 2;
  /** Its place in the file; the first catalogue names several forms of some diseases. */
  readonly number: number;
  readonly name: string;
  /** Codes of the national diagnosis list, or the categories they begin with. Empty: coded by site or not at all. */
  readonly icd10: readonly string[];
}

/**
 * The catalogue entries a diagnosis code belongs to, in catalogue order. A category of ICD-10 holds other diseases too,
 * so an entry known only by a category is `possible`; an entry with the very code is `certain`.
 */
export function rareDiseasesOf(
  diseases: readonly RareDisease[],
  code: string,
): readonly { readonly disease: RareDisease; readonly certainty: "certain" | "possible" }[] {
  const found: { disease: RareDisease; certainty: "certain" | "possible" }[] = [];
  for (const disease of diseases) {
    if (disease.icd10.includes(code)) found.push({ disease, certainty: "certain" });
    else if (disease.icd10.some((one) => one.length <= 5 && code.startsWith(one)))
      found.push({ disease, certainty: "possible" });
  }
  return found;
}
