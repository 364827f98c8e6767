import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { edgesAmong, invented, problemOf } from "../../../../test/assignment-problems.js";
import { certify, type Edge, type ExpertOffer, LiveAssignment, lowestPrices, solve } from "./index.js";

type Change =
  | { readonly kind: "addRequest"; readonly edges: readonly Edge[] }
  | { readonly kind: "changeEdges"; readonly which: number; readonly edges: readonly Edge[] }
  | { readonly kind: "removeRequest"; readonly which: number }
  | { readonly kind: "changeCapacity"; readonly which: number; readonly offer: ExpertOffer }
  | { readonly kind: "addExpert"; readonly offer: ExpertOffer };

const most = 60;
const offer: fc.Arbitrary<ExpertOffer> = fc
  .tuple(fc.array(fc.nat(most), { maxLength: 5 }), fc.boolean())
  .map(([costs, isCostly]) => ({
    capacity: costs.length,
    unitCosts: isCostly ? costs.sort((a, b) => a - b) : undefined,
  }));

const changes = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("addRequest" as const), edges: edgesAmong(6, most) }),
    fc.record({ kind: fc.constant("changeEdges" as const), which: fc.nat(), edges: edgesAmong(6, most) }),
    fc.record({ kind: fc.constant("removeRequest" as const), which: fc.nat() }),
    fc.record({ kind: fc.constant("changeCapacity" as const), which: fc.nat(), offer }),
    fc.record({ kind: fc.constant("addExpert" as const), offer }),
  ),
  { maxLength: 40, size: "max" },
);

/** Makes a change, its numbers brought into range; edges to experts there are not are left out. */
function make(live: LiveAssignment, change: Change): void {
  const { numbers, problem } = live.snapshot();
  const known = (edges: readonly Edge[]) => edges.filter(({ expert }) => expert < problem.experts);
  const request = "which" in change ? (numbers[change.which % Math.max(1, numbers.length)] ?? -1) : -1;
  if (change.kind === "addRequest") live.addRequest(known(change.edges));
  else if (change.kind === "addExpert") live.addExpert(change.offer);
  else if (change.kind === "changeCapacity") {
    if (problem.experts > 0) live.changeCapacity(change.which % problem.experts, change.offer);
  } else if (request >= 0) {
    if (change.kind === "removeRequest") live.removeRequest(request);
    else live.changeEdges(request, known(change.edges));
  }
}

describe("a live assignment", () => {
  test("after any sequence of changes is what a new solution would be, with its proof", () => {
    fc.assert(
      fc.property(invented(12, 5), changes, (drawn, sequence) => {
        const live = new LiveAssignment(problemOf(drawn));
        for (const change of sequence) {
          make(live, change);
          const { problem, assignment } = live.snapshot();
          expect(assignment.total).toBe(solve(problem).total);
          expect(certify(problem, assignment).gap).toBe(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("tells whose expert changed", () => {
    fc.assert(
      fc.property(invented(12, 5), changes, (drawn, sequence) => {
        const live = new LiveAssignment(problemOf(drawn));
        const before = new Map<number, number>();
        for (const change of sequence) {
          live.takeMoved();
          before.clear();
          for (const i of live.snapshot().numbers) before.set(i, live.expertOf(i));
          make(live, change);
          const moved = new Set(live.takeMoved());
          for (const i of live.snapshot().numbers)
            if (before.has(i) && before.get(i) !== live.expertOf(i)) expect(moved).toContain(i);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("what one more unit would bring is what it brings", () => {
    fc.assert(
      fc.property(invented(15, 5), fc.nat(4), (drawn, j) => {
        fc.pre(j < drawn.experts.length);
        const live = new LiveAssignment(problemOf(drawn));
        const { problem, assignment } = live.snapshot();
        const gain = live.gainOfOneMore(j);
        expect(gain).toBe(lowestPrices(problem, assignment).price[j]);
        const { capacity, unitCosts } = drawn.experts[j]!;
        live.changeCapacity(j, {
          capacity: capacity + 1,
          unitCosts: unitCosts === undefined ? undefined : [0, ...unitCosts],
        });
        expect(live.snapshot().assignment.total).toBe(assignment.total + gain);
      }),
      { numRuns: 200 },
    );
  });

  test("begins empty, grows, and refuses what is wrong without changing anything", () => {
    const live = new LiveAssignment();
    expect(live.addRequest([{ expert: 0, value: 1 }])).toEqual({
      ok: false,
      error: [{ code: "expert_unknown", request: 0, expert: 0, at: 0 }],
    });
    for (let j = 0; j < 100; j++) expect(live.addExpert({ capacity: 1 })).toEqual({ ok: true, value: j });
    for (let i = 0; i < 300; i++)
      expect(live.addRequest([{ expert: i % 100, value: 1 + i }])).toEqual({ ok: true, value: i });
    expect(live.snapshot().assignment.assigned).toBe(100);
    expect(live.expertOf(299)).toBe(99);
    expect(live.changeCapacity(0, { capacity: -1 }).ok).toBe(false);
    const twice = [
      { expert: 1, value: 1 },
      { expert: 1, value: 2 },
    ];
    expect(live.changeEdges(5, twice).ok).toBe(false);
    expect(live.changeEdges(5, twice.slice(1)).ok).toBe(true);
    live.removeRequest(299);
    expect(live.expertOf(199)).toBe(99);
    expect(() => live.removeRequest(299)).toThrow("no request has the number 299");
    expect(() => live.gainOfOneMore(100)).toThrow("no expert has the number 100");
    expect(live.addRequest([])).toEqual({ ok: true, value: 299 });
  });
});
