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

/** Makes the template anew; whoever reads it meanwhile sees the old one or the new one, whole. */
export async function writeTemplate(): Promise<void> {
  const pglite = new PGlite();
  await migrate(pgliteMigrationTarget(pglite));
  // Otherwise everyone who loads it replays the migrations from the write-ahead log.
  await pglite.exec("checkpoint");
  const dump = await pglite.dumpDataDir("gzip");
  await pglite.close();
  const aside = `${templatePath()}.${process.pid}`;
  writeFileSync(aside, new Uint8Array(await dump.arrayBuffer()));
  renameSync(aside, templatePath());
}
