import { type Command, Option } from "commander";
import type { Instant } from "../kernel/types.js";
import { assess, levelFacts } from "../triage/index.js";
import { caseFileHelp, readCaseFile } from "./case-file.js";
import { printJson, printLine } from "./io.js";

type Language = "zh" | "en";
type Judgment = ReturnType<typeof assess>["view"];

const label = (zh: string, en: string) => ({ zh, en });
const labels = {
  level: label("紧急程度", "Urgency"),
  rescueFirst: label("先救治，后会诊", "Rescue first, then consult"),
  missing: label("还缺", "Missing"),
  problems: label("请核对", "Please check"),
  department: label("建议科室", "Suggested department"),
  unsure: label("不确定，可能是", "unsure; perhaps"),
  words: label("依据", "from"),
  scores: label("评分", "Scores"),
  estimate: label("相似急诊病例(模型参考，不改变级别)", "Similar emergency visits (model, advice only)"),
  unscored: label("资料不足", "not enough data"),
  clocks: label("时限", "Time limits"),
  accept: label("接诊", "accepted"),
  start: label("开始", "started"),
  opinion: label("意见签署", "opinion signed"),
  minutes: label("分钟", "min"),
} as const;

function print(view: Judgment, language: Language): void {
  const say = (key: keyof typeof labels) => labels[key][language];
  const colon = language === "zh" ? "：" : ": ";
  printLine(`${say("level")}${colon}${view.level} ${levelFacts[view.level][language]}`);
  if (view.rescueFirst) printLine(`! ${say("rescueFirst")}`);
  for (const reason of view.reasons)
    printLine(
      `  ${reason.level}  ${reason[language]}${reason.evidence === "" ? "" : `  ← ${reason.evidence}`}`,
    );
  const { news2, mews } = view.scores;
  printLine(
    `${say("scores")}${colon}NEWS2 ${news2 ?? say("unscored")}${language === "zh" ? "，" : ", "}MEWS ${mews ?? say("unscored")}`,
  );
  if (view.department !== null) {
    const { status, candidates, evidence } = view.department;
    const listed = candidates.map(({ name, chance }) => `${name} ${Math.round(chance * 100)}%`);
    printLine(
      `${say("department")}${colon}${status === "unsure" ? `${say("unsure")} ${listed.join(" · ")}` : (listed[0] ?? "")}${
        evidence.length === 0 ? "" : `  ← ${say("words")}${colon}${evidence.join("、")}`
      }`,
    );
  }
  if (view.estimate !== null) {
    const { level, atLeast } = view.estimate;
    printLine(
      `${say("estimate")}${colon}${level}  P(≤I) ${atLeast.I}  P(≤II) ${atLeast.II}  P(≤III) ${atLeast.III}`,
    );
  }
  const clock = (key: "accept" | "start" | "opinion", minutes: number) =>
    `${say(key)} ≤ ${minutes} ${say("minutes")}`;
  const { acceptMinutes, startMinutes, opinionMinutes } = view.clocks;
  printLine(
    `${say("clocks")}${colon}${[clock("accept", acceptMinutes), clock("start", startMinutes), clock("opinion", opinionMinutes)].join(" · ")}`,
  );
  const list = (key: "missing" | "problems", items: readonly { zh: string; en: string }[]) => {
    if (items.length > 0) printLine(`${say(key)}${colon}`);
    for (const item of items) printLine(`  - ${item[language]}`);
  };
  list("problems", view.problems);
  list("missing", view.missing);
}

/** What of a judgment is printed: all but who gave it and when. */
const printed = [
  "level",
  "reasons",
  "missing",
  "problems",
  "vitalsFromText",
  "scores",
  "department",
  "estimate",
  "clocks",
  "rescueFirst",
] as const;

/** `consilium triage [FILE]`: how urgent a case is, and why; reads nothing but the file. */
export function triageVerb(program: Command): void {
  program
    .command("triage [file]")
    .description(
      "分诊 judge how urgent a case is: level, reasons, what is missing, scores, clocks (- : stdin)",
    )
    .option("--json", "print the judgment as JSON")
    .addOption(new Option("--language <code>", "language of the text").choices(["zh", "en"]).default("zh"))
    .addHelpText("after", caseFileHelp)
    .action((path: string | undefined, options: { json?: boolean; language: Language }) => {
      const { view } = assess(readCaseFile(path), new Date().toISOString() as Instant);
      if (!options.json) {
        print(view, options.language);
        return;
      }
      const judged = Object.fromEntries(printed.map((key) => [key, view[key]]));
      printJson({ ...judged, version: view.modelVersion });
    });
}
