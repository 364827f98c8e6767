/** Characters that show nothing and can hide or reorder what a person reads; tab and line ends are not among them. */
const controls =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff]/gu;
const zeroWidth = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/gu;
const fullWidth = /[\uff01-\uff5e]/gu;

/** Words that people and systems write into an empty cell. */
const placeholders = new Set([
  "无",
  "暂无",
  "没有",
  "不详",
  "未知",
  "未填",
  "未填写",
  "待补充",
  "待定",
  "空",
  "略",
  "页面未显示",
  "未显示",
  "暂无统计",
  "null",
  "undefined",
  "nan",
  "none",
  "nil",
  "n/a",
  "na",
  "#n/a",
  "-",
  "--",
  "—",
  "——",
  "/",
  "\\",
  ".",
  "、",
  "?",
  "？",
  "x",
  "xx",
  "xxx",
  "某某",
  "测试",
  "test",
]);

export const hasControls = (text: string): boolean => text.search(controls) >= 0 || !text.isWellFormed();
export const isDamaged = (text: string): boolean => text.includes("\ufffd");

/** Half-width letters, digits and signs for their full-width forms. */
export const foldWidth = (text: string): string =>
  text.replace(fullWidth, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0));

/**
 * One line of text: composed, without invisible characters, blanks single and trimmed, and without the apostrophe that
 * spreadsheet programs (and our own list of returned rows) put before a formula or a long number.
 */
export const cleanLine = (text: string): string =>
  cleanInvisible(text)
    .replace(/\s+/gu, " ")
    .trim()
    .replace(/^'(?=[=+\-@＝＋－＠\d])/u, "");

/** Several lines of text: like `cleanLine`, with line ends kept. */
export const cleanBlock = (text: string): string =>
  cleanInvisible(text)
    .replace(/\r\n?|\u2028|\u2029/gu, "\n")
    .replace(/[^\S\n]+/gu, " ")
    .replace(/ ?\n ?/gu, "\n")
    .replace(/\n{3,}/gu, "\n\n")
    .trim();

const cleanInvisible = (text: string): string =>
  text.toWellFormed().replace(controls, "").replace(zeroWidth, "").normalize("NFC");

/** True for "", "无", "NULL", "（页面未显示）", "-" and their like. */
export function isPlaceholder(text: string): boolean {
  const bare = foldWidth(text)
    .replace(/^[\s([{【<]+|[\s)\]}】>]+$/gu, "")
    .toLowerCase();
  return bare === "" || placeholders.has(bare);
}

/** "110105********0021" → first and last letters only; short texts vanish whole. */
export const maskNumber = (text: string): string =>
  text.length < 10 ? "*".repeat(Math.min(text.length, 6)) : `${text.slice(0, 3)}***${text.slice(-2)}`;

/** A cell as a message may quote it: one line, short. */
export function quoteCell(text: string, longest = 60): string {
  const line = cleanLine(text.slice(0, 400));
  return line.length > longest || text.length > 400 ? `${line.slice(0, longest).toWellFormed()}…` : line;
}

/** Sameness of names and places whatever blanks, brackets, width and case they are written with. */
export const foldForKey = (text: string): string =>
  foldWidth(cleanLine(text).normalize("NFKC"))
    .toLowerCase()
    .replace(/[\s·•‧・．.,，、;；:：()[\]（）【】'"“”‘’\-—_/|]+/gu, "");
