import { normaliseSpecialty, type NormaliseContext } from "./normalise-specialty.js";
import type { SpecialtyIndex } from "./specialty.js";
import { specialtyKey } from "./specialty-text.js";

/** Marks that separate departments in one cell. 与 and 和 do not: 呼吸与危重症医学科 is one. */
const separators = new Set([
  "、",
  "/",
  "／",
  "\\",
  ",",
  "，",
  ";",
  "；",
  "|",
  "｜",
  "+",
  "＋",
  "&",
  "＆",
  "\n",
  "\r",
]);

const unitEnd = /(?:科|中心|门诊|病房|病区|院|部|室|组|ICU|CCU)(?:[(（][^()（）]*[)）])?$/u;

/** Most departments that one cell may name; what lies beyond stays with the last. */
const mostDepartments = 12;

/** Longest cell that is cut, in characters; a longer one is prose and stays whole. */
const longestCell = 500;

/**
 * Cuts a cell such as 心内科/老年科 into the departments it names, in order, each once. A name that only contains a
 * separator stays whole: a known name (PET/CT中心), or words that share one unit and mean one specialty (肝胆、胰脾外科).
 * Nothing inside brackets is cut.
 * @returns the trimmed pieces in their original spelling; empty for a blank cell.
 */
export function splitDepartments(
  index: SpecialtyIndex,
  cell: string,
  context: NormaliseContext = {},
): readonly string[] {
  const text = cell.trim();
  if (text === "") return [];
  if (text.length > longestCell) return [text];
  const whole = normaliseSpecialty(index, text, context);
  if (whole.basis === "custom" || whole.basis === "official" || isKnownName(index, text)) return [text];
  const pieces = cut(text);
  if (pieces.length < 2) return pieces;
  const isOne = whole.status === "resolved";
  const allSpeak = pieces.every((piece) => normaliseSpecialty(index, piece, context).status !== "unknown");
  if (pieces.every((piece) => unitEnd.test(piece))) return isOne && !allSpeak ? [text] : pieces;
  return isOne || !allSpeak ? [text] : pieces;
}

const isKnownName = (index: SpecialtyIndex, text: string): boolean => index.names.has(specialtyKey(text));

/** Pieces between separators outside brackets; blanks count as a separator where a department ends before them. */
function cut(text: string): readonly string[] {
  const pieces: string[] = [];
  let depth = 0;
  let piece = "";
  const close = (): void => {
    if (piece.trim() !== "") pieces.push(piece.trim());
    piece = "";
  };
  for (const ch of text) {
    if ("(（[【".includes(ch)) depth += 1;
    if (")）]】".includes(ch)) depth = Math.max(0, depth - 1);
    const isBlankEnd = /\s/u.test(ch) && unitEnd.test(piece.trim());
    if (depth === 0 && (separators.has(ch) || isBlankEnd) && pieces.length < mostDepartments - 1) close();
    else piece += ch;
  }
  close();
  return [...new Set(pieces)];
}
