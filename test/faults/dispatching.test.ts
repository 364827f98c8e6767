import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInvariants } from "../../src/invariants.js";
import { workRegistry } from "../../src/modules.js";
import { openPostgres } from "../../src/platform/database/open.js";
import { packageRoot } from "../../src/platform/package-root.js";
import { drain } from "../../src/platform/worker.js";
import { type Alliance, completeDraft, newAlliance, ok } from "../alliance.js";
import { newWorld, type World } from "../world.js";

let world: World;
let alliance: Alliance;
const dataDir = mkdtempSync(join(tmpdir(), "consilium-faults-"));
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 16);
  await promisify(execFile)(process.execPath, [join(packageRoot(), "scripts", "build.js"), "server"]);
});
afterAll(async () => {
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const submit = async (): Promise<string> => {
  const made = ok(await alliance.requester.post("/api/cases", {})).body;
  const saved = ok(
    await alliance.requester.put(`/api/cases/${made.id}/draft`, {
      version: made.version,
      draft: completeDraft,
    }),
  ).body;
  ok(await alliance.requester.post(`/api/cases/${made.id}/submit`, { version: saved.version }));
  return made.id as string;
};
const submitMany = async (count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await submit());
  return ids;
};
const count = async (statement: ReturnType<typeof sql<{ n: number }>>) =>
  (await world.query(statement))[0]?.n ?? 0;
const liveOffersOf = (caseIds: readonly string[]) =>
  world.query(sql<{ case_id: string; n: number }>`
    select case_id, count(*)::int as n from dispatch.offer
    where status in ('sent', 'seen') and case_id in (${sql.join([...caseIds])}) group by 1`);
const broken = async () =>
  (await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0);
/** Ends what a test left open, so that the next one finds free hands. */
const answerAll = async () => {
  const open = await world.query(sql<{ id: string; person_id: string }>`
    select id, person_id from dispatch.offer where status in ('sent', 'seen')`);
  for (const offer of open) {
    const expert = alliance.experts.find((one) => one.id === offer.person_id);
    if (expert) ok(await expert.post(`/api/offers/${offer.id}/accept`));
  }
  await world.drain();
};
const silent = { onFailure: () => undefined };
const until = async (what: string, isTrue: () => Promise<boolean>) => {
  for (let waited = 0; !(await isTrue()); waited += 50) {
    if (waited > 90_000) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

test("two dispatchers plan at the same time: each case gets one offer, nobody more than he may have", async () => {
  const ids = await submitMany(40);
  const url = world.database.url ?? "";
  const other = await openPostgres(url, 10);
  try {
    for (let round = 0; round < 3; round++)
      await Promise.all([
        drain(world.database, workRegistry(), silent),
        drain(other, workRegistry(), silent),
        drain(other, workRegistry(), silent),
      ]);
  } finally {
    await other.close();
  }
  const live = await liveOffersOf(ids);
  expect(live).toHaveLength(ids.length);
  expect(live.every((row) => row.n === 1)).toBe(true);
  const most = await count(sql<{ n: number }>`select max(n)::int as n from (
    select count(*) as n from dispatch.offer where status in ('sent', 'seen') group by person_id) x`);
  expect(most).toBeLessThanOrEqual(3);
  expect(await broken()).toEqual([]);
  await answerAll();
});

test("connections are cut again and again while cases are dispatched: nothing is lost or sent twice", async () => {
  const ids = await submitMany(30);
  const cut = { isDone: false };
  const cutting = (async () => {
    while (!cut.isDone) {
      await world.superuser(`select pg_terminate_backend(pid) from pg_stat_activity
        where pid <> pg_backend_pid() and datname = current_database()`);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  })();
  const began = Date.now();
  while (Date.now() - began < 6_000) await drain(world.database, workRegistry(), silent).catch(() => 0);
  cut.isDone = true;
  await cutting;
  // What failed while the line was cut waits a moment before it is tried again.
  await until("every case to have its offer", async () => {
    await drain(world.database, workRegistry(), silent).catch(() => 0);
    return (await liveOffersOf(ids)).length === ids.length;
  });
  expect((await liveOffersOf(ids)).every((row) => row.n === 1)).toBe(true);
  expect(await broken()).toEqual([]);
  await answerAll();
});

const start = (hours: number): ChildProcess =>
  spawn(
    process.execPath,
    [
      "--import",
      join(packageRoot(), "test", "faults", "shifted-clock.mjs"),
      join(packageRoot(), "bin", "consilium.js"),
      "start",
      "--json",
      "--no-seed",
      "--no-pages",
    ],
    {
      env: {
        ...process.env,
        NODE_ENV: "development",
        DATABASE_URL: world.database.url ?? "",
        DATA_DIR: join(dataDir, String(hours)),
        PORT: "0",
        LOG_LEVEL: "error",
        CLOCK_SHIFT_HOURS: String(hours),
      },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
const stop = (node: ChildProcess) =>
  new Promise<void>((resolve) => {
    node.once("exit", () => resolve());
    node.kill("SIGKILL");
  });

test.each([25, -2])("a node whose clock is %i hours off judges deadlines by the database", async (hours) => {
  const ids = await submitMany(8);
  const node = start(hours);
  try {
    await until("every case to have its offer", async () => (await liveOffersOf(ids)).length === ids.length);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  } finally {
    await stop(node);
  }
  const off = await count(sql<{ n: number }>`select count(*)::int as n from dispatch.offer
    where case_id in (${sql.join(ids)}) and (status not in ('sent', 'seen')
      or abs(extract(epoch from expires_at - sent_at) - 240 * 60) > 5
      or abs(extract(epoch from sent_at - now())) > 120)`);
  expect(off).toBe(0);
  expect(await broken()).toEqual([]);
  await answerAll();
});

test("the server is killed while it plans panels, and the next one brings them together once", async () => {
  await alliance.addExpert("何外科", "04.05");
  await alliance.addExpert("施肿瘤", "19");
  const made = ok(await alliance.requester.post("/api/cases", {})).body;
  const draft = { ...completeDraft, mode: "video", wantsPanel: true, panelSpecialtyCodes: ["04.05", "19"] };
  const saved = ok(
    await alliance.requester.put(`/api/cases/${made.id}/draft`, { version: made.version, draft }),
  ).body;
  ok(await alliance.requester.post(`/api/cases/${made.id}/submit`, { version: saved.version }));
  const dying = start(0);
  await until(
    "the search to begin",
    async () =>
      (await count(
        sql<{ n: number }>`select count(*)::int as n from dispatch.search where case_id = ${made.id}`,
      )) > 0,
  );
  await stop(dying);
  const node = start(0);
  try {
    await until("both seats to be asked", async () => (await liveOffersOf([made.id as string]))[0]?.n === 2);
  } finally {
    await stop(node);
  }
  const held = await count(sql<{ n: number }>`select count(*)::int as n from scheduling.appointment
    where case_id = ${made.id} and status = 'held'`);
  expect(held).toBe(1);
  expect(await broken()).toEqual([]);
});
