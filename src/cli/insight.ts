import type { Command } from "commander";
import { rebuildDemand } from "../insight/index.js";
import { systemContext } from "../platform/database/database.js";
import { printJson, printLine, withDatabase } from "./io.js";

/** `consilium insight rebuild`: the sums of demand anew from the facts of the cases. */
export function insightVerb(program: Command): void {
  const insight = program.command("insight").description("供需洞察 demand and capacity");
  insight
    .command("rebuild")
    .description("由会诊事实重建供需汇总 build the sums of demand anew from the facts of the cases")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const began = performance.now();
      const cases = await withDatabase((database) => database.withTx(systemContext, rebuildDemand));
      const seconds = Math.round((performance.now() - began) / 100) / 10;
      if (options.json) printJson({ cases, seconds });
      else
        printLine(
          `已由 ${cases} 例会诊重建，用时 ${seconds} 秒。Built anew from ${cases} cases in ${seconds} s.`,
        );
    });
}
