import { runCli } from "./cli/cli.js";

/** Entry of the `consilium` command. */
export const main = (args: readonly string[]): Promise<void> => runCli(args);
