import type { FoldedPair } from "./folded-pair.js";
import { eachGram } from "./grams.js";
import type { Correspondences } from "./term-model.js";

const rounds = 5;
const leastStrength = 0.08;
const leastSupport = 1.5;
const mostTargets = 16;
/** More unexplained grams than this are prose. */
const mostResidual = 48;

/** Grams inside a name, without those at its ends. */
function innerGrams(folded: string): Set<number> {
  const out = new Set<number>();
  eachGram(folded, (gram, at, isPair) => {
    if (isPair && (at < 0 || at + 1 >= folded.length || folded[at] === " " || folded[at + 1] === " ")) return;
    out.add(gram);
  });
  return out;
}

/** What a string and its names do not share. */
interface Residue {
  readonly sources: readonly number[];
  readonly targets: readonly number[];
}

function residueOf({ source, targets }: FoldedPair): Residue | undefined {
  const said = innerGrams(source);
  const meant = new Set<number>();
  for (const target of targets) for (const gram of innerGrams(target)) meant.add(gram);
  const sources = [...said].filter((gram) => !meant.has(gram));
  const missing = [...meant].filter((gram) => !said.has(gram));
  if (sources.length === 0 || missing.length === 0 || sources.length > mostResidual) return undefined;
  return { sources, targets: missing };
}

/**
 * Learns which grams stand for which others from what strings and their names do not share, by expectation maximisation:
 * each unshared gram of the names is put down to the unshared grams of the string in proportion to their strength so far.
 * Source: after P. F. Brown et al., The Mathematics of Statistical Machine Translation, 1993 (model 1), with strengths a
 * gram instead of a distribution over targets.
 */
export function learnCorrespondences(pairs: readonly FoldedPair[]): Correspondences {
  const residues = pairs.map(residueOf).filter((residue) => residue !== undefined);
  const seen = new Map<number, number>();
  for (const { sources } of residues) for (const s of sources) seen.set(s, (seen.get(s) ?? 0) + 1);
  const keyOf = (s: number, t: number): number => s * 0x100000 + t;
  let strengths = new Map<number, number>();
  let support = new Map<number, number>();
  for (let round = 0; round < rounds; round++) {
    const expected = new Map<number, number>();
    for (const { sources, targets } of residues)
      for (const t of targets) {
        let sum = 0.02;
        for (const s of sources) sum += round === 0 ? 0.1 : (strengths.get(keyOf(s, t)) ?? 0);
        for (const s of sources) {
          const p = round === 0 ? 0.1 : (strengths.get(keyOf(s, t)) ?? 0);
          if (p === 0) continue;
          const key = keyOf(s, t);
          expected.set(key, (expected.get(key) ?? 0) + p / sum);
        }
      }
    support = expected;
    strengths = new Map();
    for (const [key, value] of expected) {
      if (round > 0 && value < 0.3) continue;
      strengths.set(key, value / ((seen.get(Math.floor(key / 0x100000)) ?? 0) + 0.5));
    }
  }
  const bySource = new Map<number, [number, number][]>();
  for (const [key, strength] of strengths) {
    if (strength < leastStrength || (support.get(key) ?? 0) < leastSupport) continue;
    const s = Math.floor(key / 0x100000);
    const row = bySource.get(s) ?? [];
    row.push([key % 0x100000, Math.min(0.95, strength)]);
    bySource.set(s, row);
  }
  return packed(bySource);
}

function packed(bySource: ReadonlyMap<number, readonly [number, number][]>): Correspondences {
  const rows = [...bySource].sort(([a], [b]) => a - b);
  const from = [0];
  const targets: number[] = [];
  const strengths: number[] = [];
  for (const [, row] of rows) {
    for (const [t, p] of row.toSorted((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, mostTargets)) {
      targets.push(t);
      strengths.push(p);
    }
    from.push(targets.length);
  }
  return {
    sources: Uint32Array.from(rows, ([s]) => s),
    from: Uint32Array.from(from),
    targets: Uint32Array.from(targets),
    strengths: Float32Array.from(strengths),
  };
}
