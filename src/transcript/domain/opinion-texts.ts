import type { DraftRecord, SectionKey } from "./draft-record.js";

/** Longest text of one field; the editor's own limits are wider. */
const longest = 4000;

/**
 * What a record gives to the three fields of an opinion: findings and examinations answer the question, spoken diagnoses
 * are the conclusion, the expert's sentences are the advice. Each sentence on a line of its own.
 */
export function opinionTextsOf(record: DraftRecord): {
  readonly answer: string;
  readonly conclusion: string;
  readonly advice: string;
} {
  const textOf = (...keys: SectionKey[]): string =>
    keys
      .flatMap((key) => record.sections.find((one) => one.key === key)?.sentences ?? [])
      .map(({ text }) => text)
      .join("\n")
      .slice(0, longest);
  return { answer: textOf("findings", "exams"), conclusion: textOf("diagnoses"), advice: textOf("opinion") };
}
