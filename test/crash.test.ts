import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../src/platform/package-root.js";
import { type Alliance, completeDraft, newAlliance, ok } from "./alliance.js";
import { isPostgresRun } from "./database.js";
import { newWorld, type World } from "./world.js";

const command = join(packageRoot(), "bin", "consilium.js");

/** A node of its own, as an operator runs it; the test kills it like a power cut. */
describe.runIf(isPostgresRun())("kill -9 in the middle of dispatching", () => {
  let world: World;
  let alliance: Alliance;
  const dataDir = mkdtempSync(join(tmpdir(), "consilium-crash-"));
  const environment = () => ({
    ...process.env,
    NODE_ENV: "development",
    DATABASE_URL: world.database.url ?? "",
    DATA_DIR: dataDir,
    PORT: "0",
    LOG_LEVEL: "error",
  });
  beforeAll(async () => {
    world = await newWorld();
    alliance = await newAlliance(world, 16);
    await promisify(execFile)(process.execPath, [join(packageRoot(), "scripts", "build.js"), "server"]);
  });
  afterAll(async () => {
    await world.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = (): ChildProcess =>
    spawn(process.execPath, [command, "start", "--json", "--no-seed", "--no-pages"], {
      env: environment(),
      stdio: ["ignore", "ignore", "inherit"],
    });
  const kill = (node: ChildProcess) =>
    new Promise<void>((resolve) => {
      node.once("exit", () => resolve());
      node.kill("SIGKILL");
    });
  const count = async (statement: ReturnType<typeof sql<{ n: number }>>) =>
    (await world.query(statement))[0]?.n ?? 0;
  const until = async (what: string, isTrue: () => Promise<boolean>) => {
    for (let waited = 0; !(await isTrue()); waited += 20) {
      if (waited > 60_000) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const offers = (status: string) =>
    count(sql<{ n: number }>`select count(*)::int as n from dispatch.offer where status = ${status}`);

  test("nothing is lost, nothing is offered or expires twice, and the invariants hold", async () => {
    const cases = 40;
    for (let n = 0; n < cases; n++) {
      const made = ok(await alliance.requester.post("/api/cases", {})).body;
      const saved = ok(
        await alliance.requester.put(`/api/cases/${made.id}/draft`, {
          version: made.version,
          draft: completeDraft,
        }),
      ).body;
      ok(await alliance.requester.post(`/api/cases/${made.id}/submit`, { version: saved.version }));
    }
    for (const after of [3, 12, 25]) {
      const node = start();
      await until(`${after} offers`, async () => (await offers("sent")) >= after);
      await kill(node);
    }
    // Dead now. Meanwhile the time of every offer that is out runs up.
    const out = await offers("sent");
    expect(out).toBeGreaterThanOrEqual(25);
    await world.query(
      sql`update dispatch.offer set sent_at = now() - interval '5 hours', expires_at = now() - interval '1 hour'`,
    );
    await world.query(sql`update platform.job set due_at = now() - interval '1 hour'
      where kind = 'dispatch.expire-offer' and status = 'waiting'`);
    // Killed once more while it expires them, then left to finish.
    const dying = start();
    await until("some expiries", async () => (await offers("expired")) >= 3);
    await kill(dying);
    const node = start();
    await until(
      "every case to have its one live offer",
      async () =>
        (await count(sql<{ n: number }>`select count(*)::int as n from (
        select case_id from dispatch.offer where status = 'sent' and expires_at > now() group by 1 having count(*) = 1) x`)) ===
        cases,
    );
    await kill(node);

    expect(await offers("expired")).toBe(out);
    const doubled = await count(sql<{ n: number }>`select count(*)::int as n from (
      select case_id, details->>'offerId' from cases.timeline_entry where kind = 'dispatch.offer-expired'
      group by 1, 2 having count(*) > 1) x`);
    expect(doubled).toBe(0);
    const { stdout } = await promisify(execFile)(process.execPath, [command, "check-invariants", "--json"], {
      env: environment(),
    });
    expect(JSON.parse(stdout)).toMatchObject({ broken: [] });
  }, 240_000);
});
