import { readFileSync, writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { bringCertificate, loadOpinionDocument } from "../consultation/index.js";
import { type ExportFormat, exportFormats, exportOpinion } from "../interop/index.js";
import { systemContext } from "../platform/database/database.js";
import { newFieldCipher } from "../platform/field-cipher.js";
import { loadFieldKey } from "../platform/field-key.js";
import { CliError, exitCodes, printJson, printLine, withDatabase } from "./io.js";

const certificateFaults = {
  p12_unreadable: "文件或口令不对，读不出证书和私钥。The file or its password is wrong.",
  p12_not_in_force: "证书不在有效期内。The certificate is not in force.",
  p12_no_rsa_key: "需要 RSA 私钥。An RSA key is needed.",
} as const;

/** `consilium opinion export ID` and `consilium opinion certificate FILE`. */
export function opinionVerb(program: Command): void {
  const parent = program.command("opinion").description("会诊意见 signed opinions");
  parent
    .command("export <caseId>")
    .description("导出已签署的意见 write the newest signed version of a case's opinion to a file")
    .addOption(new Option("--format <format>", "file format").choices([...exportFormats]).default("pdf"))
    .option("--out <file>", "name of the file; by case number and version without it")
    .option("--json", "print {path, bytes, mediaType} as JSON")
    .action(async (caseId: string, options: { format: ExportFormat; out?: string; json?: boolean }) => {
      if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(caseId))
        throw new CliError("会诊编号应为 UUID。The case's id is a UUID.");
      const made = await withDatabase(async (database, config) => {
        const fieldCipher = newFieldCipher(loadFieldKey(config));
        const document = await loadOpinionDocument(
          { database, fieldCipher },
          (work) => database.withTx(systemContext, work),
          caseId,
        );
        return document && exportOpinion(document, options.format);
      });
      if (!made)
        throw new CliError(
          "没有这例会诊，或意见尚未签署。There is no such case, or its opinion is not signed.",
          exitCodes.found,
        );
      const path = options.out ?? made.fileName;
      writeFileSync(path, made.bytes);
      if (options.json) printJson({ path, bytes: made.bytes.length, mediaType: made.mediaType });
      else printLine(`${path}  ${made.bytes.length} B  ${made.mediaType}`);
    });
  parent
    .command("certificate <file>")
    .description("更换电子签章证书 use your own PKCS #12 to seal printed opinions from now on")
    .option("--password-env <name>", "environment variable that holds its password", "P12_PASSWORD")
    .option("--json", "print {subject, validTo} as JSON")
    .action(async (file: string, options: { passwordEnv: string; json?: boolean }) => {
      let p12: Buffer;
      try {
        p12 = readFileSync(file);
      } catch (error) {
        throw new CliError(`读不到文件 Cannot read ${file}: ${(error as Error).message}`);
      }
      const password = process.env[options.passwordEnv] ?? "";
      const brought = await withDatabase((database, config) =>
        bringCertificate(database, newFieldCipher(loadFieldKey(config)), { p12, password }),
      );
      if (!brought.ok) throw new CliError(certificateFaults[brought.error]);
      if (options.json) printJson(brought.value);
      else printLine(`${brought.value.subject}  → ${brought.value.validTo}`);
    });
}
