import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate, pgMigrationTarget, pgliteMigrationTarget } from "../src/platform/database/migrate.js";
import { packageRoot } from "../src/platform/package-root.js";
import { startPostgres } from "./postgres.js";

/** Prepares one engine for the whole run: a PGlite snapshot, or a PostgreSQL with a migrated template database. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // Once, before the tests that run the built command start side by side.
  const build = (await import(`${packageRoot()}/scripts/build.js`)) as {
    buildServer: () => Promise<boolean>;
  };
  await build.buildServer();
  if (process.env.TEST_ENGINE !== "postgres") {
    const folder = mkdtempSync(join(tmpdir(), "consilium-snapshot-"));
    const pglite = new PGlite();
    await migrate(pgliteMigrationTarget(pglite));
    const dump = await pglite.dumpDataDir("none");
    const path = join(folder, "snapshot.tar");
    writeFileSync(path, new Uint8Array(await dump.arrayBuffer()));
    await pglite.close();
    project.provide("pgliteSnapshot", path);
    project.provide("postgresUrl", undefined);
    return () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    };
  }
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: () => Promise.resolve() } : await startPostgres();
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query("drop database if exists consilium_template with (force)");
  await admin.query("create database consilium_template");
  await admin.end();
  const templateUrl = new URL(server.url);
  templateUrl.pathname = "/consilium_template";
  const template = new pg.Client({ connectionString: templateUrl.href });
  await template.connect();
  await migrate(pgMigrationTarget(template));
  await template.end();
  project.provide("postgresUrl", server.url);
  project.provide("pgliteSnapshot", undefined);
  return () => server.stop();
}
