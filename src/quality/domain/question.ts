import { lastMonths, type Period, readPeriod } from "./asked-period.js";
import type { StratifierKey } from "./indicator.js";

type Two = { readonly zh: string; readonly en: string };

export const termKinds = [
  "indicator",
  "region",
  "specialty",
  "hospital",
  "level",
  "service",
  "by",
  "statistic",
] as const;
export type TermKind = (typeof termKinds)[number];

/** Something that can be asked about, with the words people use for it. */
export interface Term {
  readonly kind: TermKind;
  /** What it stands for: code of an indicator, codes of regions, …; several when the word means several. */
  readonly codes: readonly string[];
  readonly name: Two;
  readonly words: readonly string[];
}

/** The terms by the first letter of their words, longest word first. */
export interface Lexicon {
  readonly byLetter: ReadonlyMap<string, readonly { readonly word: string; readonly term: Term }[]>;
  readonly indicators: readonly Term[];
}

export type Statistic = "share" | "median" | "p90";

export interface Understood {
  /** As it was typed. */
  readonly text: string;
  readonly kind: TermKind | "period";
  readonly name: Two;
}

export interface ReadQuestion {
  /** Codes of indicators that were named, in the order they were; the question is answered when there is exactly one. */
  readonly indicators: readonly string[];
  readonly period: Period;
  /** No period was named: the last twelve months. */
  readonly isPeriodAssumed: boolean;
  readonly statistic: Statistic | undefined;
  readonly by: StratifierKey | undefined;
  readonly regions: readonly string[];
  readonly specialties: readonly string[];
  readonly hospitals: readonly string[];
  readonly levels: readonly string[];
  readonly services: readonly string[];
  readonly understood: readonly Understood[];
  /** Pieces that say something nobody here knows, in order. */
  readonly notUnderstood: readonly string[];
  /** Codes of indicators the unknown pieces or the several named ones come near to, nearest first. */
  readonly suggestions: readonly string[];
}

export const longestQuestion = 200;

/**
 * One form of letters: full width and Roman numerals folded, lower case, every mark and blank a single blank, none at the ends
 * and none beside Chinese, where blanks say nothing.
 */
export const foldQuestion = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%-]+/gu, " ")
    .replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, "")
    .trim();

export function buildLexicon(terms: readonly Term[]): Lexicon {
  const byLetter = new Map<string, { word: string; term: Term }[]>();
  for (const term of terms)
    for (const word of new Set([term.name.zh, term.name.en, ...term.words].map(foldQuestion))) {
      const letter = word[0];
      if (letter === undefined) continue;
      const own = byLetter.get(letter) ?? [];
      own.push({ word, term });
      byLetter.set(letter, own);
    }
  for (const own of byLetter.values()) own.sort((a, b) => b.word.length - a.word.length);
  return { byLetter, indicators: terms.filter(({ kind }) => kind === "indicator") };
}

/** Words that ask without saying anything. */
const silent = [
  "请问",
  "一下",
  "是多少",
  "有多少",
  "多少",
  "怎么样",
  "怎样",
  "如何",
  "情况",
  "数据",
  "统计",
  "会诊",
  "的",
  "了",
  "是",
  "在",
  "和",
  "与",
  "呢",
  "吗",
  "看",
  "查",
  "下",
  "我院",
  "本院",
  "what",
  "which",
  "was",
  "is",
  "are",
  "were",
  "the",
  "of",
  "in",
  "for",
  "at",
  "a",
  "an",
  "how",
  "long",
  "much",
  "many",
  "did",
  "do",
  "it",
  "take",
  "took",
  "show",
  "me",
  "please",
  "and",
  "our",
  "during",
  "over",
  "on",
  "to",
  "rate",
  "consultation",
  "consultations",
  "requests",
];
const silentWords = new Set(silent);
const silentChinese = silent.filter((word) => !/[a-z]/u.test(word)).sort((a, b) => b.length - a.length);

const statistics: readonly { readonly word: string; readonly statistic: Statistic; readonly name: Two }[] = [
  ...["中位数", "中位", "median"].map((word) => ({
    word,
    statistic: "median" as const,
    name: { zh: "中位数", en: "median" },
  })),
  ...["九成", "90分位", "p90", "90th percentile"].map((word) => ({
    word,
    statistic: "p90" as const,
    name: { zh: "九成不超过", en: "nine in ten within" },
  })),
  ...["按时率", "百分比", "in time"].map((word) => ({
    word,
    statistic: "share" as const,
    name: { zh: "达到的比例", en: "share" },
  })),
];

const isLatin = (letter: string | undefined): boolean => letter !== undefined && /[a-z0-9]/u.test(letter);
/** A Latin word is a word of its own; Chinese stands anywhere. */
const standsAt = (text: string, word: string, at: number): boolean =>
  text.startsWith(word, at) &&
  !(isLatin(word[0]) && isLatin(text[at - 1])) &&
  !(isLatin(word.at(-1)) && isLatin(text[at + word.length]));

/** Pairs of neighbouring letters. */
const pairs = (text: string): Set<string> =>
  new Set(
    Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)).filter(
      (pair) => !pair.includes(" "),
    ),
  );

/** Indicators whose words share most pairs of letters with the text, at most five, nearest first; ties in the registry's order. */
function nearest(lexicon: Lexicon, text: string): string[] {
  const asked = pairs(text);
  const near = (term: Term): number =>
    Math.max(
      0,
      ...[term.name.zh, term.name.en, ...term.words].map((word) => {
        const own = pairs(foldQuestion(word));
        const common = [...own].filter((pair) => asked.has(pair)).length;
        return own.size + asked.size === 0 ? 0 : (2 * common) / (own.size + asked.size);
      }),
    );
  return lexicon.indicators
    .map((term) => ({ code: term.codes[0] ?? "", score: near(term) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 5)
    .map(({ code }) => code);
}

/**
 * Reads a question about the indicators: what is asked, of whom and when, by the longest known word at each place from the left.
 * Nothing is guessed: an indicator is in the answer when one of its words is in the question and not otherwise; what is left over
 * is told. Never throws.
 * @param today civil day in Beijing, YYYY-MM-DD
 */
export function readQuestion(lexicon: Lexicon, question: string, today: string): ReadQuestion {
  const folded = foldQuestion(question.slice(0, longestQuestion));
  const understood: Understood[] = [];
  let statistic: Statistic | undefined;
  // 接诊中位时间: the statistic stands within the indicator's word, so it is taken out first.
  let text = folded;
  for (const one of statistics)
    for (let at = text.indexOf(one.word); at >= 0; at = text.indexOf(one.word, at)) {
      // A word that an indicator is called by stays: 接诊按时率.
      const isNamed = lexicon.indicators.some((term) =>
        [term.name.zh, term.name.en, ...term.words].some((word) => {
          const own = foldQuestion(word);
          const inside = own.indexOf(one.word);
          return inside >= 0 && standsAt(text, own, at - inside);
        }),
      );
      if (isNamed || !standsAt(text, one.word, at)) {
        at++;
        continue;
      }
      if (statistic === undefined) {
        statistic = one.statistic;
        understood.push({ text: one.word, kind: "statistic", name: one.name });
      }
      const gap = isLatin(one.word[0]) ? " " : "";
      text = (
        text.slice(0, at).trimEnd() +
        (isLatin(text.slice(0, at).trimEnd().at(-1)) ? " " : gap) +
        text.slice(at + one.word.length).trimStart()
      ).trim();
    }

  const found: Record<TermKind, string[]> = {
    indicator: [],
    region: [],
    specialty: [],
    hospital: [],
    level: [],
    service: [],
    by: [],
    statistic: [],
  };
  let period: Period | undefined;
  const unknown: string[] = [];
  let piece = "";
  const endPiece = () => {
    const rest = piece.trim();
    piece = "";
    if (rest !== "" && !silentWords.has(rest)) unknown.push(rest);
  };
  for (let at = 0; at < text.length;) {
    const time = readPeriod(text, at, today);
    const known = (lexicon.byLetter.get(text[at] ?? "") ?? []).find(({ word }) => standsAt(text, word, at));
    if (time && (known === undefined || known.word.length <= time.length)) {
      endPiece();
      period ??= time.period;
      const name = `${time.period.from} – ${time.period.to}`;
      understood.push({
        text: text.slice(at, at + time.length),
        kind: "period",
        name: { zh: name, en: name },
      });
      at += time.length;
      continue;
    }
    if (known) {
      endPiece();
      for (const code of known.term.codes)
        if (!found[known.term.kind].includes(code)) found[known.term.kind].push(code);
      understood.push({ text: known.word, kind: known.term.kind, name: known.term.name });
      at += known.word.length;
      continue;
    }
    const quiet = silentChinese.find((word) => text.startsWith(word, at));
    if (quiet !== undefined) {
      endPiece();
      at += quiet.length;
      continue;
    }
    const letter = String.fromCodePoint(text.codePointAt(at) ?? 32);
    // A blank ends a Latin word; unknown words that follow each other are told one by one.
    if (letter === " ") endPiece();
    else piece += letter;
    at += letter.length;
  }
  endPiece();

  const regions = found.region.filter(
    // 新疆乌鲁木齐: the narrower one is meant.
    (code) =>
      !found.region.some((other) => other !== code && other.startsWith(code.replace(/(?:00)+$/u, ""))),
  );
  return {
    indicators: found.indicator,
    period: period ?? lastMonths(today, 12),
    isPeriodAssumed: period === undefined,
    statistic,
    by: found.by[0] as StratifierKey | undefined,
    regions,
    specialties: found.specialty,
    hospitals: found.hospital,
    levels: found.level,
    services: found.service,
    understood,
    notUnderstood: unknown,
    suggestions:
      found.indicator.length === 1
        ? []
        : found.indicator.length > 1
          ? found.indicator
          : nearest(lexicon, unknown.join(" ")),
  };
}
