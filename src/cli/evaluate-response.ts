import type { Command } from "commander";
import { evaluateResponses, outcomesOfFile, readOutcomes } from "../dispatch/index.js";
import { systemContext } from "../platform/database/database.js";
import { clockFor } from "../triage/index.js";
import { CliError, parseInput, printJson, printLine, readInput, withDatabase } from "./io.js";

/** `consilium evaluate response`: how well answers are foretold, offer by offer, by what was known before each. */
export function evaluateResponseVerb(evaluate: Command): void {
  evaluate
    .command("response")
    .description("应答预测 how well answers are foretold, beside the mean of all and of each expert")
    .option("--data <path>", "JSON list of ended offers instead of the database's log; - for standard input")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `\nOne entry: { "expertId", "groupId": "03.01" or null, "level": "I".."IV", "sentAt": ISO time, "end": accepted | declined |\n` +
        `expired | withdrawn, "waitedMinutes" }. Each offer after the first fifth is foretold by what had ended before it was sent.\n` +
        `brier, logLoss: lower is better.`,
    )
    .action(async ({ data, json }: { data?: string; json?: boolean }) => {
      const outcomes =
        data === undefined
          ? await withDatabase((database) =>
              database.withTx(systemContext, async (tx) => (await readOutcomes(tx)).outcomes),
            )
          : outcomesOfFile(parseInput(readInput(data)));
      if (outcomes.length === 0)
        throw new CliError(
          "还没有已结束的派单，无从评测。No offer has ended yet: there is nothing to evaluate.",
        );
      const figures = evaluateResponses(outcomes, ({ level, end, waitedMinutes }) =>
        end === "expired" ? waitedMinutes : Math.max(waitedMinutes, clockFor(level).offerMinutes),
      );
      if (json === true) {
        printJson(figures);
        return;
      }
      printLine(`offers ${figures.offers} · foretold ${figures.foretold}`);
      for (const event of ["answered", "accepted"] as const)
        for (const [way, { brier, logLoss }] of Object.entries(figures[event]))
          printLine(`${event}\t${way}\tbrier ${brier.toFixed(4)}\tlogLoss ${logLoss.toFixed(4)}`);
    });
}
