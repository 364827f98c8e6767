import { Command, CommanderError } from "commander";
import { ConfigError } from "../platform/config.js";
import { DataDirLockedError } from "../platform/database/data-dir-lock.js";
import { PortTakenError } from "../platform/http/free-port.js";
import { packageVersion } from "../platform/package-root.js";
import { CliError, exitCodes } from "./io.js";
import { verbs } from "./verbs.js";

/** The verb that is named; all of them when help is wanted or the name is wrong. */
const verbsFor = (name = ""): (typeof verbs)[string][] =>
  Object.entries(verbs).flatMap(([verb, load]) =>
    name === verb || !Object.hasOwn(verbs, name) ? [load] : [],
  );

/** The program with the verb that is named, or with all. */
export async function programFor(name?: string): Promise<Command> {
  const program = new Command("consilium")
    .description("Consilium 网络会诊专家资源库: expert resource pool and remote consultation platform")
    .version(packageVersion())
    .showHelpAfterError()
    .exitOverride()
    .addHelpText(
      "after",
      `\nExit codes: 0 done · 1 done, but something was found or refused · 2 wrong use · 70 failure of the program · 78 wrong configuration`,
    );
  for (const load of verbsFor(name)) (await load())(program);
  for (const command of program.commands) command.exitOverride();
  return program;
}

/** Runs one verb and sets the process's exit code; every failure a person can mend is one clear text on stderr. */
export async function runCli(args: readonly string[]): Promise<void> {
  const program = await programFor(args[0]);
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
    else if (error instanceof CliError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = error.exitCode;
    } else if (
      error instanceof ConfigError ||
      error instanceof DataDirLockedError ||
      error instanceof PortTakenError
    ) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = exitCodes.config;
    } else {
      process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
      process.exitCode = exitCodes.software;
    }
  }
}
