import { type Command, InvalidArgumentError } from "commander";
import {
  foldsOf,
  mostSevere,
  trainUrgency,
  triage,
  unpackUrgencyModel,
  urgencyFacts,
  urgencyFigures,
  type UrgencyFigures,
  type UrgencyLevel,
  type UrgencyModel,
  urgencyModel,
  usableVitals,
} from "../triage/index.js";
import { printJson, printLine, progress, readInput } from "./io.js";
import { type JudgedVisit, readUrgencyFile } from "./urgency-file.js";

interface Options {
  readonly data: string;
  readonly model?: string;
  readonly folds?: number;
  readonly seed: number;
  readonly json?: boolean;
}

/**
 * - `rules`: the level of the product: consensus, scores, red flags.
 * - `estimate`: the trained model on the floor of level-I vital signs; the rules where it has not learned.
 * - `either`: the more severe of both.
 */
const engines = ["estimate", "rules", "either"] as const;
type Engine = (typeof engines)[number];
type Judged = Readonly<Record<Engine, UrgencyLevel>>;

const judge = ({ input, visit }: JudgedVisit, model: UrgencyModel): Judged => {
  const { level, estimate } = triage(input, model, visit);
  const estimated = estimate?.level ?? level;
  return { rules: level, estimate: estimated, either: mostSevere([level, estimated]) };
};

export const exampleOf = ({ input, visit, level }: JudgedVisit) => ({
  facts: urgencyFacts(input, usableVitals(input.vitals), visit),
  level,
});

const round = (x: number): number => Math.round(x * 1e4) / 1e4;
const rounded = ({ n, ...shares }: UrgencyFigures): UrgencyFigures => ({
  n,
  accuracy: round(shares.accuracy),
  underTriage: round(shares.underTriage),
  overTriage: round(shares.overTriage),
  recallUrgent: round(shares.recallUrgent),
});

const figuresOf = (
  visits: readonly JudgedVisit[],
  judged: readonly Judged[],
  engine: Engine,
): UrgencyFigures =>
  rounded(
    urgencyFigures(
      visits.map(({ level }) => level),
      judged.map((one) => one[engine]),
    ),
  );

function evaluate({ data, model, folds, seed }: Options) {
  const { visits, refused } = readUrgencyFile(data);
  const judged: Judged[] = [];
  const byFold: (UrgencyFigures & { readonly fold: number })[] = [];
  if (folds === undefined) {
    const used = model === undefined ? urgencyModel() : unpackUrgencyModel(readInput(model));
    for (const visit of visits) judged.push(judge(visit, used));
  } else {
    const fold = foldsOf(
      visits.map(({ level }) => level),
      folds,
      seed,
    );
    const bar = progress("folds", folds);
    for (let f = 0; f < folds; f++) {
      bar.tick(f);
      const learned = trainUrgency(visits.filter((_, i) => fold[i] !== f).map(exampleOf), `fold ${f + 1}`);
      visits.forEach((visit, i) => {
        if (fold[i] === f) judged[i] = judge(visit, learned);
      });
      const own = visits.flatMap((visit, i) => {
        const level = fold[i] === f ? judged[i] : undefined;
        return level === undefined ? [] : [{ visit, level }];
      });
      byFold.push({
        fold: f + 1,
        ...figuresOf(
          own.map(({ visit }) => visit),
          own.map(({ level }) => level),
          "estimate",
        ),
      });
    }
    bar.end();
  }
  return {
    ...figuresOf(visits, judged, "estimate"),
    engine: "estimate: trained model on the floor of level-I vital signs",
    engines: Object.fromEntries(engines.map((engine) => [engine, figuresOf(visits, judged, engine)])),
    ...(folds !== undefined && { folds: byFold }),
    protocol:
      folds === undefined
        ? model === undefined
          ? "shipped model"
          : "given model"
        : `${folds}-fold cross-validation, model and thresholds learned anew in each fold`,
    refused,
  };
}

function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < from || value > to)
      throw new InvalidArgumentError(`${from}–${to} 之间的整数 a whole number from ${from} to ${to}`);
    return value;
  };
}

/** `consilium evaluate urgency`: how the levels stand to an expert's, on judged emergency visits; needs no database. */
export function addEvaluateUrgency(evaluateCommand: Command): void {
  evaluateCommand
    .command("urgency")
    .description("分诊级别的准确率 how urgency levels stand to an expert's, on judged emergency visits")
    .requiredOption(
      "--data <path>",
      "visits, tab-separated with a header: KTAS_expert or esi holds the level 1–5",
    )
    .option("--model <path>", "a model made by train urgency instead of the shipped one")
    .option(
      "--folds <k>",
      "cross-validate on --data: everything is learned anew in each fold",
      wholeNumber(2, 20),
    )
    .option("--seed <n>", "which folds", wholeNumber(0, 1e6), 1)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\n1, 2, 3, 4–5 are I, II, III, IV. The figures are those of the engine `estimate`; `engines` has all three.\n" +
        "underTriage, overTriage: shares of all visits judged less or more severe than by the expert;\n" +
        "recallUrgent: of the visits of level I or II those judged I or II.\n" +
        "The shipped model has seen its training data: measure on other visits.",
    )
    .action((options: Options) => {
      const report = evaluate(options);
      if (options.json === true) printJson(report);
      else {
        for (const engine of engines) printLine(`${engine}: ${JSON.stringify(report.engines[engine])}`);
        for (const fold of report.folds ?? []) printLine(JSON.stringify(fold));
        for (const { line, zh, en } of report.refused) printLine(`${line}: ${zh} ${en}`);
        printLine(report.protocol);
      }
    });
}
