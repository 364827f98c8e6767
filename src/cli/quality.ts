import type { Command } from "commander";
import {
  answerLines,
  answerQuestion,
  indicators,
  indicatorsPaper,
  lastWeek,
  previewWeek,
  rebuildFacts,
  sendWeek,
} from "../quality/index.js";
import { listTenants } from "../identity/index.js";
import { civilDate } from "../kernel/time.js";
import { systemContext, type Tx } from "../platform/database/database.js";
import { CliError, exitCodes, printJson, printLine, withDatabase } from "./io.js";

/** The institution of this name or id; undefined without one. */
async function hospitalNamed(tx: Tx, name: string | undefined) {
  if (name === undefined) return undefined;
  const all = await listTenants(tx);
  const found = all.find((one) => one.id === name || one.name === name);
  if (!found)
    throw new CliError(
      `没有名为“${name}”的机构，请写全称或编号。No institution is called "${name}"; give its full name or id.`,
    );
  return found;
}

const stepNames = { facts: "事实 facts", states: "计数 states", sums: "汇总 sums" };

/** `consilium quality rebuild|indicators|weekly`: the facts of all cases anew from the tables; the definitions as a document. */
export function qualityVerb(program: Command): void {
  const quality = program
    .command("quality")
    .description("质控 facts of all cases anew; the indicators' definitions");
  quality
    .command("rebuild")
    .description(
      "重建各例会诊事实与指标汇总 build every case's facts and the sums of the indicators anew and say what was kept otherwise",
    )
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      await withDatabase(async (database) => {
        const began = performance.now();
        const { cases, differing, differingCells } = await rebuildFacts(database, (step, done, of) => {
          // On a terminal one line that counts; into a file nothing.
          if (process.stderr.isTTY) process.stderr.write(`\r${stepNames[step]} ${done}/${of}\u001b[K`);
        });
        if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
        const seconds = Math.round((performance.now() - began) / 100) / 10;
        if (options.json === true) printJson({ cases, differing, differingCells, seconds });
        else {
          printLine(
            `${cases} 例会诊，${differing.length} 例有出入，${differingCells} 个汇总格有出入，${seconds} 秒。${cases} cases, ${differing.length} differed, ${differingCells} cells of sums differed, ${seconds} s.`,
          );
          for (const id of differing) printLine(id);
        }
        if (differing.length + differingCells > 0) process.exitCode = exitCodes.found;
      });
    });
  quality
    .command("ask")
    .description(
      "提问 answer a question about one indicator over all cases, with the words that were understood",
    )
    .argument("<question...>", "e.g. 上季度新疆心内科接诊中位时间")
    .option("--language <zh|en>", "language of the answer", "zh")
    .option("--json", "print the answer as JSON")
    .action(async (words: string[], options: { language: string; json?: boolean }) => {
      const view = await withDatabase((database) =>
        database.withTx(systemContext, (tx) => answerQuestion(tx, words.join(" "))),
      );
      if (options.json === true) printJson(view);
      else printLine(answerLines(view, options.language === "en" ? "en" : "zh").join("\n"));
      if (view.answer === null) process.exitCode = exitCodes.found;
    });
  const weekly = quality.command("weekly").description("每周简报 the weekly page");
  weekly
    .command("preview")
    .description("预览 print the page of a hospital, or without one of all, as it would go out today")
    .option("--institution <name>", "name or id of the hospital")
    .option("--language <zh|en>", "language of the page", "zh")
    .option("--json", "print the figures as JSON")
    .action(async (options: { institution?: string; language: string; json?: boolean }) => {
      const language = options.language === "en" ? "en" : "zh";
      const { report, message } = await withDatabase((database) =>
        database.withTx(systemContext, async (tx) => {
          const found = await hospitalNamed(tx, options.institution);
          return previewWeek(tx, found?.kind === "hospital" ? found.id : null, language);
        }),
      );
      if (options.json === true) printJson(report);
      else printLine(`${message.subject}\n\n${message.text}`);
    });
  weekly
    .command("send")
    .description(
      "发送 tell everybody who wants it now; whoever has got this week's page gets it no second time",
    )
    .option("--institution <name>", "name or id: only the people of this institution")
    .option("--json", "print how many as JSON")
    .action(async (options: { institution?: string; json?: boolean }) => {
      const people = await withDatabase((database) =>
        database.withTx(systemContext, async (tx) => {
          const found = await hospitalNamed(tx, options.institution);
          const all = found === undefined ? await listTenants(tx) : [found];
          let count = 0;
          for (const { id } of all) count += await sendWeek(tx, id, lastWeek(civilDate(tx.now)));
          return count;
        }),
      );
      if (options.json === true) printJson({ people });
      else printLine(`已通知 ${people} 人。${people} people are told.`);
    });
  quality
    .command("indicators")
    .description("输出指标定义 print docs/indicators.md from the definitions")
    .option("--json", "print the definitions as JSON")
    .action(({ json }: { json?: boolean }) => {
      if (json === true) printJson({ indicators });
      else process.stdout.write(indicatorsPaper());
    });
}
