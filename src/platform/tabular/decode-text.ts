import { looksUtf16 } from "./sniff.js";
import { TableUnreadable } from "./refusals.js";
import type { TextEncoding } from "./table.js";

export type DecodedText = {
  readonly text: string;
  readonly encoding: TextEncoding;
  /** Places that could not be decoded and read "�"; 0 for a clean file. */
  readonly damaged: number;
};

const decode = (encoding: TextEncoding, bytes: Uint8Array, fatal: boolean): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal }).decode(bytes);
  } catch {
    return undefined;
  }
};

/**
 * Finds the encoding of a text file: byte order mark, then strict UTF-8, then strict GB18030 (which Excel and WPS
 * write on a Chinese Windows). A file that is nearly all UTF-8 is read as UTF-8 with its damage counted, since
 * GB18030 would turn every character of it into another one. Throws TableUnreadable when nothing fits.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (looksUtf16(bytes)) {
    const encoding = bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-16le";
    const text = decode(encoding, bytes, false) ?? "";
    return { text, encoding, damaged: countDamage(text) };
  }
  const utf8 = decode("utf-8", bytes, true);
  if (utf8 !== undefined) return { text: utf8, encoding: "utf-8", damaged: 0 };
  const loose = decode("utf-8", bytes, false) ?? "";
  const damaged = countDamage(loose);
  if (countWide(loose) > damaged * 20) return { text: loose, encoding: "utf-8", damaged };
  const gb18030 = decode("gb18030", bytes, true);
  if (gb18030 !== undefined) return { text: gb18030, encoding: "gb18030", damaged: 0 };
  const looseGb = decode("gb18030", bytes, false) ?? "";
  const damagedGb = countDamage(looseGb);
  if (countWide(looseGb) > damagedGb * 20) return { text: looseGb, encoding: "gb18030", damaged: damagedGb };
  throw new TableUnreadable("unknown_encoding");
}

function countDamage(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\ufffd"); at >= 0; at = text.indexOf("\ufffd", at + 1)) count++;
  return count;
}

function countWide(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f && unit !== 0xfffd) count++;
  }
  return count;
}
