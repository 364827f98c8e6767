import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Command } from "commander";
import { type FileRefusal, importFile, rehearseFile } from "../experts/index.js";
import { newFieldCipher } from "../platform/field-cipher.js";
import { loadFieldKey } from "../platform/field-key.js";
import { openFiles } from "../platform/files/open-files.js";
import { CliError, exitCodes, printJson, printLine, progress, withDatabase } from "./io.js";

interface Options {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly institution?: string;
  readonly createInstitutions?: boolean;
  readonly language: string;
}

const texts: Partial<Record<Extract<FileRefusal, string>, string>> = {
  no_operator:
    "平台还没有运营机构，请先完成初始化。The installation has no operator yet: set it up first, or try --dry-run.",
  institution_unknown:
    "没有 --institution 所指的机构；加 --create-institutions 可登记它。No such institution; --create-institutions registers it.",
};

const textOf = (refusal: FileRefusal): string =>
  typeof refusal === "string" ? (texts[refusal] ?? refusal) : `${refusal.zh}\n${refusal.en}`;

/** `consilium import experts FILE`: exit 1 when rows were rejected, 2 for a file that is no expert list. */
export function importVerb(program: Command): void {
  const parent = program.command("import").description("导入数据 bring data in");
  parent
    .command("experts <file>")
    .description("导入专家名单（.xlsx/.csv） import an expert list; nothing changes with --dry-run")
    .option("--dry-run", "say what the import would do, and do nothing")
    .option("--json", "print {rows, imported, unchanged, review, rejected} as JSON")
    .option("--institution <name>", "hospital of rows that name none")
    .option("--create-institutions", "register hospitals that are not known")
    .option("--language <zh|en>", "language of the reasons", "zh")
    .action(async (path: string, options: Options) => {
      if (options.language !== "zh" && options.language !== "en")
        throw new CliError("--language: zh 或 en。Use zh or en.");
      const content = readBytes(path);
      const bars = {
        judge: progress("读取 Reading", 1),
        land: progress("导入 Importing", 1),
      };
      const file = {
        name: basename(path),
        content,
        institution: options.institution,
        createsInstitutions: options.createInstitutions ?? false,
        language: options.language,
        onStep: (part: "judge" | "land", share: number) => bars[part].tick(share),
      } as const;
      const result = await withDatabase((database, config) => {
        const host = { database, files: openFiles(config), cipher: newFieldCipher(loadFieldKey(config)) };
        return options.dryRun ? rehearseFile(host, file) : importFile(host, file);
      });
      bars.land.end();
      if (!result.ok) throw new CliError(textOf(result.error));
      const summary = result.value;
      if (options.json) printJson(summary);
      else {
        const { rows, imported, unchanged, review, rejected } = summary;
        printLine(
          options.dryRun ? "试运行，未写入任何数据。Dry run: nothing was written." : "导入完成。Imported.",
        );
        printLine(
          `共 ${rows} 行：导入 ${imported}，未变 ${unchanged}，待确认 ${review}，退回 ${rejected.length}\n` +
            `${rows} rows: ${imported} imported, ${unchanged} unchanged, ${review} to review, ${rejected.length} rejected`,
        );
        for (const one of rejected) printLine(`  ${one.row}  ${one.column}  ${one.value}  ${one.reason}`);
      }
      if (summary.rejected.length > 0) process.exitCode = exitCodes.found;
    });
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CliError(`读不到文件 Cannot read ${path}: ${(error as Error).message}`);
  }
}
