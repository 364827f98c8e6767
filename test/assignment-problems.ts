import fc from "fast-check";
import {
  type AssignmentProblem,
  type ExpertOffer,
  readProblem,
} from "../src/dispatch/domain/assignment/index.js";

export interface Invented {
  readonly experts: readonly ExpertOffer[];
  readonly requests: readonly (readonly { readonly expert: number; readonly value: number }[])[];
}

/** A problem that must be sound. */
export function problemOf({ experts, requests }: Invented): AssignmentProblem {
  const read = readProblem(experts, requests);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

const offer = (mostCapacity: number, mostCost: number): fc.Arbitrary<ExpertOffer> =>
  fc
    .record({
      capacity: fc.nat(mostCapacity),
      costs: fc.option(
        fc.array(fc.nat(mostCost), { minLength: mostCapacity, maxLength: mostCapacity, size: "max" }),
        { nil: undefined },
      ),
    })
    .map(({ capacity, costs }) => ({
      capacity,
      unitCosts: costs?.slice(0, capacity).sort((a, b) => a - b),
    }));

/** A request's edges: each expert once at most, some worth nothing or less. */
export const edgesAmong = (experts: number, mostValue: number): fc.Arbitrary<Invented["requests"][number]> =>
  experts === 0
    ? fc.constant([])
    : fc.uniqueArray(
        fc.record({
          expert: fc.nat(experts - 1),
          value: fc.integer({ min: -Math.ceil(mostValue / 5), max: mostValue }),
        }),
        { selector: ({ expert }) => expert, maxLength: 6, size: "max" },
      );

/** Small values bring ties, large ones none; with and without unit costs, from plenty to far too few units. */
export const invented = (requests: number, experts: number): fc.Arbitrary<Invented> =>
  fc
    .record({
      experts: fc.nat(experts),
      value: fc.constantFrom(2, 9, 1000, 2 ** 29 - 1),
      capacity: fc.constantFrom(1, 3, 7),
      isCostly: fc.boolean(),
    })
    .chain(({ experts: count, value, capacity, isCostly }) =>
      fc.record({
        experts: fc.array(
          isCostly ? offer(capacity, value) : fc.nat(capacity).map((units) => ({ capacity: units })),
          { minLength: count, maxLength: count, size: "max" },
        ),
        requests: fc.array(edgesAmong(count, value), { maxLength: requests, size: "max" }),
      }),
    );

/** The optimum by trying everything. */
export function bruteForce({ experts, requests }: Invented): number {
  const used = experts.map(() => 0);
  const from = (i: number): number => {
    const edges = requests[i];
    if (edges === undefined) return 0;
    let best = from(i + 1);
    for (const { expert: j, value } of edges) {
      const units = used[j] ?? 0;
      const expert = experts[j];
      if (expert === undefined || units >= expert.capacity) continue;
      used[j] = units + 1;
      best = Math.max(best, value - (expert.unitCosts?.[units] ?? 0) + from(i + 1));
      used[j] = units;
    }
    return best;
  };
  return from(0);
}
