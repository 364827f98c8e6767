/** What is looked at for a person to judge; the machine draws no consequence from any of it. */
export const watchRule = {
  impossible: { seconds: 60, characters: 120, leastCases: 3, weeks: 12 },
  ring: { leastEach: 5, months: 18, mostElsewhere: 0.75 },
  oneAddress: { least: 5, hours: 24 },
  split: { least: 2, hours: 48 },
  monthEnd: { days: 3, leastCases: 20, level: 0.00005, months: 6 },
} as const;

/** One judgment of one person on another's advice; `isFull`: with full marks. */
export interface Praise {
  readonly from: string;
  readonly to: string;
  readonly isFull: boolean;
}

export interface PraiseRing {
  /** In order of id. */
  readonly people: readonly string[];
  /** Judgments inside the ring; all with full marks. */
  readonly inside: number;
  /** Share of full marks its people give to, and get from, the rest. Null: nothing to compare with. */
  readonly givenElsewhere: number | null;
  readonly gotElsewhere: number | null;
}

/**
 * Rings of mutual praise: people of whom each can be reached from each along edges of at least `leastEach` judgments, all of
 * them with full marks. What speaks for mere good work lets a ring go: full marks from the rest as well.
 * Order of input does not matter; rings come by their first person's id, people by id.
 */
export function praiseRings(judgments: readonly Praise[]): PraiseRing[] {
  const { leastEach, mostElsewhere } = watchRule.ring;
  const edges = new Map<string, { from: string; to: string; n: number; full: number }>();
  for (const { from, to, isFull } of judgments) {
    if (from === to) continue;
    const key = `${from}\n${to}`;
    const edge = edges.get(key) ?? { from, to, n: 0, full: 0 };
    edge.n++;
    if (isFull) edge.full++;
    edges.set(key, edge);
  }
  const next = new Map<string, string[]>();
  for (const { from, to, n, full } of edges.values())
    if (n >= leastEach && full === n) next.set(from, [...(next.get(from) ?? []), to]);
  const reach = (start: string): Set<string> => {
    const seen = new Set<string>();
    const stack = [...(next.get(start) ?? [])];
    for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
      if (seen.has(one)) continue;
      seen.add(one);
      stack.push(...(next.get(one) ?? []));
    }
    return seen;
  };
  const reached = new Map([...next.keys()].map((one) => [one, reach(one)]));
  const done = new Set<string>();
  const rings: PraiseRing[] = [];
  for (const one of [...next.keys()].sort()) {
    if (done.has(one)) continue;
    const people = [...(reached.get(one) ?? [])]
      .filter((other) => reached.get(other)?.has(one) === true)
      .sort();
    if (people.length < 2) continue;
    for (const member of people) done.add(member);
    const ring = new Set(people);
    const share = (given: readonly Praise[]) =>
      given.length === 0 ? null : given.filter(({ isFull }) => isFull).length / given.length;
    const inside = judgments.filter(({ from, to }) => from !== to && ring.has(from) && ring.has(to));
    const givenElsewhere = share(judgments.filter(({ from, to }) => ring.has(from) && !ring.has(to)));
    const gotElsewhere = share(judgments.filter(({ from, to }) => !ring.has(from) && ring.has(to)));
    const elsewhere = [givenElsewhere, gotElsewhere].filter((value) => value !== null);
    if (elsewhere.length > 0 && elsewhere.every((value) => value > mostElsewhere)) continue;
    rings.push({ people, inside: inside.length, givenElsewhere, gotElsewhere });
  }
  return rings;
}

/** Days of a month that are its last `days`: the share one would expect of evenly spread work. */
export const monthEndShare = (days: number): number => days / (365.25 / 12);

/** Groups of instants (ms, any order) that lie within `hours` of the first of them; each instant in one group, the largest first. */
export function clusters(instants: readonly number[], hours: number): number[][] {
  const sorted = [...instants].sort((a, b) => a - b);
  const groups: number[][] = [];
  let group: number[] = [];
  for (const at of sorted) {
    const [first] = group;
    if (first !== undefined && at - first > hours * 3_600_000) {
      groups.push(group);
      group = [];
    }
    group.push(at);
  }
  if (group.length > 0) groups.push(group);
  return groups.sort((a, b) => b.length - a.length);
}
