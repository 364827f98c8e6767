import type { Command } from "commander";
import { replayLedger, settleCases, verifyLedger } from "../incentives/index.js";
import { systemContext } from "../platform/database/database.js";
import { exitCodes, printJson, printLine, withDatabase } from "./io.js";

interface Options {
  readonly json?: boolean;
}

/** `consilium ledger …`: the books of the hospitals, checked from outside the pages. */
export function ledgerVerb(program: Command): void {
  const ledger = program.command("ledger").description("账本 the books of fees and credits");
  ledger
    .command("verify")
    .description(
      "校验账本链与借贷平衡 walk every book's hash chain and add up every posting; exit 1 names each fault",
    )
    .option("--json", "print the result as JSON")
    .action(async ({ json }: Options) => {
      const result = await withDatabase((database) => database.withTx(systemContext, verifyLedger));
      if (json) printJson(result);
      else {
        printLine(
          `账本 ${result.chains} 册，凭证 ${result.postings} 笔。${result.chains} books, ${result.postings} postings.`,
        );
        for (const { institutionId, sequence, sourceKey, problem } of result.faults)
          printLine(`✗ 机构 ${institutionId} 第 ${sequence} 笔：${problem} ${sourceKey ?? ""}`);
        if (result.faults.length === 0) printLine("✓ 完整且平衡 whole and balanced");
      }
      if (result.faults.length > 0) process.exitCode = exitCodes.found;
    });
  ledger
    .command("replay")
    .description(
      "从空账重算并比对 reckon every line and posting anew from the record, with empty books, and compare; exit 1 names each difference",
    )
    .option("--json", "print the result as JSON")
    .action(async ({ json }: Options) => {
      const report = await withDatabase((database) => database.withTx(systemContext, replayLedger));
      const differences = [...report.lines, ...report.books];
      if (json) printJson(report);
      else {
        printLine(`重算凭证 ${report.postings} 笔。${report.postings} postings reckoned anew.`);
        for (const key of differences) printLine(`✗ ${key}`);
        if (differences.length === 0) printLine("✓ 与账本一致 equal to the books");
      }
      if (differences.length > 0) process.exitCode = exitCodes.found;
    });
  ledger
    .command("post")
    .description("补记已结案未计费的会诊 charge closed consultations that were not charged yet; each once")
    .option("--json", "print the result as JSON")
    .action(async ({ json }: Options) => {
      const done = await withDatabase((database) => database.withTx(systemContext, (tx) => settleCases(tx)));
      if (json) printJson(done);
      else
        printLine(
          `新增明细 ${done.lines} 条、凭证 ${done.postings} 笔。${done.lines} lines, ${done.postings} postings added.`,
        );
    });
}
