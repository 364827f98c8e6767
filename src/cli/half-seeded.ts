import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../platform/config.js";
import { lockDataDir } from "../platform/database/data-dir-lock.js";

/** Stands while the embedded demo is being seeded: found at a start, the process died half-way. */
const markOf = (settings: Pick<Config, "dataDir">): string => join(settings.dataDir, "seeding");

/** Marks that seeding has begun; the returned function says that it is done. */
export function markSeeding(settings: Pick<Config, "dataDir">): () => void {
  mkdirSync(settings.dataDir, { recursive: true });
  writeFileSync(markOf(settings), "");
  return () => rmSync(markOf(settings), { force: true });
}

/**
 * Removes an embedded demo database whose seeding was interrupted: everything in it is invented and incomplete. A database
 * on a server, and any installation that is not a demo, is never touched. True: there was one, and it is gone.
 * Throws DataDirLockedError while another process is at it.
 */
export function discardHalfSeeded(settings: Pick<Config, "dataDir" | "databaseUrl" | "isDemo">): boolean {
  if (!settings.isDemo || settings.databaseUrl !== undefined || !existsSync(markOf(settings))) return false;
  const release = lockDataDir(settings.dataDir);
  try {
    for (const part of ["pglite", "files", "seeding"])
      rmSync(join(settings.dataDir, part), { recursive: true, force: true });
  } finally {
    release();
  }
  return true;
}
