import type { Command } from "commander";
import { z } from "zod";
import { instant } from "../kernel/time.js";
import { CalendarFile } from "../scheduling/api.js";
import { calendarOfFile, commonSlotsOf } from "../scheduling/index.js";
import { CliError, parseInput, printJson, printLine, readInput } from "./io.js";

const help = `
Input 输入 (JSON): {"people": [{"name": "李医生", "zone": "Asia/Shanghai", "lines": ["周一至周五 08:00-17:30 加开", "周一上午门诊"],
  "rules": [{"kind": "surgery", "weekday": 3, "from": "13:00", "to": "17:00"}],
  "busy": [{"startsAt": "2026-12-03T02:00:00Z", "endsAt": "2026-12-03T03:00:00Z"}], "bufferMinutes": 10, "dayCap": 4}],
 "minutes": 30, "from": "2026-12-01T00:00:00Z", "days": 14, "limit": 20}
"lines" are read as on the calendar page; a line that is not understood is a fault (exit code 1), and the others still count.
Days of rest and 调休 of 2026 and 2027 hold unless "followsHolidays" is false. Output: {slots: [{startsAt, endsAt, clocks, …}], problems}.`;

/** `consilium slots`: common free times of people whose calendars come on standard input; nothing is stored. */
export function slotsVerb(program: Command): void {
  program
    .command("slots")
    .description(
      "共同空闲时间 common free times of people's calendars, read as JSON from a file or standard input",
    )
    .argument("[file]", "JSON file, - or nothing for standard input")
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action((file: string | undefined, { json }: { json?: boolean }) => {
      const parsed = CalendarFile.safeParse(parseInput(readInput(file)));
      if (!parsed.success)
        throw new CliError(`输入有误 The input is wrong: ${z.prettifyError(parsed.error)}`);
      const { people, minutes, days, limit } = parsed.data;
      const from = parsed.data.from === undefined ? instant(new Date()) : instant(parsed.data.from);
      const read = people.map((person, i) => calendarOfFile(person, i, from));
      const problems = read.flatMap((one) => one.problems);
      const slots = commonSlotsOf(
        read.map((one) => one.calendar),
        { minutes, from, days, limit },
      );
      if (problems.length > 0) process.exitCode = 1;
      if (json) {
        printJson({ slots, problems });
        return;
      }
      for (const slot of slots) printLine(`${slot.clocks}  ${minutes} min${slot.isPreferred ? "  *" : ""}`);
      if (slots.length === 0) printLine("没有共同空闲时间 There is no common free time");
      for (const problem of problems)
        printLine(`! ${problem.person} “${problem.text}”: ${problem.zh} ${problem.en}`);
    });
}
