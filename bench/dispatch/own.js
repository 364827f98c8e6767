// The platform's own solver, as published (`consilium/dispatch`), in a process of its own: node own.js assign FAMILY REPEATS,
// or node own.js meet FAMILY SECONDS. Prints one line of JSON.
import {
  bestEdgeFirst,
  certify,
  firstComeFirstServed,
  LiveAssignment,
  lowestPrices,
  planGreedily,
  solve,
  solveByDeadline,
  solveMdt,
} from "../../dist/server/dispatch.js";
import { cpuMs, peakMb, spread } from "../measure.js";
import { families, stream } from "./families.js";
import { mdtFamilies } from "./mdt-families.js";

const rounded = (value, digits = 3) => Math.round(value * 10 ** digits) / 10 ** digits;

/** The least CPU time of a call and its last answer: at least `repeats` calls, more while they fit into half a second. */
function best(repeats, call) {
  let least = Number.POSITIVE_INFINITY;
  let answer;
  let spent = 0;
  for (let k = 0; k < repeats || (repeats > 1 && spent < 500 && k < 300); k++) {
    const begun = cpuMs();
    answer = call();
    const took = cpuMs() - begun;
    spent += took;
    least = Math.min(least, took);
  }
  return { cpuMs: rounded(least), answer };
}

function assign(family, repeats) {
  const problem = families[family][1]();
  // Nothing has run before: engine, compiler and all.
  const cold = best(1, () => solve(problem));
  const warm = best(repeats, () => solve(problem));
  const { total, assigned } = warm.answer;
  const lowest = best(repeats, () => lowestPrices(problem, warm.answer));
  const proof = best(repeats, () => certify(problem, lowest.answer));
  const beside = (found) => ({
    cpuMs: found.cpuMs,
    lossPercent: rounded((100 * (total - found.answer.total)) / total, 4),
    assigned: found.answer.assigned,
  });
  const soon = best(repeats, () => solveByDeadline(problem));
  return {
    requests: problem.requests,
    experts: problem.experts,
    edges: problem.expert.length,
    coldMs: cold.cpuMs,
    cpuMs: warm.cpuMs,
    total,
    assigned,
    gap: certify(problem, warm.answer).gap + proof.answer.gap,
    lowestPricesMs: lowest.cpuMs,
    certifyMs: proof.cpuMs,
    deadline: {
      ...beside(soon),
      provenPercent: rounded((100 * soon.answer.certificate.gap) / soon.answer.certificate.bound, 4),
    },
    bestEdgeFirst: beside(best(2, () => bestEdgeFirst(problem))),
    firstComeFirstServed: beside(best(2, () => firstComeFirstServed(problem))),
    live: problem.requests < 2000 ? undefined : change(problem),
    peakMb: peakMb(),
  };
}

/** Requests that leave and come back, units lost and won, 1 % of each; after a warm-up on another copy. */
function change(problem) {
  const count = Math.ceil(problem.requests / 100);
  changeAll(new LiveAssignment(problem), problem, count, stream(2));
  const live = new LiveAssignment(problem);
  const kinds = changeAll(live, problem, count, stream(3));
  const { problem: now, assignment } = live.snapshot();
  return {
    ...kinds,
    sameAsAnew: solve(now).total === assignment.total && certify(now, assignment).gap === 0,
  };
}

function changeAll(live, problem, count, random) {
  const drawn = (below) => {
    const numbers = new Set();
    while (numbers.size < count) numbers.add(Math.floor(random() * below));
    return [...numbers];
  };
  const leaving = drawn(problem.requests);
  const busy = [...new Set(live.snapshot().assignment.expertOf)].filter((j) => j >= 0);
  const chosen = Array.from({ length: count }, () => busy[Math.floor(random() * busy.length)]);
  const edgesOf = (i) =>
    Array.from({ length: problem.rowStart[i + 1] - problem.rowStart[i] }, (_, k) => ({
      expert: problem.expert[problem.rowStart[i] + k],
      value: problem.value[problem.rowStart[i] + k],
    }));
  const time = (items, act) => {
    const walls = [];
    const begun = cpuMs();
    for (const item of items) {
      const from = performance.now();
      act(item);
      walls.push(performance.now() - from);
    }
    return { meanCpuMs: rounded((cpuMs() - begun) / items.length, 4), wallMs: spread(walls) };
  };
  const rows = leaving.map(edgesOf);
  const capacity = problem.capacity.slice();
  const set = (j, by) => live.changeCapacity(j, { capacity: (capacity[j] = Math.max(0, capacity[j] + by)) });
  return {
    remove: time(leaving, (i) => live.removeRequest(i)),
    add: time(rows, (edges) => live.addRequest(edges)),
    cut: time(chosen, (j) => set(j, -1)),
    raise: time(chosen, (j) => set(j, 1)),
  };
}

/** Seconds are CPU seconds of this process, which is what a quiet machine would take. */
function meet(family, seconds) {
  const problem = mdtFamilies[family][1]();
  const greedy = planGreedily(problem);
  const begun = cpuMs();
  const timeGone = () => (cpuMs() - begun) / (1000 * seconds);
  const { meetings, total, bound, gap } = solveMdt(problem, {
    random: stream(5),
    rounds: 100_000,
    moves: 1e12,
    timeGone,
  });
  return {
    requests: problem.requests.length,
    experts: problem.experts.length,
    cpuMs: rounded(cpuMs() - begun, 0),
    total,
    bound,
    gapPercent: rounded((100 * gap) / bound, 2),
    met: meetings.filter(Boolean).length,
    greedyTotal: greedy.total,
    peakMb: peakMb(),
  };
}

const [, , what, family, much] = process.argv;
process.stdout.write(
  `${JSON.stringify(what === "meet" ? meet(family, Number(much)) : assign(family, Number(much)))}\n`,
);
