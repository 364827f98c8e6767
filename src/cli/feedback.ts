import type { Command } from "commander";
import { trainingRows } from "../matching/index.js";
import { systemContext } from "../platform/database/database.js";
import { printLine, withDatabase } from "./io.js";

const pageSize = 500;

/** `consilium feedback`: what people found unsuitable, with the ranking's features, one JSON document a line. */
export function feedbackVerb(program: Command): void {
  program
    .command("feedback")
    .description(
      "导出“不合适”反馈 print each “does not fit” with reason, place and points of the ranking, one JSON line each; to learn from",
    )
    .option("--json", "the same; every line is JSON")
    .action(() =>
      withDatabase(async (database) => {
        let after: string | undefined;
        for (;;) {
          const rows = await database.withTx(systemContext, (tx) => trainingRows(tx, after, pageSize));
          for (const row of rows) printLine(JSON.stringify(row));
          after = rows.at(-1)?.id;
          if (rows.length < pageSize) return;
        }
      }),
    );
}
