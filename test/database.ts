import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import type { Database } from "../src/platform/database/database.js";
import { databaseOverPglite, newPglite, openPostgres } from "../src/platform/database/open.js";
import { lendPglite } from "./rewound-pglite.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Undefined in the run on PGlite; else a server on which databases may be made. */
    postgresUrl: string | undefined;
  }
}

/** What the run provides; nothing outside Vitest, as in a bench, which then has a PGlite of its own. */
function providedUrl(): string | undefined {
  return process.env.VITEST === undefined ? undefined : inject("postgresUrl");
}

/** True when this run is on a real PostgreSQL, where two connections truly race. */
export const isPostgresRun = (): boolean => providedUrl() !== undefined;

/** A database with a back door, for tests of what a person with the server's password could do. */
export interface TestDatabase extends Database {
  asOwner(statements: string): Promise<void>;
  /** For a second process on the same data; undefined on PGlite, which has room for one. */
  readonly url: string | undefined;
}

/** A fresh, migrated, empty database: PGlite in memory, or a database of its own copied from a migrated template. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const url = providedUrl();
  if (url === undefined) {
    const pglite = await (process.env.VITEST === undefined ? newPglite() : lendPglite(newPglite));
    // Each is a database of its own, as one that was opened anew would be.
    await pglite.exec("select platform.become_another_database()");
    return {
      ...databaseOverPglite(pglite),
      url: undefined,
      asOwner: async (statements) => {
        await pglite.exec(statements);
      },
    };
  }
  const name = `test_${randomBytes(8).toString("hex")}`;
  const onServer = async (statement: string, where = url): Promise<void> => {
    const client = new pg.Client({ connectionString: where });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await onServer(`create database ${name} template consilium_template`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  await onServer("select platform.become_another_database()", own.href);
  const database = await openPostgres(own.href, 20);
  return {
    ...database,
    url: own.href,
    asOwner: (statements) => onServer(statements, own.href),
    async close() {
      await database.close();
      await onServer(`drop database ${name} with (force)`);
    },
  };
}
