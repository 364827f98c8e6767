import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { type Command, Option } from "commander";
import { type EngineKind, packModel, trainTerms } from "../terminology/index.js";
import { printJson, printLine } from "./io.js";
import { trainDepartmentVerb } from "./train-department.js";
import { addTrainRanking } from "./train-ranking.js";
import { addTrainUrgency } from "./train-urgency.js";
import { engineKinds, listFor, readExamples } from "./term-files.js";

interface Options {
  readonly kind: EngineKind;
  readonly data: readonly string[];
  readonly codes?: string;
  readonly out: string;
  readonly modelVersion: string;
  readonly json?: boolean;
}

/** `consilium train terms`: learns the model of one kind and writes it; the same input gives the same bytes. */
export function trainVerb(program: Command): void {
  const train = program.command("train").description("训练 learn a model from labelled data");
  train
    .command("terms")
    .description("术语归一模型 the model that maps strings to standard names (about 2 minutes)")
    .addOption(
      new Option("--kind <kind>", "what the strings are").choices([...engineKinds]).makeOptionMandatory(),
    )
    .requiredOption("--data <path...>", "labelled strings: header, then string TAB names joined by ##")
    .option(
      "--codes <path>",
      "the list the names are from: header, then code TAB name; default: the shipped list",
    )
    .requiredOption(
      "--out <path>",
      "where the model goes; shipped: src/terminology/data/term-model-<kind>.bin.gz",
    )
    .option("--model-version <text>", "recorded in the model", "1")
    .option("--json", "print JSON")
    .action((options: Options) => {
      const lesson = {
        kind: options.kind,
        list: listFor(options.kind, options.codes),
        examples: options.data.flatMap(readExamples),
      };
      const { model, calibration } = trainTerms(lesson, options.modelVersion, (what) => {
        if (process.stderr.isTTY) process.stderr.write(`${what}\n`);
      });
      const bytes = gzipSync(packModel(model), { level: 9 });
      writeFileSync(options.out, bytes);
      const report = {
        kind: options.kind,
        examples: lesson.examples.length,
        bytes: bytes.length,
        thresholds: model.thresholds,
        ...calibration,
      };
      if (options.json === true) printJson(report);
      else for (const [key, value] of Object.entries(report)) printLine(`${key}: ${JSON.stringify(value)}`);
    });
  trainDepartmentVerb(train);
  addTrainUrgency(train);
  addTrainRanking(train);
  for (const command of train.commands) command.exitOverride();
}
