/**
 * The text of DICOM values by Specific Character Set (0008,0005).
 * Source: DICOM PS3.3 C.12.1.1.2 (defined terms), PS3.5 6.1 and annexes H, I, J (code extensions), GB18030 and GBK
 * included.
 */
const single: Readonly<Record<string, string>> = {
  "ISO_IR 6": "utf-8",
  "ISO_IR 100": "windows-1252",
  "ISO_IR 101": "iso-8859-2",
  "ISO_IR 109": "iso-8859-3",
  "ISO_IR 110": "iso-8859-4",
  "ISO_IR 144": "iso-8859-5",
  "ISO_IR 127": "iso-8859-6",
  "ISO_IR 126": "iso-8859-7",
  "ISO_IR 138": "iso-8859-8",
  "ISO_IR 148": "windows-1254",
  "ISO_IR 166": "windows-874",
  "ISO_IR 13": "shift_jis",
  "ISO_IR 192": "utf-8",
  GB18030: "gb18030",
  GBK: "gbk",
};

/** What each escape sequence switches to; the byte sequence itself is not text. */
const escapes: readonly (readonly [sequence: string, label: string, isSevenBit: boolean])[] = [
  // GB 2312-80 in G1: the bytes have their high bit set, as in EUC-CN, which GBK contains.
  ["$)A", "gbk", false],
  ["$)C", "euc-kr", false],
  // Japanese sets stand in G0 with seven bits and are decoded with their escape sequence.
  ["$B", "iso-2022-jp", true],
  ["$@", "iso-2022-jp", true],
  ["$(D", "euc-jp", false],
  ["(B", "us-ascii", false],
  ["(J", "shift_jis", false],
  [")I", "shift_jis", false],
  ["-A", "windows-1252", false],
  ["-B", "iso-8859-2", false],
  ["-L", "iso-8859-5", false],
  ["-G", "iso-8859-6", false],
  ["-F", "iso-8859-7", false],
];

const hasHighBytes = (bytes: Uint8Array): boolean => bytes.some((byte) => byte > 0x7f);

function strictly(label: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Devices that say nothing of their letters and write Chinese anyway: UTF-8 where it is, else GB18030, else Latin 1. */
const guessed = (bytes: Uint8Array): string =>
  strictly("utf-8", bytes) ?? strictly("gb18030", bytes) ?? new TextDecoder("windows-1252").decode(bytes);

function withEscapes(bytes: Uint8Array, first: string): string {
  const parts: string[] = [];
  let label = first;
  let start = 0;
  let at = 0;
  const flush = (end: number) => {
    if (end > start) parts.push(new TextDecoder(label).decode(bytes.subarray(start, end)));
  };
  while (at < bytes.length) {
    if (bytes[at] !== 0x1b) {
      // Line ends and the separators of names return to the first set. Source: PS3.5 6.1.2.5.3.
      if (
        [0x0a, 0x0d, 0x0c, 0x09, 0x5e, 0x3d].includes(bytes[at] ?? 0) &&
        label !== first &&
        label !== "iso-2022-jp"
      ) {
        flush(at);
        label = first;
        start = at;
      }
      at++;
      continue;
    }
    const rest = String.fromCharCode(...bytes.subarray(at + 1, at + 4));
    const found = escapes.find(([sequence]) => rest.startsWith(sequence));
    flush(at);
    if (found === undefined) {
      // An unknown switch: its own bytes are dropped, the text goes on as it was.
      at += 1;
      start = at;
      continue;
    }
    const [sequence, next, isSevenBit] = found;
    label = next;
    start = isSevenBit ? at : at + 1 + sequence.length;
    at += 1 + sequence.length;
  }
  flush(bytes.length);
  return parts.join("");
}

/**
 * The bytes of a text value as text, without the padding. `charsets` are the values of (0008,0005) in order; none or an
 * unknown one is guessed at. Never throws: what cannot be read becomes U+FFFD.
 */
export function decodeText(bytes: Uint8Array, charsets: readonly string[]): string {
  const terms = charsets.map((term) =>
    term
      .trim()
      .replace(/^ISO-IR/, "ISO_IR")
      .replace(/^ISO 2022 IR/, "ISO_IR"),
  );
  const [first = ""] = terms;
  const isExtended = terms.length > 1 || charsets.some((term) => term.trim().startsWith("ISO 2022"));
  const label = single[first];
  let text: string;
  if (isExtended && bytes.includes(0x1b)) text = withEscapes(bytes, label ?? "windows-1252");
  else if (!hasHighBytes(bytes)) text = new TextDecoder("utf-8").decode(bytes);
  else if (first === "ISO_IR 58" || (isExtended && terms.includes("ISO_IR 58")))
    text = new TextDecoder("gbk").decode(bytes);
  // Said to be ASCII or nothing at all, yet it is not.
  else if (label === undefined || first === "ISO_IR 6") text = guessed(bytes);
  else text = new TextDecoder(label).decode(bytes);
  return text.replace(/[\0 ]+$/u, "").replace(/^ +/u, "");
}

/** A value for a page: without control and direction characters, on one line, at most `most` characters. */
export const plainText = (text: string, most: number): string =>
  Array.from(
    text
      .replace(/[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069\ufeff]/gu, " ")
      .replace(/\s+/gu, " ")
      .trim(),
  )
    .slice(0, most)
    .join("");
