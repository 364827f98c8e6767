import { after, exclusionAskedFor, type CueKind } from "./cues.js";
import type { FlagRule, TextFact } from "./flag-rule.js";
import { flagLexicon, type Lexicon, normaliseText, wordAt, type Word } from "./lexicon.js";

/** What the writer says of a finding: it is there, may be there, is denied, was there once, or is a relative's. */
export type Polarity = "present" | "uncertain" | "denied" | "history" | "family";

/** One red flag found in a text; `start` and `end` are UTF-16 offsets into the text as given, end exclusive. */
export interface Mention {
  readonly rule: FlagRule;
  readonly start: number;
  readonly end: number;
  readonly polarity: Polarity;
  /** The clause says months, years or "again and again", and nothing in the sentence says it is acute. */
  readonly isChronic: boolean;
  /** The sentence says something began or got worse minutes to weeks ago. */
  readonly isAcute: boolean;
}

export interface FactMention {
  readonly fact: TextFact;
  readonly start: number;
  readonly end: number;
  readonly polarity: Polarity;
}

/** A complaint of `complaints/concepts.ts` found by its Chinese words. */
export interface ComplaintMention {
  readonly complaint: string;
  readonly start: number;
  readonly end: number;
  readonly polarity: Polarity;
  readonly isChronic: boolean;
}

export interface ReadText {
  readonly mentions: readonly Mention[];
  readonly facts: readonly FactMention[];
  readonly complaints: readonly ComplaintMention[];
}

/** What a reading collects. */
interface Collected {
  readonly mentions: Mention[];
  readonly facts: FactMention[];
  readonly complaints: ComplaintMention[];
}

interface Denial {
  readonly end: number;
  readonly isTight: boolean;
  /** 否认 is not ended by 有: 否认发病时有胸痛. */
  readonly isExplicit: boolean;
  itemStart: number;
}

interface Found {
  readonly word: Word;
  readonly start: number;
  readonly end: number;
  readonly clause: number;
  readonly isDenied: boolean;
  readonly isFamily: boolean;
  readonly isUnsure: boolean;
  readonly isMonthsAgo: boolean;
  /** `脑梗死5年`: years stand directly behind it. */
  readonly isForYears: boolean;
  /** Something before it in the sentence says that what follows is new. */
  readonly isAfterOnset: boolean;
  readonly past: "none" | "past" | "section";
}

/** A denied list item this far from its separator is a new statement, not an item. */
const longestListItem = 14;
const lookAhead = 16;
const lookBehind = 12;

/** Words of onset that name a time; 目前 and 本次 only say that the story goes on. */
const isDated = /[今昨刚时分天日周]|hour|minute|today/;
const forYears = /^(?:病史)?\s*[\d一二两三四五六七八九十几数多余]+\s*(?:余|多)?年(?!前)/;
const sequelae = /后遗|遗留|残留|遗有/;

const numerals = "0123456789一二两三四五六七八九十几数多余半";
const isSentenceEnd = (char: string): boolean => "。;!?\n\r".includes(char);

/** State of one sentence while it is read from left to right. */
class Sentence {
  readonly found: Found[] = [];
  readonly chronicClauses = new Set<number>();
  isAcute = false;
  lastRelapseAt = -1;
  /** Where the sentence last said "suddenly", "today", "3 days". */
  lastOnsetAt = -1;
  lastSuddenAt = -1;
  clause = 0;
  denial: Denial | null = null;
  isHedged = false;
  past: "none" | "loose" | "dated" = "none";
  isMonthsAgo = false;
  isFamily = false;
  isPastSection = false;
  isFamilySection = false;

  endClause(): void {
    this.clause += 1;
    this.denial = null;
    this.isHedged = false;
    this.past = "none";
    this.isMonthsAgo = false;
    this.isFamily = false;
  }

  /** Ends a denial, unless its cue stands directly before: 否认突发胸痛 stays denied. */
  endDenial(at: number): void {
    if (this.denial !== null && this.denial.end !== at) this.denial = null;
  }

  /** Something near now begins: history before it ends, and the sentence is about something acute. */
  startNow(at: number): void {
    this.endDenial(at);
    this.past = "none";
    this.isMonthsAgo = false;
    this.isPastSection = false;
    this.isAcute = true;
  }
}

function applyCue(s: Sentence, cue: CueKind, word: string, text: string, start: number, end: number): void {
  switch (cue) {
    case "negator":
    case "tight-negator":
      s.denial = {
        end,
        itemStart: end,
        isTight: cue === "tight-negator",
        isExplicit: /^(?:否认|den)/.test(word),
      };
      return;
    case "exclude":
      if (exclusionAskedFor.test(text.slice(Math.max(0, start - lookBehind), start))) s.isHedged = true;
      else s.denial = { end, itemStart: end, isTight: false, isExplicit: true };
      return;
    case "hedge":
      s.isHedged = true;
      return;
    case "certain":
      s.isHedged = false;
      return;
    case "past":
      // 既往：脑梗塞，心肌梗塞 is a heading without 史.
      if (/^\s*:/.test(text.slice(end, end + 4))) s.isPastSection = true;
      if (s.past === "none") s.past = "loose";
      return;
    case "dated-past":
      s.past = "dated";
      return;
    case "months-ago":
      s.isMonthsAgo = true;
      return;
    case "family":
      s.isFamily = true;
      return;
    case "past-section":
    case "family-section": {
      const isHeading = /^\s*:/.test(text.slice(end, end + 4));
      s.isPastSection = isHeading && cue === "past-section";
      s.isFamilySection = isHeading && cue === "family-section";
      if (cue === "past-section") s.past = "loose";
      else s.isFamily = true;
      return;
    }
    case "now-section":
      if (/^\s*:/.test(text.slice(end, end + 4))) {
        s.endClause();
        s.isPastSection = false;
        s.isFamilySection = false;
      }
      return;
    case "informant":
      s.isFamily = false;
      return;
    case "relapse":
      s.lastRelapseAt = start;
      s.lastOnsetAt = start;
      s.startNow(start);
      return;
    case "onset":
      if (isDated.test(word)) s.lastOnsetAt = start;
      s.startNow(start);
      return;
    case "sudden":
      if (s.past === "dated" || s.isMonthsAgo) s.endDenial(start);
      else {
        s.lastOnsetAt = start;
        s.lastSuddenAt = start;
        s.startNow(start);
      }
      return;
    case "assert":
      if (!(s.denial?.isExplicit === true && (word === "有" || word === "存在"))) s.endDenial(start);
      return;
    case "scope-end":
      s.endDenial(start);
      return;
    case "chronic":
      s.chronicClauses.add(s.clause);
      return;
    case "neutral":
      return;
  }
}

function isDenied(s: Sentence, start: number): boolean {
  if (s.denial === null) return false;
  return s.denial.isTight ? start === s.denial.end : start - s.denial.itemStart <= longestListItem;
}

function addFinding(s: Sentence, word: Word, text: string, start: number, end: number): void {
  const next = text.slice(end, end + lookAhead);
  const isPostPast = after.past.test(next);
  s.found.push({
    word,
    start,
    end,
    clause: s.clause,
    isDenied: isDenied(s, start) || after.denied.test(next) || after.deniedField.test(next),
    isFamily: s.isFamily || s.isFamilySection,
    isUnsure: s.isHedged || after.unsure.test(next),
    isMonthsAgo: s.isMonthsAgo,
    isForYears: forYears.test(next),
    isAfterOnset: s.lastOnsetAt >= 0,
    past: s.isPastSection || isPostPast ? "section" : s.past === "none" ? "none" : "past",
  });
}

/** `mayBeBack`: it was history, but the sentence goes on to say that something came back or got worse. */
function polarityOf(found: Found, isOver: boolean, mayBeBack: boolean): Polarity {
  if (found.isDenied) return "denied";
  if (found.isFamily) return "family";
  if (isOver) return "history";
  return found.isUnsure || mayBeBack ? "uncertain" : "present";
}

function closeSentence(s: Sentence, sentence: string, { mentions, facts, complaints }: Collected): void {
  const hasSequelae = sequelae.test(sentence);
  for (const found of s.found) {
    const { word, start, end } = found;
    const isBack = s.lastRelapseAt > start && found.past !== "section";
    const isPast = found.past !== "none" && !isBack;
    const isChronicClause = s.chronicClauses.has(found.clause) || found.isMonthsAgo;
    for (const rule of word.rules) {
      const isTrace = rule.leavesTraces === true && !isBack;
      const wasOver =
        found.past !== "none" ||
        (found.isMonthsAgo && rule.nature === "disease") ||
        (found.isForYears && rule.leavesTraces === true);
      // 2年前脑梗死，遗留右侧偏瘫: of old, unless something new is said before it, or that it broke out.
      const isSequela =
        isTrace && hasSequelae && !found.isAfterOnset && s.lastSuddenAt < start && s.lastRelapseAt < start;
      const polarity = polarityOf(found, wasOver && !isBack, wasOver && isBack);
      mentions.push({
        rule,
        start,
        end,
        polarity,
        isChronic: isSequela || (isChronicClause && !s.isAcute),
        isAcute: s.isAcute && !isSequela,
      });
    }
    for (const fact of word.facts)
      facts.push({ fact, start, end, polarity: polarityOf(found, isPast, found.past !== "none" && isBack) });
    for (const complaint of word.complaints)
      complaints.push({
        complaint,
        start,
        end,
        polarity: polarityOf(found, isPast, found.past !== "none" && isBack),
        isChronic: isChronicClause && !s.isAcute,
      });
  }
}

const weeksOfPregnancy: Word = {
  text: "孕周",
  take: 0,
  cue: null,
  rules: [],
  facts: ["pregnancy"],
  complaints: [],
  startsLatin: false,
  endsLatin: false,
};

/** `孕32周`, `妊娠 30+2 周`: as long as it is here, or 0. The obstetric history `孕2产1` is none. */
function pregnancyWeeksAt(text: string, index: number): number {
  const char = text.charAt(index);
  if (char !== "孕" && char !== "妊") return 0;
  return (
    /^(?:孕|妊娠)\s?\d{1,2}(?:\s?\+\s?\d)?\s?(?:周|w)/.exec(text.slice(index, index + 14))?.[0].length ?? 0
  );
}

/** A number before 天/周/日/年 makes a duration: days are acute, years are chronic, a calendar year is neither. */
function applyDuration(s: Sentence, text: string, index: number): void {
  const char = text.charAt(index);
  if (!"天周日年".includes(char) || index === 0 || !numerals.includes(text.charAt(index - 1))) return;
  if (char !== "年") {
    s.lastOnsetAt = index;
    s.startNow(index);
  } else if (
    !/(?:19|20)\d\d$/.test(text.slice(Math.max(0, index - 4), index)) &&
    !/[级龄]/.test(text.charAt(index + 1))
  )
    s.chronicClauses.add(s.clause);
}

/** Separators between words: commas end a clause, list marks start the next item, a gap after Chinese ends a denial. */
function applySeparator(s: Sentence, text: string, index: number): void {
  const char = text.charAt(index);
  if (char === ",") s.endClause();
  else if (s.denial !== null && "、/和及与或".includes(char)) s.denial.itemStart = index + 1;
  else if (char === " " && /[\u4e00-\u9fff]/.test(text.charAt(index - 1))) s.endDenial(index);
  else if (char === " " && s.denial !== null) s.denial.itemStart = Math.max(s.denial.itemStart, s.denial.end);
}

/**
 * Finds every red flag and fact of a free text and how it is meant. Cues act within their clause (a comma ends it),
 * headings (既往史：) to the end of the sentence; sentences do not influence one another, so their order does not
 * matter. Denial wins over family, family over history, history over doubt. When a scope is unclear the reading that
 * keeps the finding is taken. Time grows linearly with the text.
 *
 * @param lexicon what is looked for; the red flags if not given.
 * @returns mentions in text order, every rule of a word separately; empty lists for a text without any.
 */
export function readText(original: string, lexicon: Lexicon = flagLexicon): ReadText {
  const text = normaliseText(original);
  const collected: Collected = { mentions: [], facts: [], complaints: [] };
  let s = new Sentence();
  let index = 0;
  let sentenceStart = 0;
  while (index < text.length) {
    const char = text.charAt(index);
    const word = wordAt(lexicon, text, index);
    if (word !== null) {
      const end = index + word.take;
      if (word.cue !== null) applyCue(s, word.cue, word.text, text, index, end);
      if (word.rules.length > 0 || word.facts.length > 0 || word.complaints.length > 0)
        addFinding(s, word, text, index, end);
      index = end;
      continue;
    }
    const weeks = pregnancyWeeksAt(text, index);
    if (weeks > 0) {
      addFinding(s, weeksOfPregnancy, text, index, index + weeks);
      index += weeks;
      continue;
    }
    if (isSentenceEnd(char) || (char === "." && !/\d/.test(text.charAt(index + 1)))) {
      closeSentence(s, text.slice(sentenceStart, index), collected);
      sentenceStart = index + 1;
      s = new Sentence();
    } else {
      applyDuration(s, text, index);
      applySeparator(s, text, index);
    }
    index += 1;
  }
  closeSentence(s, text.slice(sentenceStart), collected);
  return collected;
}
