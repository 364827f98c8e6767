import type { CaseKind, Evidence } from "./evidence.js";
import type { ProfileModel } from "./model.js";
import { weigh } from "./weigh.js";

/** How often advice on this kind of case is taken up over the whole pool. `*` stands for every group or level. */
export interface ExpectedRate {
  readonly group: string;
  readonly urgency: string;
  /** Effective number of cases it rests on. */
  readonly cases: number;
  /** 0–1, already mixed with the wider group. */
  readonly expected: number;
}

export interface CaseMix {
  readonly overall: number;
  /** The expected rate of the kind, of its level, or of all cases: the narrowest that is known. */
  expected(kind: CaseKind | null): number;
  readonly rows: readonly ExpectedRate[];
}

const keyOf = (group: string, urgency: string): string => `${group}|${urgency}`;
const within = (value: number, [from, to]: readonly [number, number]): number =>
  Math.min(to, Math.max(from, value));

/** Looks the stored rates up; without any, the model's prior. */
export function caseMixOf(rows: readonly ExpectedRate[], model: ProfileModel): CaseMix {
  const known = new Map(rows.map((row) => [keyOf(row.group, row.urgency), row.expected]));
  const overall = known.get(keyOf("*", "*")) ?? within(model.subs.adoption.priorMean, model.mixRange);
  return {
    overall,
    rows,
    expected: (kind) =>
      kind === null
        ? overall
        : (known.get(keyOf(kind.group, kind.urgency)) ?? known.get(keyOf("*", kind.urgency)) ?? overall),
  };
}

/**
 * Expected adoption by disease group and urgency from every expert's cases: each level is pulled towards all cases, each
 * group within a level towards the level, by `mixStrength` imagined cases. Rows in order of urgency and group; empty
 * without cases.
 */
export function estimateCaseMix(
  evidence: Iterable<Evidence>,
  asOf: string,
  model: ProfileModel,
): ExpectedRate[] {
  const sums = new Map<string, { group: string; urgency: string; weight: number; value: number }>();
  const add = (group: string, urgency: string, weight: number, value: number): void => {
    const key = keyOf(group, urgency);
    const sum = sums.get(key) ?? { group, urgency, weight: 0, value: 0 };
    sum.weight += weight;
    sum.value += weight * value;
    sums.set(key, sum);
  };
  const cases = [...evidence]
    .filter(({ kind, mix }) => kind === "adoption" && mix !== null)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const one of cases) {
    const { units } = weigh(one, asOf, model);
    if (units <= 0 || one.mix === null) continue;
    add("*", "*", units, one.value);
    add("*", one.mix.urgency, units, one.value);
    add(one.mix.group, one.mix.urgency, units, one.value);
  }
  const all = sums.get(keyOf("*", "*"));
  if (all === undefined) return [];
  const { priorMean, priorStrength } = model.subs.adoption;
  const mixed = (sum: { weight: number; value: number }, towards: number, strength: number): number =>
    within((sum.value + strength * towards) / (sum.weight + strength), model.mixRange);
  const overall = mixed(all, priorMean, priorStrength);
  const levelOf = (urgency: string): number => {
    const level = sums.get(keyOf("*", urgency));
    return level === undefined ? overall : mixed(level, overall, model.mixStrength);
  };
  const expectedOf = (sum: { group: string; urgency: string; weight: number; value: number }): number => {
    if (sum.urgency === "*") return overall;
    const level = levelOf(sum.urgency);
    return sum.group === "*" ? level : mixed(sum, level, model.mixStrength);
  };
  return [...sums.values()]
    .map((sum) => ({
      group: sum.group,
      urgency: sum.urgency,
      cases: sum.weight,
      expected: expectedOf(sum),
    }))
    .sort((a, b) => (keyOf(a.urgency, a.group) < keyOf(b.urgency, b.group) ? -1 : 1));
}
