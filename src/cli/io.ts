import { readFileSync } from "node:fs";
import { type Config, readConfig } from "../platform/config.js";
import type { Database } from "../platform/database/database.js";

/** Source: sysexits.h for 70 and 78. `found`: the verb ran, and found faults or refused rows. */
export const exitCodes = { found: 1, usage: 2, software: 70, config: 78 } as const;

/** A failure the person at the keyboard can mend; the message says how, in both languages. */
export class CliError extends Error {
  override name = "CliError";
  readonly exitCode: number;
  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const config = (): Config => readConfig(process.env);

/** Opens the configured database for the verb and closes it afterwards. */
export async function withDatabase<T>(work: (database: Database, config: Config) => Promise<T>): Promise<T> {
  const settings = config();
  // The engines take a third of a second to load; what only prints help or refuses the input needs none.
  const { openDatabase } = await import("../platform/database/open.js");
  const database = await openDatabase(settings);
  try {
    return await work(database, settings);
  } finally {
    await database.close();
  }
}

/** One JSON document on standard output. */
export const printJson = (value: unknown): void =>
  void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
export const printLine = (text: string): void => void process.stdout.write(`${text}\n`);

/** The file's text, or standard input for `-` or no name. Throws for anything but UTF-8; a byte order mark is dropped. */
export function readInput(path: string | undefined): string {
  const isStdin = path === undefined || path === "-";
  const name = isStdin ? "standard input" : path;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(isStdin ? 0 : path);
  } catch (error) {
    throw new CliError(`读不到输入 Cannot read ${name}: ${(error as Error).message}`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CliError(`${name}: 文件应为 UTF-8 编码 The text must be UTF-8`);
  }
}

/** Parses JSON given by a person; the error names the place. */
export function parseInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError(`输入不是有效的 JSON The input is not valid JSON: ${(error as Error).message}`);
  }
}

/** A progress bar on a terminal; silent when the output is not one, so that scripts get no noise. */
export function progress(label: string, total: number): { tick(done: number): void; end(): void } {
  if (!process.stderr.isTTY) return { tick: () => undefined, end: () => undefined };
  return {
    tick(done) {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const filled = Math.round(share * 24);
      process.stderr.write(
        `\r${label} ${"█".repeat(filled)}${"░".repeat(24 - filled)} ${Math.round(share * 100)}%`,
      );
    },
    end() {
      process.stderr.write("\r\u001b[K");
    },
  };
}
