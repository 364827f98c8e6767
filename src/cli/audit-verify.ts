import type { Command } from "commander";
import { verifyAudit } from "../platform/audit.js";
import { systemContext } from "../platform/database/database.js";
import { exitCodes, printJson, printLine, withDatabase } from "./io.js";

/** `consilium audit-verify`: walks every institution's chain; exit 1 names each altered or missing row. */
export function auditVerifyVerb(program: Command): void {
  program
    .command("audit-verify")
    .description("校验审计链 verify the hash chain of every institution's audit trail")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const result = await withDatabase((database) =>
        database.withTx(systemContext, (tx) => verifyAudit(tx)),
      );
      if (options.json) printJson(result);
      else {
        printLine(
          `审计链 ${result.chains} 条，记录 ${result.entries} 条。${result.chains} chains, ${result.entries} entries.`,
        );
        for (const fault of result.faults)
          printLine(`✗ 机构 ${fault.institutionId} 第 ${fault.sequence} 条：${fault.problem}`);
        if (result.faults.length === 0) printLine("✓ 完整 intact");
      }
      if (result.faults.length > 0) process.exitCode = exitCodes.found;
    });
}
