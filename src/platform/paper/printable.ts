import type { Coverage } from "./font-coverage.js";

const lineBreaks = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;
const noBreakSpaces = /[\u00a0\u2007\u202f]/g;
/** Joiners, direction marks, variation selectors, controls: they print as nothing, or turn the text around. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]|(?!\n)\p{Cc}/gu;
/** 10⁹ must never be printed as 109: a raised run the font lacks is written 10^9, a lowered one (SpO₂) on the line. */
const raised = /[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+/gu;
const lowered = /[₀-₉₊₋]/gu;
/** Longer than a line, and nowhere to break: setting such a run takes the square of its length in time. */
const unbreakable = /[^\s\p{Unified_Ideograph}]{80}(?=[^\s\p{Unified_Ideograph}])/gu;
const decomposedLatin = /\p{Script=Latin}\p{M}+/gu;

const coversAll = (text: string, covers: Coverage): boolean =>
  Array.from(text).every((character) => covers(character.codePointAt(0) ?? 0));
const onTheLine = (text: string): string => text.normalize("NFKC").replaceAll("\u2212", "-");

/**
 * The text as the page can show it: a character the font lacks is printed as its code 〔U+20BB7〕, so that a rare name is
 * visibly incomplete and still unambiguous, never an empty box. Invisible characters are left out, tabs become spaces, and a run of more
 * than 80 characters without a place to break gets one.
 */
export function printable(text: string, covers: Coverage): string {
  const plain = text
    .replace(lineBreaks, "\n")
    .replaceAll("\t", "  ")
    .replace(noBreakSpaces, " ")
    .replace(invisible, "")
    .replace(decomposedLatin, (letter) => letter.normalize("NFC"))
    .replace(raised, (run) => (coversAll(run, covers) ? run : `^${onTheLine(run)}`))
    .replace(lowered, (digit) => (coversAll(digit, covers) ? digit : onTheLine(digit)));
  let printed = "";
  for (const character of plain) {
    const codePoint = character.codePointAt(0) ?? 0;
    printed +=
      character === "\n" || covers(codePoint)
        ? character
        : `〔U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}〕`;
  }
  return printed.replace(unbreakable, "$& ");
}
