import type { Command } from "commander";
import { expertRecord } from "../experts/index.js";
import { systemContext } from "../platform/database/database.js";
import { CliError, exitCodes, printJson, printLine, withDatabase } from "./io.js";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** `consilium expert ID`: what the registry holds of an expert, each fact with its source, state and dates. */
export function expertVerb(program: Command): void {
  program
    .command("expert <id>")
    .description("查看专家档案与每项事实的来源 an expert's facts with provenance and history")
    .option("--json", "print everything as JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      if (!uuid.test(id)) throw new CliError("专家编号应为 UUID The id of an expert is a UUID");
      const record = await withDatabase((database) =>
        database.withTx(systemContext, (tx) => expertRecord(tx, id.toLowerCase())),
      );
      if (record === undefined) throw new CliError(`没有这位专家 There is no expert ${id}`, exitCodes.found);
      if (options.json) {
        printJson(record);
        return;
      }
      printLine(`${record.name}  ${record.practitionerId}`);
      for (const claim of record.claims) {
        const marks = [claim.source, claim.state, `as of ${claim.asOf}`];
        if (claim.nextDueOn !== null) marks.push(`due ${claim.nextDueOn}`);
        if (claim.isContradicted) marks.push("contradicted");
        if (claim.supersededBy !== null) marks.push("superseded");
        const quantity = claim.quantity === null ? "" : ` ${claim.quantity}`;
        printLine(
          `${claim.isStanding ? "●" : "○"} ${claim.kind}: ${claim.label}${quantity}  [${marks.join(", ")}]`,
        );
      }
    });
}
