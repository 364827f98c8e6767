/** Longest line that is kept; a recogniser that says more in one breath is not listening. */
export const longestText = 2000;

const markup = /<\|[^|<>]{0,40}\|>|<\/?[a-z!][^<>]{0,200}>/giu;
const unfit = /[\p{Cc}\p{Cs}\p{Co}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * A recogniser's words as they may be kept and shown: without markup and the tags of model families (`<|zh|>`), control
 * characters and marks that turn the direction of writing; at most {@link longestText} characters. Empty: nothing was said.
 */
export function cleanWords(text: string): string {
  let before = text.slice(0, longestText * 4);
  // Taking markup out can put new markup together.
  for (let after = before.replace(markup, ""); after !== before; after = after.replace(markup, ""))
    before = after;
  const plain = before.replace(/[<>]/gu, "").replace(unfit, " ").replace(/\s+/gu, " ").trim();
  const words = /[\p{L}\p{N}]/u.test(plain) ? plain : "";
  return Array.from(words.normalize("NFC"))
    .slice(0, longestText / 2)
    .join("");
}

const stopWords = new Set(["患者", "会诊", "检查", "治疗", "疾病", "症状"]);

/**
 * Words a recogniser should expect: the hospital's own first, then names from the case (diagnoses, what its text mentions),
 * each once, 2 to 12 characters of Chinese, letters and digits; at most `most`. No name of a person is ever among them.
 */
export function hotWordsOf(own: readonly string[], ofCase: readonly string[], most = 100): string[] {
  const words = [...own, ...ofCase]
    .map((word) => word.normalize("NFKC").replace(/\s+/gu, "").trim())
    .filter((word) => /^[\p{Script=Han}A-Za-z0-9-]{2,12}$/u.test(word) && !stopWords.has(word));
  return [...new Set(words)].slice(0, most);
}
