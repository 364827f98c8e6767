/** What a number format means for the text of a cell. */
export type NumberShape =
  | { readonly kind: "plain" }
  | { readonly kind: "date" }
  | { readonly kind: "padded"; readonly digits: number };

const plain: NumberShape = { kind: "plain" };

/** Formats without a written code. Source: ECMA-376 part 1 §18.8.30; 27-36 and 50-58 are the East Asian dates. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/**
 * The meaning of a number format. "000000" pads with zeros (a staff number keeps its leading zeros); a code with
 * year, month, day or hour letters outside quotes and brackets is a date.
 */
export function numberShape(formatId: number, code: string | undefined): NumberShape {
  if (code === undefined) return isBuiltInDate(formatId) ? { kind: "date" } : plain;
  const bare = code
    .slice(0, 200)
    .replace(/"[^"]*"/gu, "")
    .replace(/\\./gu, "")
    .replace(/\[[^\]]*\]/gu, "")
    .split(";", 1)[0];
  if (bare === undefined || bare === "") return plain;
  if (/^0{2,20}$/u.test(bare)) return { kind: "padded", digits: bare.length };
  return /[ymdhs年月日]/iu.test(bare) && !/general/iu.test(bare) ? { kind: "date" } : plain;
}

export type NumberText = { readonly text: string; readonly lostDigits: boolean };

/** Spreadsheet programs keep 15 significant digits: a longer whole number has lost its end. */
const keptDigits = 15;

/**
 * The exact text of a stored number: never an exponent for a whole number, so that 1.1E+17 reads
 * 110000000000000000, and `lostDigits` says that its last digits are no longer the ones that were typed.
 */
export function numberText(written: string, shape: NumberShape, date1904: boolean): NumberText {
  const value = written.trim();
  const number = Number(value);
  if (value === "" || !Number.isFinite(number)) return { text: value, lostDigits: false };
  if (shape.kind === "date") {
    const date = serialDate(number, date1904);
    if (date !== undefined) return { text: date, lostDigits: false };
  }
  const text =
    Number.isInteger(number) && Math.abs(number) < 1e21 ? wholeText(value, number) : plainDecimal(number);
  const lostDigits = Number.isInteger(number) && text.replace("-", "").length > keptDigits;
  if (shape.kind === "padded" && /^\d+$/u.test(text))
    return { text: text.padStart(shape.digits, "0"), lostDigits };
  return { text, lostDigits };
}

/** Digits as written when the file has them all; otherwise those of the stored number. */
const wholeText = (written: string, number: number): string =>
  /^-?\d+$/u.test(written) ? written.replace(/^(-?)0+(?=\d)/u, "$1") : BigInt(number).toString();

/** 0.30000000000000004 is stored for a typed 0.3: fifteen digits give back what was typed. */
const plainDecimal = (number: number): string => String(Number(number.toPrecision(keptDigits)));

const dayMs = 86_400_000;

/** ISO civil date (and time of day when there is one) of a date serial; undefined when it lies outside 1900-9999. */
export function serialDate(serial: number, date1904: boolean): string | undefined {
  const days = date1904 ? serial + 1462 : serial;
  if (days < 0 || days >= 2_958_466) return undefined;
  // Day 60 is the 1900-02-29 that never was: serials before it are one day further from 1970.
  const shift = days < 60 ? 25_568 : 25_569;
  const iso = new Date(Math.round((days - shift) * 86_400) * 1000).toISOString();
  const time = iso.slice(11, 19);
  if (days < 1) return time.replace(/:00$/u, "");
  if (Math.round((days % 1) * dayMs) < 500) return iso.slice(0, 10);
  return `${iso.slice(0, 10)} ${time.replace(/:00$/u, "")}`;
}

/** Undoes `_x000D_` escapes of workbook strings (ECMA-376 part 1 §22.9.2.19). */
export const unescapeWorkbookText = (text: string): string =>
  text.includes("_x")
    ? text.replace(/_x([0-9A-Fa-f]{4})_/gu, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : text;
