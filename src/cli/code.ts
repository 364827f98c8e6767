import { Argument, type Command } from "commander";
import { z } from "zod";
import { type CodeSystemId, codeSystems, lineage } from "../terminology/index.js";
import { codeSystemIds } from "../terminology/api.js";
import { CliError, exitCodes, printJson, printLine } from "./io.js";

/** `consilium code SYSTEM CODE`: what a code means on a day, and what stands above it; needs no database. */
export function codeVerb(program: Command): void {
  program
    .command("code")
    .description("代码查询 what a code means on a day, and what stands above it")
    .addArgument(new Argument("<system>", "the code system").choices(codeSystemIds))
    .argument("<code>", "the code as it is written")
    .option("--on <date>", "the civil date it was written on (YYYY-MM-DD); today if not given")
    .option("--json", "print the line of codes as JSON")
    .action((system: CodeSystemId, code: string, options: { on?: string; json?: true }) => {
      if (options.on !== undefined && !z.iso.date().safeParse(options.on).success)
        throw new CliError("日期应写作 YYYY-MM-DD The date must be written YYYY-MM-DD");
      const line = lineage(codeSystems(), system, code, options.on);
      if (line.length === 0) {
        if (options.json) printJson([]);
        else printLine("没有这个代码 There is no such code");
        process.exitCode = exitCodes.found;
      } else if (options.json) printJson(line);
      else for (const one of line) printLine(`${one.code}\t${one.name}\t${one.system} ${one.version}`);
    });
}
