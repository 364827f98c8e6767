import fc from "fast-check";
import { expect, test } from "vitest";
import { bruteForce, invented, problemOf } from "../../../../test/assignment-problems.js";
import { bestEdgeFirst, certify, firstComeFirstServed, solve, solveByDeadline } from "./index.js";

const many = { numRuns: 300 };

test("in time: short of the best by no more than a step a request, and the proof says by how much at most", () => {
  fc.assert(
    fc.property(invented(30, 10), fc.constantFrom(0, 0.001, 0.1), (drawn, coarseness) => {
      const problem = problemOf(drawn);
      const soon = solveByDeadline(problem, { coarseness });
      const best = solve(problem).total;
      const most = Math.max(0, ...drawn.requests.flat().map(({ value }) => value));
      const step = Math.max(1, Math.round(most * coarseness));
      expect(soon.total).toBeLessThanOrEqual(best);
      expect(best).toBeLessThanOrEqual(soon.certificate.bound);
      expect(soon.certificate.gap).toBeLessThanOrEqual(problem.requests * step);
    }),
    many,
  );
});

test.each([
  ["units are scarce", 1],
  ["requests are", 7],
])(
  "out of time at once, where %s: everybody takes the best of what is left, with an honest gap",
  (_, capacity) => {
    const experts = Array.from({ length: 300 }, () => ({ capacity, unitCosts: undefined }));
    const requests = Array.from({ length: 2000 }, (_, i) =>
      [0, 1, 2, 3].map((k) => ({ expert: (i * i + k * 31) % 300, value: 1 + ((i * 37 + k * 11) % 997) })),
    );
    const problem = problemOf({ experts, requests });
    const best = solve(problem).total;
    const late = solveByDeadline(problem, { isLate: () => true });
    expect(late.assigned).toBeGreaterThan(0);
    expect(late.total).toBeLessThan(best);
    expect(late.certificate.bound).toBeGreaterThanOrEqual(best);
    let asked = 0;
    solveByDeadline(problem, { isLate: () => ++asked > 1 });
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThan(4);
  },
);

test("rules of thumb keep the rules, never beat the best, and by trying everything differ from it", () => {
  let short = 0;
  fc.assert(
    fc.property(invented(5, 4), (drawn) => {
      const problem = problemOf(drawn);
      const best = bruteForce(drawn);
      for (const rule of [firstComeFirstServed, bestEdgeFirst]) {
        const { total, edgeOf, expertOf, assigned } = rule(problem);
        expect(total).toBeLessThanOrEqual(best);
        if (total < best) short++;
        expect(assigned).toBe(edgeOf.filter((e) => e >= 0).length);
        const certified = certify(problem, { ...solve(problem), total });
        expect(certified.gap).toBe(best - total);
        for (const [i, e] of edgeOf.entries()) expect(e < 0 ? -1 : problem.expert[e]).toBe(expertOf[i]);
      }
    }),
    many,
  );
  expect(short).toBeGreaterThan(0);
});

test("first come is served first; the best edge goes first whoever came first; costs count as units fill", () => {
  const requests = [5, 9].map((value) => [{ expert: 0, value }]);
  const one = problemOf({ experts: [{ capacity: 1 }], requests });
  expect([...firstComeFirstServed(one).expertOf]).toEqual([0, -1]);
  expect([...bestEdgeFirst(one).expertOf]).toEqual([-1, 0]);
  const costly = problemOf({ experts: [{ capacity: 2, unitCosts: [0, 6] }], requests });
  expect([...firstComeFirstServed(costly).expertOf]).toEqual([0, 0]);
  expect([...bestEdgeFirst(costly).expertOf]).toEqual([-1, 0]);
});
