import { toSimplified } from "../simplified-characters.js";

/** Longest string that is looked at, in UTF-16 units; more than that is prose, not a list of terms. */
export const longestTerm = 200;

/** Spellings that mean the same in names of diseases and operations; the right one is used throughout. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/黏/gu, "粘"],
  [/梗塞/gu, "梗死"],
  [/综合[症證]/gu, "综合征"],
  [/其它/gu, "其他"],
  [/返流/gu, "反流"],
  [/食道/gu, "食管"],
  [/扁桃腺/gu, "扁桃体"],
  [/冠脉/gu, "冠状动脉"],
  [/植入/gu, "置入"],
  [/心梗死?/gu, "心肌梗死"],
  [/脑梗死?/gu, "脑梗死"],
  [/氏+(?=病|综合征|征|瘤|囊肿)/gu, ""],
  [/骨节炎/gu, "关节炎"],
  [/瘢块/gu, "斑块"],
  [/癍痕/gu, "瘢痕"],
  [/糜乱/gu, "糜烂"],
  [/炎症?证/gu, "炎症"],
  [/(?:alpha|阿尔法)(?![a-z])/gu, "α"],
  [/(?:beta|贝塔)(?![a-z])/gu, "β"],
  [/(?:gamma|伽马|伽玛)(?![a-z])/gu, "γ"],
];

const romanNumbers: Readonly<Record<string, string>> = {
  i: "1",
  ii: "2",
  iii: "3",
  iv: "4",
  v: "5",
  vi: "6",
  vii: "7",
  viii: "8",
  ix: "9",
};
const chineseDigits = "一二三四五六七八九";

/** Ⅱ型, II型 and 二型 are 2型; a roman number within a Latin word stays. */
function foldNumbers(text: string): string {
  return text
    .replace(/(?<![a-z])(?:viii|vii|vi|v|iv|ix|iii|ii|i)(?![a-z])/gu, (roman) => romanNumbers[roman] ?? roman)
    .replace(/(?<![a-z])(iv|iii|ii|i)(?=[abc](?![a-z]))/gu, (roman) => romanNumbers[roman] ?? roman)
    .replace(/([一二三四五六七八九])(?=[型期级度])/gu, (digit) => String(chineseDigits.indexOf(digit) + 1));
}

/**
 * One spelling for comparison: NFKC, lower case, simplified characters, stages and types in arabic digits, usual spelling
 * variants joined. Whatever is neither a letter nor a digit becomes one blank; none at the ends. Folding twice changes
 * nothing.
 */
export function foldTerm(text: string): string {
  let out = toSimplified(text.slice(0, longestTerm).normalize("NFKC").toLowerCase().normalize("NFKC"));
  out = foldNumbers(out);
  for (const [written, meant] of spellings) out = out.replace(written, meant);
  return out
    .replace(/(?<=\d)[.](?=\d)/gu, "点")
    .replace(/(?<![a-z\d])\+|\+(?![a-z\d])/gu, " ")
    .replace(/[^\p{L}\p{N}+%]+/gu, " ")
    .trim();
}
