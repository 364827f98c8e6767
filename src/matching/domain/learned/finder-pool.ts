import { type IndexDocument, textTerms, type TextField } from "../index/document.js";
import { EvidenceIndex } from "../index/evidence-index.js";
import { foldText } from "../text.js";

/** An expert as the finder knows him. */
export interface FinderExpert {
  readonly id: string;
  readonly department: string;
  /** Diseases he says he treats. */
  readonly diseases: readonly string[];
  /** Figures of his practice by name: volume, ratings; what is missing is 0. */
  readonly figures: Readonly<Record<string, number>>;
}

/** A past question and who was asked. */
export interface PastCase {
  readonly id: string;
  readonly text: string;
  readonly expertId: string;
}

/** Runs of `from` to `to` neighbouring characters, with repetition. */
export function tokensOf(text: string, from: number, to: number): string[] {
  const folded = foldText(text);
  const tokens: string[] = [];
  for (let at = 0; at < folded.length; at++)
    for (let length = from; length <= to && at + length <= folded.length; length++)
      tokens.push(folded.slice(at, at + length));
  return tokens;
}

/** Two readings of a text: short runs find what is alike, long runs what is nearly the same. */
export const readings = [
  { prefix: "s", from: 1, to: 2, k1: 1.2, b: 0.6 },
  { prefix: "l", from: 2, to: 3, k1: 0.8, b: 0.3 },
] as const;

/** Experts and past cases with everything that is counted once: indices, language models, words. */
export interface FinderPool {
  readonly experts: readonly FinderExpert[];
  readonly cases: readonly PastCase[];
  /** Place of the expert of each case. */
  readonly ownerOf: Uint32Array;
  readonly caseAt: ReadonlyMap<string, number>;
  readonly expertAt: ReadonlyMap<string, number>;
  /** Past cases by both readings. */
  readonly caseIndex: EvidenceIndex;
  /** What the experts say they treat, by the short reading. */
  readonly profileIndex: EvidenceIndex;
  readonly casesOfExpert: Float64Array;
  readonly departments: readonly string[];
  readonly departmentOf: Uint32Array;
  /** Short runs → in how many cases of which expert. */
  readonly runs: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly runsOfExpert: Float64Array;
  /** Short runs of all cases, and by department. */
  readonly runTotal: number;
  readonly runsOfDepartment: readonly (readonly [total: number, counts: ReadonlyMap<string, number>])[];
  readonly words: WordBook;
  /** Name of the book → places of the cases that hold it. */
  readonly casesNaming: ReadonlyMap<string, readonly number[]>;
}

/** Names of diseases and signs that are looked for in texts, with who says he treats them. */
export interface WordBook {
  readonly longest: number;
  /** Name → experts who list it; none for names that only the caller's list holds. */
  readonly experts: ReadonlyMap<string, readonly number[]>;
}

/** The names of the book that stand in the text, each once; the longest at each place, going on behind it. */
export function wordsIn({ longest, experts }: WordBook, text: string): ReadonlySet<string> {
  const folded = foldText(text);
  const found = new Set<string>();
  for (let at = 0; at < folded.length;) {
    let length = Math.min(longest, folded.length - at);
    while (length > 1 && !experts.has(folded.slice(at, at + length))) length--;
    if (length > 1) found.add(folded.slice(at, at + length));
    at += Math.max(1, length);
  }
  return found;
}

const fieldOf = (reading: (typeof readings)[number], usualLength: number): TextField => ({
  prefix: reading.prefix,
  k1: reading.k1,
  b: reading.b,
  usualLength: Math.max(1, usualLength),
});

function indexOf(
  entries: readonly { readonly id: string; readonly text: string; readonly place: string }[],
  used: readonly (typeof readings)[number][],
): EvidenceIndex {
  const usual = used.map(
    (reading) =>
      entries.reduce((sum, { text }) => sum + tokensOf(text, reading.from, reading.to).length, 0) /
      Math.max(1, entries.length),
  );
  const documents = entries.map(({ id, text, place }): IndexDocument => ({
    id,
    place,
    terms: used.flatMap((reading, r) =>
      textTerms(tokensOf(text, reading.from, reading.to), fieldOf(reading, usual[r] ?? 1)),
    ),
  }));
  return EvidenceIndex.build(documents, { epoch: "finder", sequence: 1 });
}

/**
 * Prepares a pool. Throws a RangeError for two experts or two cases of one id; cases of unknown experts are left out.
 * @param names further names of diseases and signs that are worth counting in past cases.
 */
export function buildFinderPool(
  experts: readonly FinderExpert[],
  given: readonly PastCase[],
  names: Iterable<string> = [],
): FinderPool {
  const expertAt = new Map(experts.map(({ id }, i) => [id, i]));
  const cases = given.filter(({ expertId }) => expertAt.has(expertId));
  const ownerOf = Uint32Array.from(cases, ({ expertId }) => expertAt.get(expertId) ?? 0);
  const departments = [...new Set(experts.map(({ department }) => department))].sort();
  const departmentOf = Uint32Array.from(experts, ({ department }) => departments.indexOf(department));
  const casesOfExpert = new Float64Array(experts.length);
  const runsOfExpert = new Float64Array(experts.length);
  const runs = new Map<string, Map<number, number>>();
  const ofDepartment = departments.map((): [number, Map<string, number>] => [0, new Map<string, number>()]);
  let runTotal = 0;
  cases.forEach(({ text }, i) => {
    const owner = ownerOf[i] ?? 0;
    casesOfExpert[owner] = (casesOfExpert[owner] ?? 0) + 1;
    const department = ofDepartment[departmentOf[owner] ?? 0] ?? [0, new Map<string, number>()];
    for (const run of new Set(tokensOf(text, 1, 2))) {
      const own = runs.get(run) ?? new Map<number, number>();
      own.set(owner, (own.get(owner) ?? 0) + 1);
      runs.set(run, own);
      department[1].set(run, (department[1].get(run) ?? 0) + 1);
      department[0] += 1;
      runsOfExpert[owner] = (runsOfExpert[owner] ?? 0) + 1;
      runTotal += 1;
    }
  });
  const listed = new Map<string, number[]>();
  for (const name of names) {
    const folded = foldText(name);
    if (folded.length > 1) listed.set(folded, []);
  }
  experts.forEach(({ diseases }, e) => {
    for (const name of new Set(diseases.map(foldText)))
      if (name.length > 1) listed.set(name, [...(listed.get(name) ?? []), e]);
  });
  const words: WordBook = {
    longest: [...listed.keys()].reduce((most, name) => Math.max(most, name.length), 0),
    experts: listed,
  };
  const casesNaming = new Map<string, number[]>();
  cases.forEach(({ text }, i) => {
    for (const name of wordsIn(words, text)) casesNaming.set(name, [...(casesNaming.get(name) ?? []), i]);
  });
  return {
    experts,
    cases,
    ownerOf,
    caseAt: new Map(cases.map(({ id }, i) => [id, i])),
    expertAt,
    caseIndex: indexOf(
      cases.map(({ id, text }, i) => ({
        id,
        text,
        place: departments[departmentOf[ownerOf[i] ?? 0] ?? 0] ?? "",
      })),
      readings,
    ),
    profileIndex: indexOf(
      experts.map(({ id, diseases, department }) => ({ id, text: diseases.join(" "), place: department })),
      [readings[0]],
    ),
    casesOfExpert,
    departments,
    departmentOf,
    runs,
    runsOfExpert,
    runTotal,
    runsOfDepartment: ofDepartment,
    words,
    casesNaming,
  };
}
