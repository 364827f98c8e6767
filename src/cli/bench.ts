import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { packageRoot } from "../platform/package-root.js";
import { CliError } from "./io.js";

interface Options {
  readonly experts: string;
  readonly engines?: string;
  readonly questions: string;
  readonly seconds: string;
  readonly json?: boolean;
}

const help = `
Needs the source folder bench/, where "npm ci" installs the rivals; without it only the platform's own index runs, and
each rival is named with the reason. PostgreSQL: DATABASE_URL (a scratch database), else the one that npm brought for the tests.`;

const sizes = (text: string): string => {
  if (!text.split(",").every((one) => /^[1-9]\d{2,7}$/.test(one)))
    throw new InvalidArgumentError("numbers of at least 100, separated by commas: 10000,100000");
  return text;
};

/** `consilium bench matching`: the matching index beside the engines a user would pick, in processes of their own. */
export function benchVerb(program: Command): void {
  program
    .command("bench")
    .description("性能对比 measure the platform beside others")
    .command("matching")
    .description("专家检索 the expert index beside FlexSearch, SQLite FTS5, MiniSearch and PostgreSQL")
    .option("--experts <list>", "sizes of the invented pool", sizes, "10000,100000")
    .option(
      "--engines <list>",
      "only these: consilium, flexsearch, sqlite, minisearch, postgres (all when not given)",
    )
    .option("--questions <n>", "questions to each engine", "1000")
    .option("--seconds <n>", "at most this long for the questions of one kind", "60")
    .option("--json", "print {machine, results, ratios} as JSON")
    .addHelpText("after", help)
    .action(async ({ experts, engines, questions, seconds, json }: Options) => {
      const script = join(packageRoot(), "bench", "run.js");
      if (!existsSync(script))
        throw new CliError(
          `没有 ${script}，请在源码目录中运行。bench/ comes with the source repository: run it there.`,
        );
      const args = ["--experts", experts, "--questions", questions, "--seconds", seconds];
      if (engines !== undefined) args.push("--engines", engines);
      if (json) args.push("--json");
      const child = spawn(process.execPath, [script, ...args], { stdio: "inherit" });
      process.exitCode = await new Promise<number>((resolve) =>
        child.on("close", (code) => resolve(code ?? 70)),
      );
    });
}
