import type { Command } from "commander";
import { interopHost, runConnector } from "../interop/index.js";
import { newFieldCipher } from "../platform/field-cipher.js";
import { loadFieldKey } from "../platform/field-key.js";
import { addLinkCommands } from "./connector-links.js";
import { CliError, exitCodes, printJson, printLine, withDatabase } from "./io.js";

interface Options {
  readonly dryRun?: boolean;
  readonly fromStart?: boolean;
  readonly json?: boolean;
}

const texts = {
  connector_not_found: "没有这个连接。There is no such connector.",
  run_under_way: "该连接有一次运行尚未结束。A run of this connector has not ended yet.",
  nothing_to_pull: "MLLP 连接由医院推送，无需运行。An MLLP connector is sent to; there is nothing to run.",
} as const;

/** `consilium connector run ID`: exit 1 when the run failed or a row was not taken, 2 for a connector that cannot run. */
export function connectorVerb(program: Command): void {
  const parent = program.command("connector").description("系统对接 connectors of hospital systems");
  addLinkCommands(parent);
  parent
    .command("run <id>")
    .description("运行一个连接 run a FHIR or file-drop connector now; nothing changes with --dry-run")
    .option("--dry-run", "do everything, undo it, and say what would have become of each row")
    .option("--from-start", "FHIR: everything, not only what changed since the last run")
    .option("--json", "print {run, rows} as JSON")
    .action(async (id: string, options: Options) => {
      if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(id))
        throw new CliError("连接编号应为 UUID。The connector's id is a UUID.");
      const outcome = await withDatabase((database, config) =>
        runConnector(interopHost(config, database, newFieldCipher(loadFieldKey(config))), id, {
          isDryRun: options.dryRun ?? false,
          fromStart: options.fromStart ?? false,
          onError: (error) => process.stderr.write(`${(error as Error).name}\n`),
        }),
      );
      if (!outcome.ok) throw new CliError(texts[outcome.error]);
      const { run, rows } = outcome.value;
      if (options.json) printJson(outcome.value);
      else {
        const { counts, failure } = run;
        printLine(
          options.dryRun
            ? "试运行，未写入任何数据。Dry run: nothing was written."
            : "运行结束。The run has ended.",
        );
        if (failure !== null) printLine(`  ${failure.zh}\n  ${failure.en}`);
        printLine(
          `共 ${counts.rows} 行 rows：新增 added ${counts.added}，变更 changed ${counts.changed}，未变 unchanged ${counts.unchanged}，` +
            `冲突 conflict ${counts.conflict}，退回 rejected ${counts.rejected}，隔离 quarantined ${counts.quarantined}`,
        );
        for (const row of rows)
          for (const fault of row.faults)
            printLine(
              `  ${row.result}  ${fault.place}  ${fault.zh}；${fault.remedyZh} ${fault.en}. ${fault.remedyEn}.`,
            );
      }
      if (run.status === "failed" || run.counts.rejected + run.counts.quarantined > 0)
        process.exitCode = exitCodes.found;
    });
}
