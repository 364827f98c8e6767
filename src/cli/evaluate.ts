import { type Command, InvalidArgumentError, Option } from "commander";
import {
  buildTermIndex,
  buildTermReader,
  crossValidate,
  type EngineKind,
  evaluateReader,
  learnReader,
  normaliseSpecialty,
  specialtyIndex,
  type TermFigures,
  termReader,
} from "../terminology/index.js";
import { evaluateHiddenSkills } from "./evaluate-hidden-skills.js";
import { evaluateDepartmentVerb } from "./evaluate-department.js";
import { evaluateExpertFindingVerb } from "./evaluate-expert-finding.js";
import { evaluateRankingVerb } from "./evaluate-ranking.js";
import { evaluateResponseVerb } from "./evaluate-response.js";
import { addEvaluateUrgency } from "./evaluate-urgency.js";
import { printJson, printLine } from "./io.js";
import { engineKinds, listFor, readExamples, readModel } from "./term-files.js";

interface Options {
  readonly kind: EngineKind | "specialty";
  readonly data: string;
  readonly codes?: string;
  readonly train?: string;
  readonly model?: string;
  readonly folds?: number;
  readonly json?: boolean;
}

type Report = Readonly<Record<string, unknown>> & Pick<TermFigures, "n" | "top1" | "top5" | "top10">;

const rounded = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 10_000;

/** Departments: a name is right when its first candidate has one of the given codes or names. */
function evaluateSpecialty(path: string): Report {
  const index = specialtyIndex();
  const examples = readExamples(path);
  const places: number[] = [];
  let [resolved, resolvedRight] = [0, 0];
  for (const { text, names } of examples) {
    const { status, code, name, candidates } = normaliseSpecialty(index, text);
    const isRight = (one: { readonly code: string; readonly name: string }): boolean =>
      names.includes(one.code) || names.includes(one.name);
    const at = candidates.findIndex(isRight);
    places.push(at < 0 ? Infinity : at);
    if (status !== "resolved") continue;
    resolved += 1;
    if (isRight({ code, name })) resolvedRight += 1;
  }
  const within = (k: number): number => rounded(places.filter((at) => at < k).length, places.length);
  const n = examples.length;
  return {
    n,
    top1: within(1),
    top5: within(5),
    top10: within(10),
    precision: rounded(resolvedRight, resolved),
    recall: rounded(resolvedRight, n),
    f1: rounded(2 * resolvedRight, resolved + n),
    resolved: { share: rounded(resolved, n), precision: rounded(resolvedRight, resolved) },
  };
}

function evaluateTerms(kind: EngineKind, { data, codes, train, folds, model }: Options): Report {
  const examples = readExamples(data);
  const list = listFor(kind, codes);
  if (folds !== undefined) {
    const more = train === undefined ? [] : readExamples(train);
    const figures = crossValidate({ kind, list, examples }, more, folds, (what) => {
      if (process.stderr.isTTY) process.stderr.write(`${what}\n`);
    });
    return { ...figures, protocol: `${folds}-fold cross-validation, model learned anew in each fold` };
  }
  const used = model === undefined ? termReader(kind).model : readModel(model);
  if (train !== undefined)
    return {
      ...evaluateReader(learnReader({ kind, list, examples: readExamples(train) }, used), examples),
      protocol: "knowledge learned from --train, ranker of the model",
    };
  const reader =
    codes === undefined && model === undefined
      ? termReader(kind)
      : buildTermReader(buildTermIndex(kind, list.terms, list.aliases), used);
  return { ...evaluateReader(reader, examples), protocol: "shipped model" };
}

function print(report: Report): void {
  for (const [key, value] of Object.entries(report))
    printLine(
      typeof value === "object" && value !== null
        ? `${key}: ${Object.entries(value)
            .map(([name, figure]) => `${name} ${String(figure)}`)
            .join(" · ")}`
        : `${key}: ${String(value)}`,
    );
}

function wholeFolds(text: string): number {
  const folds = Number(text);
  if (!Number.isInteger(folds) || folds < 2 || folds > 20)
    throw new InvalidArgumentError("2–20 之间的整数 a whole number from 2 to 20");
  return folds;
}

/** `consilium evaluate terms`: how well strings are mapped to names, measured on a labelled file; needs no database. */
export function evaluateVerb(program: Command): void {
  const evaluate = program
    .command("evaluate")
    .description("评测 measure a part of Consilium on labelled data");
  evaluate
    .command("terms")
    .description("术语归一的准确率 how well strings are mapped to standard names")
    .addOption(
      new Option("--kind <kind>", "what the strings are")
        .choices([...engineKinds, "specialty"])
        .makeOptionMandatory(),
    )
    .requiredOption("--data <path>", "labelled strings: header, then string TAB names joined by ##")
    .option("--codes <path>", "the list of names: header, then code TAB name; default: the shipped list")
    .option(
      "--train <path>",
      "learn aliases and correspondences from this file instead of the shipped knowledge",
    )
    .option("--model <path>", "a model made by train terms instead of the shipped one")
    .option("--folds <k>", "cross-validate on --data: everything is learned anew in each fold", wholeFolds)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\ntop k: a right name is among the first k. precision, recall, f1: over the names of strings with several\n" +
        "(specialty: of resolved names). The shipped model has seen its training data: measure on other strings.",
    )
    .action((options: Options) => {
      const report =
        options.kind === "specialty" ? evaluateSpecialty(options.data) : evaluateTerms(options.kind, options);
      if (options.json === true) printJson(report);
      else print(report);
    });
  evaluateHiddenSkills(evaluate);
  evaluateDepartmentVerb(evaluate);
  evaluateExpertFindingVerb(evaluate);
  addEvaluateUrgency(evaluate);
  evaluateResponseVerb(evaluate);
  evaluateRankingVerb(evaluate);
  for (const command of evaluate.commands) command.exitOverride();
}
