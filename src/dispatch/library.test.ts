import { expect, test } from "vitest";
import { runWithLibrary } from "../../test/library-in-context.js";

test("the library assigns and plans where there is no Node, no DOM and no network", async () => {
  const answer = await runWithLibrary(
    "dispatchLibrary",
    `
    const edge = (expert, value) => ({ expert, value });
    const problem = library.readProblem([{ capacity: 1 }, { capacity: 1 }], [
      [edge(0, 9), edge(1, 8)],
      [edge(0, 7)],
    ]).value;
    const best = library.lowestPrices(problem, library.solve(problem));
    const live = new library.LiveAssignment(problem);
    live.removeRequest(1);
    const plan = library.solveMdt({
      dayOfSlot: [0, 0],
      experts: [{ freeIn: [0, 1], mostADay: 1 }, { freeIn: [1], mostADay: 1 }],
      requests: [{ seats: [[edge(0, 5)], [edge(1, 4)]], slotValue: [0, -1] }],
    }, { random: () => 0.5 });
    JSON.stringify({
      globals: typeof process + typeof require + typeof window + typeof fetch,
      experts: [...best.expertOf],
      total: best.total,
      gap: library.certify(problem, best).gap,
      after: live.expertOf(0),
      plan,
    })`,
  );
  expect(JSON.parse(String(answer))).toEqual({
    globals: "undefined".repeat(4),
    experts: [1, 0],
    total: 15,
    gap: 0,
    after: 0,
    plan: { meetings: [{ slot: 1, team: [0, 1], value: 8 }], total: 8, bound: 8, gap: 0 },
  });
});
