import { foldQuestion, type ReadQuestion, type TermKind } from "./question.js";

type Two = { readonly zh: string; readonly en: string };

export interface WiderQuestion {
  readonly question: string;
  /** What is no longer asked for, or the longer time. */
  readonly change: { readonly kind: TermKind | "period"; readonly name: Two };
}

/** From what says least about the answer to what says most: the next wider question leaves out the first of them. */
const droppedFirst = ["level", "service", "hospital", "specialty", "region"] as const;
const longer = [
  { text: "近12个月", months: 12, name: { zh: "近 12 个月", en: "the last 12 months" } },
  { text: "近36个月", months: 36, name: { zh: "近 36 个月", en: "the last 36 months" } },
];

/** Whole months the question's time covers, begun ones included. */
function monthsOf({ from, to }: ReadQuestion["period"]): number {
  const [y = 0, m = 0] = from.split("-").map(Number);
  const [Y = 0, M = 0, D = 1] = to.split("-").map(Number);
  return Y * 12 + M - (y * 12 + m) + (D > 1 ? 1 : 0);
}

/**
 * Questions that ask the same of more cases, the nearest first: one limiting word less, then a longer time. The question is what was
 * typed; a word that stands in it no more (taken apart by another) is passed over.
 */
export function widerQuestions(question: string, asked: ReadQuestion): WiderQuestion[] {
  const folded = foldQuestion(question);
  const found: WiderQuestion[] = [];
  for (const kind of droppedFirst)
    for (const { text, name } of asked.understood.filter((one) => one.kind === kind)) {
      const rest = foldQuestion(folded.replace(text, " "));
      if (rest !== folded) found.push({ question: rest, change: { kind, name } });
    }
  const period = asked.understood.find(({ kind }) => kind === "period");
  for (const one of longer)
    if (one.months > monthsOf(asked.period)) {
      const rest =
        period === undefined ? `${one.text}${folded}` : folded.replace(period.text, () => one.text);
      if (rest !== folded)
        found.push({ question: foldQuestion(rest), change: { kind: "period", name: one.name } });
    }
  return found;
}
