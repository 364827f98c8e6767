import { type Command, InvalidArgumentError } from "commander";
import { explainReminder, outcomesOfFile, readOutcomes } from "../dispatch/index.js";
import { instant } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { type UrgencyLevel, urgencyLevels } from "../kernel/urgency.js";
import { systemContext } from "../platform/database/database.js";
import { parseInput, printJson, printLine, readInput, withDatabase } from "./io.js";

const levelOf = (text: string): UrgencyLevel => {
  const level = urgencyLevels.find((one) => one === text);
  if (level === undefined) throw new InvalidArgumentError("I, II, III 或 IV one of I, II, III, IV");
  return level;
};
const instantOf = (text: string): Instant => {
  if (!/T.*(Z|[+-]\d\d:?\d\d)$/u.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError("带时区的时刻 an instant with its zone, e.g. 2026-04-01T11:30:00+08:00");
  return instant(text);
};

/** `consilium remind`: when an expert would be reminded of an offer, and why then. */
export function remindVerb(program: Command): void {
  program
    .command("remind")
    .description("提醒时刻 when an expert who does not answer is reminded of an offer, and why then")
    .requiredOption("--expert <id>", "whose answers: the person's id, or the expertId of the file")
    .requiredOption("--sent-at <instant>", "when the offer is sent", instantOf)
    .option("--level <level>", "urgency", levelOf, "III")
    .option("--data <path>", "JSON list of ended offers instead of the database's log; - for standard input")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nThe file is that of `evaluate response`. The rule is the default policy's; calendar and quiet hours are not looked at.",
    )
    .action(
      async (options: {
        expert: string;
        sentAt: Instant;
        level: UrgencyLevel;
        data?: string;
        json?: boolean;
      }) => {
        const outcomes =
          options.data === undefined
            ? await withDatabase((database) =>
                database.withTx(systemContext, async (tx) => (await readOutcomes(tx)).outcomes),
              )
            : outcomesOfFile(parseInput(readInput(options.data)));
        const { expert: expertId, level, sentAt } = options;
        const choice = explainReminder(outcomes, { expertId, level, sentAt });
        if (options.json === true) printJson(choice);
        else {
          printLine(`${choice.remindAt ?? "—"} ${choice.words.zh}`);
          printLine(choice.words.en);
        }
      },
    );
}
