// node ledger.js --cases 10000 [--json]
// Postings of fees into the books of twenty hospitals, with the balance judged by the database and the chains hashed, beside
// the same rows put into bare tables. PostgreSQL: DATABASE_URL (a scratch database), else the one npm brought for the tests.
import { randomUUID } from "node:crypto";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import pg from "pg";
import { register } from "tsx/esm/api";
import { ownCpu, serverCpu } from "./server-cpu.js";

const { values } = parseArgs({
  options: { cases: { type: "string", default: "10000" }, json: { type: "boolean", default: false } },
});
const count = Number(values.cases);
if (!Number.isInteger(count) || count < 100 || count > 1_000_000) {
  process.stderr.write("--cases: 100 to 1000000\n");
  process.exit(2);
}
register();
const { openPostgres } = await import("../src/platform/database/open.ts");
const { systemContext } = await import("../src/platform/database/database.ts");
const { addTenant } = await import("../src/identity/index.ts");
const { feePostings } = await import("../src/incentives/domain/postings.ts");
const { postAll } = await import("../src/incentives/store/ledger.ts");
const { verifyLedger } = await import("../src/incentives/store/verify.ts");
const { shareOut } = await import("../src/kernel/money.ts");
const { startPostgres } = await import("../test/postgres.ts");

let state = 20261129;
const whole = (below) => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return state % below;
};
const operator = randomUUID();
const hospitals = Array.from({ length: 20 }, () => randomUUID());
const experts = Array.from({ length: 200 }, () => randomUUID());

/** The three books' postings of an invented case. */
function caseOf() {
  const payer = whole(10);
  const [inviterFen, inviteeFen, platformFen, expertFen] = shareOut(8000 + whole(300_000), [18, 27, 5, 50]);
  return feePostings(
    {
      id: randomUUID(),
      caseId: randomUUID(),
      seat: 1,
      payerId: hospitals[payer],
      payeeId: hospitals[10 + whole(10)],
      expertPersonId: experts[whole(200)],
      inviterFen,
      inviteeFen,
      platformFen,
      expertFen,
      onDate: "2026-11-01",
    },
    operator,
  );
}

const own = process.env.DATABASE_URL === undefined ? await startPostgres() : undefined;
const url = process.env.DATABASE_URL ?? own.url;
const database = await openPostgres(url, 10);
const results = {};
const watch = new pg.Client({ connectionString: url });
await watch.connect();
const serverSeconds = await serverCpu(watch);
/** Begins to measure; what it returns ends it for so many postings. */
const measure = () => {
  const [began, server, own] = [performance.now(), serverSeconds(), ownCpu()];
  return (postings) => {
    const seconds = (performance.now() - began) / 1000;
    const cpuMs = (now, then) => Number(((1000 * (now - then)) / postings).toFixed(3));
    return {
      postings,
      seconds: Number(seconds.toFixed(2)),
      perSecond: Math.round(postings / seconds),
      // CPU milliseconds a posting.
      server: cpuMs(serverSeconds(), server),
      own: cpuMs(ownCpu(), own),
    };
  };
};
try {
  await database.withTx(systemContext, async (tx) => {
    for (const [i, id] of [operator, ...hospitals].entries())
      await addTenant(tx, {
        id,
        name: `医院 ${i}`,
        kind: i === 0 ? "operator" : "hospital",
        timeZone: "Asia/Shanghai",
      });
  });
  const post = (postings) => database.withTx(systemContext, (tx) => postAll(tx, postings));
  // The first ones pay for plans and compiled code.
  for (let i = 0; i < 20; i++) await post(caseOf());

  const cases = Array.from({ length: count }, caseOf);
  const batches = Array.from({ length: Math.ceil(count / 100) }, (_, i) =>
    cases.slice(i * 100, i * 100 + 100).flat(),
  );
  let done = measure();
  for (const batch of batches) await post(batch);
  results.batches = done(batches.flat().length);

  const singles = Array.from({ length: Math.min(count, 2000) }, caseOf);
  let next = 0;
  done = measure();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (next < singles.length) await post(singles[next++]);
    }),
  );
  results.oneCaseATransaction = done(singles.flat().length);

  done = measure();
  for (const batch of batches.slice(0, 20)) await post(batch);
  results.postedAgain = done(batches.slice(0, 20).flat().length);

  results.bare = await bare(batches);
  done = measure();
  const checked = await database.withTx(systemContext, verifyLedger);
  results.verify = { ...done(checked.postings), faults: checked.faults.length };
} finally {
  await watch.end();
  await database.close();
  await own?.stop();
}

/** The same rows without constraint, trigger, index, hash or row-level security, in the same portions. */
async function bare(batches) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create table public.bare_posting (id uuid, institution_id uuid, sequence bigint, source_key text, kind text,
        case_id uuid, on_date date, reverses_id uuid, entry_count int, at timestamptz, previous_hash text, hash text);
      create table public.bare_entry (posting_id uuid, line int, account_id uuid, unit text, amount bigint)`);
    const hash = "0".repeat(64);
    const done = measure();
    for (const [n, batch] of batches.entries()) {
      const entries = [];
      const postings = batch.map((one, i) => {
        const id = randomUUID();
        one.entries.forEach(({ otherId, amount }, line) =>
          entries.push({ posting_id: id, line: line + 1, account_id: otherId, unit: "fen", amount }),
        );
        return {
          id,
          institution_id: one.institutionId,
          sequence: n * 1000 + i,
          source_key: one.sourceKey,
          kind: one.kind,
          case_id: one.caseId,
          on_date: one.onDate,
          reverses_id: null,
          entry_count: one.entries.length,
          at: "2026-11-01T00:00:00Z",
          previous_hash: hash,
          hash,
        };
      });
      await client.query("begin");
      for (const [table, rows] of [
        ["bare_posting", postings],
        ["bare_entry", entries],
      ])
        await client.query(
          `insert into public.${table} select * from jsonb_populate_recordset(null::public.${table}, $1::jsonb)`,
          [JSON.stringify(rows)],
        );
      await client.query("commit");
    }
    return done(batches.flat().length);
  } finally {
    await client.query("drop table if exists public.bare_posting, public.bare_entry").catch(() => undefined);
    await client.end();
  }
}

const ratio = Number((results.bare.perSecond / results.batches.perSecond).toFixed(1));
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  load: loadavg()[0],
  node: process.version,
  cases: count,
};
if (values.json) process.stdout.write(`${JSON.stringify({ machine, results, ratio }, null, 2)}\n`);
else {
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, Node ${machine.node}, ${count} cases\n`,
  );
  for (const [name, one] of Object.entries(results))
    process.stdout.write(
      `${name.padEnd(20)} ${one.perSecond} postings/s (${one.postings} in ${one.seconds} s; CPU a posting ${one.server} ms server, ${one.own} ms here)\n`,
    );
  process.stdout.write(
    `bare tables: ${ratio} × as fast as the books; faults found: ${results.verify.faults}\n`,
  );
}
if (results.verify.faults > 0) process.exitCode = 1;
