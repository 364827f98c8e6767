// PostgreSQL full text search: DATABASE_URL (a scratch database), else one started from the programs npm brought for the tests.
import { readFileSync } from "node:fs";
import pg from "pg";
import { askAll, build, buildOf, cpuMs } from "../measure.js";
import { codesOf, pairsOf } from "../pool.js";
import { startPostgres } from "../../test/postgres.ts";

export async function run(n, limits) {
  const own = process.env.DATABASE_URL === undefined ? await startPostgres() : undefined;
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL ?? own.url });
  try {
    await client.connect();
    return await measure(client, n, limits);
  } finally {
    await client.end();
    await own?.stop();
  }
}

const quoted = (word) => `'${word}'`;

async function measure(client, n, limits) {
  const { rows } = await client.query("select pg_backend_pid() as pid, version() as version");
  const { pid, version } = rows[0];
  // The work is done in the server's process, so it is that process's time that counts; elsewhere only wall time is known.
  const backendMs = () => Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  let clock = backendMs;
  try {
    clock();
  } catch {
    clock = cpuMs;
  }
  await client.query("create temporary table expert (id int primary key, words tsvector)");
  await client.query("set maintenance_work_mem = '512MB'");
  const took = { cpu: 0, wall: 0 };
  const timed = async (work) => {
    const [c, w] = [clock(), performance.now()];
    await work();
    took.cpu += clock() - c;
    took.wall += performance.now() - w;
  };
  await build(n, async (portion) => {
    const ids = portion.map(({ id }) => Number(id));
    const words = portion.map((one) =>
      [
        ...codesOf(one).map((code) => `${quoted(code)}:1A`),
        ...[...new Set(pairsOf(one.text))].map((pair) => `${quoted(pair)}:2`),
      ].join(" "),
    );
    await timed(() =>
      client.query("insert into expert select * from unnest($1::int[], $2::text[]::tsvector[])", [
        ids,
        words,
      ]),
    );
  });
  await timed(() => client.query("create index on expert using gin (words)"));
  await client.query("analyze expert");
  const size = await client.query(
    "select pg_relation_size(indexrelid) as bytes from pg_index where indrelid = 'expert'::regclass and indexrelid::regclass::text like '%words%'",
  );
  const ask = async (words) =>
    (
      await client.query(
        "select id from expert where words @@ $1::tsquery order by ts_rank(words, $1::tsquery) desc, id limit 20",
        [words.map(quoted).join("|")],
      )
    ).rows.map(({ id }) => id);
  const few = { ...limits, clock, warmUp: 3 };
  return {
    version: version.split(" ").slice(0, 2).join(" "),
    build: buildOf(took),
    peakMb: null,
    indexMb: Math.round(Number(size.rows[0]?.bytes ?? 0) / 1e6),
    modes: {
      or: await askAll((q) => ask([...codesOf(q), ...new Set(pairsOf(q.text))]), few),
      codes: await askAll((q) => ask(codesOf(q)), few),
    },
  };
}
