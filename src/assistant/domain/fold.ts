/**
 * The text with full-width letters, digits and signs written half-width. Character for character, so that a place in the
 * answer is the same place in the text.
 */
export const foldWidth = (text: string): string =>
  text.replace(/[\uFF01-\uFF5E\u3000]/gu, (sign) =>
    sign === "\u3000" ? " " : String.fromCharCode(sign.charCodeAt(0) - 0xfee0),
  );
