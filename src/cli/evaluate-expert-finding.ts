import { type Command, InvalidArgumentError } from "commander";
import {
  buildFinderPool,
  type DepartmentChances,
  type FinderAnswer,
  type FinderExpert,
  finderFigures,
  findExperts,
  learnFinder,
} from "../matching/index.js";
import { termList } from "../terminology/index.js";
import { classifyText, gramVectors, trainWithUnseen } from "../triage/index.js";
import { type AskedCase, readAskedCases, readFinderExperts } from "./finder-files.js";
import { CliError, printJson, printLine } from "./io.js";

interface Options {
  readonly doctors: string;
  readonly train: string;
  readonly data?: string;
  readonly folds?: number;
  readonly json?: boolean;
}

const say = (what: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`${what}\n`);
};

function wholeFolds(text: string): number {
  const folds = Number(text);
  if (!Number.isInteger(folds) || folds < 2 || folds > 20)
    throw new InvalidArgumentError("2–20 之间的整数 a whole number from 2 to 20");
  return folds;
}

/** Diseases and signs of the shipped lists, with what they are also called. */
const knownNames = (): readonly string[] =>
  (["diagnosis", "symptom"] as const).flatMap((kind) => {
    const { terms, aliases } = termList(kind);
    return [...terms.map(({ name }) => name), ...aliases.map(({ alias }) => alias)];
  });

/** Learns from the past cases alone, department classifier included, then answers each question by its text. */
function answer(
  experts: readonly FinderExpert[],
  past: readonly AskedCase[],
  asked: readonly AskedCase[],
): readonly FinderAnswer[] {
  const vectors = gramVectors();
  say("departments");
  const { model: departments, unseen } = trainWithUnseen(
    past.map(({ department, text }) => ({ label: department, text })),
    vectors,
    "expert-finding",
  );
  say("index");
  const pool = buildFinderPool(experts, past, knownNames());
  const unseenOf = new Map(past.map(({ id }, i) => [id, unseen[i]]));
  say("weights");
  const model = learnFinder(pool, (_, { id }): DepartmentChances => {
    const chances = unseenOf.get(id);
    return new Map(departments.labels.map((label, c) => [label, chances?.[c] ?? 0]));
  });
  say("questions");
  return asked.map(({ expertId, department, text }) => ({
    expertId,
    department,
    found: findExperts(
      pool,
      model,
      text,
      new Map(classifyText(departments, vectors, text).map(({ label, chance }) => [label, chance])),
    ),
  }));
}

/** `consilium evaluate expert-finding`: how often the expert who was asked is found; needs no database. */
export function evaluateExpertFindingVerb(evaluate: Command): void {
  evaluate
    .command("expert-finding")
    .description("找专家的准确率 how often the expert a person asked is found among all")
    .requiredOption("--doctors <path>", "experts as JSON lines: item_id, department, diseases, counts")
    .requiredOption("--train <path>", "past questions: user_id, consulted_doctor, department, query")
    .option("--data <path>", "questions to answer, of the same form; only the query is looked at")
    .option(
      "--folds <k>",
      "cross-validate on --train instead: everything is learned in each fold",
      wholeFolds,
    )
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nThe evidence index, the department classifier and the weights of the ranking are made from --doctors and --train.\n" +
        "pAt1: the first is the one who was asked. hitAt10, ndcgAt10: among the first ten. departmentAccuracy: department of the first.",
    )
    .action(({ doctors, train, data, folds, json }: Options) => {
      if ((data === undefined) === (folds === undefined))
        throw new CliError("请给 --data 或 --folds 之一 Give either --data or --folds");
      const experts = readFinderExperts(doctors);
      const past = readAskedCases(train);
      const answers: FinderAnswer[] = [];
      if (data !== undefined) answers.push(...answer(experts, past, readAskedCases(data)));
      for (let fold = 0; fold < (folds ?? 0); fold++) {
        say(`fold ${fold + 1} of ${String(folds)}`);
        const isOwn = (_: AskedCase, i: number) => i % (folds ?? 1) === fold;
        answers.push(
          ...answer(
            experts,
            past.filter((one, i) => !isOwn(one, i)),
            past.filter(isOwn),
          ),
        );
      }
      const report = {
        ...finderFigures(answers),
        experts: experts.length,
        protocol:
          folds === undefined
            ? "learned from --train"
            : `${folds}-fold cross-validation, everything learned anew in each fold`,
      };
      if (json === true) printJson(report);
      else for (const [key, value] of Object.entries(report)) printLine(`${key}: ${JSON.stringify(value)}`);
    });
}
