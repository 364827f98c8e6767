import { cueWords, splitNegators, type CueKind } from "./cues.js";
import type { FactWords, FlagRule, TextFact } from "./flag-rule.js";
import { flagRules } from "./flag-rules.js";
import { factWords, harmlessWords } from "./harmless-and-facts.js";

/** One word the reader knows: a cue, or a finding with the rules and facts it raises (none when harmless). */
export interface Word {
  readonly text: string;
  /** How many characters are read when the word is met; less than its length for a split negator. */
  readonly take: number;
  readonly cue: CueKind | null;
  readonly rules: readonly FlagRule[];
  readonly facts: readonly TextFact[];
  /** Complaints it names; only in the lexicon of complaints. */
  readonly complaints: readonly string[];
  /** Latin words only match whole words. */
  readonly startsLatin: boolean;
  readonly endsLatin: boolean;
}

interface Draft {
  take: number;
  cue: CueKind | null;
  rules: FlagRule[];
  facts: TextFact[];
  complaints: string[];
}

/** Words by first character, longest first. */
export type Lexicon = ReadonlyMap<string, readonly Word[]>;

/** What a lexicon knows besides the cues. */
interface Content {
  readonly rules: readonly FlagRule[];
  readonly facts: readonly FactWords[];
  readonly complaints: readonly { readonly id: string; readonly zh: string }[];
}

const isLatin = (char: string | undefined): boolean => char !== undefined && /[a-z0-9]/.test(char);

/** A lexicon of the given findings, with the cues and the harmless words. */
export function buildLexicon(content: Content): Lexicon {
  const drafts = new Map<string, Draft>();
  const draft = (text: string): Draft => {
    const known = drafts.get(text);
    if (known !== undefined) return known;
    const fresh: Draft = { take: text.length, cue: null, rules: [], facts: [], complaints: [] };
    drafts.set(text, fresh);
    return fresh;
  };
  for (const [cue, terms] of Object.entries(cueWords) as [CueKind, string][])
    for (const term of terms.split("|")) draft(term).cue = cue;
  for (const [term, take] of Object.entries(splitNegators))
    Object.assign(draft(term), { cue: "negator", take });
  for (const term of harmlessWords.split("|")) draft(term);
  for (const rule of content.rules) for (const term of rule.terms.split("|")) draft(term).rules.push(rule);
  for (const { fact, terms } of content.facts)
    for (const term of terms.split("|")) draft(term).facts.push(fact);
  for (const { id, zh } of content.complaints)
    for (const term of zh.split("|")) draft(term).complaints.push(id);

  const byFirst = new Map<string, Word[]>();
  for (const [text, { take, cue, rules, facts, complaints }] of drafts) {
    const first = text.charAt(0);
    const word = {
      text,
      take,
      cue,
      rules,
      facts,
      complaints,
      startsLatin: isLatin(first),
      endsLatin: isLatin(text.at(-1)),
    };
    byFirst.set(first, [...(byFirst.get(first) ?? []), word]);
  }
  for (const words of byFirst.values()) words.sort((a, b) => b.text.length - a.text.length);
  return byFirst;
}

/** Red flags and facts. Built once: the rules are constants. */
export const flagLexicon = buildLexicon({ rules: flagRules, facts: factWords, complaints: [] });

/** The longest known word that starts at `index` of a normalised text, or null. Cost does not grow with the text. */
export function wordAt(lexicon: Lexicon, text: string, index: number): Word | null {
  const candidates = lexicon.get(text.charAt(index));
  if (candidates === undefined) return null;
  for (const word of candidates) {
    if (!text.startsWith(word.text, index)) continue;
    if (word.startsLatin && isLatin(text[index - 1])) continue;
    if (word.endsLatin && isLatin(text[index + word.text.length])) continue;
    return word;
  }
  return null;
}

/**
 * The text as the reader compares it: full-width ASCII made half-width, letters lower case, and every UTF-16 unit kept
 * in its place, so that offsets in the result are offsets in the original.
 */
export function normaliseText(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000A-Z]/g, (char) => {
    if (char === "\u3000") return " ";
    const code = char.charCodeAt(0);
    const narrow = code >= 0xff01 ? String.fromCharCode(code - 0xfee0) : char;
    return narrow.toLowerCase();
  });
}
