import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate, pgMigrationTarget } from "../src/platform/database/migrate.js";
import { packageRoot } from "../src/platform/package-root.js";
import { startPostgres } from "./postgres.js";

/** Prepares one engine for the whole run: PGlite's template, or a PostgreSQL with a migrated template database. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // Once, before the tests that run the built command start side by side.
  const build = (await import(`${packageRoot()}/scripts/build.js`)) as {
    buildServer: () => Promise<boolean>;
    buildTemplate: () => Promise<boolean>;
  };
  await build.buildServer();
  await build.buildTemplate();
  if (process.env.TEST_ENGINE !== "postgres") {
    project.provide("postgresUrl", undefined);
    return () => Promise.resolve();
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
  return () => server.stop();
}
