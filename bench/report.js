/** Engines in the order they run. */
export const engines = {
  consilium: "Consilium's index",
  flexsearch: "FlexSearch 0.8.212",
  sqlite: "SQLite FTS5 (better-sqlite3 12.11.1)",
  minisearch: "MiniSearch 7.2.0",
  postgres: "PostgreSQL tsvector, ts_rank",
};

const ratio = (theirs, ours) =>
  theirs === undefined || !(ours > 0) ? null : Math.round((10 * theirs) / ours) / 10;

/** How many times more each rival takes than Consilium's index: CPU of a question, of the build, memory. */
export function notable(results) {
  return results.flatMap((rival) => {
    const own = results.find((one) => one.engine === "consilium" && one.experts === rival.experts);
    if (rival === own || own?.modes === undefined || rival.modes === undefined) return [];
    const ours = own.modes.or.cpuMs;
    return [
      {
        engine: rival.engine,
        experts: rival.experts,
        or: {
          p50: ratio(rival.modes.or.cpuMs.p50, ours.p50),
          p99: ratio(rival.modes.or.cpuMs.p99, ours.p99),
        },
        // Its easier question against our harder one, and like against like.
        codesAgainstOr: ratio(rival.modes.codes?.cpuMs.p50, ours.p50),
        codes: ratio(rival.modes.codes?.cpuMs.p50, own.modes.codes.cpuMs.p50),
        build: ratio(rival.build.cpuS, own.build.cpuS),
        memory: rival.peakMb === null ? null : ratio(rival.peakMb, own.peakMb),
      },
    ];
  });
}

const cell = (value, width) => String(value ?? "–").padStart(width);

/** The report as a table for a terminal. */
export function textOf({ machine, results, ratios }) {
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${machine.loadBefore[0]} → ${machine.loadAfter[0]}`,
    `${"engine".padEnd(40)}${["experts", "build s", "p50 ms", "p99 ms", "wall p99", "MB", "useful"].map((h) => cell(h, 10)).join("")}`,
  ];
  for (const one of results) {
    if (one.failed !== undefined) {
      lines.push(`${engines[one.engine].padEnd(40)}${cell(one.experts, 10)}  did not run: ${one.failed}`);
      continue;
    }
    for (const [mode, asked] of Object.entries(one.modes))
      lines.push(
        `${`${engines[one.engine]} ${mode}`.padEnd(40)}${[one.experts, one.build.cpuS, asked.cpuMs.p50, asked.cpuMs.p99, asked.wallMs.p99, one.peakMb ?? one.indexMb, asked.relevanceOf20].map((v) => cell(v, 10)).join("")}`,
      );
    if (one.sameAsExhaustive)
      lines.push(
        `  same as exhaustive: ${one.sameAsExhaustive.fresh} of 100 fresh, ${one.sameAsExhaustive.afterUpdates} after 1,000 updates, ${one.sameAsExhaustive.afterMerge} merged; update p50 ${one.updateOfOne.wallMs.p50}, p99 ${one.updateOfOne.wallMs.p99} ms`,
      );
  }
  for (const r of ratios)
    lines.push(
      `${engines[r.engine]} ${r.experts}: × ${r.or.p50} (p99 × ${r.or.p99}), its codes-only against our whole question × ${r.codesAgainstOr}, build × ${r.build}, memory × ${r.memory}`,
    );
  return `${lines.join("\n")}\n`;
}
