import type { Command } from "commander";
import { asCommandActor } from "../identity/index.js";
import { UseRankModel } from "../matching/api.js";
import { changeRankModel, rankModelRefusals } from "../matching/index.js";
import { CliError, exitCodes, printJson, printLine, withDatabase } from "./io.js";

interface Options {
  readonly by: string;
  readonly reason: string;
  readonly json?: boolean;
}

/** `consilium use ranking`: a person brings a learned order into use, or goes back to the hand-set one, as on the page 排序模型. */
export function useVerb(program: Command): void {
  const use = program.command("use").description("启用 bring a model into use");
  use
    .command("ranking")
    .description("排序模型 rank by this version from now on, or by the hand-set points alone")
    .argument("<version>", "as `train ranking` printed it (rerank-3), or hand-set")
    .requiredOption("--by <username>", "who decides: the user name of an operator of the platform")
    .requiredOption("--reason <text>", "why, 2 to 500 characters; it is kept and audited")
    .option("--json", "print {version, reason, by} as JSON")
    .addHelpText("after", "\nExit: 0 in use; 1 refused, with the reason; 2 not allowed or wrong input.")
    .action(async (version: string, { by, reason, json }: Options) => {
      const asked = UseRankModel.safeParse({ version: version === "hand-set" ? null : version, reason });
      if (!asked.success)
        throw new CliError(
          "版本至多 20 个字符，原因 2–500 个字符。A version has at most 20 characters, a reason 2 to 500.",
        );
      const result = await withDatabase(async (database, config) => {
        const ctx = await asCommandActor(database, config, by, "match.model-change");
        if (!ctx)
          throw new CliError(
            `${by}：没有这个账号，或无权启用排序模型。No such account, or it may not change the ranking.`,
          );
        return changeRankModel(ctx, asked.data);
      });
      if (!result.ok) {
        const { zh, en } = rankModelRefusals[result.error];
        throw new CliError(`${version}：${zh}。${en}.`, exitCodes.found);
      }
      if (json === true) printJson({ ...asked.data, by });
      else if (asked.data.version === null)
        printLine("已停用学习的排序，恢复手工权重。Back to the hand-set points.");
      else printLine(`${version}：已启用，此后的匹配按它排序。In use from now on.`);
    });
  for (const command of use.commands) command.exitOverride();
}
