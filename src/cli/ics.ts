import type { Command } from "commander";
import { instant } from "../kernel/time.js";
import { explainCalendar, isZone } from "../scheduling/index.js";
import { CliError, config, exitCodes, printJson, printLine, readInput } from "./io.js";

/** `consilium ics FILE|URL`: exit 1 when it cannot be read, or an event of it is left out. */
export function icsVerb(program: Command): void {
  program
    .command("ics <source>")
    .description(
      "说明一个日历文件或地址会如何读取 say how a calendar file or address (https:, webcal:) is read; nothing is stored",
    )
    .option("--zone <name>", "clock of times without a zone", "Asia/Shanghai")
    .option("--json", "print {blocks, problems, leftOut} as JSON")
    .action(async (source: string, options: { readonly zone: string; readonly json?: boolean }) => {
      const isAddress = /^(?:https?|webcals?):/iu.test(source);
      if (!isZone(options.zone))
        throw new CliError(`没有这个时区 There is no such time zone: ${options.zone}`);
      const read = await explainCalendar(isAddress ? { address: source } : { text: readInput(source) }, {
        now: instant(Date.now()),
        zone: options.zone,
        networks: isAddress ? config().calendarNetworks : [],
      });
      if (!read.ok) {
        process.exitCode = exitCodes.found;
        if (options.json) printJson({ failure: read.error });
        else printLine(`${read.error.zh}\n${read.error.en}`);
        return;
      }
      const { blocks, problems, leftOut } = read.value;
      if (problems.length > 0) process.exitCode = exitCodes.found;
      if (options.json) {
        printJson(read.value);
        return;
      }
      for (const block of blocks) printLine(`${block.startsAt}  ${block.endsAt}  ${block.kind}`);
      printLine(`${blocks.length} 段 stretches，略过 left out ${leftOut}`);
      for (const problem of problems)
        printLine(`! 第 ${problem.line} 行 line ${problem.line}: ${problem.zh} ${problem.en}`);
    });
}
