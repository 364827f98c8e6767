import { type Command, InvalidArgumentError } from "commander";
import {
  currentModel,
  evaluateOrder,
  inventLessons,
  type OrderFigures,
  weighedPoints,
  withAdjustment,
} from "../matching/index.js";
import { systemContext } from "../platform/database/database.js";
import { readRankingLessons } from "../quality/index.js";
import { CliError, printJson, printLine, withDatabase } from "./io.js";

const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`${least}–${most} 之间的整数 a whole number from ${least} to ${most}`);
    return value;
  };

/** What the invented outcomes go by: experience counts for more, words and distance for less than the hand-set points say. */
const inventedTruth = { ...currentModel.points, disease: 38, text: 2, region: 1, load: 6, response: 10 };

/** The figures as text, one a line. */
export function printFigures({ rankings, foretold, choices, isBetter }: OrderFigures): void {
  const three = ({ value, low, high }: { value: number; low: number; high: number }) =>
    `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
  printLine(`rankings ${rankings.all} · learned from ${rankings.learnedFrom} · judged ${rankings.judged}`);
  printLine(
    `asks foretold ${foretold.count}\tloss by hand ${foretold.byHand.toFixed(4)}\tlearned ${foretold.learned.toFixed(4)}\tgain ${three(foretold.gain)}`,
  );
  printLine(
    `first choices ${choices.count} · with odds on record ${choices.withOdds} · another one first in ${choices.changed}`,
  );
  for (const order of ["byHand", "learned"] as const) {
    const { ips, snips, doublyRobust, effective } = choices[order];
    printLine(
      `${order}\tIPS ${three(ips)}\tSNIPS ${three(snips)}\tdoubly robust ${three(doublyRobust)}\teffective ${effective.toFixed(1)}`,
    );
  }
  printLine(`difference (doubly robust) ${three(choices.difference)}`);
  printLine(
    isBetter
      ? "学习的排序更好（95% 区间在 0 以上）。The learned order is better: the whole interval lies above 0."
      : "不能说学习的排序更好。It cannot be said that the learned order is better.",
  );
}

/** `consilium evaluate ranking`: what an order learned from the older outcomes is worth on the newer ones, beside the present order. */
export function evaluateRankingVerb(evaluate: Command): void {
  evaluate
    .command("ranking")
    .description(
      "排序模型 the order learned from outcomes beside the hand-set one, by time: IPS, SNIPS, doubly robust",
    )
    .option(
      "--invented <n>",
      "judge trainer and estimates on n invented rankings of known truth instead",
      whole(100, 50_000),
    )
    .option("--seed <n>", "seed of the invented rankings", whole(0, 1_000_000), 1)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nThe oldest 70 % are learned from, the newest 30 % judge. A choice is worth 0 to 1: adopted advice 1, partly 0.8, not adopted 0.3,\n" +
        "mixed with the inviter's rating; no answer or no time 0.2; not his field 0. loss: lower is better. Intervals are 95 %.",
    )
    .action(async ({ invented, seed, json }: { invented?: number; seed: number; json?: boolean }) => {
      if (invented !== undefined) {
        const { lessons, truthOf } = inventLessons(currentModel, inventedTruth, {
          count: invented,
          seed,
          softness: 6,
        });
        const figures = evaluateOrder(lessons, currentModel);
        const learned = weighedPoints(
          withAdjustment(currentModel, { version: "trial", points: figures.fitted.points }),
        );
        const truth = {
          byHand: truthOf(currentModel.points),
          learned: truthOf(learned),
          best: truthOf(inventedTruth),
        };
        if (json === true) printJson({ ...figures, truth });
        else {
          printFigures(figures);
          printLine(
            `truth: by hand ${truth.byHand.toFixed(4)} · learned ${truth.learned.toFixed(4)} · best possible ${truth.best.toFixed(4)}`,
          );
        }
        return;
      }
      const lessons = await withDatabase((database) => database.withTx(systemContext, readRankingLessons));
      if (lessons.length === 0)
        throw new CliError(
          "还没有按现行规则排序并有结果的派单。No offer made by the present rules has ended yet: there is nothing to judge.",
        );
      const figures = evaluateOrder(lessons, currentModel);
      if (json === true) printJson(figures);
      else printFigures(figures);
    });
}
