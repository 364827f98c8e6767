import { type Command, InvalidArgumentError } from "commander";
import { measureHiddenSkills } from "../matching/index.js";
import { printJson, printLine } from "./io.js";

const wholeNumber = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("a whole number");
  return Number(text);
};

/** `consilium evaluate hidden-skills`: whether the ranking finds rare experience outside the declared specialty. */
export function evaluateHiddenSkills(evaluate: Command): void {
  evaluate
    .command("hidden-skills")
    .description(
      "隐藏技能 whether planted experience outside the declared specialty is found; an invented pool",
    )
    .option("--seed <n>", "another invented pool", wholeNumber, 1)
    .option("--experts <n>", "specialists of common diseases around them", wholeNumber, 3000)
    .option("--json", "print JSON")
    .action(({ seed, experts, json }: { seed: number; experts: number; json?: boolean }) => {
      const figures = measureHiddenSkills(seed, 60, experts);
      if (json === true) printJson(figures);
      else
        for (const [name, value] of Object.entries(figures)) printLine(`${name}  ${JSON.stringify(value)}`);
    });
}
