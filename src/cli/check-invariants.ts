import type { Command } from "commander";
import { checkInvariants } from "../invariants.js";
import { exitCodes, printJson, printLine, withDatabase } from "./io.js";

/** `consilium check-invariants`: exit 1 names the rules that are broken and the rows that break them. */
export function checkInvariantsVerb(program: Command): void {
  program
    .command("check-invariants")
    .description("检查数据不变量 check every invariant of the data")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const reports = await withDatabase(checkInvariants);
      const broken = reports.filter((report) => report.offenders.length > 0);
      if (options.json) printJson({ checked: reports.length, broken });
      else
        for (const { id, zh, en, offenders } of reports) {
          printLine(`${offenders.length === 0 ? "✓" : "✗"} ${zh} ${en} [${id}]`);
          for (const offender of offenders.slice(0, 20)) printLine(`    ${offender}`);
        }
      if (broken.length > 0) process.exitCode = exitCodes.found;
    });
}
