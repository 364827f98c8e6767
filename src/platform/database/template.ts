import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { PGlite } from "@electric-sql/pglite";
import { packageRoot } from "../package-root.js";
import { migrate, pgliteMigrationTarget } from "./migrate.js";

/**
 * Where the build leaves an empty, migrated PGlite: making one takes a quarter of a minute of a first start, unpacking it
 * a second or two.
 */
export const templatePath = (): string => join(packageRoot(), "dist", "empty-database.tar.gz");

/**
 * The template to load a new database from; undefined when none was built: then it is made from nothing. Unpacked here, since
 * PGlite takes three times as long over it.
 */
export const readTemplate = (): Blob | undefined =>
  existsSync(templatePath())
    ? new Blob([gunzipSync(readFileSync(templatePath()))], { type: "application/x-tar" })
    : undefined;

/**
 * Makes the template anew; whoever reads it meanwhile sees the old one or the new one, whole. It is kept lean, since every new
 * database copies it, and every test: 19 MB instead of 68, a third less work to open one.
 */
export async function writeTemplate(): Promise<void> {
  const pglite = new PGlite({ initDbStartParams: ["--wal-segsize=1"] });
  await migrate(pgliteMigrationTarget(pglite));
  // The log may grow as far as with segments of the usual size before it makes a checkpoint necessary.
  await pglite.exec("alter system set max_wal_size = '1GB'");
  // PGlite has one database and makes no other from these.
  await pglite.exec("update pg_database set datistemplate = false, datallowconn = true");
  for (const name of ["template0", "template1"]) await pglite.exec(`drop database ${name}`);
  // What the migrations left behind in the catalogues, and their write-ahead log, which everyone would replay.
  await pglite.exec("set wal_recycle = off");
  await pglite.exec("vacuum full");
  await pglite.exec("checkpoint");
  await pglite.exec("select pg_switch_wal()");
  await pglite.exec("checkpoint");
  const dump = await pglite.dumpDataDir("gzip");
  await pglite.close();
  const aside = `${templatePath()}.${process.pid}`;
  writeFileSync(aside, new Uint8Array(await dump.arrayBuffer()));
  renameSync(aside, templatePath());
}
