import type { Command } from "commander";
import { printJson, printLine, withDatabase } from "./io.js";

/** `consilium migrate`: opening the database applies what is missing; this verb does only that. */
export function migrateVerb(program: Command): void {
  program
    .command("migrate")
    .description("升级数据库结构 bring the database to the newest schema")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const kind = await withDatabase((database) => Promise.resolve(database.kind));
      if (options.json) printJson({ database: kind, status: "up_to_date" });
      else printLine(`数据库已是最新结构 The schema is up to date (${kind}).`);
    });
}
