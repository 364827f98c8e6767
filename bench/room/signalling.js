// The channels of many rooms of two on one node: everybody comes in, calls, and stays. Clients run in a process of their own.
import { fork } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { loadavg } from "node:os";
import { sql } from "kysely";
import { newAlliance } from "../../test/alliance.js";
import { newWorld } from "../../test/world.js";

const count = Number(process.argv[2] ?? 200);
const world = await newWorld();
const alliance = await newAlliance(world, 1);
const caseId = await alliance.submit();
const origin = await world.app.listen({ host: "127.0.0.1", port: 0 });
const hash = (text) => createHash("sha256").update(text).digest("hex");

// Rooms by statement: what is measured is the channel, not the way to it. All guests, of copies of one case.
const rooms = [];
for (let n = 0; n < count; n++) {
  const [copy, room] = [randomUUID(), randomUUID()];
  await world.query(sql`insert into cases.consult_request (id, number, institution_id, requester_person_id, requester_name,
      institution_name, status, mode, patient_name, question, summary, urgency_level, submitted_at, created_at, updated_at)
    select ${copy}, ${`B-${n}`}, institution_id, requester_person_id, requester_name, institution_name, 'accepted', 'video', 'x',
      question, summary, 'IV', now(), now(), now() from cases.consult_request where id = ${caseId}`);
  await world.query(sql`insert into room.room (id, case_id, institution_id, status, provider, provider_room, qualified_name,
      qualified_title, qualified_by, qualified_at, created_by, created_at, opened_at)
    values (${room}, ${copy}, ${alliance.county}, 'open', 'embedded', ${randomBytes(16).toString("hex")}, '甲乙', '主治医师',
      ${alliance.requester.id}, now(), ${alliance.requester.id}, now(), now())`);
  const tokens = [];
  for (let k = 0; k < 2; k++) {
    const [link, participant, token] = [randomUUID(), randomUUID(), randomBytes(32).toString("base64url")];
    await world.query(sql`insert into room.guest_link (id, room_id, case_id, token_hash, guest_name, relation, made_by, made_at, expires_at)
      values (${link}, ${room}, ${copy}, ${hash(link)}, '甲', 'patient', ${alliance.requester.id}, now(), now() + interval '1 hour')`);
    await world.query(sql`insert into room.participant (id, room_id, case_id, identity, guest_link_id, name, role, status, created_at)
      values (${participant}, ${room}, ${copy}, ${randomBytes(12).toString("hex")}, ${link}, '甲', 'guest', 'admitted', now())`);
    await world.query(sql`insert into room.join_token (token_hash, room_id, case_id, participant_id, issued_at, expires_at)
      values (${hash(token)}, ${room}, ${copy}, ${participant}, now(), now() + interval '2 minutes')`);
    tokens.push(token);
  }
  rooms.push({ room, tokens });
}

// Making hundreds of rooms may take longer than a pass lives.
await world.query(
  sql`update room.join_token set issued_at = now(), expires_at = now() + interval '2 minutes'`,
);

const clients = fork(new URL("signalling-clients.js", import.meta.url).pathname, [], { execArgv: [] });
const next = (kind) =>
  new Promise((resolve) => {
    const hear = (message) => {
      if (message.kind !== kind) return;
      clients.off("message", hear);
      resolve(message);
    };
    clients.on("message", hear);
  });
const began = performance.now();
const cpuBegan = process.cpuUsage();
clients.send({ origin, rooms });
const met = await next("met");
const cpuMet = process.cpuUsage(cpuBegan);
const steadyMs = 20_000;
const cpuSteady = process.cpuUsage();
const steadyAt = performance.now();
await new Promise((resolve) => setTimeout(resolve, steadyMs));
const used = process.cpuUsage(cpuSteady);
const seconds = (performance.now() - steadyAt) / 1000;
const percent = ({ user, system }, over) => Math.round(((user + system) / 1e6 / over) * 1000) / 10;
console.log(
  JSON.stringify({
    rooms: count,
    connections: count * 2,
    allMetMs: Math.round(met.atMs),
    cpuSecondsUntilAllMet: Math.round((cpuMet.user + cpuMet.system) / 1e4) / 100,
    meetP95Ms: met.p95Ms,
    triedAgain: met.again,
    steadyCpuPercentOfACore: percent(used, seconds),
    rssMb: Math.round(process.memoryUsage().rss / 1e6),
    load: loadavg()[0],
    wallSeconds: Math.round((performance.now() - began) / 100) / 10,
  }),
);
clients.kill();
process.exit(0);
