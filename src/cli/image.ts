import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { importFiles, newVetter } from "../imaging/index.js";
import { newFieldCipher } from "../platform/field-cipher.js";
import { loadFieldKey } from "../platform/field-key.js";
import { openFiles } from "../platform/files/open-files.js";
import { CliError, exitCodes, printJson, printLine, withDatabase } from "./io.js";

const texts = {
  case_not_found: "没有这份会诊申请。There is no such request.",
  images_closed:
    "意见已签发或申请已结束，不能再添加影像。The opinion is signed or the request has ended; no images can be added.",
} as const;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** The files named, those of folders included, folder by folder. */
function filesOf(path: string): string[] {
  let info;
  try {
    info = statSync(path);
  } catch (error) {
    throw new CliError(`读不到文件 Cannot read ${path}: ${(error as Error).message}`);
  }
  if (!info.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

/** `consilium image import CASE FILES…`: exit 1 when files were refused. */
export function imageVerb(program: Command): void {
  const parent = program.command("image").description("影像 medical images of a case");
  parent
    .command("import <case> <files...>")
    .description(
      "把 DICOM、zip、PDF 或图片收入会诊申请 take DICOM, zip, PDF or pictures into a request, folders included; the case is the id in its address",
    )
    .option("--json", "print {outcomes, refused} as JSON")
    .action(async (caseId: string, paths: string[], options: { readonly json?: boolean }) => {
      if (!uuid.test(caseId))
        throw new CliError("请给出申请地址中的编号（UUID）。Give the id in the request's address (a UUID).");
      const files = paths.flatMap(filesOf);
      const result = await withDatabase(async (database, config) => {
        const vetter = newVetter();
        try {
          return await importFiles(
            {
              database,
              files: openFiles(config),
              cipher: newFieldCipher(loadFieldKey(config)),
              networks: config.interopNetworks,
              vetter,
            },
            caseId,
            files,
          );
        } finally {
          await vetter.close();
        }
      });
      if (!result.ok) throw new CliError(texts[result.error]);
      const { outcomes, refused } = result.value;
      if (options.json) printJson(result.value);
      else {
        printLine(
          `收入 ${outcomes.kept} 幅图像、${outcomes.attached} 个附件；已有 ${outcomes.duplicate}；未收入 ${outcomes.refused}\n` +
            `${outcomes.kept} images and ${outcomes.attached} attachments taken; ${outcomes.duplicate} were there; ${outcomes.refused} refused`,
        );
        for (const one of refused) printLine(`  ${one.name}  ${one.zh}  ${one.en}`);
      }
      if (outcomes.refused > 0) process.exitCode = exitCodes.found;
    });
}
