import type { Command } from "commander";
import { systemContext } from "../platform/database/database.js";
import { learnRanking } from "../quality/index.js";
import { printFigures } from "./evaluate-ranking.js";
import { printJson, printLine, withDatabase } from "./io.js";

/** `consilium train ranking`: learns the order from the database's outcomes and keeps it as a version; nobody is ranked by it yet. */
export function addTrainRanking(train: Command): void {
  train
    .command("ranking")
    .description(
      "排序模型 learn the ranking from outcomes on record; kept as a version, brought into use by `use ranking` or on the page",
    )
    .option("--json", "print JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const learned = await withDatabase((database) =>
        database.withTx(systemContext, (tx) => learnRanking(tx, null)),
      );
      if (json === true) {
        printJson(learned);
        return;
      }
      printLine(
        learned.isLearned
          ? `${learned.version}：已保存，尚未启用。Kept, not in use yet.`
          : `${learned.version}：有结果的派单太少，排序不变。Too few outcomes: it changes nothing.`,
      );
      printFigures(learned.figures);
    });
}
