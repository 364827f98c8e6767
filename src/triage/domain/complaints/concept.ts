/**
 * A complaint as triage scales group them (CTAS/KTAS presenting complaints, abridged), in both languages. `zh` are words
 * separated by `|`; in `en` the alternatives are separated by `|` and the tokens of one stand in any order close together:
 * `chest pain` reads "pain, chest" and "left chest pain". Tokens are those of `english.ts`: lower case, abbreviations
 * written out. An alternative of more tokens takes its words away from one of fewer.
 */
export interface ComplaintConcept {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly zh: string;
  readonly en: string;
}

/** A concept, called by the first of its Chinese words. */
export const concept = (id: string, nameEn: string, zh: string, en: string): ComplaintConcept => ({
  id,
  nameZh: zh.split("|", 1)[0] ?? id,
  nameEn,
  zh,
  en,
});
