import type { Found } from "./retrieve-terms.js";
import type { TermEngine } from "./term-engine.js";
import type { TermQuery } from "./term-query.js";

/** What the ranker sees of a candidate, in order; the names are for people who read the model. */
export const featureNames = [
  "whole cosine",
  "segment cosine",
  "seen best",
  "seen sum",
  "log count in training",
  "name covered, exact",
  "name covered, with correspondences",
  "string covered",
  "best segment covered",
  "best segment dice",
  "extra odds",
  "missing odds",
  "heaviest extra gram",
  "weight of extra grams",
  "longest common part / name",
  "common end",
  "common beginning",
  "name inside string",
  "string inside name",
  "name length",
  "string length",
  "segment length",
  "segments",
  "density of match",
  "first matched place",
  "whole cosine below best",
  "segment cosine below best",
  "seen best below best",
  "seen sum share",
  "name covered below best",
  "segment dice below best",
  "same category",
  "code length",
  "unspecified or other",
  "alias",
  "rank by cosine",
  "missing odds of whole",
  "extra odds below best",
  "classified",
  "classified below best",
] as const;

export const featureCount = featureNames.length;

/** Candidates with their features, and which grams of the string each one explains. */
export interface Described {
  readonly found: readonly Found[];
  /** Row r: features of found[r]. */
  readonly rows: Float32Array;
  /** Best segment of found[r]. */
  readonly segment: Uint8Array;
  /** Row r: strength 0…1 with which found[r] matches each gram of the query. */
  readonly cover: Float32Array;
}

const links = { gram: new Int32Array(4096), next: new Int32Array(4096), strength: new Float32Array(4096) };

/** Chains every target gram to the string's grams that match it or stand for it. */
function chainGrams(engine: TermEngine, query: TermQuery): readonly number[] {
  const { correspondences, rowOf, scratch } = engine;
  const heads: number[] = [];
  let used = 0;
  const link = (target: number, gram: number, strength: number): void => {
    if (used >= links.gram.length) return;
    const head = scratch.chain[target] ?? -1;
    if (head < 0) heads.push(target);
    links.gram[used] = gram;
    links.next[used] = head;
    links.strength[used] = strength;
    scratch.chain[target] = used;
    used += 1;
  };
  query.grams.forEach((gram, i) => {
    link(gram, i, 1);
  });
  query.grams.forEach((gram, i) => {
    const row = rowOf[gram] ?? -1;
    if (row < 0) return;
    for (let j = correspondences.from[row] ?? 0; j < (correspondences.from[row + 1] ?? 0); j++)
      link(correspondences.targets[j] ?? 0, i, correspondences.strengths[j] ?? 0);
  });
  return heads;
}

/** Longest run of characters that two names share. */
function longestCommon(a: string, b: string): number {
  let best = 0;
  let row = new Uint8Array(b.length + 1);
  let before = new Uint8Array(b.length + 1);
  for (let i = 0; i < a.length; i++) {
    const ch = a.charCodeAt(i);
    for (let j = 0; j < b.length; j++) {
      const run = b.charCodeAt(j) === ch ? (before[j] ?? 0) + 1 : 0;
      row[j + 1] = run;
      if (run > best) best = run;
    }
    [before, row] = [row, before];
  }
  return best;
}

function commonEnd(a: string, b: string): number {
  let n = 0;
  while (n < a.length && n < b.length && a.charAt(a.length - 1 - n) === b.charAt(b.length - 1 - n)) n += 1;
  return n;
}

function commonBeginning(a: string, b: string): number {
  let n = 0;
  while (n < a.length && n < b.length && a.charAt(n) === b.charAt(n)) n += 1;
  return n;
}

export function describeCandidates(engine: TermEngine, query: TermQuery, found: readonly Found[]): Described {
  const { index, memory, scratch } = engine;
  const width = featureCount;
  const size = query.grams.length;
  const rows = new Float32Array(found.length * width);
  const segment = new Uint8Array(found.length);
  const cover = new Float32Array(found.length * size);
  const heads = chainGrams(engine, query);
  const total = query.segments.reduce((sum, one) => sum + one.total, 0) || 1;
  const covered = new Float32Array(query.segments.length);
  found.forEach((one, r) => {
    const own = cover.subarray(r * size, (r + 1) * size);
    let [whole, exact, soft, extra, extraWeight, heaviest] = [0, 0, 0, 0, 0, 0];
    for (let i = index.gramsFrom[one.form] ?? 0; i < (index.gramsFrom[one.form + 1] ?? 0); i++) {
      const gram = index.formGrams[i] ?? 0;
      const w = index.weight[gram] ?? 0;
      whole += w;
      let best = 0;
      for (let link = scratch.chain[gram] ?? -1; link >= 0; link = links.next[link] ?? -1) {
        const strength = links.strength[link] ?? 0;
        const at = links.gram[link] ?? 0;
        if (strength > best) best = strength;
        if (strength > (own[at] ?? 0)) own[at] = strength;
      }
      if (best === 1) exact += w;
      soft += w * best;
      if (best < 0.25) {
        extra += engine.extra[gram] ?? 0;
        extraWeight += w;
        if (w > heaviest) heaviest = w;
      }
    }
    whole ||= 1;
    covered.fill(0);
    let [explained, first, last, missingAll, cells] = [0, size, -1, 0, 0];
    for (let i = 0; i < size; i++) {
      const strength = own[i] ?? 0;
      const part = (query.weight[i] ?? 0) * strength;
      explained += part;
      const s = query.segmentOf[i] ?? 0;
      covered[s] = (covered[s] ?? 0) + part;
      if (strength < 0.25) missingAll += engine.missing[query.grams[i] ?? 0] ?? 0;
      else {
        cells += 1;
        if (first === size) first = i;
        last = i;
      }
    }
    let [bestSegment, bestDice] = [0, -1];
    query.segments.forEach((seg, s) => {
      const dice = (2 * (covered[s] ?? 0)) / (seg.total + whole);
      if (dice > bestDice) [bestSegment, bestDice] = [s, dice];
    });
    const seg = query.segments[bestSegment];
    if (seg === undefined) return;
    let missing = 0;
    for (let i = seg.from; i < seg.to; i++)
      if ((own[i] ?? 0) < 0.25) missing += engine.missing[query.grams[i] ?? 0] ?? 0;
    segment[r] = bestSegment;
    const form = index.forms[one.form] ?? "";
    const name = index.terms[one.term]?.name ?? "";
    const code = hierarchicalCode(engine, one);
    rows.set(
      [
        one.whole,
        one.segment,
        one.seenBest,
        one.seenSum,
        Math.log1p(memory.count[one.term] ?? 0),
        exact / whole,
        soft / whole,
        explained / total,
        (covered[bestSegment] ?? 0) / (seg.total || 1),
        bestDice,
        extra,
        missing,
        heaviest,
        extraWeight,
        longestCommon(form, query.folded) / (form.length || 1),
        commonEnd(form, seg.folded),
        commonBeginning(form, seg.folded),
        seg.folded.includes(form) ? form.length : 0,
        form.includes(seg.folded) ? seg.folded.length : 0,
        form.length,
        query.folded.length,
        seg.folded.length,
        query.segments.length,
        last < first ? 0 : cells / (last - first + 1),
        last < first ? 1 : first / (size || 1),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        code.length,
        /未特指|其他|不可归类/u.test(name) ? 1 : 0,
        one.form < index.terms.length ? 0 : 1,
        0,
        missingAll,
        0,
        one.classified,
        0,
      ],
      r * width,
    );
  });
  for (const head of heads) scratch.chain[head] = -1;
  compare(engine, found, rows);
  return { found, rows, segment, cover };
}

/** The code of a candidate where codes have an order: those of symptoms are running numbers and tell nothing. */
const hierarchicalCode = ({ index }: TermEngine, { term }: Found): string =>
  index.kind === "symptom" ? "" : (index.terms[term]?.code ?? "");

/** Fills in what a candidate is beside the others. */
function compare(engine: TermEngine, found: readonly Found[], rows: Float32Array): void {
  const width = featureCount;
  const best = (f: number): number => {
    let top = -Infinity;
    for (let r = 0; r < found.length; r++) top = Math.max(top, rows[r * width + f] ?? 0);
    return top;
  };
  const below: readonly (readonly [number, number])[] = [
    [25, 0],
    [26, 1],
    [27, 2],
    [29, 6],
    [30, 9],
    [37, 10],
    [39, 38],
  ];
  for (const [to, from] of below) {
    const top = best(from);
    for (let r = 0; r < found.length; r++) rows[r * width + to] = (rows[r * width + from] ?? 0) - top;
  }
  const sumSeen = found.reduce((sum, one) => sum + one.seenSum, 0) || 1;
  const categories = new Map<string, number>();
  const categoryOf = (one: Found): string => hierarchicalCode(engine, one).slice(0, 3);
  let all = 0;
  found.forEach((one, r) => {
    const dice = (rows[r * width + 9] ?? 0) ** 2 + one.seenBest ** 2;
    all += dice;
    const category = categoryOf(one);
    categories.set(category, (categories.get(category) ?? 0) + dice);
  });
  const order = found
    .map((_, r) => r)
    .sort((a, b) => (rows[b * width + 1] ?? 0) - (rows[a * width + 1] ?? 0));
  order.forEach((r, rank) => (rows[r * width + 35] = rank));
  found.forEach((one, r) => {
    rows[r * width + 28] = one.seenSum / sumSeen;
    const category = categoryOf(one);
    rows[r * width + 31] = category === "" ? 0 : (categories.get(category) ?? 0) / (all || 1);
  });
}
