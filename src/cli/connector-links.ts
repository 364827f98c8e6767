import type { Command } from "commander";
import { asCommandActor, type Ctx } from "../identity/index.js";
import { LinkQuery, UndoUnlink, UnlinkKey } from "../interop/api/links.js";
import { linkRefusals, readLinks, undoUnlink, unlink } from "../interop/index.js";
import type { Result } from "../kernel/result.js";
import { systemContext } from "../platform/database/database.js";
import { CliError, exitCodes, printJson, printLine, withDatabase } from "./io.js";

interface Act {
  readonly by: string;
  readonly reason: string;
  readonly json?: boolean;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;
const checkId = (id: string): void => {
  if (!uuid.test(id)) throw new CliError("编号应为 UUID。The id is a UUID.");
};

function valueOf<T>(result: Result<T, keyof typeof linkRefusals>): T {
  if (result.ok) return result.value;
  const { zh, en } = linkRefusals[result.error];
  throw new CliError(`${zh}。${en}.`, exitCodes.found);
}

/** Does it in the name of a person who may manage connectors; the audit trail has his name. */
const doAs = <T>(by: string, act: (ctx: Ctx) => Promise<T>): Promise<T> =>
  withDatabase(async (database, config) => {
    const ctx = await asCommandActor(database, config, by, "connector.manage");
    if (ctx === undefined)
      throw new CliError(
        `${by}：没有这个账号，或无权管理连接。No such account, or it may not manage connectors.`,
      );
    return act(ctx);
  });

/** `consilium connector links|unlink|undo-unlink`: whom a system's staff numbers mean, as on the connector's page. */
export function addLinkCommands(connector: Command): void {
  connector
    .command("links <id>")
    .description("工号对应 whom each staff number of the system means, and what was taken away")
    .option("--q <text>", "part of a staff number or of a name")
    .option("--limit <n>", "at most so many", "200")
    .option("--json", "print {total, items, unlinks} as JSON")
    .action(async (id: string, options: { q?: string; limit: string; json?: boolean }) => {
      checkId(id);
      const query = LinkQuery.safeParse({ q: options.q ?? "", limit: options.limit });
      if (!query.success) throw new CliError("--limit 应为 1–200。--limit is 1 to 200.");
      const list = valueOf(
        await withDatabase((database) =>
          database.withTx(systemContext, (tx) => readLinks(tx, id.toLowerCase(), query.data)),
        ),
      );
      if (options.json) {
        printJson(list);
        return;
      }
      for (const { staffKey, expertName, departmentName, status, practitionerId } of list.items)
        printLine([staffKey, expertName, departmentName, status, practitionerId].join("\t"));
      for (const { unlinkId, staffKey, expertName, status, reason } of list.unlinks)
        printLine(`${status}\t${staffKey}\t${expertName}\t${unlinkId}\t${reason}`);
      printLine(`共 ${String(list.total)} 个工号 staff numbers: ${String(list.total)}`);
    });
  connector
    .command("unlink <id> <key>")
    .description("解除工号对应 take a staff number from the expert it means; it can be undone")
    .requiredOption("--by <username>", "who decides: the user name of somebody who manages connectors")
    .requiredOption("--reason <text>", "why, 2 to 500 characters; it is kept and audited")
    .option("--json", "print {unlinkId} as JSON")
    .action(async (id: string, key: string, { by, reason, json }: Act) => {
      checkId(id);
      const wish = UnlinkKey.safeParse({ staffKey: key, reason });
      if (!wish.success)
        throw new CliError(
          "工号 1–200 个字符，原因 2–500 个字符。A key has 1 to 200 characters, a reason 2 to 500.",
        );
      const done = valueOf(await doAs(by, (ctx) => unlink(ctx, id.toLowerCase(), wish.data)));
      if (json === true) printJson(done);
      else printLine(`已解除，撤销用 Taken away; to undo: connector undo-unlink ${id} ${done.unlinkId}`);
    });
  connector
    .command("undo-unlink <id> <unlink>")
    .description("撤销解除 give a staff number back to the expert it meant")
    .requiredOption("--by <username>", "who decides: the user name of somebody who manages connectors")
    .requiredOption("--reason <text>", "why, 2 to 500 characters; it is kept and audited")
    .option("--json", "print {undone} as JSON")
    .action(async (id: string, unlinkId: string, { by, reason, json }: Act) => {
      checkId(id);
      checkId(unlinkId);
      const wish = UndoUnlink.safeParse({ reason });
      if (!wish.success) throw new CliError("原因 2–500 个字符。A reason has 2 to 500 characters.");
      valueOf(
        await doAs(by, (ctx) => undoUnlink(ctx, id.toLowerCase(), unlinkId.toLowerCase(), wish.data.reason)),
      );
      if (json === true) printJson({ undone: unlinkId });
      else printLine("已撤销。Undone.");
    });
}
