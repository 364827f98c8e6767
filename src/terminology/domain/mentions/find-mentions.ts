import { after, type CueKind, cueWords, listFiller } from "./cues.js";
import { buildDictionary, type Dictionary, longestAt } from "./dictionary.js";
import { type Duration, durationAt, type FoundDuration, mayStartDuration } from "./durations.js";
import { foldText } from "./fold-text.js";
import type { MentionIndex, MentionKind, Term } from "./mention-index.js";

/** One disease, symptom or operation named in a text, and what the text says of it. */
export interface Mention {
  readonly kind: MentionKind;
  /** Of the national diagnosis or operation list; null: named, but not on the list. */
  readonly code: string | null;
  readonly name: string;
  /** UTF-16 offsets into the text as given, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly certainty: "affirmed" | "negated" | "uncertain";
  readonly subject: "patient" | "family";
  /** past: history, or an operation that is over. */
  readonly time: "current" | "past";
  readonly side: "left" | "right" | "both" | null;
  readonly duration: Duration | null;
}

interface Word {
  readonly start: number;
  readonly end: number;
}
type Token = Word &
  (
    | { readonly is: "term"; readonly term: Term }
    | { readonly is: "cue"; readonly cue: CueKind; readonly word: string }
    | { readonly is: "duration"; readonly duration: FoundDuration }
    | { readonly is: "comma" | "stop" | "line" | "date" }
  );

const cues: readonly { readonly word: string; readonly cue: CueKind }[] = Object.entries(cueWords).flatMap(
  ([cue, words]) => words.split("|").map((word) => ({ word, cue: cue as CueKind })),
);
const cueDictionary: Dictionary = buildDictionary(cues.map(({ word }) => word));

/** 无尿痛 is 无 and 尿痛, not 无尿: after the cue stands a name that reaches further than the one which begins with it. */
function isSplit(
  text: string,
  index: MentionIndex,
  term: { end: number },
  cue: { end: number } | undefined,
): boolean {
  const rest = cue && cue.end < term.end ? longestAt(index.dictionary, text, cue.end) : undefined;
  return rest !== undefined && rest.end > term.end;
}

const calendarYear = /^(?:19|20)\d\d[年./-]/u;

/** Reads the text once from left to right; of a name and a cue that begin together the longer counts, the name at a tie. */
function tokensOf(text: string, index: MentionIndex): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const term = longestAt(index.dictionary, text, at);
    const cue = longestAt(cueDictionary, text, at);
    if (term !== undefined && term.end >= (cue?.end ?? 0) && !isSplit(text, index, term, cue)) {
      const known = index.terms[term.entry];
      if (known !== undefined) tokens.push({ is: "term", term: known, start: at, end: term.end });
      at = term.end;
      continue;
    }
    const known = cue && cues[cue.entry];
    if (known !== undefined && cue !== undefined) {
      tokens.push({ is: "cue", ...known, start: at, end: cue.end });
      at = cue.end;
      continue;
    }
    const char = text.charAt(at);
    const duration = mayStartDuration(char) ? durationAt(text, at) : undefined;
    if (duration !== undefined) {
      tokens.push({ is: "duration", duration, start: at, end: duration.end });
      at = duration.end;
      continue;
    }
    const year = /\d/u.test(char) ? calendarYear.exec(text.slice(at, at + 5)) : null;
    if (year !== null && !/\d/u.test(text.charAt(at - 1))) {
      tokens.push({ is: "date", start: at, end: at + year[0].length });
      at += year[0].length;
      continue;
    }
    if (char === ",") tokens.push({ is: "comma", start: at, end: at + 1 });
    else if (char === "\n") tokens.push({ is: "line", start: at, end: at + 1 });
    else if ("。;!?".includes(char) || (char === "." && !/\d/u.test(text.charAt(at + 1))))
      tokens.push({ is: "stop", start: at, end: at + 1 });
    at += 1;
  }
  return tokens;
}

/** What a clause says of what follows in it. */
interface Scope {
  denial: { end: number; itemStart: number; isFirm: boolean } | null;
  isDoubted: boolean;
  isAsked: boolean;
  isPast: boolean;
  isFamily: boolean;
}
const openScope = (): Scope => ({
  denial: null,
  isDoubted: false,
  isAsked: false,
  isPast: false,
  isFamily: false,
});

/** A denied item this far from its separator is a new statement, not an item of the list. */
const longestItem = 14;

interface Draft {
  readonly term: Term;
  readonly start: number;
  readonly end: number;
  isNegated: boolean;
  isUnsure: boolean;
  isFamily: boolean;
  isPast: boolean;
  duration: Duration | null;
}

class Reader {
  readonly drafts: Draft[] = [];
  readonly #text: string;
  #scope = openScope();
  #section: "past" | "family" | "now" = "now";
  #own: Draft[] = [];
  /** Of the clause before. */
  #before: Draft[] = [];
  #clauseStart = 0;
  #firmDenial = false;
  #ago: FoundDuration | null = null;
  #worseEnd = -1;
  /** The clause names a calendar year: what it tells of an illness or operation is history. */
  #isDated = false;
  /** A duration that stands alone in its clause: 发热，已3天. */
  #pending: FoundDuration | null = null;
  /** The clause goes on with the denied list of the one before. */
  #isCarried = false;

  constructor(text: string) {
    this.#text = text;
  }

  read(tokens: readonly Token[]): void {
    tokens.forEach((token, i) => {
      if (token.is === "term") this.#term(token.term, token.start, token.end);
      else if (token.is === "duration") this.#duration(token.duration);
      else if (token.is === "cue") this.#cue(token.cue, token.word, token.start, token.end);
      else if (token.is === "date") this.#isDated = true;
      else {
        this.#endClause(token.end);
        if (token.is === "comma") this.#carryDenial(tokens, i + 1, token.end);
        else this.#firmDenial = false;
        if (token.is === "line" && this.#section !== "now") this.#section = "now";
      }
    });
    this.#endClause(this.#text.length);
  }

  #endClause(end: number): void {
    const [own, before] = [this.#own, this.#before];
    shareBackwards(own, this.#text);
    if (own.length === 0 && this.#pending !== null) attach(before, this.#pending);
    // 否认高血压、糖尿病，冠心病等病史: the list went on over the comma, and so does what ends it.
    if (this.#isCarried && own.at(-1)?.isPast === true)
      for (const draft of before) if (draft.isNegated) draft.isPast = true;
    this.drafts.push(...own);
    this.#before = own;
    this.#own = [];
    this.#scope = openScope();
    this.#clauseStart = end;
    this.#ago = null;
    this.#worseEnd = -1;
    this.#isDated = false;
    this.#pending = null;
    this.#isCarried = false;
  }

  /** 否认肝炎、结核，伤寒等病史: a firm denial goes on over a comma when the next clause is nothing but more of the list. */
  #carryDenial(tokens: readonly Token[], from: number, start: number): void {
    if (!this.#firmDenial) return;
    let rest = "";
    let at = start;
    let terms = 0;
    let end = this.#text.length;
    for (let i = from; i < tokens.length; i++) {
      const token = tokens[i];
      if (token === undefined) break;
      if (token.is === "comma" || token.is === "stop" || token.is === "line") {
        end = token.start;
        break;
      }
      if (token.is !== "term") {
        this.#firmDenial = false;
        return;
      }
      rest += this.#text.slice(at, token.start);
      at = token.end;
      terms += 1;
    }
    rest += this.#text.slice(at, end);
    if (!listFiller.test(rest)) this.#firmDenial = false;
    else if (terms > 0) {
      this.#scope.denial = { end: start, itemStart: start, isFirm: true };
      this.#isCarried = true;
    }
  }

  #cue(cue: CueKind, word: string, start: number, end: number): void {
    const scope = this.#scope;
    const isHeading = /^\s*:/u.test(this.#text.slice(end, end + 3));
    switch (cue) {
      case "deny":
      case "deny-firmly": {
        const isFirm = cue === "deny-firmly";
        scope.denial = { end, itemStart: end, isFirm };
        this.#firmDenial = isFirm;
        return;
      }
      case "doubt":
        scope.isDoubted = true;
        if (scope.denial?.end === start) scope.denial = null;
        return;
      case "question":
        scope.isAsked = true;
        return;
      case "sure":
        scope.isDoubted = false;
        return;
      case "past":
        scope.isPast = true;
        return;
      case "family":
        scope.isFamily = true;
        return;
      case "patient":
        scope.isFamily = false;
        return;
      case "heading-past":
      case "heading-family":
      case "heading-now":
        if (isHeading || (start === this.#clauseStart && cue !== "heading-now"))
          this.#section = cue === "heading-past" ? "past" : cue === "heading-family" ? "family" : "now";
        return;
      case "assert": {
        const { denial } = scope;
        if (denial === null || denial.end === start) return;
        if (denial.isFirm && /^(?:有|存在|出现|合并|伴)$/u.test(word)) return;
        scope.denial = null;
        return;
      }
      case "worse":
        this.#worseEnd = end;
        return;
      case "nothing":
        return;
    }
  }

  #duration(duration: FoundDuration): void {
    if (duration.isAgo) {
      this.#ago = duration;
      if (/[月年]/u.test(duration.text)) this.#scope.isPast = true;
      return;
    }
    if (this.#worseEnd >= 0 && duration.start - this.#worseEnd <= 2) return;
    const bridge = this.#text.slice(this.#clauseStart, duration.start);
    // 术后2年 is the time since the operation.
    if (bridge.endsWith("后")) return;
    if (this.#own.length > 0) attach(this.#own, duration);
    else {
      this.#ago = duration;
      if (/^(?:已|约|共|持续|病程|病史|已有|近|达|余)*$/u.test(bridge)) this.#pending = duration;
    }
  }

  #term(term: Term, start: number, end: number): void {
    const scope = this.#scope;
    const text = this.#text;
    const next = text.slice(end, end + 16);
    if (scope.denial !== null) moveItem(scope.denial, text, start);
    const isDenied = scope.denial !== null && start - scope.denial.itemStart <= longestItem;
    const isOver = after.past.test(next);
    const isFamilyHistory = after.family.test(next);
    const ago = this.#ago;
    const began = ago !== null && !isDenied ? { text: ago.text, days: ago.days } : null;
    // What began months ago is history for an illness or operation; a symptom has lasted since then.
    const isSection = this.#section === "past";
    const isPast =
      isOver ||
      isSection ||
      (scope.isPast && !(term.kind === "symptom" && ago?.isAgo === true)) ||
      (term.kind === "procedure" && ago?.isAgo === true) ||
      (term.kind !== "symptom" && this.#isDated);
    this.#own.push({
      term,
      start,
      end,
      isNegated: isDenied || after.denied.test(next),
      isUnsure: scope.isDoubted || scope.isAsked || after.unsure.test(next),
      isFamily: scope.isFamily || isFamilyHistory || this.#section === "family",
      isPast,
      duration: term.kind === "procedure" || (isPast && ago?.isAgo === true) ? null : began,
    });
  }
}

/** A list mark begins the next item of a denial; a gap after Chinese, or other words, leave it where it was. */
function moveItem(denial: { itemStart: number }, text: string, to: number): void {
  for (let at = to - 1; at >= denial.itemStart; at--)
    if ("、/和及与或 ".includes(text.charAt(at))) {
      denial.itemStart = at + 1;
      return;
    }
}

function attach(drafts: readonly Draft[], { text, days }: Duration): void {
  for (let i = drafts.length - 1; i >= 0; i--) {
    const draft = drafts[i];
    if (draft === undefined || draft.duration !== null) return;
    if (!draft.isNegated && !draft.isFamily && draft.term.kind !== "procedure")
      draft.duration = { text, days };
  }
}

/** 高血压、糖尿病病史: what stands after the last of a list holds for all of it. */
function shareBackwards(drafts: readonly Draft[], text: string): void {
  let isHistory = false;
  let isFamilyHistory = false;
  for (let i = drafts.length - 1; i > 0; i--) {
    const [one, before] = [drafts[i], drafts[i - 1]];
    if (one === undefined || before === undefined) return;
    const next = text.slice(one.end, one.end + 16);
    isHistory ||= after.history.test(next);
    isFamilyHistory ||= after.family.test(next);
    if (!after.list.test(text.slice(before.end, one.start))) [isHistory, isFamilyHistory] = [false, false];
    before.isPast ||= isHistory;
    before.isFamily ||= isFamilyHistory;
  }
}

const sideOf = (word: string): Mention["side"] => (word === "左" ? "left" : word === "右" ? "right" : "both");

/** The side said directly before (右侧, 左下肺), at the head of the name or in brackets after it. */
function readSide(text: string, start: number, end: number): Mention["side"] {
  const inside = /^(左|右|双|两)(?:侧|[上下]肢|[眼肺肾膝足手耳])/u.exec(text.slice(start, end));
  if (inside?.[1] !== undefined) return sideOf(inside[1]);
  const before =
    /(左|右|双|两)侧?[侧边上中下肺肾眼耳膝髋乳肩腕踝足手腿臂胸腹腰颈面颊额顶枕颞叶部肢大小]{0,3}的?$/u.exec(
      text.slice(Math.max(0, start - 6), start),
    );
  if (before?.[1] !== undefined) return sideOf(before[1]);
  const behind = /^\((左|右|双|两)侧?\)/u.exec(text.slice(end, end + 4));
  return behind?.[1] === undefined ? null : sideOf(behind[1]);
}

/**
 * Finds every disease, symptom and operation of the index in a text of a Chinese record, with negation, doubt, history,
 * family, side and duration. Names are matched longest first and never overlap; cues act within their clause, headings
 * until the next heading or line. Negation wins over doubt. Time grows in proportion to the text.
 * @returns in text order; empty for a text without any.
 */
export function findMentions(raw: string, index: MentionIndex): readonly Mention[] {
  const text = foldText(raw);
  const reader = new Reader(text);
  reader.read(tokensOf(text, index));
  return reader.drafts.map(({ term, start, end, isNegated, isUnsure, isFamily, isPast, duration }) => ({
    kind: term.kind,
    code: term.code,
    name: term.name,
    start,
    end,
    text: raw.slice(start, end),
    certainty: isNegated ? "negated" : isUnsure ? "uncertain" : "affirmed",
    subject: isFamily ? "family" : "patient",
    time: isPast ? "past" : "current",
    side: readSide(text, start, end),
    duration,
  }));
}
