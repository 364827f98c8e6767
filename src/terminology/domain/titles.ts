/** Where a title stands among those of its series. Source: ranks of 卫生技术人员 titles, 人社部 职称改革 (正高, 副高, 中级, 初级). */
export type TitleRank = "正高" | "副高" | "中级" | "初级(师)" | "初级(士)" | "初级";

export interface Title {
  /** GB/T 8561 code, e.g. 231 主任医师. */
  readonly code: string;
  readonly name: string;
  readonly series: string;
  readonly rank: TitleRank;
  readonly group: "clinical" | "teaching" | "research";
}

/** A word besides the official titles: another way to write one, or an attribute that is no title. */
export interface TitleWord {
  readonly word: string;
  readonly kind: "title" | TitleAttribute["kind"];
  readonly code: string;
}

/** What a title cell also says. A tutorship, a degree, an honour or a post is not a title and does not rank. */
export interface TitleAttribute {
  readonly kind: "tutor" | "degree" | "honour" | "post";
  readonly text: string;
}

/** The parts of a title cell. A part the cell does not hold is null; words nobody knows are listed, never guessed. */
export interface ParsedTitle {
  readonly input: string;
  readonly clinical: Title | null;
  readonly teaching: Title | null;
  readonly research: Title | null;
  readonly others: readonly TitleAttribute[];
  readonly unrecognised: readonly string[];
}

export interface TitleIndex {
  readonly byCode: ReadonlyMap<string, Title>;
  /** Every known word, longest first. */
  readonly words: readonly {
    readonly word: string;
    readonly title?: Title;
    readonly other?: TitleAttribute["kind"];
  }[];
}

/** @throws Error when a word names a code that is not among the titles: the data file is damaged. */
export function buildTitleIndex(titles: readonly Title[], words: readonly TitleWord[]): TitleIndex {
  const byCode = new Map(titles.map((title) => [title.code, title]));
  const known = [
    ...titles.map((title) => ({ word: title.name, title })),
    ...words.map(({ word, kind, code }) => {
      if (kind !== "title") return { word, other: kind };
      const title = byCode.get(code);
      if (title === undefined) throw new Error(`title word ${word}: code ${code} missing`);
      return { word, title };
    }),
  ];
  return { byCode, words: known.sort((a, b) => b.word.length - a.word.length) };
}

/** Height of a rank, 4 (正高) to 1 (初级); 0 for no title. For comparing a wanted title with a held one. */
export function seniorityOf(title: Title | null): number {
  if (title === null) return 0;
  if (title.rank === "正高") return 4;
  if (title.rank === "副高") return 3;
  return title.rank === "中级" ? 2 : 1;
}

/** Longest cell that is read, in characters; the rest is a life story. */
const longestCell = 400;

/**
 * Takes a title cell apart: 主任医师、教授、博导 → 231, 011 and a tutorship. Of two titles of one group the higher stays. A word
 * counts only where a word can begin, so that a torn 任医师 is not read as 医师.
 */
export function parseTitle(index: TitleIndex, raw: string): ParsedTitle {
  const text = raw.slice(0, longestCell).normalize("NFKC").replace(/\s+/gu, " ").trim();
  const found: Title[] = [];
  const others: TitleAttribute[] = [];
  const unrecognised: string[] = [];
  let loose = "";
  let canBegin = true;
  const flush = (): void => {
    if (loose !== "") unrecognised.push(loose);
    loose = "";
  };
  for (let at = 0; at < text.length;) {
    const ch = text.charAt(at);
    if (/[\s,、;/|.。:()[\]+&·\-—]/u.test(ch)) {
      flush();
      canBegin = true;
      at += 1;
      continue;
    }
    const word = index.words.find(
      (known) => text.startsWith(known.word, at) && !isTornTitle(known.word, text, at),
    );
    const mayBegin = canBegin || /[科院系级室部学所心兼]$/u.test(loose);
    if (word === undefined || !mayBegin) {
      loose += ch;
      canBegin = false;
      at += 1;
      continue;
    }
    flush();
    if (word.title !== undefined) found.push(word.title);
    else if (word.other !== undefined) others.push({ kind: word.other, text: word.word });
    canBegin = true;
    at += word.word.length;
  }
  flush();
  return {
    input: raw,
    clinical: highest(found, "clinical"),
    teaching: highest(found, "teaching"),
    research: highest(found, "research"),
    others,
    unrecognised,
  };
}

/** 科副主任 before 医师 is the end of a department's name and the beginning of a title, not a post. */
function isTornTitle(word: string, text: string, at: number): boolean {
  return word.endsWith("主任") && /^[中医药护技检]/u.test(text.slice(at + word.length));
}

function highest(titles: readonly Title[], group: Title["group"]): Title | null {
  const own = titles.filter((title) => title.group === group);
  return own.reduce<Title | null>(
    (best, next) => (seniorityOf(next) > seniorityOf(best) ? next : best),
    null,
  );
}
