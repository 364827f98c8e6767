import type { Command } from "commander";
import { CliError, exitCodes, printJson, printLine, progress, withDatabase } from "./io.js";

/** `consilium seed`: fills an empty demonstration with the invented alliance; exit 1 when there is something already. */
export function seedVerb(program: Command): void {
  program
    .command("seed")
    .description("生成演示数据（虚构的医联体） fill an empty database with the invented demo alliance")
    .option("--json", "print what was made as JSON")
    .action(async (options: { json?: boolean }) => {
      const { NotEmptyError, seed } = await import("../../seed/seed.js");
      const bar = progress("生成演示数据 Seeding", 1);
      try {
        const summary = await withDatabase((database, config) => {
          if (!config.isDemo)
            throw new CliError(
              "演示数据只用于演示模式（DEMO=true）。The invented alliance belongs to demo mode only (DEMO=true).",
              exitCodes.config,
            );
          return seed(database, config, { onStep: (share) => bar.tick(share) });
        });
        bar.end();
        if (options.json) {
          printJson(summary);
          return;
        }
        printLine(
          `已生成：${summary.institutions} 家机构、${summary.experts} 位专家（${summary.specialties} 个诊疗科目）、` +
            `${summary.pastConsultations} 例会诊、${summary.presentCases} 例进行中或今日结案，用时 ${summary.seconds} 秒。`,
        );
        printLine(
          `Made: ${summary.institutions} hospitals, ${summary.experts} experts of ${summary.specialties} specialties, ` +
            `${summary.pastConsultations} past consultations, ${summary.presentCases} under way or closed today, ` +
            `in ${summary.seconds} s.`,
        );
      } catch (error) {
        bar.end();
        if (!(error instanceof NotEmptyError)) throw error;
        throw new CliError(
          "数据库里已有数据，未做任何改动；请换一个空的 DATA_DIR 或 DATABASE_URL。" +
            "The database holds data already and was not changed: use an empty DATA_DIR or DATABASE_URL.",
          exitCodes.found,
        );
      }
    });
}
