import { families } from "./families.js";
import { mdtFamilies } from "./mdt-families.js";

const rounded = (value, digits = 3) => Math.round(value * 10 ** digits) / 10 ** digits;

/** Our CPU time as a share of LEMON's; undefined where either did not run. */
export const againstLemon = ({ own, lemon }) =>
  own.cpuMs === undefined || lemon?.cpuMs === undefined ? undefined : rounded(own.cpuMs / lemon.cpuMs);

/** How many times our CPU time HiGHS takes. */
export const againstHighs = ({ own, highs }) =>
  own.cpuMs === undefined || highs?.cpuMs === undefined ? undefined : rounded(highs.cpuMs / own.cpuMs, 1);

/** Each goal with what was measured; `met` null where it was not. */
export function goalsOf(assignments, meetings) {
  const of = (name) => assignments.find(({ family }) => family === name) ?? { own: {} };
  const large = assignments.filter(({ own }) => own.requests >= 2000);
  const ratios = large.map(againstLemon).filter((ratio) => ratio !== undefined);
  const ranInBoth = assignments.filter(
    ({ own, lemon }) => own.total !== undefined && lemon?.total !== undefined,
  );
  const changes = large.flatMap(({ own }) => (own.requests === 10_000 && own.live ? [own.live] : []));
  const slowest = (kind) =>
    changes.length === 0 ? undefined : Math.max(...changes.map((live) => live[kind].meanCpuMs));
  const hundred = meetings.filter(({ own }) => own.requests === 100 && own.gapPercent !== undefined);
  const goal = (what, limit, measured, isMet) => ({
    what,
    limit,
    measured: measured ?? null,
    met: measured === undefined ? null : isMet(measured),
  });
  const atMost = (what, limit, measured) => goal(what, `≤ ${limit}`, measured, (value) => value <= limit);
  const atLeast = (what, limit, measured) => goal(what, `≥ ${limit}`, measured, (value) => value >= limit);
  return [
    goal(
      "total equals LEMON's to the last integer",
      "all",
      ranInBoth.length === 0
        ? undefined
        : `${ranInBoth.filter(({ own, lemon }) => own.total === lemon.total).length} of ${ranInBoth.length}`,
      () => ranInBoth.every(({ own, lemon }) => own.total === lemon.total),
    ),
    atMost("certificate gap, largest", 0, Math.max(0, ...assignments.map(({ own }) => own.gap ?? 0))),
    atMost("CPU over LEMON's, s10k", 0.05, againstLemon(of("s10k"))),
    atMost("CPU over LEMON's, t10k", 0.5, againstLemon(of("t10k"))),
    atMost(
      "CPU over LEMON's, worst family from 2,000 requests",
      2,
      ratios.length ? Math.max(...ratios) : undefined,
    ),
    atMost(
      "CPU over LEMON's, geometric mean from 2,000 requests",
      0.3,
      ratios.length
        ? rounded(Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length))
        : undefined,
    ),
    atLeast("HiGHS warm over ours, s2k", 50, againstHighs(of("s2k"))),
    atLeast("HiGHS warm over ours, t2k", 50, againstHighs(of("t2k"))),
    atLeast("HiGHS warm over ours, s10k", 90, againstHighs(of("s10k"))),
    atLeast("HiGHS warm over ours, t10k", 90, againstHighs(of("t10k"))),
    ...["add", "remove", "cut", "raise"].map((kind) =>
      atMost(`${kind} at 10,000 waiting, mean CPU ms, slowest family`, 1, slowest(kind)),
    ),
    goal(
      "after all changes the same as solved anew",
      "all",
      changes.length === 0
        ? undefined
        : `${changes.filter((live) => live.sameAsAnew).length} of ${changes.length}`,
      () => changes.every((live) => live.sameAsAnew),
    ),
    atMost(
      "100 meetings in 3 s, certified gap %, worst",
      4,
      hundred.length ? Math.max(...hundred.map(({ own }) => own.gapPercent)) : undefined,
    ),
  ];
}

const cell = (value, width = 11) => String(value ?? "–").padStart(width);

/** The report as tables for a terminal. */
export function textOf({ machine, assignments, meetings, goals }) {
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${machine.lemon}, load ${machine.loadBefore.toFixed(1)} → ${machine.loadAfter.toFixed(1)}`,
    "",
    `${"CPU ms".padEnd(44)}${["ours", "first call", "LEMON", "× LEMON", "HiGHS", "HiGHS ×", "total same"].map((head) => cell(head)).join("")}`,
  ];
  for (const one of assignments) {
    const { family, own, lemon, highs } = one;
    const label = `${family} ${families[family][0]}`.padEnd(44);
    lines.push(
      own.failed === undefined
        ? `${label}${[own.cpuMs, own.coldMs, lemon?.cpuMs?.toFixed(1), againstLemon(one), highs?.cpuMs, againstHighs(one), lemon?.total === undefined ? undefined : lemon.total === own.total ? "yes" : "NO"].map((value) => cell(value)).join("")}`
        : `${label} did not run: ${own.failed}`,
    );
  }
  lines.push(
    "",
    `${"beside the best".padEnd(16)}${["deadline ms", "loss %", "proven %", "greedy ms", "loss %", "FCFS ms", "loss %", "prices ms", "proof ms"].map((head) => cell(head)).join("")}`,
  );
  for (const { family, own } of assignments)
    if (own.failed === undefined)
      lines.push(
        `${family.padEnd(16)}${[own.deadline.cpuMs, own.deadline.lossPercent, own.deadline.provenPercent, own.bestEdgeFirst.cpuMs, own.bestEdgeFirst.lossPercent, own.firstComeFirstServed.cpuMs, own.firstComeFirstServed.lossPercent, own.lowestPricesMs, own.certifyMs].map((value) => cell(value)).join("")}`,
      );
  lines.push(
    "",
    `${"one change, mean CPU ms".padEnd(24)}${["add", "remove", "cut", "raise", "as anew"].map((head) => cell(head)).join("")}`,
  );
  for (const { family, own } of assignments)
    if (own.live)
      lines.push(
        `${family.padEnd(24)}${["add", "remove", "cut", "raise"].map((kind) => cell(own.live[kind].meanCpuMs)).join("")}${cell(own.live.sameAsAnew ? "yes" : "NO")}`,
      );
  lines.push(
    "",
    `${"meetings, 3 s".padEnd(44)}${["greedy", "ours", "bound", "gap %", "HiGHS", "HiGHS s"].map((head) => cell(head)).join("")}`,
  );
  const utility = (micro) => (micro === undefined ? undefined : (micro / 1e6).toFixed(2));
  for (const { family, own, highs } of meetings)
    lines.push(
      `${`${family} ${mdtFamilies[family][0]}`.padEnd(44)}${[utility(own.greedyTotal), utility(own.total), utility(own.bound), own.gapPercent, highs?.failed ?? utility(highs?.total), highs?.cpuMs === undefined ? undefined : rounded(highs.cpuMs / 1000, 1)].map((value) => cell(value)).join("")}`,
    );
  lines.push("");
  for (const { what, limit, measured, met } of goals)
    lines.push(
      `${met === null ? "not measured" : met ? "met" : "NOT MET"}`.padEnd(14) +
        `${what}: ${measured ?? "–"} (goal ${limit})`,
    );
  return `${lines.join("\n")}\n`;
}
