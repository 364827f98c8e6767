import { nameStem, specialtyKey } from "./specialty-text.js";
import type { SpecialtyTree } from "./specialty-tree.js";

/** How a hospital's name relates to the code it maps to: the same thing, a part of it, or more than it. */
export type Relation = "exact" | "narrower" | "broader";

/** One row of specialty-aliases.tsv. `setting` "tcm": only in a hospital of Chinese medicine. */
export interface AliasRow {
  readonly code: string;
  readonly alias: string;
  readonly relation: Relation | "ambiguous";
  readonly setting: "" | "tcm";
}

/** One row of specialty-morphemes.tsv: a word that names of departments are made of, and what it says. */
export interface MorphemeRow {
  readonly token: string;
  readonly role: MorphemeRole;
  /** For a topic: codes without 内科 or 外科 in the name, joined by `|`. For a population or tradition: its view. */
  readonly plain: string;
  readonly medical: string;
  readonly surgical: string;
}

/**
 * branch: 内科, 外科 · topic: organ, disease or patient group · weak: yields to another topic (肿瘤) · modality: as the last
 * word it decides alone (影像, 麻醉) · contest: as the last word it competes with the topic (重症, 介入) · population: 小儿 ·
 * tradition: 中医 · joint: several specialties by definition (MDT) · and: joins two names · filler: says nothing ·
 * stop: not a clinical department.
 */
export type MorphemeRole =
  | "branch"
  | "topic"
  | "weak"
  | "modality"
  | "contest"
  | "population"
  | "tradition"
  | "joint"
  | "and"
  | "filler"
  | "stop";

/** One row of specialty-counterparts.tsv: what a code becomes for children, newborns or in Chinese medicine. */
export interface CounterpartRow {
  readonly view: string;
  readonly code: string;
  readonly target: string;
}

export interface Morpheme {
  readonly token: string;
  readonly role: MorphemeRole;
  /** The view of a population or tradition; empty for every other role. */
  readonly view: string;
  readonly plain: readonly string[];
  readonly medical: readonly string[];
  readonly surgical: readonly string[];
}

/** What a known name means. `certain` is false when the name alone cannot decide between the readings. */
export interface Meaning {
  readonly certain: boolean;
  readonly readings: readonly { readonly code: string; readonly relation: Relation }[];
  readonly official: boolean;
}

/** Everything `normaliseSpecialty` looks up. Built once; never changed. */
export interface SpecialtyIndex {
  readonly tree: SpecialtyTree;
  /** Full names by key. */
  readonly names: ReadonlyMap<string, Meaning>;
  /** Full names that have a meaning of their own in a hospital of Chinese medicine. */
  readonly tcmNames: ReadonlyMap<string, Meaning>;
  /** Names without unit words (科, 中心, 门诊) by stem. */
  readonly stems: ReadonlyMap<string, Meaning>;
  readonly morphemes: ReadonlyMap<string, Morpheme>;
  readonly longestToken: number;
  /** `view` + code → codes. */
  readonly counterparts: ReadonlyMap<string, readonly string[]>;
  /** For similarity: stems in order, and for each pair of characters the stems it occurs in. */
  readonly spellings: readonly { readonly key: string; readonly codes: readonly string[] }[];
  readonly grams: ReadonlyMap<string, readonly number[]>;
}

/**
 * Builds the lookup structures from the data files. Official names win over aliases (运动医学科 is 22 although many hospitals
 * run it inside 骨科); forms derived from official names yield to them.
 * @throws Error when a row names a code that the tree does not have: the data file is damaged.
 */
export function buildSpecialtyIndex(
  tree: SpecialtyTree,
  aliases: readonly AliasRow[],
  morphemes: readonly MorphemeRow[],
  counterparts: readonly CounterpartRow[],
): SpecialtyIndex {
  const everywhere = aliases.filter((row) => row.setting === "");
  const { labels, derived } = officialNames(tree);
  const names = new Map([
    ...gather(derived, specialtyKey, tree, true),
    ...gather(everywhere, specialtyKey, tree, false),
    ...gather(labels, specialtyKey, tree, true),
  ]);
  const stemOf = (name: string): string => nameStem(specialtyKey(name));
  const stems = gather([...everywhere, ...labels, ...derived], stemOf, tree, false);
  const tcmNames = gather(
    aliases.filter((row) => row.setting === "tcm"),
    specialtyKey,
    tree,
    false,
  );
  const words = new Map(morphemes.map((row) => [specialtyKey(row.token), readMorpheme(row, tree)]));
  const spellings = [...stems]
    .filter(([stem]) => stem.length > 1)
    .map(([key, meaning]) => ({ key, codes: meaning.readings.map((reading) => reading.code) }));
  return {
    tree,
    names,
    tcmNames,
    stems,
    morphemes: words,
    longestToken: Math.max(...[...words.keys()].map((token) => token.length)),
    counterparts: new Map(counterparts.map((row) => [row.view + row.code, knownCodes(row.target, tree)])),
    spellings,
    grams: indexGrams(spellings.map((s) => s.key)),
  };
}

/** The pairs of neighbouring characters of a name, each once; a single character is its own and only gram. */
export function bigrams(key: string): readonly string[] {
  if (key.length < 2) return [key];
  return [...new Set(Array.from({ length: key.length - 1 }, (_, i) => key.slice(i, i + 2)))];
}

function indexGrams(keys: readonly string[]): Map<string, number[]> {
  const grams = new Map<string, number[]>();
  keys.forEach((key, at) => {
    for (const gram of bigrams(key)) {
      const list = grams.get(gram);
      if (list === undefined) grams.set(gram, [at]);
      else list.push(at);
    }
  });
  return grams;
}

/** The official wordings, and the shorter forms that follow from them: 神经内科专业 → 神经内科, 小儿骨科. */
function officialNames(tree: SpecialtyTree): { labels: readonly AliasRow[]; derived: readonly AliasRow[] } {
  const labels: AliasRow[] = [];
  const derived: AliasRow[] = [];
  for (const { code, name, label } of tree.byCode.values()) {
    if (name === "其他") continue;
    const row = (alias: string): AliasRow => ({ code, alias, relation: "exact", setting: "" });
    labels.push(row(label));
    const short = label.replace(/(?:专业|项目)$/u, "");
    if (short !== label) derived.push(row(short));
    if (label.endsWith("专业") && !short.endsWith("科")) derived.push(row(`${short}科`));
  }
  return { labels, derived };
}

const strength: Readonly<Record<Relation, number>> = { exact: 2, narrower: 1, broader: 0 };

/**
 * Joins rows that share a key. One ambiguous row, or two rows with different codes, make the key ambiguous; rows that
 * agree on the code keep the closest relation.
 */
function gather(
  rows: readonly AliasRow[],
  keyOf: (name: string) => string,
  tree: SpecialtyTree,
  official: boolean,
): Map<string, Meaning> {
  const found = new Map<string, Map<string, Relation>>();
  const doubted = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row.alias);
    if (!tree.byCode.has(row.code)) throw new Error(`alias ${row.alias}: code ${row.code} missing`);
    const codes = found.get(key) ?? new Map<string, Relation>();
    if (row.relation === "ambiguous") doubted.add(key);
    const relation = row.relation === "ambiguous" ? "narrower" : row.relation;
    const before = codes.get(row.code);
    if (before === undefined || strength[relation] > strength[before]) codes.set(row.code, relation);
    found.set(key, codes);
  }
  return new Map(
    [...found].map(([key, codes]) => [
      key,
      {
        official,
        certain: codes.size === 1 && !doubted.has(key),
        readings: [...codes].map(([code, relation]) => ({ code, relation })),
      },
    ]),
  );
}

function readMorpheme(row: MorphemeRow, tree: SpecialtyTree): Morpheme {
  const speaks = row.role === "population" || row.role === "tradition";
  return {
    token: row.token,
    role: row.role,
    view: speaks ? row.plain : "",
    plain: speaks ? [] : knownCodes(row.plain, tree),
    medical: knownCodes(row.medical, tree),
    surgical: knownCodes(row.surgical, tree),
  };
}

function knownCodes(joined: string, tree: SpecialtyTree): readonly string[] {
  const codes = joined === "" ? [] : joined.split("|");
  for (const code of codes) if (!tree.byCode.has(code)) throw new Error(`specialty code ${code} missing`);
  return codes;
}
