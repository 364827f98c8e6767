import { dateSpans } from "./dates.js";
import { foldWidth } from "./fold.js";
import { nameSpans } from "./names.js";
import { numberSpans } from "./numbers.js";
import { placeSpans } from "./places.js";
import { type IdentifierKind, joinSpans, type Span } from "./span.js";

/** Names that are known beforehand to stand in the text, whatever surrounds them. */
export interface KnownNames {
  /** Patient, signer, doctors. */
  readonly people: readonly string[];
  readonly institutions: readonly string[];
  /** Names of divisions with their suffix: 浙江省, 云溪县. */
  readonly regions: ReadonlySet<string>;
}

/** One thing that was taken out of one of the texts. */
export interface Removed {
  /** Which of the texts, by its place in the list. */
  readonly text: number;
  /** Offsets into the original, UTF-16, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly kind: IdentifierKind;
  readonly placeholder: string;
}

export interface Deidentified {
  readonly texts: readonly string[];
  /** By text and place. */
  readonly removed: readonly Removed[];
}

const placeholderWords: Readonly<Record<IdentifierKind, string>> = {
  name: "姓名",
  id_number: "证件号",
  phone: "电话",
  birth_date: "出生日期",
  address: "地址",
  institution: "机构",
  record_number: "编号",
  contact: "联系方式",
  long_number: "号码",
  date: "日期",
};

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`);

/** Every place where the name stands, also with spaces or invisible marks between its characters. */
function knownSpans(text: string, names: readonly string[], kind: IdentifierKind): Span[] {
  return names.flatMap((name) => {
    const characters = Array.from(foldWidth(name).replace(/\s+/gu, ""));
    if (characters.length < 2) return [];
    const pattern = new RegExp(characters.map(escaped).join(String.raw`[\s\u200B-\u200D·•]{0,3}`), "giu");
    return [...text.matchAll(pattern)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      kind,
    }));
  });
}

/**
 * Takes out of clinical texts what names a person, a place or an institution. Equal words get equal placeholders over all
 * texts (`[姓名1]`); a date of birth becomes an age, another date its distance from the day of the request. What is unsure
 * is taken out: a lost word costs the reader less than a name that leaves. Pure: the same texts always give the same answer.
 * @param todayOn the day of the request, YYYY-MM-DD.
 */
export function deidentify(texts: readonly string[], known: KnownNames, todayOn: string): Deidentified {
  const given = new Map<string, string>();
  const counts = new Map<IdentifierKind, number>();
  const placeholderOf = (kind: IdentifierKind, words: string): string => {
    const key = `${kind} ${words.replace(/[\s\u200B-\u200D]+/gu, "")}`;
    const before = given.get(key);
    if (before !== undefined) return before;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const placeholder = `[${placeholderWords[kind]}${count}]`;
    given.set(key, placeholder);
    return placeholder;
  };
  const removed: Removed[] = [];
  const cleaned = texts.map((original, text) => {
    const folded = foldWidth(original);
    const spans = joinSpans([
      ...knownSpans(folded, known.people, "name"),
      ...knownSpans(folded, known.institutions, "institution"),
      ...nameSpans(folded),
      ...numberSpans(folded),
      ...dateSpans(folded, todayOn),
      ...placeSpans(folded, known.regions),
    ]);
    let out = "";
    let at = 0;
    for (const { start, end, kind, as } of spans) {
      const placeholder = as ?? placeholderOf(kind, folded.slice(start, end));
      removed.push({ text, start, end, kind, placeholder });
      out += original.slice(at, start) + placeholder;
      at = end;
    }
    return out + original.slice(at);
  });
  return { texts: cleaned, removed };
}

/** How many of each kind were removed; kinds without any are left out. */
export function countRemoved(
  removed: readonly Pick<Removed, "kind">[],
): Partial<Record<IdentifierKind, number>> {
  const counts: Partial<Record<IdentifierKind, number>> = {};
  for (const { kind } of removed) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
