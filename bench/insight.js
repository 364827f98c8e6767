// node insight.js --cases 100000 [--experts 50000] [--rounds 20] [--json]
// The dashboards over an invented national alliance: building all sums anew, what one event costs, and every figure of the pages,
// asked through the same functions as the pages. Beside it DuckDB sums the same facts. PostgreSQL: the one npm brought for the
// tests; with DATABASE_URL a scratch database, whose owner must be a superuser.
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import pg from "pg";
import { register } from "tsx/esm/api";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "100000" },
    experts: { type: "string", default: "50000" },
    rounds: { type: "string", default: "20" },
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
const { systemContext } = await import("../src/platform/database/database.ts");
const { viewSupply, viewPeaks, viewCell } = await import("../src/insight/actions.ts");
const { rebuildDemand } = await import("../src/insight/index.ts");
const { viewDrill, viewIndicators, viewStrata } = await import("../src/quality/actions/indicators.ts");
const { readOverview } = await import("../src/quality/store/overview.ts");
const { writeFacts } = await import("../src/quality/store/facts.ts");
const { countCase, recountAll } = await import("../src/quality/store/states.ts");
const { fill, largestPerformerId, operatorId } = await import("./insight/alliance.js");
const { startPostgres } = await import("../test/postgres.ts");

const say = (text) => process.stderr.write(`${text}\n`);
const own = process.env.DATABASE_URL === undefined ? await startPostgres() : undefined;
const url = process.env.DATABASE_URL ?? own.url;
const database = await openPostgres(url, 4);
const owner = new pg.Client({ connectionString: url });
const results = { fill: {}, rebuild: {}, event: {}, queries: {} };
const seconds = (began) => Number(((performance.now() - began) / 1000).toFixed(2));
const p95 = (times) => times.toSorted((a, b) => a - b)[Math.ceil(0.95 * times.length) - 1];
try {
  await owner.connect();
  await fill(owner, cases, experts, (name, took) => {
    results.fill[name] = Number(took.toFixed(1));
    say(`${name}: ${took.toFixed(1)} s`);
  });
  const system = (work) => database.withTx(systemContext, work);

  let began = performance.now();
  const written = await system((tx) => writeFacts(tx));
  results.rebuild.facts = seconds(began);
  say(`facts of ${written.length} cases: ${results.rebuild.facts} s`);
  began = performance.now();
  await system((tx) => recountAll(tx));
  results.rebuild.states = seconds(began);
  say(`states and sums: ${results.rebuild.states} s`);
  began = performance.now();
  await system((tx) => rebuildDemand(tx));
  results.rebuild.demand = seconds(began);
  say(`demand: ${results.rebuild.demand} s`);
  await owner.query(
    "analyze quality.case_fact, quality.case_state, quality.indicator_sum, insight.demand, insight.peak",
  );
  began = performance.now();
  const again = await system((tx) => recountAll(tx));
  results.rebuild.statesAgain = seconds(began);
  results.rebuild.differing = again.cases.length + again.cells;
  results.rebuild.total = Number(
    (results.rebuild.facts + results.rebuild.states + results.rebuild.demand).toFixed(2),
  );
  say(`again: ${results.rebuild.statesAgain} s, ${results.rebuild.differing} differ`);

  // One event: a case is handed over to a person; the fact with 供需 by trigger, then states and sums.
  const { rows: some } = await owner.query(
    "select case_id as id from quality.case_fact order by md5(case_id::text) limit 420",
  );
  const [fact, sums, demand] = [[], [], []];
  for (const [n, { id }] of some.entries()) {
    await owner.query(
      "insert into cases.timeline_entry (case_id, sequence, at, kind, actor_label) values ($1, 9, now(), 'dispatch.handed-over', 'b')",
      [id],
    );
    await system(async (tx) => {
      const one = performance.now();
      await writeFacts(tx, [id]);
      const two = performance.now();
      await countCase(tx, id);
      const three = performance.now();
      if (n >= 20) (fact.push(two - one), sums.push(three - two));
    });
    await owner.query("begin; set local app.scope = 'system'");
    const four = performance.now();
    await owner.query(
      "select insight.count_case(f, -1), insight.count_case(f, 1) from quality.case_fact f where case_id = $1",
      [id],
    );
    if (n >= 20) demand.push(performance.now() - four);
    await owner.query("commit");
  }
  const spread = (times) => ({
    median: Number(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)].toFixed(2)),
    p95: Number(p95(times).toFixed(2)),
  });
  results.event = { fact: spread(fact), statesAndSums: spread(sums), demand: spread(demand) };
  say(JSON.stringify(results.event));

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
  for (const [name, ask] of Object.entries(asked)) {
    const times = [];
    for (let n = 0; n < rounds + 2; n++) {
      const one = performance.now();
      await ask();
      if (n >= 2) times.push(performance.now() - one);
    }
    results.queries[name] = Math.round(p95(times));
    say(`${String(results.queries[name]).padStart(6)} ms  ${name}`);
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
    return { sums: took, ratioOfStates: Number((results.rebuild.statesAgain / took).toFixed(1)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const slow = Object.entries(results.queries).filter(([, ms]) => ms > 300);
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  load: loadavg()[0],
  node: process.version,
  cases,
  experts,
};
const goals = {
  "every figure within 300 ms (p95)": slow.length === 0,
  "sums of one event within 2 ms (median)":
    results.event.statesAndSums.median + results.event.demand.median / 2 <= 2,
  "all anew within 10 minutes": results.rebuild.total <= 600,
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
    process.stdout.write(`${isMet ? "met    " : "not met"}  ${goal}\n`);
}
