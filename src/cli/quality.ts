import type { Command } from "commander";
import { indicatorsPaper, rebuildFacts } from "../quality/index.js";
import { exitCodes, printJson, printLine, withDatabase } from "./io.js";

/** `consilium quality rebuild|indicators`: the facts of all cases anew from the tables; the definitions as a document. */
export function qualityVerb(program: Command): void {
  const quality = program
    .command("quality")
    .description("质控 facts of all cases anew; the indicators' definitions");
  quality
    .command("rebuild")
    .description(
      "重建各例会诊事实与指标汇总 build every case's facts and the sums of the indicators anew and say what was kept otherwise",
    )
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      await withDatabase(async (database) => {
        const began = performance.now();
        const { cases, differing, differingCells } = await rebuildFacts(database);
        const seconds = Math.round((performance.now() - began) / 100) / 10;
        if (options.json === true) printJson({ cases, differing, differingCells, seconds });
        else {
          printLine(
            `${cases} 例会诊，${differing.length} 例有出入，${differingCells} 个汇总格有出入，${seconds} 秒。${cases} cases, ${differing.length} differed, ${differingCells} cells of sums differed, ${seconds} s.`,
          );
          for (const id of differing) printLine(id);
        }
        if (differing.length + differingCells > 0) process.exitCode = exitCodes.found;
      });
    });
  quality
    .command("indicators")
    .description("输出指标定义 print docs/indicators.md from the definitions")
    .action(() => {
      process.stdout.write(indicatorsPaper());
    });
}
