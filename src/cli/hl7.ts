import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { explainMessage } from "../interop/index.js";
import { instant } from "../kernel/time.js";
import { CliError, exitCodes, printJson, printLine } from "./io.js";

/** `consilium hl7 parse FILE`: exit 1 when anything in the messages would not be taken. */
export function hl7Verb(program: Command): void {
  const parent = program.command("hl7").description("HL7 v2 消息 messages");
  parent
    .command("parse <file>")
    .description(
      "说明一条 MFN^M02 或 SIU 会如何读取 say how an MFN^M02 or SIU file is read; nothing is stored",
    )
    .option("--json", "print the messages as JSON")
    .action((path: string, options: { readonly json?: boolean }) => {
      let bytes: Uint8Array;
      try {
        bytes = readFileSync(path === "-" ? 0 : path);
      } catch (error) {
        throw new CliError(`读不到文件 Cannot read ${path}: ${(error as Error).message}`);
      }
      const messages = explainMessage(bytes, instant(Date.now()));
      const faults = messages.flatMap((one) => [
        ...one.faults,
        ...one.entries.flatMap((entry) => entry.faults),
      ]);
      if (options.json) printJson(messages);
      else
        for (const message of messages) {
          const { header, charset } = message;
          printLine(
            header === null
              ? "消息无法读取 The message cannot be read"
              : `${header.messageType}^${header.triggerEvent} ${header.version} ${header.controlId} ${charset ?? ""}  ${header.sendingApplication} / ${header.sendingFacility}`,
          );
          for (const fault of message.faults) printFault(fault);
          for (const entry of message.entries) {
            printLine(`  ${entry.place}  ${entry.action}  ${entry.staffKey}  ${entry.effectiveAt}`);
            for (const value of entry.values)
              printLine(`    ${value.place.padEnd(10)} ${value.field}: ${value.text}`);
            for (const fault of entry.faults) printFault(fault);
          }
        }
      if (faults.some(({ severity }) => severity === "error")) process.exitCode = exitCodes.found;
    });
}

const printFault = (fault: {
  place: string;
  zh: string;
  remedyZh: string;
  en: string;
  remedyEn: string;
}): void =>
  printLine(`    ! ${fault.place}  ${fault.zh}；${fault.remedyZh}。${fault.en}. ${fault.remedyEn}.`);
