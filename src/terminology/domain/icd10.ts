/** A chapter (level 1) or block of ICD-10: all categories from `from` to `to`, both included. */
export interface Icd10Range {
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

export interface Icd10 {
  readonly categories: ReadonlyMap<string, string>;
  readonly chapters: readonly Icd10Range[];
  /** Blocks, the widest first where they nest. */
  readonly blocks: readonly Icd10Range[];
}

export function buildIcd10(
  categories: readonly { readonly code: string; readonly name: string }[],
  ranges: readonly (Icd10Range & { readonly level: string })[],
): Icd10 {
  const of = (wanted: (level: string) => boolean): Icd10Range[] =>
    ranges.filter((range) => wanted(range.level)).map(({ from, to, name }) => ({ from, to, name }));
  return {
    categories: new Map(categories.map((row) => [row.code, row.name])),
    chapters: of((level) => level === "1"),
    blocks: of((level) => level !== "1"),
  };
}

/** Where a diagnosis code belongs. A part is undefined when the list does not name it. */
export interface Icd10Place {
  readonly category: { readonly code: string; readonly name: string | undefined };
  readonly block: Icd10Range | undefined;
  readonly chapter: Icd10Range | undefined;
}

/** The three-character category, the narrowest block and the chapter of a code: I21.900 → I21, 缺血性心脏病, 循环系统疾病. */
export function icd10PlaceOf(icd10: Icd10, code: string): Icd10Place {
  const category = code.slice(0, 3).toUpperCase();
  const holds = (range: Icd10Range): boolean => range.from <= category && category <= range.to;
  return {
    category: { code: category, name: icd10.categories.get(category) },
    block: icd10.blocks.findLast(holds),
    chapter: icd10.chapters.find(holds),
  };
}
