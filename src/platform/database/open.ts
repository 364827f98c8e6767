import { existsSync } from "node:fs";
import { join } from "node:path";
import { PGlite, types as pgliteTypes } from "@electric-sql/pglite";
import { Kysely } from "kysely";
import pg from "pg";
import type { Config } from "../config.js";
import { type Database, transactor } from "./database.js";
import { lockDataDir } from "./data-dir-lock.js";
import { migrate, pgMigrationTarget, pgliteMigrationTarget } from "./migrate.js";
import { pgliteDialect } from "./pglite-dialect.js";
import { postgresDialect } from "./postgres-dialect.js";
import { postgresListener } from "./postgres-listen.js";
import { readTemplate } from "./template.js";

const isoInstant = (text: string) => new Date(text).toISOString();
/** Both engines read time as the kernel's Instant, dates as civil dates, and bigint as number (no row count here nears 2^53). */
const parsers = {
  [pgliteTypes.TIMESTAMPTZ]: isoInstant,
  [pgliteTypes.DATE]: (text: string) => text,
  [pgliteTypes.INT8]: Number,
};

/**
 * A migrated PGlite: in memory without `dataDir`. A new one is made from `template`, by default the build's when there is one;
 * who opens many reads it once.
 */
export async function newPglite(options: { dataDir?: string; template?: Blob } = {}): Promise<PGlite> {
  const dataDir = options.dataDir && join(options.dataDir, "pglite");
  const template = dataDir && existsSync(dataDir) ? undefined : (options.template ?? readTemplate());
  const pglite = new PGlite({
    ...(dataDir && { dataDir }),
    ...(template && { loadDataDir: template }),
    parsers,
  });
  await pglite.waitReady;
  await migrate(pgliteMigrationTarget(pglite));
  if (template) await pglite.exec("select platform.become_another_database()");
  return pglite;
}

export function databaseOverPglite(pglite: PGlite, onClose: () => void = () => undefined): Database {
  const kysely = new Kysely<unknown>({ dialect: pgliteDialect(pglite) });
  return {
    kind: "pglite",
    ...transactor(kysely, "pglite"),
    listen: (channel, hear) => pglite.listen(channel, hear),
    async close() {
      await kysely.destroy();
      // Kysely closes only what it has used; `migrate` asks nothing, and an open PGlite keeps its process alive.
      if (!pglite.closed) await pglite.close();
      onClose();
    },
  };
}

/** Opens the embedded database in a folder that this process takes for itself, and brings it to the newest schema. */
export async function openPglite(dataDir: string): Promise<Database> {
  const release = lockDataDir(dataDir);
  try {
    return databaseOverPglite(await newPglite({ dataDir }), release);
  } catch (error) {
    release();
    throw error;
  }
}

/** Opens PostgreSQL ≥ 15 and brings it to the newest schema. */
export async function openPostgres(url: string, poolSize = 10): Promise<Database> {
  const settings = { connectionString: url, application_name: "consilium" };
  const migrator = new pg.Client(settings);
  await migrator.connect();
  try {
    await migrate(pgMigrationTarget(migrator));
  } finally {
    await migrator.end();
  }
  const pool = new pg.Pool({
    ...settings,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary") =>
        (parsers as Record<number, (text: string) => unknown>)[oid] ??
        (pg.types.getTypeParser as (oid: number, format?: string) => (text: string) => unknown)(oid, format),
    },
  });
  // A dropped idle connection is not this process's failure: the pool opens another one.
  pool.on("error", () => undefined);
  // Nor is one that is cut in the middle of a transaction: its query fails, and that is told to whoever asked. Without a
  // listener of its own the connection would end the process.
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
  });
  const kysely = new Kysely<unknown>({ dialect: postgresDialect(pool) });
  const listener = postgresListener(settings);
  return {
    kind: "postgres",
    ...transactor(kysely, "postgres"),
    listen: (channel, hear, onGap) => listener.listen(channel, hear, onGap),
    async close() {
      await listener.close();
      await kysely.destroy();
    },
  };
}

/** The configured database, opened and migrated: PostgreSQL by DATABASE_URL, else the embedded one in DATA_DIR. */
export const openDatabase = (config: Config): Promise<Database> =>
  config.databaseUrl ? openPostgres(config.databaseUrl, config.databasePool) : openPglite(config.dataDir);
