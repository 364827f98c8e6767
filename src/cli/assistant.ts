import type { Command } from "commander";
import {
  type AssistantHost,
  assistantNode,
  assistantStatuses,
  outcomeWords,
  testAssistantOf,
} from "../assistant/index.js";
import { newFieldCipher } from "../platform/field-cipher.js";
import { loadFieldKey } from "../platform/field-key.js";
import { CliError, exitCodes, printJson, printLine, withDatabase } from "./io.js";

interface Options {
  readonly institution?: string;
  readonly json?: boolean;
}

const withHost = <T>(work: (host: AssistantHost) => Promise<T>): Promise<T> =>
  withDatabase((database, config) =>
    work({ ...assistantNode(config), database, cipher: newFieldCipher(loadFieldKey(config)) }),
  );

/** `consilium assistant status|test`: exit 1 when the test found a fault, 2 without an endpoint. */
export function assistantVerb(program: Command): void {
  const parent = program.command("assistant").description("智能助手 the optional language-model assistant");
  parent
    .command("status")
    .description("各医院的智能助手状态 state, budget and last calls of each hospital's assistant")
    .option("--institution <name>", "id or name of one hospital")
    .option("--json", "print the states as JSON")
    .action(async ({ institution = "", json = false }: Options) => {
      const states = await withHost((host) => assistantStatuses(host, institution));
      if (json) {
        printJson(states);
        return;
      }
      if (states.length === 0) printLine("没有这家医院。There is no such hospital.");
      for (const { institutionName, isEnabled, endpoint, usedToday, setting, waiting, calls } of states) {
        printLine(
          `${institutionName}  ${isEnabled ? "启用 on" : "停用 off"}  ${
            endpoint ? `${endpoint.host} ${endpoint.model}` : "未配置 no endpoint"
          }`,
        );
        printLine(
          `  今日 today: ${usedToday.calls}/${setting.dailyCalls} 次 calls, ${usedToday.tokens}/${setting.dailyTokens} tokens; ` +
            `等待 waiting: ${waiting}`,
        );
        for (const { createdAt, outcome, durationMs, status } of calls.slice(0, 5)) {
          const { zh, en } = outcome === null ? { zh: status, en: status } : outcomeWords[outcome];
          printLine(`  ${createdAt}  ${durationMs ?? "-"} ms  ${zh}  ${en}`);
        }
      }
    });
  parent
    .command("test")
    .description(
      "测试模型连接（虚构病例，计一次额度） try the endpoint with an invented case; costs one call",
    )
    .option("--institution <name>", "id or name of the hospital; may be left out when there is only one")
    .option("--json", "print {isGood, steps} as JSON")
    .action(async ({ institution = "", json = false }: Options) => {
      const tested = await withHost((host) => testAssistantOf(host, institution));
      if (!tested.ok)
        throw new CliError(
          tested.error === "not_configured"
            ? "没有可用的模型接口：请在“智能助手”页面填写，或设置 ASSISTANT_URL 和 ASSISTANT_MODEL。There is no endpoint: set one on the assistant's page, or ASSISTANT_URL and ASSISTANT_MODEL."
            : "请用 --institution 指明一家医院。Name one hospital with --institution.",
        );
      if (json) printJson(tested.value);
      else
        for (const { isGood, zh, en } of tested.value.steps)
          printLine(`${isGood ? "✓" : "✗"} ${zh}\n  ${en}`);
      if (!tested.value.isGood) process.exitCode = exitCodes.found;
    });
}
