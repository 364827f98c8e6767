import type { TermExample } from "./domain/terms/learn-knowledge.js";
import { learnKnowledge } from "./domain/terms/learn-knowledge.js";
import { figuresOf, type Answered, type TermFigures } from "./domain/terms/evaluate-terms.js";
import { foldTerm } from "./domain/terms/fold-term.js";
import { buildTermReader, chooseTerms, isResolved, type TermReader } from "./domain/terms/normalise-terms.js";
import { packModel, unpackModel } from "./domain/terms/pack-model.js";
import { readTerms } from "./domain/terms/read-terms.js";
import { buildTermIndex } from "./domain/terms/term-index.js";
import type { EngineKind, TermModel } from "./domain/terms/term-model.js";
import type { TermList } from "./domain/terminology.js";
import { trainModel, type TrainedTerms } from "./domain/terms/train-model.js";
import { withNamesOf } from "./domain/terms/with-names.js";

export type { TermExample } from "./domain/terms/learn-knowledge.js";
export { foldTerm, packModel, unpackModel };

/** A list with what is learned from examples. Names that only the examples use join the list without a code. */
export interface Lesson {
  readonly kind: EngineKind;
  readonly list: TermList;
  readonly examples: readonly TermExample[];
}

const indexOf = ({ kind, list, examples }: Lesson) =>
  buildTermIndex(kind, withNamesOf(list.terms, examples), list.aliases);

/** Aliases teach correspondences too. */
const pairsOf = ({ aliases }: TermList) =>
  aliases.map(({ alias, name }) => ({ source: foldTerm(alias), targets: [foldTerm(name)] }));

/**
 * A reader that knows the examples instead of what the given model has seen; ranker and chooser stay as they are, which
 * takes seconds instead of minutes.
 */
export function learnReader(lesson: Lesson, model: TermModel): TermReader {
  const index = indexOf(lesson);
  const knowledge = learnKnowledge(index, lesson.examples, pairsOf(lesson.list));
  return buildTermReader(index, { ...model, knowledge });
}

/** Learns everything anew from the examples: about a minute for 5 000 strings. */
export function trainTerms(lesson: Lesson, version: string, say?: (what: string) => void): TrainedTerms {
  return trainModel(indexOf(lesson), lesson.examples, pairsOf(lesson.list), version, say);
}

/** Answers each example; the string alone is looked at. */
export function answerExamples(reader: TermReader, examples: readonly TermExample[]): readonly Answered[] {
  const { terms } = reader.engine.index;
  return examples.map((example) => {
    const reading = readTerms(reader.engine, reader.model, example.text);
    const nameOf = ({ term }: { readonly term: number }): string => terms[term]?.name ?? "";
    const chosen = chooseTerms(reader, reading);
    return {
      example,
      ranked: reading.candidates.slice(0, 10).map(nameOf),
      chosen: (chosen.length > 0 ? chosen : reading.candidates.slice(0, 1)).map(nameOf),
      resolved: chosen.filter((one) => isResolved(reader, reading, one)).map(nameOf),
    };
  });
}

/** Figures of a reader on examples. */
export const evaluateReader = (reader: TermReader, examples: readonly TermExample[]): TermFigures =>
  figuresOf(answerExamples(reader, examples));

/**
 * Figures by cross-validation: fold i holds the examples i, i + folds, i + 2 folds …; each is answered by a model learned
 * from the others alone, ranker, chooser and thresholds included.
 * @param more examples that are learned from in every fold; strings of the fold itself are left out.
 */
export function crossValidate(
  lesson: Lesson,
  more: readonly TermExample[],
  folds: number,
  say: (what: string) => void,
): TermFigures {
  const answers: Answered[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const own = lesson.examples.filter((_, i) => i % folds === fold);
    const texts = new Set(own.map(({ text }) => text));
    const others = lesson.examples.filter((_, i) => i % folds !== fold);
    const learned = { ...lesson, examples: [...others, ...more].filter(({ text }) => !texts.has(text)) };
    const { model } = trainTerms(learned, "cross-validation");
    const reader = buildTermReader(indexOf(learned), model);
    const answered = answerExamples(reader, own);
    answers.push(...answered);
    say(`fold ${fold + 1}/${folds}: top1 ${figuresOf(answered).top1}`);
  }
  return figuresOf(answers);
}
