/** One who may be asked: what he is worth after the cost of his next case is a number drawn evenly from `from` to `from + width`. */
export interface Draw {
  readonly from: number;
  /** 0 or more. */
  readonly width: number;
}

/** Nodes and weights of Gauss's rule with 16 points on [−1, 1], one half: exact for polynomials up to degree 31. */
const gauss: readonly (readonly [node: number, weight: number])[] = [
  [0.0950125098376374, 0.1894506104550685],
  [0.2816035507792589, 0.1826034150449236],
  [0.4580167776572274, 0.1691565193950025],
  [0.6178762444026438, 0.1495959888165767],
  [0.755404408355003, 0.1246289712555339],
  [0.8656312023878318, 0.0951585116824928],
  [0.9445750230732326, 0.0622535239386479],
  [0.9894009349916499, 0.0271524594117541],
];
/** A draw without width is one of this width: so equals without any chance part are equally likely. */
const leastWidth = 1e-9;

/**
 * The chance of each to be the highest, when all are drawn independently: with these odds he is asked. They add up to 1, and are exact
 * for up to 32 who can come out on top. Rounded to millionths; empty for nobody.
 */
export function askOdds(draws: readonly Draw[]): number[] {
  const ranges = draws.map(({ from, width }) => ({ from, to: from + Math.max(width, leastWidth) }));
  const floor = Math.max(...ranges.map(({ from }) => from));
  const able = ranges.filter(({ to }) => to > floor);
  const cuts = [...new Set(able.flatMap(({ from, to }) => [Math.max(from, floor), to]))].sort(
    (a, b) => a - b,
  );
  const below = ({ from, to }: { from: number; to: number }, x: number): number =>
    Math.min(1, Math.max(0, (x - from) / (to - from)));
  return ranges.map((one) => {
    if (one.to <= floor) return 0;
    const others = able.filter((other) => other !== one);
    let chance = 0;
    for (let c = 0; c + 1 < cuts.length; c++) {
      const [lo, hi] = [cuts[c] ?? 0, cuts[c + 1] ?? 0];
      if (hi > one.to) break;
      const [middle, half] = [(lo + hi) / 2, (hi - lo) / 2];
      for (const [node, weight] of gauss)
        for (const x of [middle - half * node, middle + half * node])
          chance += weight * half * others.reduce((product, other) => product * below(other, x), 1);
    }
    return Math.round((1e6 * chance) / (one.to - one.from)) / 1e6;
  });
}
