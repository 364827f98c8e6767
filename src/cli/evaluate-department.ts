import { type Command, InvalidArgumentError } from "commander";
import {
  type DepartmentFigures,
  departmentFigures,
  gramVectors,
  type Judgment,
  judgeTexts,
  type LabelledText,
  trainDepartment,
} from "../triage/index.js";
import { readDepartmentModel, readLabelledTexts } from "./department-files.js";
import { CliError, printJson, printLine } from "./io.js";

interface Options {
  readonly model?: string;
  readonly data: string;
  readonly folds?: number;
  readonly vectors: boolean;
  readonly json?: boolean;
}

function wholeFolds(text: string): number {
  const folds = Number(text);
  if (!Number.isInteger(folds) || folds < 2 || folds > 20)
    throw new InvalidArgumentError("2–20 之间的整数 a whole number from 2 to 20");
  return folds;
}

/** Fold i holds the texts i, i + folds …; each is judged by a model trained on the others alone. */
function crossValidate(
  texts: readonly LabelledText[],
  folds: number,
  withVectors: boolean,
): DepartmentFigures {
  const vectors = withVectors ? gramVectors() : null;
  const judgments: Judgment[] = [];
  for (let fold = 0; fold < folds; fold++) {
    if (process.stderr.isTTY) process.stderr.write(`fold ${fold + 1} of ${folds}\n`);
    const model = trainDepartment(
      texts.filter((_, i) => i % folds !== fold),
      vectors,
      `fold ${fold + 1}`,
    );
    judgments.push(
      ...judgeTexts(
        model,
        vectors,
        texts.filter((_, i) => i % folds === fold),
      ),
    );
  }
  return departmentFigures(judgments);
}

/** `consilium evaluate department`: how often a text's department is named; needs no database. */
export function evaluateDepartmentVerb(evaluate: Command): void {
  evaluate
    .command("department")
    .description("科室分类的准确率 how often the department of a text is named")
    .requiredOption("--data <path>", "texts: a tab-separated file with the columns id, label, text")
    .option("--model <path>", "a model made by train department")
    .option("--folds <k>", "cross-validate on --data instead: a model is trained in each fold", wholeFolds)
    .option("--no-vectors", "with --folds: train without the shipped gram vectors")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\naccuracy: the first label is the given one. top3: it is among the first three. macroF1: mean F1 over the given labels.\n" +
        "ece: mean gap between stated probability and share right, 15 bins. sure: of the texts that are not answered “unsure”.",
    )
    .action((options: Options) => {
      const texts = readLabelledTexts(options.data);
      if ((options.model === undefined) === (options.folds === undefined))
        throw new CliError("请给 --model 或 --folds 之一 Give either --model or --folds");
      let report: DepartmentFigures & { readonly protocol: string };
      if (options.folds !== undefined)
        report = {
          ...crossValidate(texts, options.folds, options.vectors),
          protocol: `${options.folds}-fold cross-validation, model trained anew in each fold`,
        };
      else {
        const model = readDepartmentModel(options.model ?? "");
        const vectors = model.vectorsVersion === null ? null : gramVectors();
        report = { ...departmentFigures(judgeTexts(model, vectors, texts)), protocol: "model of --model" };
      }
      if (options.json === true) printJson(report);
      else for (const [key, value] of Object.entries(report)) printLine(`${key}: ${JSON.stringify(value)}`);
    });
}
