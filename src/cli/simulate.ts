import { type Command, InvalidArgumentError } from "commander";
import { LabJob, type LabResult, lineUpIds, lineUpNames, readReplay, runJob } from "../dispatch/index.js";
import { problemLines } from "../platform/field-problems.js";
import { systemContext } from "../platform/database/database.js";
import { CliError, parseInput, printJson, printLine, progress, readInput, withDatabase } from "./io.js";

interface Options {
  readonly policies: string;
  readonly demand: number;
  readonly panels: number;
  readonly experts: number;
  readonly days: number;
  readonly seeds: readonly number[];
  readonly baseline: string;
  readonly policyFile?: string;
  readonly replay?: boolean;
  readonly job?: boolean;
  readonly json?: boolean;
}

const whole = (text: string): number => {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError("整数 a whole number");
  return Number(text);
};
/** `5`: seeds 1 to 5; `3,8`: these two. */
const seedList = (text: string): number[] => {
  if (!/^\d{1,7}(,\d{1,7})*$/.test(text)) throw new InvalidArgumentError("5, or 3,8");
  const seeds = text.split(",").map(Number);
  return seeds.length > 1 ? seeds : Array.from({ length: seeds[0] ?? 1 }, (_, i) => i + 1);
};

const help = () => `
Policies: ${lineUpIds.join(", ")}; "peers", "all".
An invented stretch of days (all rates are invented; the order of policies is the result), or with --replay the requests
and answers of this installation. Every policy goes through the same worlds with the same answers, seed by seed;
± is a 95 % confidence interval over the seeds.`;

const namesOf = (policies: string): string[] => {
  if (policies === "all") return lineUpIds;
  return policies
    .split(",")
    .flatMap((name) =>
      name === "peers" ? lineUpIds.filter((id) => lineUpNames[id].kind === "peers") : [name.trim()],
    );
};

/** The fault in the settings in words, or the settings. */
function jobOf(value: unknown): LabJob {
  const read = LabJob.safeParse(value);
  if (read.success) return read.data;
  throw new CliError(problemLines(read.error).join("\n"));
}

const columns: readonly [path: string, title: string, scale: number, digits: number][] = [
  ["levels.I.breach", "I late %", 100, 1],
  ["levels.II.breach", "II late %", 100, 1],
  ["levels.III.breach", "III late %", 100, 1],
  ["levels.I.waitP50", "I p50 min", 1, 1],
  ["levels.I.waitP95", "I p95 min", 1, 0],
  ["levels.all.quality", "quality", 1, 3],
  ["gini", "Gini", 1, 3],
  ["offersPerRequest", "offers/req", 1, 2],
  ["withdrawalsPerExpertDay", "withdrawn/exp/day", 1, 2],
  ["levels.all.handedOver", "to person %", 100, 1],
  ["levels.all.unserved", "unserved %", 100, 2],
  ["meetings.walksPerMeeting", "ways/meeting", 1, 3],
  ["meetings.startMean", "start min", 1, 1],
  ["meetings.startP95", "start p95", 1, 1],
  ["regret", "regret %", 100, 1],
];

const panelColumns: typeof columns = [
  ["panels.found", "common time found %", 100, 1],
  ["panels.served", "brought together %", 100, 1],
  ["panels.waitP50", "together p50 min", 1, 0],
  ["panels.waitP95", "p95 min", 1, 0],
  ["panels.startP50", "meets p50 h", 1 / 60, 1],
  ["panels.startP95", "p95 h", 1 / 60, 1],
  ["panels.quality", "quality", 1, 3],
  ["panels.invitationsPerSeat", "invitations/seat", 1, 2],
  ["panels.handedOver", "to person %", 100, 1],
];

/** The requests for one expert, and where there were any those for several. */
function printTables(result: LabResult): void {
  printTable(result, columns);
  if (!result.rows.some(({ figures }) => (figures["panels.panels"]?.mean ?? 0) > 0)) return;
  printLine("\nMDT");
  printTable(result, panelColumns);
}

function printTable(result: LabResult, shown: typeof columns): void {
  printLine(["policy", ...shown.map(([, title]) => title)].join("\t"));
  for (const row of result.rows)
    printLine(
      [
        row.id,
        ...shown.map(([path, , scale, digits]) => {
          const { mean, half } = row.figures[path] ?? { mean: 0, half: null };
          return `${(mean * scale).toFixed(digits)}${half === null ? "" : `±${(half * scale).toFixed(digits)}`}`;
        }),
      ].join("\t"),
    );
}

/** `consilium simulate`: ways of dispatching compared on an invented stretch of days, or on this installation's history. */
export function simulateVerb(program: Command): void {
  program
    .command("simulate")
    .description("策略仿真 compare ways of dispatching by simulation")
    .option("--policies <list>", "ids, separated by commas", "longest_idle,greedy,ours")
    .option("--demand <n>", "requests a day", whole, 1500)
    .option("--panels <n>", "requests for 2 to 5 experts at one time (MDT) a day, beside them", whole, 30)
    .option("--experts <n>", "experts", whole, 300)
    .option("--days <n>", "days; the first of several is not measured", whole, 4)
    .option("--seeds <list>", "how many worlds, or which", seedList, [1, 2, 3])
    .option("--baseline <id>", "with whom the others are compared", "longest_idle")
    .option("--policy-file <path>", "JSON of a dispatch policy in the place of the default one")
    .option("--replay", "the requests of this installation's database instead of invented ones")
    .option(
      "--job",
      "read settings, policy and history as JSON from standard input; progress as JSON lines on standard error",
    )
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      if (options.job === true) {
        const job = jobOf(parseInput(readInput(undefined)));
        let told = 0;
        const result = runJob(job, (share) => {
          if (share < told + 0.01 && share < 1) return;
          told = share;
          process.stderr.write(`${JSON.stringify({ progress: share })}\n`);
        });
        printJson(result);
        return;
      }
      const { demand, panels, experts, days, seeds, baseline, policyFile } = options;
      const job = jobOf({
        settings: { policies: namesOf(options.policies), demand, panels, experts, days, seeds, baseline },
        ...(policyFile !== undefined && { policy: parseInput(readInput(policyFile)) }),
        ...(options.replay === true && {
          replay: await withDatabase((database) => database.withTx(systemContext, readReplay)),
        }),
      });
      const bar = progress("仿真 simulating", 1);
      const result = runJob(job, (share) => bar.tick(share));
      bar.end();
      if (options.json === true) printJson({ settings: job.settings, ...result });
      else printTables(result);
    });
}
