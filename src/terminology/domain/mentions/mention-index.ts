import type { Procedure } from "../code-systems/procedures.js";
import { burdenOf, type Diagnosis } from "../diagnosis-search.js";
import type { Icd10 } from "../icd10.js";
import { buildDictionary, type Dictionary } from "./dictionary.js";
import { foldText } from "./fold-text.js";

export type MentionKind = "disease" | "symptom" | "procedure";

/** What a name in a text stands for. `code`: of the national diagnosis or operation list, or a category of ICD-10; null: neither has such a term. */
export interface Term {
  readonly kind: MentionKind;
  readonly code: string | null;
  readonly name: string;
}

/** One row of spoken-terms.tsv: what clinicians write, joined by `|`; without a code the first is the term's name. */
export interface SpokenTerm {
  readonly kind: MentionKind;
  readonly code: string;
  readonly said: string;
}

/** Every name that `findMentions` knows. Built once; about 8 MB. */
export interface MentionIndex {
  readonly dictionary: Dictionary;
  /** By entry of the dictionary. */
  readonly terms: readonly Term[];
}

export interface MentionParts {
  readonly diagnoses: readonly Diagnosis[];
  readonly icd10: Icd10;
  readonly synonyms: readonly { readonly said: string; readonly listed: string }[];
  readonly procedures: readonly Procedure[];
  readonly spoken: readonly SpokenTerm[];
}

/** Not illnesses but status, place and cause; in running text their names mislead. */
const otherChapters = /^[U-Z]/u;
const shortest = 2;

/** Names that are words of every record rather than a finding of their own. */
const commonWords = new Set([
  "外伤",
  "异物",
  "出血",
  "感染",
  "中毒",
  "妊娠",
  "衰老",
  "其他",
  "不安",
  "不适",
  "发红",
  "老年",
  "烦恼",
  "足月",
]);

/** Chapter R holds symptoms and signs; shock (R57) is an illness to a clinician. */
const kindOf = (code: string): MentionKind =>
  code.startsWith("R") && !code.startsWith("R57") ? "symptom" : "disease";

/** Folded names without blanks, in the order given. A whole list folds at once. */
const foldNames = (names: readonly string[]): readonly string[] =>
  foldText(names.join("\n")).replaceAll(" ", "").split("\n");

/** The other forms in which clinicians write a folded name: without what brackets add, what they add, 癌 for 恶性肿瘤. */
function formsOf(folded: string): readonly string[] {
  const forms: string[] = [];
  let plain = folded;
  if (/[([]/u.test(folded)) {
    plain = folded.replace(/\([^)]*\)|\[[^\]]*\]/gu, "");
    forms.push(plain);
    for (const [, inside = ""] of folded.matchAll(/[([]([^)\]]*)[)\]]/gu))
      if (plain !== "" && /^[\u4e00-\u9fff]{2,}[病症炎癌瘤征术]$/u.test(inside)) forms.push(inside);
  }
  if (plain.endsWith("恶性肿瘤")) forms.push(`${plain.slice(0, -4)}癌`);
  if (plain.length > 4 && plain.endsWith("症")) forms.push(plain.slice(0, -1));
  return forms;
}

/**
 * Gathers the names. Spoken terms win over listed names, of listed names the plainer code wins (a disease before its
 * pregnancy chapter, a code before its extension), diseases over operations.
 */
export function buildMentionIndex(parts: MentionParts): MentionIndex {
  const byName = new Map<string, Term>();
  const put = (name: string, term: Term): void => {
    if (name.length >= shortest && !byName.has(name) && !commonWords.has(name)) byName.set(name, term);
  };
  const listed = new Map<string, string>();
  for (const { code, name } of parts.diagnoses) listed.set(code, name);
  for (const { code, name } of parts.procedures) listed.set(code, name);
  for (const { kind, code, said } of parts.spoken) {
    const names = foldNames(said.split("|"));
    const name = listed.get(code) ?? names[0] ?? "";
    for (const one of names) byName.set(one, { kind, code: code === "" ? null : code, name });
  }
  const rows = parts.diagnoses;
  const burden = Uint8Array.from(rows, ({ code }) => burdenOf(code));
  const folded = foldNames(rows.map((row) => row.name));
  const order = Array.from(rows.keys()).sort((a, b) => (burden[a] ?? 0) - (burden[b] ?? 0) || a - b);
  const further: (readonly [string, Term])[] = [];
  for (const at of order) {
    const { code, name }: Diagnosis = rows[at] ?? { code: "", name: "" };
    if (otherChapters.test(code) || name.includes("，其他")) continue;
    const term: Term = { kind: kindOf(code), code, name };
    const own = (folded[at] ?? "").replace(/,未特指.*$/u, "");
    put(own, term);
    for (const form of formsOf(own)) further.push([form, term]);
  }
  for (const [form, term] of further) put(form, term);
  const saids = foldNames(parts.synonyms.map(({ said }) => said));
  const meants = foldNames(parts.synonyms.map(({ listed: meant }) => meant));
  saids.forEach((said, i) => {
    const term = byName.get(meants[i] ?? "");
    if (term !== undefined) put(said, term);
  });
  const categories = [...parts.icd10.categories].filter(([code]) => !otherChapters.test(code));
  const general = foldNames(categories.map(([, name]) => name));
  categories.forEach(([code, name], i) => {
    const [own = ""] = (general[i] ?? "").split(",");
    put(own, { kind: kindOf(code), code, name });
  });
  const operations = foldNames(parts.procedures.map(({ name }) => name));
  parts.procedures.forEach(({ code, name }, i) => {
    const own = operations[i] ?? "";
    for (const form of [own, ...formsOf(own)])
      if (form.length > 3) put(form, { kind: "procedure", code, name });
  });
  return { dictionary: buildDictionary([...byName.keys()]), terms: [...byName.values()] };
}
