import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { packUrgencyModel, trainUrgency } from "../triage/index.js";
import { exampleOf } from "./evaluate-urgency.js";
import { printJson, printLine, progress } from "./io.js";
import { readUrgencyFile } from "./urgency-file.js";

interface Options {
  readonly data: string;
  readonly out: string;
  readonly modelVersion: string;
  readonly json?: boolean;
}

/** `consilium train urgency`: learns the urgency model and writes it; the same input gives the same bytes. */
export function addTrainUrgency(train: Command): void {
  train
    .command("urgency")
    .description("紧急程度模型 the model that estimates the urgency level (under a minute)")
    .requiredOption(
      "--data <path>",
      "judged visits, tab-separated with a header, level 1–5 in KTAS_expert or esi",
    )
    .requiredOption("--out <path>", "where the model goes; shipped: src/triage/data/urgency-model.json")
    .option("--model-version <text>", "recorded in the model", "urgency/1")
    .option("--json", "print JSON")
    .action(({ data, out, modelVersion, json }: Options) => {
      const { visits, refused } = readUrgencyFile(data);
      const bar = progress("train", 6);
      const model = trainUrgency(visits.map(exampleOf), modelVersion, (step) => {
        bar.tick(step - 1);
      });
      bar.end();
      const text = packUrgencyModel(model);
      writeFileSync(out, text);
      const report = { visits: visits.length, refused, thresholds: model.thresholds, bytes: text.length };
      if (json === true) printJson(report);
      else printLine(JSON.stringify(report));
    });
}
