import { flatten, type Interval, intervalOf, pairedDifference } from "./compare.js";
import { simulate } from "./engine.js";
import { figuresOf, hindsightOf } from "./figures.js";
import type { LineUpEntry } from "./line-up.js";
import type { SimWorld } from "./world.js";

/** What one way of dispatching came to, over all seeds. */
export interface LabRow {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly kind: LineUpEntry["kind"];
  /** By path, e.g. `levels.I.breach`: mean and 95 % interval over the seeds. */
  readonly figures: Readonly<Record<string, Interval>>;
  /** The same, each less the baseline's of the same seed. */
  readonly difference: Readonly<Record<string, Interval>>;
}

export interface LabResult {
  readonly baseline: string;
  readonly seeds: readonly number[];
  readonly rows: readonly LabRow[];
}

/**
 * Lets every way of dispatching go through the same worlds and compares them seed by seed.
 * @param worldOf the world of a seed; called once a seed
 * @param baseline id of the entry the others are compared with; when it is not among them, the first
 * @param tell called with the share of the whole that is done
 */
export function runLab(
  entries: readonly LineUpEntry[],
  seeds: readonly number[],
  worldOf: (seed: number) => SimWorld,
  baseline: string,
  tell: (share: number) => void = () => undefined,
): LabResult {
  const runs = entries.map((): Record<string, number>[] => []);
  const total = entries.length * seeds.length;
  for (const [s, seed] of seeds.entries()) {
    const world = worldOf(seed);
    const hindsight = hindsightOf(world);
    for (const [e, entry] of entries.entries()) {
      const done = s * entries.length + e;
      const run = simulate(world, entry.make(), seed, (share) => tell((done + share) / total));
      runs[e]?.push(flatten(figuresOf(world, run, hindsight, entry.bundling)));
    }
  }
  tell(1);
  const at = Math.max(
    0,
    entries.findIndex((entry) => entry.id === baseline),
  );
  const paths = Object.keys(runs[0]?.[0] ?? {});
  const valuesOf = (e: number, path: string): number[] =>
    (runs[e] ?? []).map((figures) => figures[path] ?? 0);
  return {
    baseline: entries[at]?.id ?? baseline,
    seeds,
    rows: entries.map(({ id, zh, en, kind }, e) => ({
      id,
      zh,
      en,
      kind,
      figures: Object.fromEntries(paths.map((path) => [path, intervalOf(valuesOf(e, path))])),
      difference: Object.fromEntries(
        paths.map((path) => [path, pairedDifference(valuesOf(e, path), valuesOf(at, path))]),
      ),
    })),
  };
}
