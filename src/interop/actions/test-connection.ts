import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { ConnectionTest, FileDropSettings, FhirSettings } from "../api.js";
import { readPage } from "../domain/fhir/bundle.js";
import { textAt } from "../domain/fhir/json.js";
import { dropFolders, makeFolders, settledFiles } from "../drop/sweep.js";
import { ask, urlBelow } from "../fhir/ask-server.js";
import { accessOf } from "../fhir/pull.js";
import type { InteropSettings } from "../host.js";
import { type Connector, findConnector } from "../store/connectors.js";
import { listRuns } from "../store/runs.js";

type Step = ConnectionTest["steps"][number];

const good = (zh: string, en: string): Step => ({ isGood: true, zh, en });
const bad = (zh: string, en: string): Step => ({ isGood: false, zh, en });

/** Tries the connection as it is saved, step by step, and changes nothing. */
export async function testConnection(
  ctx: Ctx,
  server: InteropSettings,
  connectorId: string,
): Promise<Result<ConnectionTest, "connector_not_found">> {
  const found = await inTx(ctx, async (tx) => {
    const connector = await findConnector(tx, connectorId);
    if (connector === undefined) return undefined;
    const { runs } = await listRuns(tx, connectorId, { trigger: "message", limit: 1, offset: 0 });
    return { connector, lastMessageAt: runs[0]?.createdAt };
  });
  if (found === undefined) return refuse("connector_not_found");
  const { connector, lastMessageAt } = found;
  const steps = await stepsOf(ctx, server, connector, lastMessageAt);
  return ok({ isGood: steps.every(({ isGood }) => isGood), steps });
}

function stepsOf(
  ctx: Ctx,
  server: InteropSettings,
  connector: Connector,
  lastMessageAt: string | undefined,
): Promise<Step[]> | Step[] {
  const { settings } = connector;
  switch (settings.kind) {
    case "fhir":
      return fhirSteps(ctx, server, connector, settings);
    case "file_drop":
      return folderSteps(server, settings);
    case "mllp":
      return [
        server.hl7Port === null
          ? bad(
              "本服务器未开启 HL7 端口：请平台管理员设置 HL7_PORT 后重启",
              "This server listens to no HL7 port: let the administrator set HL7_PORT and restart",
            )
          : good(
              `HL7 端口 ${server.hl7Port} 已开启${server.hl7Tls ? "（TLS）" : ""}`,
              `HL7 port ${server.hl7Port} is open${server.hl7Tls ? " (TLS)" : ""}`,
            ),
        connector.status === "enabled"
          ? good("连接已启用", "The connector is enabled")
          : bad("连接已暂停，消息会被拒绝（AR）", "The connector is paused; messages are refused (AR)"),
        lastMessageAt === undefined
          ? bad(
              "尚未收到消息：请从医院一侧发送一条试运行消息（MSH-11 填 T）",
              "No message has arrived: send one for rehearsal (MSH-11 T) from the hospital's side",
            )
          : good("已收到过消息，见运行记录", "Messages have arrived; see the run log"),
      ];
  }
}

async function fhirSteps(
  ctx: Ctx,
  server: InteropSettings,
  connector: Connector,
  settings: FhirSettings,
): Promise<Step[]> {
  const access = accessOf(
    { database: ctx.database, cipher: ctx.fieldCipher, ...server },
    connector,
    settings,
  );
  const limits = { maxBytes: 5 * 1_048_576, timeoutMs: 10_000 };
  const metadata = await ask(access, urlBelow(settings.baseUrl, "metadata"), limits);
  if (!metadata.ok) return [bad(metadata.error.zh, metadata.error.en)];
  const version = textAt(metadata.value.body, "fhirVersion");
  const isR4 =
    textAt(metadata.value.body, "resourceType") === "CapabilityStatement" && version.startsWith("4.0");
  const steps = [
    isR4
      ? good(`能力声明可读，FHIR ${version}`, `The capability statement is readable, FHIR ${version}`)
      : bad(
          "没有 FHIR R4 能力声明，请核对基地址",
          "There is no capability statement of FHIR R4; check the base address",
        ),
  ];
  const page = await ask(access, urlBelow(settings.baseUrl, "PractitionerRole", { _count: "1" }), limits);
  if (!page.ok) return [...steps, bad(page.error.zh, page.error.en)];
  const read = readPage(page.value.body, 1);
  return [
    ...steps,
    read.ok
      ? good("可以读取岗位（PractitionerRole）", "Posts (PractitionerRole) can be read")
      : bad("读不到岗位（PractitionerRole）", "Posts (PractitionerRole) cannot be read"),
  ];
}

async function folderSteps(server: InteropSettings, settings: FileDropSettings): Promise<Step[]> {
  const folders = dropFolders(server, settings);
  try {
    await makeFolders(folders);
    const probe = join(folders.incoming, ".probe.part");
    await writeFile(probe, "");
    await rm(probe);
    const waiting = await settledFiles(folders, Date.now());
    return [
      good(
        `文件夹可读写：${settings.folder}/incoming`,
        `The folder can be read and written: ${settings.folder}/incoming`,
      ),
      good(`现有 ${waiting.length} 个文件待处理`, `${waiting.length} files wait`),
    ];
  } catch {
    return [
      bad(
        `读写不了文件夹 ${settings.folder}，请检查服务器目录权限`,
        `The folder ${settings.folder} cannot be read or written; check the server's permissions`,
      ),
    ];
  }
}
