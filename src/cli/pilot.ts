import type { Command } from "commander";
import { systemContext } from "../platform/database/database.js";
import { findScope } from "../pilot/index.js";
import { printJson, printLine, withDatabase } from "./io.js";

/** `consilium pilot`: which requests the platform takes now. It is changed on the page, by a person with a reason. */
export function pilotVerb(program: Command): void {
  program
    .command("pilot")
    .description("试点范围：现在受理哪些申请 which requests the platform takes now")
    .option("--json", "print the scope as JSON")
    .action(async (options: { json?: boolean }) => {
      const scope = await withDatabase((database) => database.withTx(systemContext, findScope));
      if (options.json) printJson(scope);
      else if (!scope.isLimited) printLine("不限范围，受理所有申请。No limits: every request is taken.");
      else
        for (const { regionCode, specialtyCode, diseaseCode } of scope.lines)
          printLine([regionCode, specialtyCode ?? "*", diseaseCode ?? "*"].join("\t"));
    });
}
