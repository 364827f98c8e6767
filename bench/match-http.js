// node match-http.js --experts 100000 --clients 16 --seconds 30 [--json]
// POST /api/ranking/preview of a server of its own, over HTTP with a kept connection a client: everything a doctor's form waits for, from the
// session to the reply. The pool, 20,000 answered offers and 10,000 finished consultations are invented and lie in PostgreSQL
// (DATABASE_URL, a scratch database; else the one npm brought for the tests, which does not wait for the disk).
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { register } from "tsx/esm/api";
import { hospitals, idOf, question, rowsOf } from "./alliance.js";
import { spread } from "./measure.js";

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
const { systemContext } = await import("../src/platform/database/database.ts");
const { addTenant, addPerson } = await import("../src/identity/index.ts");
const { startPostgres } = await import("../test/postgres.ts");

async function fill(url, database) {
  await database.withTx(systemContext, async (tx) => {
    for (let h = 0; h < hospitals; h++)
      await addTenant(tx, {
        id: idOf(1, h),
        name: h === 0 ? "平台运营中心" : `测试医院${h}`,
        kind: h === 0 ? "operator" : "hospital",
        timeZone: "Asia/Shanghai",
      });
    await addPerson(tx, {
      id: idOf(9, 1),
      institutionId: idOf(1, 1),
      name: "申请医生",
      roles: ["requester"],
    });
  });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("set session_replication_role = replica; set app.scope = 'system'");
  const run = (text, rows) => client.query(text, [JSON.stringify(rows)]);
  for (let h = 1; h < hospitals; h++)
    await client.query(
      "insert into organizations.organization (id, name, short_name, region_code) values ($1, $2, $2, $3)",
      [idOf(1, h), `测试医院${h}`, ["330100", "330200", "310100", "650100"][h % 4]],
    );
  await client.query(`insert into organizations.agreement (id, name, valid_from, valid_to, status, created_at)
    values ('${idOf(6, 0)}', '测试协议', current_date - 100, current_date + 3000, 'in_force', now())`);
  await client.query(`insert into organizations.agreement_party (agreement_id, organization_id, side)
    select '${idOf(6, 0)}', o.id, case when o.id = '${idOf(1, 1)}' then 'requester' else 'performer' end
    from organizations.organization o where o.id <> '${idOf(1, 0)}'`);
  for (let from = 0; from < experts; from += 5000) {
    const rows = Array.from({ length: Math.min(5000, experts - from) }, (_, i) => rowsOf(from + i));
    await run(
      `insert into identity.person (id, institution_id, name, created_at)
       select person, hospital, name, now() from jsonb_to_recordset($1) as r (person uuid, hospital uuid, name text)`,
      rows,
    );
    await run(
      `insert into experts.practitioner (id, person_id, name, practice_scope_code, independent_since_on, updated_at, created_at)
       select practitioner, person, name, null, '2005-01-01', now(), now()
       from jsonb_to_recordset($1) as r (practitioner uuid, person uuid, name text)`,
      rows,
    );
    await run(
      `insert into experts.practitioner_role (id, practitioner_id, organization_id, department_name, title_code, duty_hours,
         skills_text, person_key, updated_at)
       select role, practitioner, hospital, '测试科', title, hours, skills, role::text, now()
       from jsonb_to_recordset($1) as r (role uuid, practitioner uuid, hospital uuid, title text, hours jsonb, skills text)`,
      rows,
    );
    await run(
      `insert into experts.role_specialty (practitioner_role_id, specialty_code, relation)
       select role, specialty, 'exact' from jsonb_to_recordset($1) as r (role uuid, specialty text)`,
      rows,
    );
    await run(
      `insert into experts.claim (id, practitioner_id, kind, subject_key, code, label, quantity, source, state, as_of, created_at)
       select id, practitioner, 'disease_cases', label, code, label, quantity, 'his', 'asserted', current_date, now()
       from jsonb_to_recordset($1) as r (id uuid, practitioner uuid, code text, label text, quantity float8)`,
      rows.flatMap(({ claims }) => claims),
    );
  }
  const past = (n) => Array.from({ length: n }, (_, k) => ({ k, ...rowsOf((k * 7919) % experts) }));
  await run(
    `insert into dispatch.offer (id, case_id, ring, attempt, practitioner_role_id, person_id, institution_id, expert_name, status,
       sent_at, expires_at, responded_at, decline_code)
     select gen_random_uuid(), gen_random_uuid(), 'best', 1, role, person, hospital, name,
       case when k % 3 = 0 then 'declined' else 'accepted' end, at, at + interval '2 hours', at + interval '20 minutes',
       case when k % 3 = 0 then 'no_time_now' end
     from (select *, now() - k * interval '35 minutes' as at
       from jsonb_to_recordset($1) as r (k int, role uuid, person uuid, hospital uuid, name text)) q`,
    past(20_000),
  );
  await run(
    `insert into dispatch.past_consult (case_id, practitioner_role_id, diagnosis_codes, specialty_code, decision, closed_at)
     select gen_random_uuid(), role, array[claims -> 0 ->> 'code'], specialty,
       case when k % 5 = 0 then 'not_adopted' else 'adopted' end, now() - k * interval '70 minutes'
     from jsonb_to_recordset($1) as r (k int, role uuid, specialty text, claims jsonb)`,
    past(10_000),
  );
  await client.query("update experts.pool_version set version = version + 1");
  await client.query("analyze");
  await client.end();
}

/** A server of the built product in a process of its own. */
async function serve(url) {
  const bin = join(dirname(fileURLToPath(import.meta.url)), "..", "bin", "consilium.js");
  const flags = (process.env.SERVER_FLAGS ?? "").split(" ").filter(Boolean);
  const child = spawn(process.execPath, [...flags, bin, "start", "--no-seed", "--no-pages", "--json"], {
    env: { ...process.env, DATABASE_URL: url, PORT: "0", LOG_LEVEL: "error", DATA_DIR: "/nonexistent" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const address = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (part) => {
      text += part;
      const found = /"url": "([^"]+)"/.exec(text);
      if (found) resolve(found[1]);
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { child, address };
}

const cpuTicks = (pid) => {
  const fieldsOf = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return Number(fieldsOf[11]) + Number(fieldsOf[12]);
};

const own = process.env.DATABASE_URL === undefined ? await startPostgres() : undefined;
const url = process.env.DATABASE_URL ?? own.url;
let server;
try {
  const database = await openPostgres(url, 4);
  const began = performance.now();
  if (!values.filled) await fill(url, database);
  const filledS = Math.round((performance.now() - began) / 100) / 10;
  await database.close();
  server = await serve(url);
  const { hostname, port } = new URL(server.address);
  const post = (agent, path, body, cookie) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const ask = request(
        {
          agent,
          hostname,
          port,
          path,
          method: "POST",
          headers: {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(text),
            ...(cookie && { cookie }),
          },
        },
        (reply) => {
          let got = "";
          reply.setEncoding("utf8").on("data", (part) => (got += part));
          reply.on("end", () => resolve({ status: reply.statusCode, headers: reply.headers, text: got }));
        },
      );
      ask.on("error", reject);
      ask.end(text);
    });
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

  const ask = async (forSeconds, count) => {
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
  await ask(Math.min(5, seconds), clients);
  const alone = await ask(Math.max(1, Math.floor(seconds / 3)), 1);
  const together = await ask(seconds, clients);
  const memory = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, "utf8"));
  const report = {
    machine: {
      cpu: cpus()[0].model,
      cores: cpus().length,
      load: loadavg().map((one) => Number(one.toFixed(1))),
    },
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
