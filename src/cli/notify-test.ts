import { type Command, Option } from "commander";
import { findPerson } from "../identity/index.js";
import { channels, Mobile, type Channel } from "../notifications/api.js";
import { notifyNode, testChannelOf } from "../notifications/index.js";
import { systemContext } from "../platform/database/database.js";
import { newFieldCipher } from "../platform/field-cipher.js";
import { loadFieldKey } from "../platform/field-key.js";
import { CliError, exitCodes, printJson, printLine, withDatabase } from "./io.js";

interface Options {
  readonly channel: Channel;
  readonly to: string;
  readonly person?: string;
  readonly json?: boolean;
}

/** `consilium notify-test --channel email --to a@b`: exit 1 when the server did not take it, 2 when the channel is off. */
export function notifyTestVerb(program: Command): void {
  program
    .command("notify-test")
    .description("测试通知渠道 send a test message through one channel, now")
    .addOption(
      new Option("--channel <channel>", "which channel")
        .choices(channels.filter((one) => one !== "push"))
        .makeOptionMandatory(),
    )
    .requiredOption("--to <address>", "e-mail address or mobile number")
    .option("--person <id>", "whose message it is; needed for the local box only")
    .option("--json", "print {isGood, zh, en} as JSON")
    .action(async ({ channel, to, person, json = false }: Options) => {
      const number = channel === "email" ? undefined : Mobile.safeParse(to);
      if (number?.success === false || (channel === "email" && !to.includes("@")))
        throw new CliError(
          "--to: 请填写电子邮件地址或 11 位手机号 give an e-mail address, or an 11-digit mobile number",
        );
      const test = { channel, address: number?.data ?? to };
      const tested = await withDatabase(async (database, config) => {
        const cipher = newFieldCipher(loadFieldKey(config));
        const url = config.publicUrl ?? `http://localhost:${config.port}`;
        const node = await notifyNode(config.notify, database, cipher, () => url);
        const known = await database.withTx(systemContext, (tx) =>
          person === undefined ? Promise.resolve(undefined) : findPerson(tx, person),
        );
        // A server is spoken to when the database is closed: nothing keeps it open for a slow answer.
        if (!node.isSink) return () => testChannelOf(node, test, "");
        if (!known || person === undefined)
          throw new CliError(
            "本地信箱需要 --person：消息算谁的 the local box keeps messages of a person: name one by id with --person",
          );
        const kept = await testChannelOf(node, test, person);
        return () => Promise.resolve(kept);
      }).then((work) => work());
      if (!tested.ok)
        throw new CliError(
          `${channel}: 未启用，请设置相应的环境变量（见 docs/notifications.md） this channel is off; set its variables, see docs/notifications.md`,
        );
      if (json) printJson(tested.value);
      else printLine(`${tested.value.isGood ? "✓" : "✗"} ${tested.value.zh}  ${tested.value.en}`);
      if (!tested.value.isGood) process.exitCode = exitCodes.found;
    });
}
