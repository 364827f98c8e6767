import { cleanBlock, cleanLine, foldWidth, isPlaceholder } from "./clean-text.js";
import type { ProblemCode, TextValues } from "./problem-texts.js";

/** A value read from a cell, or what is wrong with it. `value` undefined: nothing to store. */
export type CellReading<T> = {
  readonly value: T | undefined;
  readonly problem?: { readonly code: ProblemCode; readonly values?: TextValues };
};

const good = <T>(value: T): CellReading<T> => ({ value });
const bad = (code: ProblemCode, values: TextValues = {}): CellReading<never> => ({
  value: undefined,
  problem: { code, values },
});

/**
 * A person's name: middle dots unified, padding between Chinese characters removed ("王　明" → "王明"), full-width letters
 * and Kangxi radicals folded. Letters, dots, hyphens and apostrophes only.
 */
export function readName(text: string): CellReading<string> {
  const line = cleanLine(
    foldWidth(text).replace(/[\u2e80-\u2fdf]/gu, (radical) => radical.normalize("NFKC")),
  );
  if (line === "") return bad("missing_name");
  if (isPlaceholder(line) || /某|^无名/u.test(line)) return bad("name_placeholder");
  const name = line
    .replace(/\s*[•‧・・∙●]\s*/gu, "·")
    .replace(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, "");
  if (!/^\p{L}[\p{L}\p{M}·.'’ -]*$/u.test(name)) return bad("name_not_a_name");
  return Array.from(name.normalize("NFC")).length < 2
    ? { value: name, problem: { code: "name_unusual" } }
    : good(name);
}

const genders: ReadonlyMap<string, "male" | "female"> = new Map([
  ["男", "male"],
  ["男性", "male"],
  ["m", "male"],
  ["male", "male"],
  ["1", "male"],
  ["先生", "male"],
  ["女", "female"],
  ["女性", "female"],
  ["f", "female"],
  ["female", "female"],
  ["2", "female"],
  ["女士", "female"],
] as const);

/** 男/女, M/F, and 1/2 of GB/T 2261.1. */
export function readGender(text: string): CellReading<"male" | "female"> {
  const gender = genders.get(foldWidth(cleanLine(text)).toLowerCase());
  return gender === undefined ? bad("gender_unread") : good(gender);
}

/** An identifier without blanks, hyphens and width differences, upper case. */
export const readIdentifier = (text: string): string =>
  foldWidth(cleanLine(text))
    .replace(/[\s\-‐－—]+/gu, "")
    .toUpperCase();

/** A mobile number as 11 digits, or a landline as "0755-12345678" with its extension. */
export function readPhone(text: string): CellReading<string> {
  const first = foldWidth(cleanLine(text)).split(/[/、,;；，]/u, 1)[0] ?? "";
  const bare = first.replace(/[\s()（）.]+/gu, "").replace(/^(?:\+|00)86-?/u, "");
  const digits = bare.replaceAll("-", "");
  if (/^1[3-9]\d{9}$/u.test(digits)) return good(digits);
  const landline = /^(0\d{2,3})-?(\d{7,8})(?:(?:-|转)(\d{1,6}))?$/u.exec(bare);
  if (landline === null) return bad("mobile_unread");
  const [, area = "", number = "", extension] = landline;
  return good(`${area}-${number}${extension === undefined ? "" : `-${extension}`}`);
}

export function readEmail(text: string): CellReading<string> {
  const address = foldWidth(cleanLine(text))
    .replace(/^mailto:/iu, "")
    .toLowerCase();
  const isAddress =
    address.length <= 254 &&
    /^[^\s@<>"',;:()[\]\\]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}$/u.test(address);
  return isAddress ? good(address) : bad("email_unread");
}

const largestCap = 200;

/** "5", "5例/天", "每日不超过5例" → 5; "不限" → nothing, without complaint. */
export function readCap(text: string): CellReading<number> {
  const line = foldWidth(cleanLine(text));
  if (/^(?:不限|无限制|不限制|无上限)$/u.test(line)) return { value: undefined };
  const numbers = line.match(/\d+(?:\.\d+)?/gu) ?? [];
  const cap = Number(numbers[0]);
  const isCap =
    numbers.length === 1 && Number.isInteger(cap) && cap >= 1 && cap <= largestCap && !line.includes("-");
  return isCap ? good(cap) : bad("cap_unread");
}

/** Free text; "（页面未显示）" and "无" read as nothing. */
export const readText = (text: string): string => {
  const block = cleanBlock(text);
  return isPlaceholder(block) ? "" : block;
};
