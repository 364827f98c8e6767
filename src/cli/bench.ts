import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { packageRoot } from "../platform/package-root.js";
import { CliError } from "./io.js";

interface MatchingOptions {
  readonly experts: string;
  readonly engines?: string;
  readonly questions: string;
  readonly seconds: string;
  readonly json?: boolean;
}

const overPostgres =
  "\nNeeds the source repository. PostgreSQL: DATABASE_URL (a scratch database), else the one that npm brought for the tests.";
const matchingHelp = `
Needs the source folder bench/, where "npm ci" installs the rivals; without it only the platform's own index runs, and
each rival is named with the reason. PostgreSQL: DATABASE_URL (a scratch database), else the one that npm brought for the tests.`;

const sizes = (text: string): string => {
  if (!text.split(",").every((one) => /^[1-9]\d{2,7}$/.test(one)))
    throw new InvalidArgumentError("numbers of at least 100, separated by commas: 10000,100000");
  return text;
};

const dispatchHelp = `
Needs the source folder bench/, where "npm ci" installs HiGHS; LEMON is compiled when g++ and Debian's liblemon-dev are there.
A rival that is absent is named with the reason. With everything it takes some ten minutes.`;

interface DispatchOptions {
  readonly families?: string;
  readonly meetings?: string;
  readonly rivals?: string;
  readonly seconds: string;
  readonly json?: boolean;
}

interface MatchHttpOptions {
  readonly experts: string;
  readonly clients: string;
  readonly seconds: string;
  readonly json?: boolean;
}

interface RankOptions {
  readonly experts: string;
  readonly requests: string;
  readonly limit: string;
  readonly examples: string;
  readonly json?: boolean;
}

interface WholePathOptions {
  readonly experts: string;
  readonly waiting: string;
  readonly offers: string;
  readonly seconds: string;
  readonly clients: string;
  readonly servers: string;
  readonly json?: boolean;
}

interface RoomOptions {
  readonly rounds: string;
  readonly rooms: string;
  readonly parts: string;
  readonly json?: boolean;
}

interface ImagingOptions {
  readonly slices: string;
  readonly rounds: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** `consilium bench …`: the platform beside what one would use in its place, in processes of their own. */
export function benchVerb(program: Command): void {
  const bench = program.command("bench").description("性能对比 measure the platform beside others");
  bench
    .command("matching")
    .description("专家检索 the expert index beside FlexSearch, SQLite FTS5, MiniSearch and PostgreSQL")
    .option("--experts <list>", "sizes of the invented pool", sizes, "10000,100000")
    .option(
      "--engines <list>",
      "only these: consilium, flexsearch, sqlite, minisearch, postgres (all when not given)",
    )
    .option("--questions <n>", "questions to each engine", "1000")
    .option("--seconds <n>", "at most this long for the questions of one kind", "60")
    .option("--json", "print {machine, results, ratios} as JSON")
    .addHelpText("after", matchingHelp)
    .action(({ experts, engines, questions, seconds, json }: MatchingOptions) =>
      runBench(["run.js"], { experts, engines, questions, seconds }, json),
    );
  bench
    .command("match-http")
    .description(
      "匹配接口 the preview of a request over HTTP against an invented pool in PostgreSQL, many clients at once",
    )
    .option("--experts <n>", "experts of the invented pool", "100000")
    .option("--clients <n>", "clients that ask one after the other", "16")
    .option("--seconds <n>", "how long they ask", "30")
    .option("--json", "print {machine, alone, together, goalP99Ms, isMet} as JSON")
    .addHelpText("after", overPostgres)
    .action(({ experts, clients, seconds, json }: MatchHttpOptions) =>
      runBench(["match-http.js"], { experts, clients, seconds }, json),
    );
  bench
    .command("rank")
    .description(
      "排序 the whole ranking in process over an invented pool, beside judging everyone one by one",
    )
    .option("--experts <n>", "experts of the invented pool", "100000")
    .option("--requests <n>", "requests that are timed", "300")
    .option("--limit <n>", "experts listed", "5")
    .option("--examples <n>", "examples of each rule that stopped somebody", "0")
    .option("--json", "print {machine, wallMs, cpuMs, wrong} as JSON")
    .addHelpText(
      "after",
      "\nNeeds the source repository. Exit 1: an answer was not that of judging everyone.",
    )
    .action(({ experts, requests, limit, examples, json }: RankOptions) =>
      runBench(["rank.js"], { experts, requests, limit, examples }, json),
    );
  bench
    .command("whole-path")
    .description(
      "全程 from sending a request to the offer on the expert's screen, and complete cases a second, by servers over PostgreSQL",
    )
    .option("--experts <n>", "experts of the invented pool", "100000")
    .option("--waiting <n>", "cases that wait for an answer meanwhile", "1000")
    .option("--offers <n>", "requests whose offer is listened for", "100")
    .option("--seconds <n>", "how long complete cases are counted", "20")
    .option("--clients <n>", "doctors' pages at once", "32")
    .option("--servers <n>", "server processes", "2")
    .option("--json", "print {machine, waiting, offerOnScreenMs, completeCases} as JSON")
    .addHelpText("after", overPostgres)
    .action(({ json, ...options }: WholePathOptions) => runBench(["whole-path.js"], { ...options }, json));
  bench
    .command("dispatch")
    .description(
      "全局分派 the assignment solver beside LEMON, HiGHS and rules of thumb; meetings of several experts",
    )
    .option("--families <list>", "only these families of problems (all but s100k when not given)")
    .option("--meetings <list>", "only these families of meetings (all when not given)")
    .option("--rivals <list>", "only these: lemon, highs")
    .option("--seconds <n>", "at most this long for one problem of HiGHS", "60")
    .option("--json", "print {machine, assignments, meetings, goals} as JSON")
    .addHelpText("after", dispatchHelp)
    .action(({ families, meetings, rivals, seconds, json }: DispatchOptions) =>
      runBench(["dispatch", "run.js"], { families, meetings, rivals, seconds }, json),
    );
  bench
    .command("scheduling")
    .description("日程 common free time of five people over 30 days, and who of many is free soonest")
    .option("--people <n>", "invented calendars", "10000")
    .option("--json", "print {machine, results} as JSON")
    .action(({ people, json }: { readonly people: string; readonly json?: boolean }) =>
      runBench(["scheduling.js"], { people }, json),
    );
  bench
    .command("ledger")
    .description("账本 postings a second with the balance judged by PostgreSQL, beside bare tables")
    .option("--cases <n>", "invented consultations, three postings each", "10000")
    .option("--json", "print {machine, results, ratio} as JSON")
    .addHelpText("after", overPostgres)
    .action(({ cases, json }: { readonly cases: string; readonly json?: boolean }) =>
      runBench(["ledger.js"], { cases }, json),
    );
  bench
    .command("insight")
    .description(
      "看板 figures, one event and building all sums anew over an invented alliance, beside DuckDB",
    )
    .option("--cases <n>", "invented consultations over 36 months", "100000")
    .option("--experts <n>", "invented experts", "50000")
    .option("--rounds <n>", "how often each figure is asked", "20")
    .option("--json", "print {machine, results, goals} as JSON")
    .addHelpText(
      "after",
      '\nNeeds the source repository; DuckDB is named as absent unless "npm ci" was run in bench/. DATABASE_URL: a scratch database of a superuser.',
    )
    .action(
      (options: {
        readonly cases: string;
        readonly experts: string;
        readonly rounds: string;
        readonly json?: boolean;
      }) =>
        runBench(
          ["insight.js"],
          { cases: options.cases, experts: options.experts, rounds: options.rounds },
          options.json,
        ),
    );
  bench
    .command("room")
    .description(
      "通话 join to first picture, size received, return after a cut, the server's share; many rooms' signalling",
    )
    .option("--rounds <n>", "how often somebody comes in", "10")
    .option("--rooms <n>", "rooms of two on one node", "200")
    .option("--parts <list>", "only these: call, signalling", "call,signalling")
    .option("--json", "print {machine, results} as JSON")
    .addHelpText(
      "after",
      "\nNeeds the source folder, and a browser: the system's Chromium or the one that npm brought. Takes some five minutes.",
    )
    .action(({ rounds, rooms, parts, json }: RoomOptions) =>
      runBench(["room", "run.js"], { rounds, rooms, parts }, json),
    );
  bench
    .command("imaging")
    .description(
      "阅片 how long the first image of a CT series takes, in a real browser (needs npm's or a system Chromium)",
    )
    .option("--slices <n>", "images of the series", "500")
    .option("--rounds <n>", "openings", "10")
    .option("--url <address>", "a demo server that runs already (a new one when not given)")
    .option("--json", "print {machine, slices, takenSeconds, firstImageMs} as JSON")
    .action(({ slices, rounds, url, json }: ImagingOptions) =>
      runBench(["imaging.js"], { slices, rounds, url }, json),
    );
}

/** Runs a script of bench/ to its end and takes over how it ended. */
async function runBench(
  place: readonly string[],
  options: Readonly<Record<string, string | undefined>>,
  isJson: boolean | undefined,
): Promise<void> {
  const script = join(packageRoot(), "bench", ...place);
  if (!existsSync(script))
    throw new CliError(
      `没有 ${script}，请在源码目录中运行。bench/ comes with the source repository: run it there.`,
    );
  const args = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  if (isJson) args.push("--json");
  const child = spawn(process.execPath, [script, ...args], { stdio: "inherit" });
  process.exitCode = await new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? 70)));
}
