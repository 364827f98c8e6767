export type FileKind =
  | { readonly kind: "text" }
  | { readonly kind: "zip" }
  | { readonly kind: "encrypted_ole" }
  | { readonly kind: "unsupported"; readonly zhKind: string; readonly enKind: string };

const unsupported = (zhKind: string, enKind: string): FileKind => ({ kind: "unsupported", zhKind, enKind });

type Signature = {
  readonly bytes: string;
  readonly offset?: number;
  readonly zh: string;
  readonly en: string;
};

const signatures: readonly Signature[] = [
  { bytes: "%PDF-", zh: " PDF 文档", en: "a PDF document" },
  { bytes: "\x89PNG", zh: "图片（PNG）", en: "a PNG picture" },
  { bytes: "\xff\xd8\xff", zh: "图片（JPEG）", en: "a JPEG picture" },
  { bytes: "GIF8", zh: "图片（GIF）", en: "a GIF picture" },
  { bytes: "BM", zh: "图片（BMP）", en: "a BMP picture" },
  { bytes: "RIFF", zh: "多媒体文件", en: "a media file" },
  { bytes: "DICM", offset: 128, zh: " DICOM 影像", en: "a DICOM image" },
  { bytes: "\x1f\x8b", zh: " gzip 压缩包", en: "a gzip archive" },
  { bytes: "7z\xbc\xaf\x27\x1c", zh: " 7z 压缩包", en: "a 7z archive" },
  { bytes: "Rar!", zh: " RAR 压缩包", en: "a RAR archive" },
  { bytes: "{\\rtf", zh: " RTF 文档", en: "an RTF document" },
  { bytes: "MZ", zh: "可执行程序", en: "a program" },
  { bytes: "\x7fELF", zh: "可执行程序", en: "a program" },
  { bytes: "SQLite format 3", zh: "数据库文件", en: "a database file" },
];

/**
 * What the bytes are, whatever the file is called. Zip archives are told apart later, by their members.
 * An OLE container is an old .xls unless it wraps an encrypted workbook [MS-OFFCRYPTO §2.3].
 */
export function sniffFile(bytes: Uint8Array): FileKind {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString("latin1");
  if (head.startsWith("PK\x03\x04") || head.startsWith("PK\x05\x06")) return { kind: "zip" };
  if (head.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return oleKind(bytes);
  for (const { bytes: signature, offset = 0, zh, en } of signatures) {
    if (head.startsWith(signature, offset) && !isShortText(signature, bytes)) return unsupported(zh, en);
  }
  return markupKind(head) ?? binaryKind(bytes) ?? { kind: "text" };
}

/** Two-letter signatures are also words ("BMI", "MZ"): they count only in front of bytes that no text has. */
function isShortText(signature: string, bytes: Uint8Array): boolean {
  return signature.length === 2 && /^[A-Z]+$/u.test(signature) && !bytes.subarray(0, 512).includes(0);
}

function oleKind(bytes: Uint8Array): FileKind {
  const encrypted = Buffer.from("EncryptedPackage", "utf16le");
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(encrypted)) {
    return { kind: "encrypted_ole" };
  }
  return unsupported("旧版 Office 文件（.xls 等）", "an old Office file (such as .xls)");
}

function markupKind(head: string): FileKind | undefined {
  const start = head
    .replace(/^\xef\xbb\xbf/u, "")
    .trimStart()
    .slice(0, 2048)
    .toLowerCase();
  if (start.startsWith("<!doctype html") || start.startsWith("<html") || start.startsWith("<table")) {
    return unsupported("网页（系统导出的“.xls”常常其实是网页）", "a web page (exports named .xls often are)");
  }
  if (start.startsWith("<?xml") || start.startsWith("<svg")) return unsupported(" XML 文件", "an XML file");
  if (/^(?:\{\s*"|\[\s*["{[])/u.test(start)) return unsupported(" JSON 文件", "a JSON file");
  return start.startsWith("<script") ? unsupported("网页脚本", "a web script") : undefined;
}

/** Text has few control bytes; UTF-16 has many zero bytes but starts with a mark or pairs them evenly. */
function binaryKind(bytes: Uint8Array): FileKind | undefined {
  const sample = bytes.subarray(0, 8192);
  if (looksUtf16(sample)) return undefined;
  let controls = 0;
  for (const byte of sample) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) controls++;
  return controls > 8 && controls > sample.length / 20
    ? unsupported("二进制文件", "a binary file")
    : undefined;
}

/** True for a UTF-16 byte order mark, or for separators and line ends written as UTF-16LE without one. */
export function looksUtf16(bytes: Uint8Array): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true;
  let paired = 0;
  let odd = 0;
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    if (bytes[i + 1] === 0 && bytes[i] !== 0 && (bytes[i] ?? 0) < 0x80) paired++;
    else if (bytes[i] === 0) odd++;
  }
  return paired > 0 && odd === 0 && paired * 200 >= bytes.length;
}
