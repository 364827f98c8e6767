import type { PoolMember } from "./pool-member.js";

export const byNameThenId = (a: PoolMember, b: PoolMember): number =>
  a.name !== b.name
    ? a.name < b.name
      ? -1
      : 1
    : a.practitionerRoleId < b.practitionerRoleId
      ? -1
      : a.practitionerRoleId > b.practitionerRoleId
        ? 1
        : 0;

/** Highest score first, equal ones by name and role id. Scores are whole hundredths. */
export function inOrder(scores: ReadonlyMap<number, number>, members: readonly PoolMember[]): number[] {
  // Typed arrays sort numbers without calling back: the slot rides below the score.
  const width = members.length + 1;
  const keys = Float64Array.from(scores, ([m, score]) => m - score * width).sort();
  const order = Array.from(keys, (key) => ((key % width) + width) % width);
  const sameScore = (a: number, b: number) => scores.get(order[a] ?? 0) === scores.get(order[b] ?? 0);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && sameScore(from, to)) to++;
    if (to - from > 1) {
      const tied = order.slice(from, to).sort((a, b) => {
        const [one, other] = [members[a], members[b]];
        return one && other ? byNameThenId(one, other) : 0;
      });
      for (const [i, m] of tied.entries()) order[from + i] = m;
    }
    from = to;
  }
  return order;
}
