import { statfsSync } from "node:fs";
import type { Command } from "commander";
import { sql } from "kysely";
import { ConfigError, type Config } from "../platform/config.js";
import { type Database, systemContext, tablesOf } from "../platform/database/database.js";
import { packageVersion } from "../platform/package-root.js";
import { workBacklog } from "../platform/worker.js";
import { config, exitCodes, printJson, printLine, withDatabase } from "./io.js";

interface Finding {
  readonly check: string;
  readonly status: "ok" | "warning" | "failure";
  readonly detail: string;
}

const anyTables = tablesOf<unknown>();

async function examine(database: Database, settings: Config): Promise<Finding[]> {
  return database.withTx(systemContext, async (tx) => {
    const { rows } = await sql<{ version: string; seconds: number }>`
      select current_setting('server_version') as version,
        extract(epoch from clock_timestamp())::float8 as seconds`.execute(anyTables(tx));
    const server = rows[0];
    const skewSeconds = Math.abs((server?.seconds ?? 0) - Date.now() / 1000);
    const major = Number.parseInt(server?.version ?? "0", 10);
    const work = await workBacklog(tx);
    const freeGiB = ((disk) => (disk.bavail * disk.bsize) / 2 ** 30)(
      statfsSync(settings.databaseUrl ? "." : settings.dataDir),
    );
    return [
      {
        check: "database",
        status: major >= 15 ? "ok" : "failure",
        detail: `${database.kind} ${server?.version ?? "?"} (needs ≥ 15)`,
      },
      {
        check: "clock",
        status: skewSeconds < 2 ? "ok" : "warning",
        detail: `this machine and the database differ by ${skewSeconds.toFixed(1)} s`,
      },
      {
        check: "background work",
        status: work.dead > 0 ? "failure" : work.overdue > 0 ? "warning" : "ok",
        detail: `${work.overdue} overdue, ${work.dead} given up, ${work.unrelayed} events waiting`,
      },
      {
        check: "disk",
        status: freeGiB < 1 ? "failure" : freeGiB < 5 ? "warning" : "ok",
        detail: `${freeGiB.toFixed(1)} GiB free`,
      },
    ];
  });
}

/** `consilium doctor`: says what is wrong with this installation; exit 1 when something is. */
export function doctorVerb(program: Command): void {
  program
    .command("doctor")
    .description(
      "体检 examine this installation: Node, configuration, database, clock, background work, disk",
    )
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const findings: Finding[] = [
        { check: "consilium", status: "ok", detail: packageVersion() },
        { check: "node", status: "ok", detail: process.version },
      ];
      try {
        config();
        findings.push({ check: "configuration", status: "ok", detail: "" });
        findings.push(...(await withDatabase(examine)));
      } catch (error) {
        if (
          !(error instanceof ConfigError) &&
          !(error as { code?: string }).code &&
          (error as Error).name !== "DataDirLockedError"
        )
          throw error;
        findings.push({
          check: error instanceof ConfigError ? "configuration" : "database",
          status: "failure",
          detail: (error as Error).message,
        });
      }
      if (options.json) printJson({ findings });
      else {
        const marks = { ok: "✓", warning: "!", failure: "✗" } as const;
        for (const finding of findings)
          printLine(`${marks[finding.status]} ${finding.check}: ${finding.detail}`);
      }
      if (findings.some((finding) => finding.status === "failure")) process.exitCode = exitCodes.found;
    });
}
