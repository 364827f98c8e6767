// node insight.js --cases 100000 [--experts 50000] [--rounds 20] [--filled] [--only words] [--json]
// The dashboards over an invented national alliance: building all sums anew, what one event costs, and every figure of the pages,
// asked through the same functions as the pages. Beside it DuckDB sums the same facts. PostgreSQL: the one npm brought for the
// tests; with DATABASE_URL a scratch database, whose owner must be a superuser.
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import pg from "pg";
import { register } from "tsx/esm/api";
import { ownCpu, serverCpu } from "./server-cpu.js";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "100000" },
    experts: { type: "string", default: "50000" },
    rounds: { type: "string", default: "20" },
    // Asks the database of DATABASE_URL that an earlier run filled and summed.
    filled: { type: "boolean", default: false },
    // Figures whose name has this in it; all when not told.
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  },
});
const [cases, experts, rounds] = [values.cases, values.experts, values.rounds].map(Number);
if (
  ![cases, experts, rounds].every((n) => Number.isInteger(n) && n > 0) ||
  cases < 1000 ||
  cases > 5_000_000
) {
  process.stderr.write("--cases: 1000 to 5000000; --experts and --rounds: whole numbers\n");
  process.exit(2);
}
register();
const { openPostgres } = await import("../src/platform/database/open.ts");
const { sql } = await import("kysely");
const { systemContext, tablesOf } = await import("../src/platform/database/database.ts");
const { viewSupply, viewPeaks, viewCell } = await import("../src/insight/actions.ts");
const { rebuildDemand } = await import("../src/insight/index.ts");
const { viewDrill, viewIndicators, viewStrata } = await import("../src/quality/actions/indicators.ts");
const { readOverview } = await import("../src/quality/store/overview.ts");
const { writeFacts } = await import("../src/quality/store/facts.ts");
const { rebuildAll } = await import("../src/quality/rebuild.ts");
const { countCases } = await import("../src/quality/store/states.ts");
const { fill, largestPerformerId, operatorId } = await import("./insight/alliance.js");
const { startPostgres } = await import("../test/postgres.ts");

const say = (text) => process.stderr.write(`${text}\n`);
const own = process.env.DATABASE_URL === undefined ? await startPostgres() : undefined;
const url = process.env.DATABASE_URL ?? own.url;
const database = await openPostgres(url, 4);
const owner = new pg.Client({ connectionString: url });
const results = { fill: {}, rebuild: {}, event: {}, queries: {} };
const seconds = (began) => Number(((performance.now() - began) / 1000).toFixed(2));
const spread = (times) => ({
  median: Number(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)].toFixed(2)),
  p95: Number(p95(times).toFixed(2)),
});
const warmUp = 4;
const p95 = (times) => times.toSorted((a, b) => a - b)[Math.ceil(0.95 * times.length) - 1];
try {
  await owner.connect();
  const serverSeconds = await serverCpu(owner);
  /** Seconds by the clock, and of CPU in the server and here. */
  const timed = async (name, work) => {
    const [began, server, mine] = [performance.now(), serverSeconds(), ownCpu()];
    const done = await work();
    const cost = {
      seconds: seconds(began),
      server: Number((serverSeconds() - server).toFixed(1)),
      own: Number((ownCpu() - mine).toFixed(1)),
    };
    say(`${name}: ${JSON.stringify(cost)}`);
    return { done, cost };
  };
  if (!values.filled)
    await fill(owner, cases, experts, (name, took) => {
      results.fill[name] = Number(took.toFixed(1));
      say(`${name}: ${took.toFixed(1)} s`);
    });
  // One instant for all that is built: between two rebuilds no limit passes, so that a difference is a fault.
  const { rows: clock } = await owner.query("select now()::text as at");
  const system = (work) =>
    database.withTx(systemContext, async (tx) => {
      await tablesOf()(tx)
        .selectNoFrom(
          sql`set_config('app.clock_offset', (${clock[0].at}::timestamptz - now())::text, true)`.as("o"),
        )
        .execute();
      return work(tx);
    });

  if (!values.filled) {
    const rebuilt = await timed("all anew", () =>
      system((tx) => rebuildAll(tx, (step, done, of) => done === of && say(`  ${step}: ${of}`))),
    );
    results.rebuild.total = rebuilt.cost;
    await owner.query(
      "analyze quality.case_fact, quality.case_state, quality.indicator_sum, insight.demand, insight.peak",
    );
    const demand = await timed("demand", () => system((tx) => rebuildDemand(tx)));
    results.rebuild.demand = demand.cost;
    const again = await timed("again", () => system((tx) => rebuildAll(tx)));
    results.rebuild.again = again.cost;
    results.rebuild.differing = again.done.differing.length + again.done.differingCells;
    say(`${results.rebuild.differing} differ`);
  }

  // A case is handed over to a person: its fact with demand, then its states and sums; alone, and a hundred together.
  const { rows: some } = await owner.query(
    "select case_id as id from quality.case_fact where not was_handed_over order by md5(case_id::text) limit 1220",
  );
  for (const [name, portion, warm] of [
    ["alone", 1, 20],
    ["a hundred together", 100, 1],
  ]) {
    const [fact, sums] = [[], []];
    let [server, mine] = [0, 0];
    const ids = portion === 1 ? some.slice(0, 220) : some.slice(220);
    for (let from = 0; from < ids.length; from += portion) {
      const told = ids.slice(from, from + portion).map(({ id }) => id);
      await owner.query(
        "insert into cases.timeline_entry (case_id, sequence, at, kind, actor_label) select c, 9, now(), 'dispatch.handed-over', 'b' from unnest($1::uuid[]) c",
        [told],
      );
      const isCounted = from / portion >= warm;
      if (from / portion === warm) [server, mine] = [serverSeconds(), ownCpu()];
      await system(async (tx) => {
        const one = performance.now();
        await writeFacts(tx, told);
        const two = performance.now();
        await countCases(tx, told);
        const three = performance.now();
        if (isCounted) (fact.push((two - one) / portion), sums.push((three - two) / portion));
      });
    }
    const events = ids.length - warm * portion;
    results.event[name] = {
      fact: spread(fact),
      statesAndSums: spread(sums),
      serverMs: Number(((1000 * (serverSeconds() - server)) / events).toFixed(2)),
      ownMs: Number(((1000 * (ownCpu() - mine)) / events).toFixed(2)),
    };
  }
  say(JSON.stringify(results.event, null, 1));

  const ctxOf = (institutionId, isPlatform) => ({
    database,
    actor: {
      personId: institutionId.replace(/^0{7}1/, "00000002"),
      personName: "b",
      name: "b",
      institutionId,
      isPlatform,
      roles: [],
    },
    idempotency: undefined,
    requestId: "b",
  });
  const [platform, hospital] = [ctxOf(operatorId, true), ctxOf(largestPerformerId, false)];
  const overview = (ctx, months) =>
    database.withTx(
      { scope: ctx.actor.isPlatform ? "platform" : "institution", institutionId: ctx.actor.institutionId },
      (tx) => readOverview(tx, months),
    );
  const supply = await viewSupply(platform, 12);
  const cell = supply.value.cells[0];
  const asked = {};
  for (const months of [12, 36]) {
    for (const [who, ctx] of [
      ["platform", platform],
      ["hospital", hospital],
    ]) {
      asked[`${who}, ${months} months: overview`] = () => overview(ctx, months);
      asked[`${who}, ${months} months: all indicators`] = () => viewIndicators(ctx, months);
      for (const by of ["institution", "performer", "region", "specialty", "level", "month", "service"]) {
        asked[`${who}, ${months} months: accept_time by ${by}`] = () =>
          viewStrata(ctx, "accept_time", { months, by });
        asked[`${who}, ${months} months: adopted by ${by}`] = () =>
          viewStrata(ctx, "adopted", { months, by });
      }
      for (const set of ["hit", "missed", "pending"])
        asked[`${who}, ${months} months: cases ${set} of adopted`] = () =>
          viewDrill(ctx, "adopted", { months, set });
      asked[`${who}, ${months} months: cases missed of consent by specialty`] = () =>
        viewDrill(ctx, "consent", { months, set: "missed", by: "specialty", key: "03.01" });
    }
    asked[`platform, ${months} months: demand and capacity`] = () => viewSupply(platform, months);
    asked[`platform, ${months} months: heat map of the week`] = () => viewPeaks(platform, { months });
    asked[`platform, ${months} months: one cell`] = () => viewCell(platform, cell, months);
  }
  for (const [name, ask] of Object.entries(asked).filter(([one]) => one.includes(values.only))) {
    const times = [];
    let [server, mine] = [0, 0];
    // Statements are prepared the third time they come, and in each connection.
    for (let n = 0; n < rounds + warmUp; n++) {
      if (n === warmUp) [server, mine] = [serverSeconds(), ownCpu()];
      const one = performance.now();
      await ask();
      if (n >= warmUp) times.push(performance.now() - one);
    }
    results.queries[name] = {
      p95: Math.round(p95(times)),
      serverMs: Math.round((1000 * (serverSeconds() - server)) / rounds),
      ownMs: Math.round((1000 * (ownCpu() - mine)) / rounds),
    };
    const { p95: ms, serverMs, ownMs } = results.queries[name];
    say(`${String(ms).padStart(6)} ms (CPU ${serverMs} + ${ownMs})  ${name}`);
  }
  results.duckdb = await duckdb();
} finally {
  await owner.end().catch(() => undefined);
  await database.close();
  await own?.stop();
}

/** The same facts in DuckDB: every sum of 供需 and the same number of counts by the same cells, from a table in memory, two threads. */
async function duckdb() {
  let api;
  try {
    api = await import("@duckdb/node-api");
  } catch (error) {
    return { absent: error.message.split("\n")[0] };
  }
  const { mkdtempSync, rmSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const folder = mkdtempSync(join(tmpdir(), "consilium-bench-"));
  try {
    const file = join(folder, "states.csv");
    const { createWriteStream } = await import("node:fs");
    const { once } = await import("node:events");
    const codes = (await owner.query("select codes from quality.state_layout")).rows[0].codes;
    const out = createWriteStream(file);
    out.write(
      `case_id,institution,performer,region,specialty,level,service,month,accept,start,opinion,${codes.map((_, i) => `s${i}`).join()}\n`,
    );
    await owner.query("begin");
    await owner.query("declare c cursor for select * from quality.case_state");
    for (;;) {
      const { rows } = await owner.query("fetch 20000 from c");
      if (rows.length === 0) break;
      const text = rows
        .map((r) =>
          [
            r.case_id,
            r.institution_id,
            r.performer_institution_id ?? "",
            r.region_code,
            r.specialty_code,
            r.urgency_level,
            r.service,
            new Date(r.month).toLocaleDateString("sv"),
            r.accept_minutes ?? "",
            r.start_minutes ?? "",
            r.opinion_minutes ?? "",
            ...r.states,
          ].join(),
        )
        .join("\n");
      if (!out.write(`${text}\n`)) await once(out, "drain");
    }
    await owner.query("commit");
    out.end();
    await once(out, "finish");
    const connection = await (await api.DuckDBInstance.create(":memory:", { threads: "2" })).connect();
    await connection.run(
      `create table f as select * from read_csv('${file}', header = true, all_varchar = false)`,
    );
    const klass = (column) =>
      `case when ${column} is null then null when ${column} <= 1 then 1 else least(64, 2 + floor(4 * log2(${column}))::int) end`;
    const counts = [
      ...codes.flatMap((_, i) => [1, 2, 3].map((state) => `count(*) filter (where s${i} = ${state})`)),
      ...["accept", "start", "opinion"].flatMap((_, d) =>
        Array.from({ length: 64 }, (_, n) => `count(*) filter (where c${d} = ${n + 1})`),
      ),
    ];
    const began = performance.now();
    await connection.run(
      `create table k as select *, ${klass("accept")} as c0, ${klass("start")} as c1, ${klass("opinion")} as c2 from f`,
    );
    for (const key of [
      "service",
      "institution",
      "performer",
      "left(region::varchar, 2)",
      "specialty",
      "level",
      "institution || service",
      "performer || service",
    ])
      await connection.run(
        `create or replace table cells as select ${key} as key, month, count(*) as n, ${counts.map((one, i) => `${one} as v${i}`).join()} from k group by 1, 2`,
      );
    const took = seconds(began);
    return { sums: took };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const slow = Object.entries(results.queries).filter(([, { p95: ms }]) => ms > 300);
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  load: loadavg()[0],
  node: process.version,
  cases,
  experts,
};
const goals = {
  "every figure within 300 ms (p95)": values.only === "" || slow.length > 0 ? slow.length === 0 : null,
  "an event within 2 ms, a hundred together (median)":
    results.event["a hundred together"].fact.median +
      results.event["a hundred together"].statesAndSums.median <=
    2,
  "an event within 2 ms, alone (median)":
    results.event.alone.fact.median + results.event.alone.statesAndSums.median <= 2,
  "all anew within 10 minutes": values.filled ? null : results.rebuild.total.seconds <= 600,
};
if (values.json) process.stdout.write(`${JSON.stringify({ machine, results, goals }, null, 2)}\n`);
else {
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, Node ${machine.node}, ${cases} cases, ${experts} experts\n`,
  );
  process.stdout.write(
    `${JSON.stringify({ rebuild: results.rebuild, event: results.event, duckdb: results.duckdb }, null, 2)}\n`,
  );
  for (const [goal, isMet] of Object.entries(goals))
    process.stdout.write(`${isMet === null ? "not run" : isMet ? "met    " : "not met"}  ${goal}\n`);
}
