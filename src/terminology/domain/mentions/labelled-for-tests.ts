import { findMentions, type Mention } from "./find-mentions.js";
import type { MentionIndex } from "./mention-index.js";

type Gold = Pick<Mention, "kind" | "start" | "end" | "certainty" | "subject" | "time" | "side"> & {
  readonly days: number | null;
};

const kinds = { d: "disease", s: "symptom", p: "procedure" } as const;
const sides = { L: "left", R: "right", B: "both" } as const;

/** Reads one labelled sentence: its plain text, and what is to be found in it. */
function readSentence(line: string): { text: string; gold: Gold[] } {
  let text = "";
  const gold: Gold[] = [];
  let at = 0;
  for (const match of line.matchAll(/\[([^|\]]+)\|([dsp])([-?FPLRB]*)(?:=([\d.]+))?\]/gu)) {
    const [whole, words = "", kind = "d", marks = "", days] = match;
    text += line.slice(at, match.index);
    at = match.index + whole.length;
    const side = /[LRB]/u.exec(marks)?.[0] as keyof typeof sides | undefined;
    gold.push({
      kind: kinds[kind as keyof typeof kinds],
      start: text.length,
      end: text.length + words.length,
      certainty: marks.includes("-") ? "negated" : marks.includes("?") ? "uncertain" : "affirmed",
      subject: marks.includes("F") ? "family" : "patient",
      time: marks.includes("P") ? "past" : "current",
      side: side === undefined ? null : sides[side],
      days: days === undefined ? null : Number(days),
    });
    text += words;
  }
  return { text: text + line.slice(at), gold };
}

const traits = ["certainty", "subject", "time", "side", "days"] as const;

export interface Figures {
  readonly sentences: number;
  readonly mentions: number;
  /** Of the mentions found, those whose words and kind are right. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Of the mentions found rightly, the share with the right certainty, subject, time, side and duration. */
  readonly traits: Readonly<Record<(typeof traits)[number], number>>;
}

const share = (part: number, whole: number): number => Math.round((1000 * part) / whole) / 1000;

/** Compares what is found with what is labelled; every difference as a line to read. */
export function measure(labelled: string, index: MentionIndex): { figures: Figures; errors: string[] } {
  const lines = labelled.split("\n").filter((line) => line !== "");
  const errors: string[] = [];
  const right = { certainty: 0, subject: 0, time: 0, side: 0, days: 0 };
  let [wanted, found, hits] = [0, 0, 0];
  for (const line of lines) {
    const { text, gold } = readSentence(line);
    const mentions = findMentions(text, index);
    wanted += gold.length;
    found += mentions.length;
    for (const mention of mentions)
      if (!gold.some((one) => isSame(one, mention)))
        errors.push(`too much: ${mention.text} (${mention.kind}) in ${text}`);
    for (const one of gold) {
      const mention = mentions.find((other) => isSame(one, other));
      if (mention === undefined) {
        errors.push(`missed: ${text.slice(one.start, one.end)} (${one.kind}) in ${text}`);
        continue;
      }
      hits += 1;
      const days = mention.duration?.days ?? null;
      const said = { ...mention, days: days === null ? null : Math.round(days * 1000) / 1000 };
      for (const trait of traits)
        if (isEqual(said[trait], one[trait])) right[trait] += 1;
        else
          errors.push(
            `${trait} of ${mention.text}: ${String(said[trait])}, not ${String(one[trait])}, in ${text}`,
          );
    }
  }
  const [precision, recall] = [hits / found, hits / wanted];
  return {
    errors,
    figures: {
      sentences: lines.length,
      mentions: wanted,
      precision: share(hits, found),
      recall: share(hits, wanted),
      f1: share(2 * precision * recall, precision + recall),
      traits: {
        certainty: share(right.certainty, hits),
        subject: share(right.subject, hits),
        time: share(right.time, hits),
        side: share(right.side, hits),
        days: share(right.days, hits),
      },
    },
  };
}

const isSame = (one: Gold, mention: Mention): boolean =>
  one.kind === mention.kind && one.start === mention.start && one.end === mention.end;

/** Durations are compared roughly: half a year is 180 or 182.5 days. */
const isEqual = (a: string | number | null, b: string | number | null): boolean =>
  typeof a === "number" && typeof b === "number" ? Math.abs(a - b) <= 0.03 * b : a === b;
