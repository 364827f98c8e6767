import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { certify, lowestPrices, reasonOf, solve } from "./index.js";
import { bruteForce, type Invented, invented, problemOf } from "../../../../test/assignment-problems.js";

const sides = ["requests", "experts", undefined] as const;
const side = fc.constantFrom(...sides);

/** What the chosen edges are worth, counted anew; throws where a rule is broken. */
function worth({ experts, requests }: Invented, expertOf: ArrayLike<number>): number {
  const used = experts.map(() => 0);
  let sum = 0;
  for (const [i, edges] of requests.entries()) {
    const j = expertOf[i] ?? -1;
    if (j < 0) continue;
    const edge = edges.find(({ expert }) => expert === j);
    if (edge === undefined) throw new Error(`request ${i} has no edge to ${j}`);
    sum += edge.value - (experts[j]?.unitCosts?.[used[j] ?? 0] ?? 0);
    used[j] = (used[j] ?? 0) + 1;
    if ((used[j] ?? 0) > (experts[j]?.capacity ?? 0)) throw new Error(`expert ${j} is overfull`);
  }
  return sum;
}

describe("the solver", () => {
  test("finds what trying everything finds, whoever bids, however often", () => {
    fc.assert(
      fc.property(invented(5, 4), side, fc.constantFrom(0, 1, 30), (drawn, bidders, tries) => {
        const assignment = solve(problemOf(drawn), { bidders, tries });
        expect(assignment.total).toBe(bruteForce(drawn));
      }),
      { numRuns: 1500 },
    );
  });

  test("counts right, keeps every capacity, and proves itself: gap 0", () => {
    fc.assert(
      fc.property(invented(40, 12), side, fc.constantFrom(0, 2, 30), (drawn, bidders, tries) => {
        const problem = problemOf(drawn);
        const assignment = solve(problem, { bidders, tries });
        expect(worth(drawn, assignment.expertOf)).toBe(assignment.total);
        expect(certify(problem, assignment)).toEqual({ bound: assignment.total, gap: 0 });
        expect(Math.min(0, ...assignment.price)).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  test("the same problem gives the same assignment; another order of requests the same total", () => {
    fc.assert(
      fc.property(invented(30, 10), side, (drawn, bidders) => {
        const once = solve(problemOf(drawn), { bidders });
        expect(solve(problemOf(drawn), { bidders })).toEqual(once);
        const turned = problemOf({ ...drawn, requests: [...drawn.requests].reverse() });
        expect(solve(turned, { bidders }).total).toBe(once.total);
      }),
    );
  });

  test.each(sides)("nobody, nowhere to go, nobody who may: all answered with 0 (%s)", (bidders) => {
    const nothing = { total: 0, assigned: 0 };
    expect(solve(problemOf({ experts: [], requests: [] }), { bidders })).toMatchObject(nothing);
    expect(solve(problemOf({ experts: [{ capacity: 2 }], requests: [[], []] }), { bidders })).toMatchObject(
      nothing,
    );
    const closed = { experts: [{ capacity: 0 }], requests: [[{ expert: 0, value: 5 }]] };
    const answer = solve(problemOf(closed), { bidders });
    expect(answer).toMatchObject(nothing);
    // One unit of him would raise the total by just that.
    expect([...answer.price]).toEqual([5]);
    expect(certify(problemOf(closed), answer).gap).toBe(0);
  });

  test.each(sides)("capacity beyond all requests, and far too little (%s)", (bidders) => {
    const requests = [7, 5, 3].map((value) => [{ expert: 0, value }]);
    const plenty = solve(problemOf({ experts: [{ capacity: 1000 }], requests }), { bidders });
    expect(plenty).toMatchObject({ total: 15, assigned: 3 });
    expect([...plenty.price]).toEqual([0]);
    const scarce = solve(problemOf({ experts: [{ capacity: 1 }], requests }), { bidders });
    expect([...scarce.expertOf]).toEqual([0, -1, -1]);
    expect(scarce.price[0]).toBeGreaterThanOrEqual(5);
  });

  test.each(sides)("rising unit costs spread cases that would all go to one (%s)", (bidders) => {
    const fair = { capacity: 4, unitCosts: [0, 3, 6, 9] };
    const requests = Array.from({ length: 4 }, () => [
      { expert: 0, value: 10 },
      { expert: 1, value: 8 },
    ]);
    const { total, expertOf } = solve(problemOf({ experts: [fair, fair], requests }), { bidders });
    expect([...expertOf].sort()).toEqual([0, 0, 1, 1]);
    expect(total).toBe(30);
  });
});

describe("the certificate", () => {
  test("holds against any prices: never below the optimum", () => {
    fc.assert(
      fc.property(invented(5, 4), fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }), (drawn, prices) => {
        const problem = problemOf(drawn);
        const priced = { ...solve(problem), price: Int32Array.from(prices) };
        expect(certify(problem, priced).bound).toBeGreaterThanOrEqual(bruteForce(drawn));
      }),
    );
  });

  test("margin: doing anything else with a request costs at least that", () => {
    fc.assert(
      fc.property(invented(5, 4), side, fc.boolean(), (drawn, bidders, isLowest) => {
        const problem = problemOf(drawn);
        const solved = solve(problem, { bidders });
        const assignment = isLowest ? lowestPrices(problem, solved) : solved;
        for (const [i, edges] of drawn.requests.entries()) {
          const { expert, margin, runnerUp } = reasonOf(problem, assignment, i);
          if (expert < 0) continue;
          expect(runnerUp).not.toBe(expert);
          const without = drawn.requests.with(
            i,
            edges.filter((edge) => edge.expert !== expert),
          );
          expect(bruteForce({ ...drawn, requests: without })).toBeLessThanOrEqual(assignment.total - margin);
        }
      }),
    );
  });

  test("the runner-up is named with his margin", () => {
    const drawn = {
      experts: [{ capacity: 1 }, { capacity: 1 }],
      requests: [
        [
          { expert: 0, value: 9 },
          { expert: 1, value: 6 },
        ],
      ],
    };
    const problem = problemOf(drawn);
    const assignment = lowestPrices(problem, solve(problem));
    expect(reasonOf(problem, assignment, 0)).toEqual({ expert: 0, profit: 9, runnerUp: 1, margin: 3 });
  });
});

describe("lowest prices", () => {
  test("prove the same total, and are the same whoever bade", () => {
    fc.assert(
      fc.property(invented(40, 12), (drawn) => {
        const problem = problemOf(drawn);
        const byRequests = lowestPrices(problem, solve(problem, { bidders: "requests" }));
        const byExperts = lowestPrices(problem, solve(problem, { bidders: "experts" }));
        expect(certify(problem, byRequests).gap).toBe(0);
        expect(byRequests.price).toEqual(byExperts.price);
      }),
      { numRuns: 500 },
    );
  });

  test("one more unit without cost raises the total by just the expert's price", () => {
    fc.assert(
      fc.property(invented(5, 4), (drawn) => {
        const problem = problemOf(drawn);
        const { price, total } = lowestPrices(problem, solve(problem));
        for (const [j, { capacity, unitCosts }] of drawn.experts.entries()) {
          const more = {
            capacity: capacity + 1,
            unitCosts: unitCosts === undefined ? undefined : [0, ...unitCosts],
          };
          expect(bruteForce({ ...drawn, experts: drawn.experts.with(j, more) })).toBe(
            total + (price[j] ?? 0),
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});
