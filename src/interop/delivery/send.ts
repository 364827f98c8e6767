import { createHash } from "node:crypto";
import { lookup } from "node:dns/promises";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import iconv from "iconv-lite";
import type { OpinionDocument } from "../../consultation/index.js";
import type { Instant } from "../../kernel/types.js";
import { mayAsk } from "../../platform/egress/addresses.js";
import { sendGuarded } from "../../platform/egress/send.js";
import { quote } from "../domain/fault.js";
import { outcomeText } from "../domain/fhir/bundle.js";
import { firstText, parseMessage } from "../domain/hl7/message.js";
import { exportOpinion } from "../documents/export-opinion.js";
import { fhirDocument } from "../documents/fhir-document.js";
import { documentNumber, mdmMessage } from "../documents/mdm.js";
import { readTlsFiles, type TlsMaterial } from "../hl7/certificates.js";
import type { InteropHost } from "../host.js";
import type { FhirDestination, FolderDestination, MllpDestination } from "./api.js";
import { exchange, maxAnswerBytes } from "./mllp-exchange.js";
import type { Delivery, Destination, Outcome } from "./store.js";

/** How a try ended. `mayRetry`: the fault may pass by itself. */
export interface Attempt {
  readonly isTaken: boolean;
  readonly mayRetry: boolean;
  readonly outcome: Outcome;
  /** SHA-256 of what went out; null: nothing did. */
  readonly contentSha256: string | null;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const timeoutMs = 30_000;

const fault = (code: string, zh: string, en: string, mayRetry = true): Attempt => ({
  isTaken: false,
  mayRetry,
  outcome: { code, zh, en },
  contentSha256: null,
});
const faults = {
  address_refused: fault(
    "address_refused",
    "目标地址不允许访问：内网地址需由平台管理员在 INTEROP_NETWORKS 中放行",
    "The address may not be connected to: private networks are allowed in INTEROP_NETWORKS",
    false,
  ),
  unreachable: fault(
    "unreachable",
    "连不上对方系统，请检查地址、端口、网络和防火墙",
    "The system cannot be reached; check address, port, network and firewall",
  ),
  timed_out: fault("timed_out", "对方在 30 秒内没有应答", "No answer came within 30 seconds"),
  cut_off: fault("cut_off", "对方在应答前断开了连接", "The connection was closed before an answer came"),
  tls_refused: fault(
    "tls_refused",
    "TLS 未建立：对方不是 TLS 端口，或其证书不可信、已过期、与主机名不符，或要求本平台出示它信任的证书",
    "TLS could not be set up: no TLS port, a certificate that is not trusted, expired or of another name, or one is asked of us that it trusts",
  ),
  own_certificate: fault(
    "own_certificate",
    "本平台的证书文件（HL7_TLS_CERT、HL7_TLS_KEY）不可用，请平台管理员检查",
    "This platform's certificate (HL7_TLS_CERT, HL7_TLS_KEY) cannot be used; let its administrator check the files",
  ),
  ca_unreadable: fault(
    "ca_unreadable",
    "该去向的 CA 证书读不出来，请重新粘贴 PEM",
    "The destination's CA certificate cannot be read; paste the PEM again",
    false,
  ),
  too_large: fault("too_large", "对方的应答过大，未读取", "The answer is too large and was not read"),
  not_an_answer: fault(
    "not_an_answer",
    "对方的应答不是对这条消息的确认（MSA-2 不符或格式不对）",
    "The answer is no acknowledgement of this message (MSA-2 differs, or it cannot be read)",
  ),
} as const;

/** Sends one version to one destination. Never called inside a transaction. */
export async function sendDelivery(
  host: InteropHost,
  destination: Destination,
  delivery: Delivery,
  document: OpinionDocument,
  now: Instant,
): Promise<Attempt> {
  const secret = destination.secretCipher === null ? "" : host.cipher.decrypt(destination.secretCipher);
  switch (destination.settings.kind) {
    case "mllp":
      return sendMllp(host, destination.settings, delivery, document, now);
    case "fhir":
      return sendFhir(host, destination.settings, secret, document);
    case "folder":
      return sendToFolder(host, destination.settings, document);
  }
}

/** The first address of the name that may be connected to. */
async function addressOf(
  host: string,
  networks: readonly string[],
): Promise<{ readonly address: string } | "unreachable" | "address_refused"> {
  try {
    const found = await lookup(host, { all: true });
    return found.find(({ address }) => mayAsk(address, networks)) ?? "address_refused";
  } catch {
    return "unreachable";
  }
}

async function sendMllp(
  host: InteropHost,
  settings: MllpDestination,
  delivery: Delivery,
  document: OpinionDocument,
  now: Instant,
): Promise<Attempt> {
  // The same version and try has the same number: a receiver that took it before its answer was lost knows it again.
  const controlId = createHash("sha256")
    .update(`${delivery.id} ${delivery.opinionVersion}`)
    .digest("hex")
    .slice(0, 20)
    .toUpperCase();
  const message = mdmMessage(document, {
    receivingApplication: settings.receivingApplication,
    receivingFacility: settings.receivingFacility,
    controlId,
    charset: settings.charset === "utf-8" ? "UNICODE UTF-8" : "GB18030-2000",
    sentAt: now,
    withPdf: settings.withPdf,
  });
  const bytes = iconv.encode(message, settings.charset === "utf-8" ? "utf8" : "gb18030");
  const found = await addressOf(settings.host, host.networks);
  if (typeof found === "string") return faults[found];
  const { host: name, port, isTls, ca } = settings;
  let own: TlsMaterial | undefined;
  try {
    if (isTls && host.ownCertificate !== undefined) own = readTlsFiles(host.ownCertificate);
  } catch {
    return faults.own_certificate;
  }
  const answer = await exchange(
    { host: name, port, address: found.address, tls: isTls ? { ca: ca.trim(), own } : undefined },
    bytes,
  );
  const contentSha256 = sha256(bytes);
  if (typeof answer === "string") return { ...faults[answer], contentSha256 };
  const text = iconv.decode(Buffer.from(answer), settings.charset === "utf-8" ? "utf8" : "gb18030");
  return { ...judgeAnswer(text, controlId), contentSha256 };
}

/** AA and CA take it; AE, AR and their commit forms refuse it, in the receiver's own words. */
function judgeAnswer(text: string, controlId: string): Omit<Attempt, "contentSha256"> {
  const parsed = parseMessage(text);
  const msa = parsed.ok ? parsed.value.segments.find(({ name }) => name === "MSA") : undefined;
  if (!parsed.ok || !msa) return faults.not_an_answer;
  const code = firstText(parsed.value, msa, 1);
  if (firstText(parsed.value, msa, 2) !== controlId) return faults.not_an_answer;
  if (code === "AA" || code === "CA")
    return {
      isTaken: true,
      mayRetry: false,
      outcome: { code, zh: `对方已确认接收（${code}）`, en: `The receiver acknowledged it (${code})` },
    };
  const err = parsed.value.segments.find(({ name }) => name === "ERR");
  const said = quote(firstText(parsed.value, msa, 3) || firstText(parsed.value, err, 8));
  return {
    isTaken: false,
    // AE may be the receiver's trouble of the moment, AR says that it will never take it.
    mayRetry: code === "AE" || code === "CE",
    outcome: {
      code: quote(code),
      zh: `对方拒收（${quote(code)}）：${said}`,
      en: `The receiver refused it (${quote(code)}): ${said}`,
    },
  };
}

async function sendFhir(
  host: InteropHost,
  settings: FhirDestination,
  secret: string,
  document: OpinionDocument,
): Promise<Attempt> {
  const bundle = fhirDocument(document);
  const body = Buffer.from(JSON.stringify(bundle), "utf8");
  const contentSha256 = sha256(body);
  const answer = await sendGuarded({
    url: new URL(`${settings.baseUrl.replace(/\/+$/u, "")}/Bundle`),
    method: "POST",
    headers: {
      "content-type": "application/fhir+json; charset=utf-8",
      accept: "application/fhir+json",
      // Sent twice because an answer was lost, it is created once.
      "if-none-exist": `identifier=${encodeURIComponent(`${bundle.identifier?.system ?? ""}|${bundle.identifier?.value ?? ""}`)}`,
      ...(settings.auth === "bearer" && { authorization: `Bearer ${secret}` }),
      ...(settings.auth === "basic" && {
        authorization: `Basic ${Buffer.from(`${settings.username}:${secret}`).toString("base64")}`,
      }),
    },
    body,
    mayConnect: (address) => mayAsk(address, host.networks),
    maxBytes: maxAnswerBytes,
    timeoutMs,
  });
  if (!answer.ok) return { ...faults[answer.error], contentSha256 };
  const { status, bytes } = answer.value;
  if (status === 200 || status === 201)
    return {
      isTaken: true,
      mayRetry: false,
      outcome: {
        code: String(status),
        zh: `对方已接收（HTTP ${status}）`,
        en: `The receiver took it (HTTP ${status})`,
      },
      contentSha256,
    };
  let said = "";
  try {
    said = outcomeText(JSON.parse(bytes.toString("utf8")));
  } catch {
    said = "";
  }
  return {
    isTaken: false,
    mayRetry: status >= 500 || status === 429 || status === 408,
    outcome: {
      code: `http_${status}`,
      zh: `对方拒收（HTTP ${status}）${quote(said)}`,
      en: `The receiver refused it (HTTP ${status}) ${quote(said)}`.trim(),
    },
    contentSha256,
  };
}

/** Writes each file under a name of its own, whole or not at all; written again, the same names hold the same version. */
async function sendToFolder(
  host: InteropHost,
  settings: FolderDestination,
  document: OpinionDocument,
): Promise<Attempt> {
  const folder = join(host.dropDirectory, "outgoing", settings.folder);
  const number = documentNumber(document);
  // Numbers are our own; whatever else one might hold never becomes part of a path.
  if (!/^[0-9A-Za-z.-]+$/u.test(number) || number.includes(".."))
    return fault(
      "number_unfit",
      "会诊编号不能用作文件名",
      "The case's number cannot be a file's name",
      false,
    );
  const hash = createHash("sha256");
  try {
    await mkdir(folder, { recursive: true });
    for (const format of settings.formats) {
      const { fileName, bytes } = exportOpinion(document, format);
      hash.update(bytes);
      const path = join(folder, fileName);
      await writeFile(`${path}.part`, bytes);
      await rename(`${path}.part`, path);
    }
  } catch (error) {
    const code = (error as { code?: string }).code ?? "error";
    return fault(
      "folder",
      `不能写入文件夹（${code}），请检查权限和磁盘空间`,
      `The folder cannot be written (${code}); check rights and disk space`,
    );
  }
  return {
    isTaken: true,
    mayRetry: false,
    outcome: {
      code: "written",
      zh: `已写入文件夹 ${settings.folder}（${settings.formats.join("、")}）`,
      en: `Written to ${settings.folder} (${settings.formats.join(", ")})`,
    },
    contentSha256: hash.digest("hex"),
  };
}
