import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import type pg from "pg";
import { packageRoot } from "../package-root.js";

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** One privileged connection: migrations run as the owner, never as the application role. */
export interface MigrationTarget {
  /** Runs several statements at once. */
  run(sql: string): Promise<void>;
  query<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]>;
}

export const pgliteMigrationTarget = (db: PGlite): MigrationTarget => ({
  run: async (text) => {
    await db.exec(text);
  },
  query: async <Row>(text: string, parameters: readonly unknown[]) =>
    (await db.query<Row>(text, [...parameters])).rows,
});

export const pgMigrationTarget = (client: pg.Client): MigrationTarget => ({
  run: async (text) => {
    await client.query(text);
  },
  query: async <Row>(text: string, parameters: readonly unknown[]) =>
    (await client.query(text, [...parameters])).rows as Row[],
});

/** The forward-only files `migrations/NNNN_module.sql`, in order. */
export function readMigrations(folder = join(packageRoot(), "migrations")): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

const lockKey = 7_341_001;

/**
 * Applies what is missing, each file in a transaction of its own, under an advisory lock so that nodes starting together
 * do it once. Throws when an applied file was changed afterwards or is gone. Returns the names applied now.
 */
export async function migrate(target: MigrationTarget, migrations = readMigrations()): Promise<string[]> {
  await target.query("select pg_advisory_lock($1)", [lockKey]);
  try {
    await target.run(`
      create schema if not exists platform;
      create table if not exists platform.migration (
        name text primary key, checksum text not null, applied_at timestamptz not null default now()
      );`);
    const rows = await target.query<{ name: string; checksum: string }>(
      "select name, checksum from platform.migration order by name",
      [],
    );
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    const known = new Set(migrations.map((m) => m.name));
    for (const name of applied.keys())
      if (!known.has(name))
        throw new Error(
          `the database holds migration ${name}, which this version does not know: run a newer version`,
        );
    const done: string[] = [];
    for (const migration of migrations) {
      const checksum = applied.get(migration.name);
      if (checksum === migration.checksum) continue;
      if (checksum !== undefined)
        throw new Error(
          `migration ${migration.name} was changed after it was applied; add a new file instead`,
        );
      await target.run("begin");
      try {
        await target.run(migration.sql);
        await target.query("insert into platform.migration (name, checksum) values ($1, $2)", [
          migration.name,
          migration.checksum,
        ]);
        await target.run("commit");
      } catch (error) {
        await target.run("rollback");
        throw error;
      }
      done.push(migration.name);
    }
    return done;
  } finally {
    await target.query("select pg_advisory_unlock($1)", [lockKey]);
  }
}
