import { type Command, Option } from "commander";
import { listOrganizations } from "../organizations/index.js";
import { systemContext } from "../platform/database/database.js";
import { newFieldCipher } from "../platform/field-cipher.js";
import { loadFieldKey } from "../platform/field-key.js";
import { rtcNode } from "../room/index.js";
import { findProviderSetting, tryProvider, unsetProviderSetting } from "../room/index.js";
import { CliError, exitCodes, printJson, printLine, withDatabase } from "./io.js";

interface Options {
  readonly institution?: string;
  readonly provider?: "embedded" | "livekit" | "janus" | "agora";
  readonly json?: boolean;
}

/** `consilium rtc-test --institution 云溪县人民医院`: exit 1 when the media service does not do what it should. */
export function rtcTestVerb(program: Command): void {
  program
    .command("rtc-test")
    .description("测试音视频服务 ask the media service of a hospital, and say how it went")
    .option("--institution <name>", "id or name of the hospital; may be left out when there is only one")
    .addOption(
      new Option("--provider <name>", "which one; the chosen one without it").choices([
        "embedded",
        "livekit",
        "janus",
        "agora",
      ]),
    )
    .option("--json", "print {provider, isReachable, zh, en, milliseconds, remarks} as JSON")
    .action(async ({ institution = "", provider, json = false }: Options) => {
      const tested = await withDatabase(async (database, config) => {
        const setting = await database.withTx(systemContext, async (tx) => {
          const hospitals = (await listOrganizations(tx)).filter(({ kind }) => kind === "hospital");
          const meant = hospitals.filter(
            ({ id, name }) => institution === "" || id === institution || name === institution,
          );
          const [hospital] = meant;
          if (hospital === undefined || meant.length > 1)
            throw new CliError("请用 --institution 指明一家医院。Name one hospital with --institution.");
          return (await findProviderSetting(tx, hospital.id)) ?? unsetProviderSetting(hospital.id);
        });
        const host = { ...rtcNode(config), database, cipher: newFieldCipher(loadFieldKey(config)) };
        return tryProvider(host, provider ?? setting.provider, setting);
      });
      if (json) printJson(tested);
      else {
        printLine(
          `${tested.isReachable ? "✓" : "✗"} ${tested.provider} ${tested.milliseconds} ms  ${tested.zh}\n  ${tested.en}`,
        );
        for (const { zh, en } of tested.remarks) printLine(`! ${zh}\n  ${en}`);
      }
      if (!tested.isReachable) process.exitCode = exitCodes.found;
    });
}
