/** A folded name without what does not change its meaning: blanks, 的, 氏, a closing 症 or 术. */
export const looseKey = (folded: string): string =>
  folded.replace(/[ 的氏]/gu, "").replace(/(?<=.{2})(?:手术|症|术)$/u, "");
