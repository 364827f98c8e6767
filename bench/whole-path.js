// node whole-path.js --experts 100000 --waiting 1000 --offers 100 --seconds 20 --clients 32 [--servers 2] [--hospitals 32] [--filled] [--json]
// The whole way of a request over HTTP, by servers of the built product over one PostgreSQL (DATABASE_URL, a scratch database; else the one
// npm brought for the tests, which does not wait for the disk):
//   offers     how long after the doctor has sent it the event of the offer reaches the page of the expert who is asked, while
//              --waiting other cases wait for an answer
//   complete   cases a second from draft to acceptance, by --clients doctors' pages at once: written, sent, judged, ranked, offered, accepted
// and of both, where the cases waited: between sending, being passed on, judged, ranked, planned and heard of, from the stamps that the
// platform keeps itself (of the transaction's beginning, so that a step's own work counts to the next).
import { createHash, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { parseArgs } from "node:util";
import pg from "pg";
import { register } from "tsx/esm/api";
import { question } from "./alliance.js";
import { machine, quantile } from "./measure.js";
import { serverCpu } from "./server-cpu.js";
import { ask, cpuTicks, fill, inviterOf, serve } from "./served.js";

const { values } = parseArgs({
  options: {
    experts: { type: "string", default: "100000" },
    waiting: { type: "string", default: "1000" },
    offers: { type: "string", default: "100" },
    seconds: { type: "string", default: "20" },
    /** No more complete cases than that, however fast: what a case costs is comparable on a busy machine too. */
    cases: { type: "string", default: "1000000" },
    clients: { type: "string", default: "32" },
    servers: { type: "string", default: "2" },
    /** That ask: requests of one hospital take their numbers and their places in its audit chain one after the other. */
    hospitals: { type: "string", default: "32" },
    filled: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const [experts, waiting, offers, seconds, cases, clients, serverCount, hospitals] = [
  "experts",
  "waiting",
  "offers",
  "seconds",
  "cases",
  "clients",
  "servers",
  "hospitals",
].map((key) => Number(values[key]));
if (
  ![experts, waiting, offers, seconds, cases, clients, serverCount, hospitals].every(
    (one) => Number.isInteger(one) && one > 0,
  )
) {
  process.stderr.write(
    "--experts, --waiting, --offers, --seconds, --cases, --clients, --servers and --hospitals: whole numbers above 0\n",
  );
  process.exit(2);
}
register();
const { openPostgres } = await import("../src/platform/database/open.ts");
const { startPostgres } = await import("../test/postgres.ts");

/** So many different requests are sent; the offers of the first few of them are listened for. */
const [kinds, listened] = [200, 40];
const heardWithinMs = 30_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const own = process.env.DATABASE_URL === undefined ? await startPostgres() : undefined;
const url = process.env.DATABASE_URL ?? own.url;
const servers = [];
const streams = [];
const db = new pg.Client({ connectionString: url });
/** What the pages of experts ask: many at a time, and a connection answers one question after the other. */
const pages = new pg.Pool({
  connectionString: url,
  max: 4,
  options: "-c session_replication_role=replica -c app.scope=system",
});
const ears = new pg.Client({ connectionString: url });
/** By case: when the platform told that an offer of it was sent; and who waits to be told. */
const toldAt = new Map();
const waits = new Map();
try {
  const database = await openPostgres(url, 4);
  if (!values.filled) await fill(url, database, experts, hospitals);
  await database.close();
  await db.connect();
  await ears.connect();
  ears.on("notification", ({ payload }) => {
    const { topic, id } = JSON.parse(payload);
    if (topic !== "offers" || toldAt.has(id)) return;
    toldAt.set(id, Date.now());
    waits.get(id)?.();
  });
  await ears.query("listen consilium_live");
  const postgresCpu = await serverCpu(db);
  await db.query("set session_replication_role = replica; set app.scope = 'system'");
  await db.query(`insert into identity.role_assignment (person_id, role, granted_at)
    select person_id, 'expert', now() from experts.practitioner where person_id is not null on conflict do nothing`);
  // The profiles of a hundred thousand new experts are not what is measured.
  await db.query(
    "update platform.job set status = 'done', finished_at = now() where status = 'waiting' and kind like '%profile%'",
  );
  for (let s = 0; s < serverCount; s++) servers.push(await serve(url));
  const cookies = new Map();
  const cookieOf = async (personId) => {
    if (!cookies.has(personId)) {
      const token = randomUUID();
      await pages.query(
        `insert into identity.session (token_hash, person_id, is_demo, limited_to_case, created_at, last_seen_at, expires_at)
         values ($1, $2, true, null, now(), now(), now() + interval '11 hours')`,
        [createHash("sha256").update(token).digest("hex"), personId],
      );
      cookies.set(personId, `consilium_session=${token}`);
    }
    return cookies.get(personId);
  };
  let busy = 0;
  const doctors = [];
  for (let n = 0; n < hospitals; n++) doctors.push(await cookieOf(inviterOf(n).doctor));
  const agents = Array.from({ length: clients }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  const send = async (c, method, path, body, cookie = doctors[c % hospitals], key = randomUUID()) => {
    const reply = await ask(servers[c % serverCount].address, agents[c % clients], method, path, body, {
      cookie,
      "idempotency-key": key,
    });
    // An overloaded server says so, and a page asks again: with the same key, for it may have been done.
    if (reply.status === 503) {
      busy++;
      await pause(250);
      return send(c, method, path, body, cookie, key);
    }
    if (reply.status !== 200)
      throw new Error(`${method} ${path}: ${reply.status} ${reply.text.slice(0, 400)}`);
    return JSON.parse(reply.text);
  };
  /** Writes the case and answers how to send it. */
  const written = async (c, k) => {
    const { vitals: _, patientSex, ...asked } = question(k);
    const made = await send(c, "POST", "/api/cases", {});
    const saved = await send(c, "PUT", `/api/cases/${made.id}/draft`, {
      version: made.version,
      draft: {
        ...asked,
        patientSex,
        patientName: "测试患者",
        consent: { textVersion: "2026-01", givenBy: "patient", signerName: "测试患者", form: "paper" },
      },
    });
    return {
      id: made.id,
      submit: () => send(c, "POST", `/api/cases/${made.id}/submit`, { version: saved.version }),
    };
  };
  const warm = performance.now();
  for (const s of servers.keys())
    while (
      (
        await ask(servers[s].address, agents[0], "POST", "/api/ranking/preview", question(0), {
          cookie: doctors[0],
        })
      ).status !== 200
    )
      await pause(500);
  const firstAnswerS = Math.round((performance.now() - warm) / 100) / 10;

  const before = performance.now();
  let next = 0;
  const sent = [];
  await Promise.all(
    agents.map(async (_, c) => {
      while (next < waiting) {
        const one = await written(c, next++ % kinds);
        await one.submit();
        sent.push(one.id);
      }
    }),
  );
  /** How many of the waiting have been offered, once 95 % have or nothing has moved for twenty seconds. */
  const settled = async () => {
    let [known, still] = [-1, 0];
    while (still < 40) {
      const { rows } = await db.query(
        "select count(distinct case_id)::int as n from dispatch.offer where case_id = any($1::uuid[])",
        [sent],
      );
      const { n } = rows[0];
      if (n >= 0.95 * sent.length) return n;
      still = n === known ? still + 1 : 0;
      known = n;
      await pause(500);
    }
    return known;
  };
  const waitingNow = await settled();
  const queuedS = Math.round((performance.now() - before) / 100) / 10;

  // Every expert whom the rankings of the listened kinds list has a page open, on one server or the other.
  const { rows: listed } = await db.query(
    `select distinct c ->> 'personId' as id from (
       select d.candidates from matching.decision d order by made_at desc limit 3000) d, jsonb_array_elements(d.candidates) c`,
  );
  const arrivals = new Map();
  const listening = new Set();
  for (const [i, { id }] of listed.slice(0, 4000).entries()) {
    const { hostname, port } = new URL(servers[i % serverCount].address);
    const cookie = await cookieOf(id);
    await new Promise((resolve, reject) => {
      const stream = request(
        { hostname, port, path: "/api/events", headers: { cookie }, agent: false },
        (reply) => {
          reply.setEncoding("utf8").on("data", (part) => {
            for (const [, json] of part.matchAll(/data: (.*)\n/g)) {
              const { topic, id: about } = JSON.parse(json);
              if (topic === "offers" && !arrivals.has(`${id} ${about}`))
                arrivals.set(`${id} ${about}`, performance.now());
            }
          });
          listening.add(id);
          resolve();
        },
      );
      stream.on("error", reject);
      stream.end();
      streams.push(stream);
    });
  }

  /** Where these cases waited, in ms: p50 and p95 from each step to the next. */
  const stagesOf = async (caseIds, heardAt) => {
    const { rows } = await db.query(
      `select r.id, extract(epoch from r.submitted_at) * 1000 as sent, extract(epoch from t.created_at) * 1000 as told,
         extract(epoch from t.finished_at) * 1000 as judged, extract(epoch from d.created_at) * 1000 as told_on,
         extract(epoch from d.finished_at) * 1000 as ranked, extract(epoch from min(o.sent_at)) * 1000 as planned
       from cases.consult_request r join dispatch.offer o on o.case_id = r.id
         join platform.job t on t.subject_id = r.id and t.kind = 'event:cases.submitted:triage'
         join platform.job d on d.subject_id = r.id and d.kind = 'event:triage.assessed:dispatch'
       where r.id = any($1::uuid[]) group by r.id, t.id, d.id`,
      [caseIds],
    );
    const steps = ["sent", "told", "judged", "told_on", "ranked", "planned", "heard"];
    const times = rows.flatMap((row) =>
      heardAt.has(row.id) ? [{ ...row, heard: heardAt.get(row.id) }] : [],
    );
    return Object.fromEntries(
      steps.slice(1).map((step, i) => {
        const took = times.map((one) => Number(one[step]) - Number(one[steps[i]])).sort((a, b) => a - b);
        return [`${steps[i]} → ${step}`, [quantile(took, 0.5), quantile(took, 0.95)].map(Math.round)];
      }),
    );
  };

  const latencies = [];
  const listenedCases = [];
  const screenAt = new Map();
  /**
   * Why an offer was not heard: nobody was asked within the time; who was asked is in no ranking made before, and so has no page open
   * (with each case that waits the same request finds others); or the event did not come.
   */
  const unheard = { notSent: 0, noPageOpen: 0, lost: 0 };
  for (let n = 0; n < offers; n++) {
    const one = await written(n, n % listened);
    const began = performance.now();
    await one.submit();
    let heard;
    while (heard === undefined && performance.now() - began < heardWithinMs) {
      await pause(5);
      for (const [key, at] of arrivals) if (key.endsWith(` ${one.id}`)) heard = at;
    }
    listenedCases.push(one.id);
    if (heard === undefined) {
      const { rows } = await db.query("select person_id from dispatch.offer where case_id = $1", [one.id]);
      const hasPage = rows.some(({ person_id: asked }) => listening.has(asked));
      unheard[rows.length === 0 ? "notSent" : hasPage ? "lost" : "noPageOpen"]++;
    } else {
      latencies.push(heard - began);
      screenAt.set(one.id, Date.now() - (performance.now() - heard));
    }
  }
  latencies.sort((a, b) => a - b);

  // Complete cases: each client writes, sends, is told of the offer and accepts it as the expert who was asked.
  const completed = [];
  const transactions = async () =>
    Number(
      (
        await db.query(
          "select xact_commit + xact_rollback as n from pg_stat_database where datname = current_database()",
        )
      ).rows[0].n,
    );
  const transactionsBefore = await transactions();
  const postgresBefore = postgresCpu();
  const began = performance.now();
  const cpu = servers.map(({ child }) => cpuTicks(child.pid));
  const until = began + 1000 * seconds;
  let begun = 0;
  /** Resolves when an offer of the case has been sent; false after the time is up. */
  const offered = (caseId) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1000, until + 30_000 - performance.now()), false);
      const tell = () => {
        clearTimeout(timer);
        waits.delete(caseId);
        resolve(true);
      };
      if (toldAt.has(caseId)) tell();
      else waits.set(caseId, tell);
    });
  await Promise.all(
    agents.map(async (_, c) => {
      while (performance.now() < until && begun++ < cases) {
        const one = await written(c, next++ % kinds);
        await one.submit();
        if (!(await offered(one.id))) return;
        const { rows } = await pages.query(
          "select id, person_id from dispatch.offer where case_id = $1 and status in ('sent', 'seen') limit 1",
          [one.id],
        );
        if (!rows[0]) continue;
        const expert = await cookieOf(rows[0].person_id);
        await send(c, "POST", `/api/offers/${rows[0].id}/accept`, undefined, expert);
        completed.push(one.id);
      }
    }),
  );
  const took = (performance.now() - began) / 1000;
  const done = completed.length;
  const postgresMs = 1000 * (postgresCpu() - postgresBefore);
  const transactionsUsed = (await transactions()) - transactionsBefore;
  const cpuMs = servers.reduce((sum, { child }, s) => sum + 10 * (cpuTicks(child.pid) - cpu[s]), 0);
  const report = {
    machine: machine(),
    experts,
    hospitals,
    servers: serverCount,
    firstAnswerS,
    toldBusy: busy,
    waiting: { asked: waiting, offered: waitingNow, seconds: queuedS },
    offerOnScreenMs: {
      heard: latencies.length,
      unheard,
      pagesOpen: streams.length,
      p50: quantile(latencies, 0.5),
      p95: quantile(latencies, 0.95),
      p99: quantile(latencies, 0.99),
      stages: await stagesOf(listenedCases, screenAt),
      goalP95: 1000,
      isMet: latencies.length >= 0.95 * (offers - unheard.noPageOpen) && quantile(latencies, 0.95) <= 1000,
    },
    completeCases: {
      clients,
      done,
      perSecond: Math.round((10 * done) / took) / 10,
      serverCpuMsPerCase: Math.round(cpuMs / Math.max(1, done)),
      postgresCpuMsPerCase: Math.round(postgresMs / Math.max(1, done)),
      transactionsPerCase: Math.round((10 * transactionsUsed) / Math.max(1, done)) / 10,
      stages: await stagesOf(completed, toldAt),
      goalPerSecond: 100,
      isMet: done / took >= 100,
    },
  };
  const { offerOnScreenMs: a, completeCases: b } = report;
  process.stdout.write(
    values.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : `${waitingNow} of ${waiting} waiting cases have an offer after ${queuedS} s\n` +
          `offer on the expert's screen: p50 ${a.p50} ms, p95 ${a.p95} ms (${a.heard} heard; not: ${JSON.stringify(unheard)}); goal p95 ≤ 1 s: ${a.isMet ? "met" : "not met"}\n` +
          `complete cases: ${b.perSecond}/s, CPU a case: ${b.serverCpuMsPerCase} ms servers, ${b.postgresCpuMsPerCase} ms PostgreSQL; goal ≥ 100/s: ${b.isMet ? "met" : "not met"}\n` +
          Object.entries(b.stages)
            .map(([step, [p50, p95]]) => `  ${step}: p50 ${p50} ms, p95 ${p95} ms\n`)
            .join(""),
  );
} finally {
  for (const stream of streams) stream.destroy();
  for (const { child } of servers) child.kill();
  await ears.end().catch(() => undefined);
  await db.end().catch(() => undefined);
  await pages.end().catch(() => undefined);
  await own?.stop();
}
