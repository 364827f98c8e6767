// node match-http.js --experts 100000 --clients 16 --seconds 30 [--json]
// POST /api/ranking/preview of a server of its own, over HTTP with a kept connection a client: everything a doctor's form waits for, from the
// session to the reply. The pool, 20,000 answered offers and 10,000 finished consultations are invented and lie in PostgreSQL
// (DATABASE_URL, a scratch database; else the one npm brought for the tests, which does not wait for the disk).
import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";
import { idOf, question } from "./alliance.js";
import { machine, spread } from "./measure.js";
import { ask, cpuTicks, fill, serve } from "./served.js";

const { values } = parseArgs({
  options: {
    experts: { type: "string", default: "100000" },
    clients: { type: "string", default: "16" },
    seconds: { type: "string", default: "30" },
    /** Keep the database and only ask: it was filled by an earlier run. */
    filled: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const [experts, clients, seconds] = ["experts", "clients", "seconds"].map((key) => Number(values[key]));
if (![experts, clients, seconds].every((one) => Number.isInteger(one) && one > 0) || experts > 1_000_000) {
  process.stderr.write("--experts up to 1000000, --clients and --seconds: whole numbers\n");
  process.exit(2);
}
register();
const { openPostgres } = await import("../src/platform/database/open.ts");
const { startPostgres } = await import("../test/postgres.ts");

const own = process.env.DATABASE_URL === undefined ? await startPostgres() : undefined;
const url = process.env.DATABASE_URL ?? own.url;
let server;
try {
  const database = await openPostgres(url, 4);
  const began = performance.now();
  if (!values.filled) await fill(url, database, experts);
  const filledS = Math.round((performance.now() - began) / 100) / 10;
  await database.close();
  server = await serve(url);
  const post = (agent, path, body, cookie) =>
    ask(server.address, agent, "POST", path, body, cookie && { cookie });
  const agents = Array.from({ length: clients }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  const entered = await post(agents[0], "/api/session/demo", { personId: idOf(9, 1) });
  const cookie = entered.headers["set-cookie"]?.[0]?.split(";")[0];
  if (!cookie) throw new Error(`cannot enter: ${entered.text}`);
  const first = performance.now();
  let probe = await post(agents[0], "/api/ranking/preview", question(0), cookie);
  // A slow machine may still be laying out the pool: the server says so, and is asked again.
  while (probe.status === 503) probe = await post(agents[0], "/api/ranking/preview", question(0), cookie);
  if (probe.status !== 200) throw new Error(`${probe.status} ${probe.text.slice(0, 300)}`);
  const firstAnswerS = Math.round((performance.now() - first) / 100) / 10;
  const considered = JSON.parse(probe.text).considered;

  const askFor = async (forSeconds, count) => {
    const walls = [];
    let next = 1;
    const until = performance.now() + forSeconds * 1000;
    const [ticks, start] = [cpuTicks(server.child.pid), performance.now()];
    await Promise.all(
      agents.slice(0, count).map(async (agent) => {
        while (performance.now() < until) {
          const asked = question(next++);
          const t = performance.now();
          const reply = await post(agent, "/api/ranking/preview", asked, cookie);
          walls.push(performance.now() - t);
          if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text.slice(0, 300)}`);
        }
      }),
    );
    const took = (performance.now() - start) / 1000;
    return {
      clients: count,
      requests: walls.length,
      perSecond: Math.round((10 * walls.length) / took) / 10,
      wallMs: spread(walls),
      serverCpuMsPerRequest:
        Math.round((100 * (cpuTicks(server.child.pid) - ticks) * 10) / walls.length) / 100,
    };
  };
  await askFor(Math.min(5, seconds), clients);
  const alone = await askFor(Math.max(1, Math.floor(seconds / 3)), 1);
  const together = await askFor(seconds, clients);
  const memory = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, "utf8"));
  const report = {
    machine: machine(),
    experts,
    considered,
    filledS,
    firstAnswerS,
    peakMb: Math.round(Number(memory?.[1] ?? 0) / 1024),
    alone,
    together,
    goalP99Ms: 50,
    isMet: together.wallMs.p99 <= 50,
  };
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else
    process.stdout.write(
      `${experts} experts, first answer ${firstAnswerS} s, peak ${report.peakMb} MB\n` +
        [alone, together]
          .map(
            (one) =>
              `${one.clients} clients: p50 ${one.wallMs.p50} ms, p99 ${one.wallMs.p99} ms, ${one.perSecond}/s, server CPU ${one.serverCpuMsPerRequest} ms a request\n`,
          )
          .join("") +
        `goal p99 ≤ 50 ms: ${report.isMet ? "met" : "not met"}\n`,
    );
} finally {
  server?.child.kill();
  await own?.stop();
}
