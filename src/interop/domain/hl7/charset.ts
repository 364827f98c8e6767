import type { Result } from "../../../kernel/result.js";

export type Hl7Charset = "utf-8" | "gb18030";

/** Names of MSH-18 as they are met. Source: HL7 table 0211; GBK and GB2312 are subsets of GB18030. */
const names: ReadonlyMap<string, Hl7Charset> = new Map([
  ["UNICODEUTF8", "utf-8"],
  ["UTF8", "utf-8"],
  ["UNICODE", "utf-8"],
  ["ASCII", "utf-8"],
  ["USASCII", "utf-8"],
  ["GB18030", "gb18030"],
  ["GB180302000", "gb18030"],
  ["GB180302005", "gb18030"],
  ["GB180302022", "gb18030"],
  ["GBK", "gb18030"],
  ["GB2312", "gb18030"],
  ["CP936", "gb18030"],
]);

/** The encoding an MSH-18 names; undefined for one we do not read. An empty one is the caller's to decide. */
export const charsetNamed = (written: string): Hl7Charset | undefined =>
  names.get((written.split("~")[0] ?? "").replace(/[^A-Za-z0-9]/gu, "").toUpperCase());

export interface DecodedMessage {
  readonly text: string;
  readonly charset: Hl7Charset;
}

export type CharsetFault = "charset_unknown" | "charset_contradicts" | "undecodable";

function decode(charset: Hl7Charset, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** MSH-18 of a text that begins with a header; "" where there is none. */
function declaredIn(text: string): string {
  const separator = text.charAt(3);
  const header = /^[^\r\n]*/u.exec(text)?.[0] ?? "";
  return separator === "" ? "" : (header.split(separator)[17] ?? "").trim();
}

/**
 * Decodes a message by what its header declares; bytes that contradict the declaration are refused, never turned into
 * replacement characters. Without a declaration strict UTF-8 is tried first, then GB18030.
 */
export function decodeMessage(bytes: Uint8Array): Result<DecodedMessage, CharsetFault> {
  const utf8 = decode("utf-8", bytes);
  const gb18030 = decode("gb18030", bytes);
  // Header names can hold Chinese, so MSH-18 is looked for in a decoded text, not among bytes.
  const probe = utf8 ?? gb18030;
  if (probe === undefined) return { ok: false, error: "undecodable" };
  const written = declaredIn(probe);
  const declared = written === "" ? undefined : charsetNamed(written);
  if (written !== "" && declared === undefined) return { ok: false, error: "charset_unknown" };
  if (declared === "utf-8" && utf8 === undefined) return { ok: false, error: "charset_contradicts" };
  const charset = declared ?? (utf8 === undefined ? "gb18030" : "utf-8");
  const text = charset === "utf-8" ? utf8 : gb18030;
  return text === undefined ? { ok: false, error: "undecodable" } : { ok: true, value: { text, charset } };
}

/** The first line of a message that cannot be read as a whole: whom to answer. Damaged characters may stand in it. */
export function peekHeader(bytes: Uint8Array): string {
  const head = bytes.subarray(0, 4000);
  const text = decode("utf-8", head) ?? new TextDecoder("gb18030").decode(head);
  return /^[^\r\n]*/u.exec(text.replace(/^\ufeff/u, ""))?.[0] ?? "";
}
