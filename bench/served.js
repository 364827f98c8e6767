// The invented alliance in PostgreSQL, and servers of the built product over it, each in a process of its own.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { register } from "tsx/esm/api";
import { hospitals, idOf, rowsOf } from "./alliance.js";

register();
const { systemContext } = await import("../src/platform/database/database.ts");
const { addTenant, addPerson } = await import("../src/identity/index.ts");

/** Hospitals without experts that only ask, each with one doctor; the first is the one of the other benchmarks. */
export const inviterOf = (n) => ({
  hospital: n === 0 ? idOf(1, 1) : idOf(1, 1000 + n),
  doctor: idOf(9, 1 + n),
});

/** Puts experts, answered offers, finished consultations and the doctors who ask into an empty, migrated database. */
export async function fill(url, database, experts, inviters = 1) {
  await database.withTx(systemContext, async (tx) => {
    for (let h = 0; h < hospitals; h++)
      await addTenant(tx, {
        id: idOf(1, h),
        name: h === 0 ? "平台运营中心" : `测试医院${h}`,
        kind: h === 0 ? "operator" : "hospital",
        timeZone: "Asia/Shanghai",
      });
    for (let n = 0; n < inviters; n++) {
      const { hospital, doctor } = inviterOf(n);
      if (n > 0)
        await addTenant(tx, {
          id: hospital,
          name: `测试县医院${n}`,
          kind: "hospital",
          timeZone: "Asia/Shanghai",
        });
      await addPerson(tx, {
        id: doctor,
        institutionId: hospital,
        name: "申请医生",
        roles: ["requester"],
      });
    }
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
  for (let n = 1; n < inviters; n++)
    await client.query(
      "insert into organizations.organization (id, name, short_name, region_code) values ($1, $2, $2, $3)",
      [inviterOf(n).hospital, `测试县医院${n}`, "330100"],
    );
  await client.query(`insert into organizations.agreement (id, name, valid_from, valid_to, status, created_at)
    values ('${idOf(6, 0)}', '测试协议', current_date - 100, current_date + 3000, 'in_force', now())`);
  await client.query(
    `insert into organizations.agreement_party (agreement_id, organization_id, side)
    select '${idOf(6, 0)}', o.id, case when o.id = any ($1::uuid[]) then 'requester' else 'performer' end
    from organizations.organization o where o.id <> '${idOf(1, 0)}'`,
    [Array.from({ length: inviters }, (_, n) => inviterOf(n).hospital)],
  );
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
  // What a night's run would do with everybody is left for a night: here all experts have come a minute ago.
  await client.query("update platform.job set due_at = now() + interval '1 day' where status = 'waiting'");
  await client.query("analyze");
  await client.end();
}

/** Of all servers of this run: key and saved pool go when it ends. */
const dataDir = mkdtempSync(join(tmpdir(), "consilium-bench-"));
process.on("exit", () => rmSync(dataDir, { recursive: true, force: true }));

/** A server of the built product in a process of its own; SERVER_FLAGS: for node, as --cpu-prof. */
export async function serve(url) {
  const bin = join(dirname(fileURLToPath(import.meta.url)), "..", "bin", "consilium.js");
  const flags = (process.env.SERVER_FLAGS ?? "").split(" ").filter(Boolean);
  const child = spawn(process.execPath, [...flags, bin, "start", "--no-seed", "--no-pages", "--json"], {
    env: { ...process.env, DATABASE_URL: url, PORT: "0", LOG_LEVEL: "error", DATA_DIR: dataDir },
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

/** Hundredths of a second of CPU that the process has used. */
export const cpuTicks = (pid) => {
  const fieldsOf = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return Number(fieldsOf[11]) + Number(fieldsOf[12]);
};

/** Asks a server on a kept connection; answers {status, headers, text}. */
export function ask(address, agent, method, path, body, headers = {}) {
  const { hostname, port } = new URL(address);
  const text = body === undefined ? "" : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        hostname,
        port,
        path,
        method,
        headers: {
          ...(body !== undefined && { "content-type": "application/json" }),
          "content-length": Buffer.byteLength(text),
          ...headers,
        },
      },
      (reply) => {
        let got = "";
        reply.setEncoding("utf8").on("data", (part) => (got += part));
        reply.on("end", () => resolve({ status: reply.statusCode, headers: reply.headers, text: got }));
      },
    );
    sent.on("error", reject);
    sent.end(text);
  });
}
