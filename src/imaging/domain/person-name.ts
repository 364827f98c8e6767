/**
 * A DICOM person name: up to three spellings divided by `=` (letters, characters, sounds), each of parts divided by `^`.
 * Source: DICOM PS3.5 6.2.1 (PN).
 */
export interface WrittenName {
  /** In letters, parts joined by a space; empty when not given. */
  readonly alphabetic: string;
  /** In characters, parts joined without a space; empty when not given. */
  readonly ideographic: string;
}

const partsOf = (group: string | undefined): string[] =>
  (group ?? "")
    .split("^")
    .map((part) => part.trim())
    .filter((part) => part !== "");

const hasCharacters = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** Reads the name; many devices write characters where the letters belong. */
export function readName(value: string): WrittenName {
  const [first, second] = value.split("=");
  const written = partsOf(first);
  const ideographic = partsOf(second);
  if (ideographic.length === 0 && written.some(hasCharacters))
    return { alphabetic: "", ideographic: written.join("") };
  return { alphabetic: written.join(" "), ideographic: ideographic.join("") };
}

/** As a page shows it. */
export const shownName = ({ alphabetic, ideographic }: WrittenName): string =>
  ideographic !== "" && alphabetic !== "" ? `${ideographic}（${alphabetic}）` : ideographic || alphabetic;
