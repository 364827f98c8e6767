import type { Command } from "commander";
import { expertRecord, listConflictsOfAll } from "../experts/index.js";
import { systemContext } from "../platform/database/database.js";
import { CliError, exitCodes, printJson, printLine, withDatabase } from "./io.js";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/**
 * `consilium expert ID`: what the registry holds of an expert, each fact with its source, state and dates.
 * `consilium expert --conflicts`: contradictions that wait for a person; exit 1 when there are any.
 */
export function expertVerb(program: Command): void {
  program
    .command("expert [id]")
    .description("查看专家档案与每项事实的来源 an expert's facts with provenance and history")
    .option("--conflicts", "待裁定的冲突 contradictions that wait for a person, of all experts, oldest first")
    .option("--json", "print everything as JSON")
    .action(async (id: string | undefined, options: { json?: boolean; conflicts?: boolean }) => {
      if ((id === undefined) !== (options.conflicts === true))
        throw new CliError("请给出专家编号，或用 --conflicts Give the id of an expert, or --conflicts");
      return id === undefined
        ? printConflicts(options.json ?? false)
        : printRecord(id, options.json ?? false);
    });
}

async function printConflicts(asJson: boolean): Promise<void> {
  const list = await withDatabase((database) => database.withTx(systemContext, listConflictsOfAll));
  if (asJson) printJson(list);
  else {
    for (const { practitionerId, kind, standing, challenger, ...one } of list.items)
      printLine(
        `${one.expertName}  ${practitionerId}  ${kind}: ${standing.label} [${standing.source}] ≠ ${challenger.label} [${challenger.source}]  ${one.openedAt}`,
      );
    printLine(`共 ${String(list.total)} 项待裁定 waiting for a person: ${String(list.total)}`);
  }
  if (list.total > 0) process.exitCode = exitCodes.found;
}

async function printRecord(id: string, asJson: boolean): Promise<void> {
  if (!uuid.test(id)) throw new CliError("专家编号应为 UUID The id of an expert is a UUID");
  const record = await withDatabase((database) =>
    database.withTx(systemContext, (tx) => expertRecord(tx, id.toLowerCase())),
  );
  if (record === undefined) throw new CliError(`没有这位专家 There is no expert ${id}`, exitCodes.found);
  if (asJson) {
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
}
