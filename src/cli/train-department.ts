import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Command } from "commander";
import {
  gramVectors,
  learnVectors,
  packDepartment,
  packVectors,
  specialtyOfLabel,
  trainDepartment,
} from "../triage/index.js";
import { readDiseases, readLabelledTexts, readPractice, readTreated } from "./department-files.js";
import { CliError, printJson, printLine } from "./io.js";

interface Options {
  readonly data: string;
  readonly extra: readonly string[];
  readonly specialties?: boolean;
  readonly vectors: boolean;
  readonly out: string;
  readonly modelVersion: string;
  readonly json?: boolean;
}

interface VectorOptions {
  readonly diseases: string;
  readonly practice: string;
  readonly treated?: string;
  readonly dimensions: string;
  readonly out: string;
  readonly modelVersion: string;
  readonly json?: boolean;
}

const say = (what: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`${what}\n`);
};
const print = (report: Readonly<Record<string, unknown>>, json: boolean | undefined): void => {
  if (json === true) printJson(report);
  else for (const [key, value] of Object.entries(report)) printLine(`${key}: ${JSON.stringify(value)}`);
};

/** `consilium train department`, `train department-vectors`: the same input gives the same bytes. */
export function trainDepartmentVerb(train: Command): void {
  train
    .command("department")
    .description("科室分类模型 the model that names the department a text belongs to (under a minute)")
    .requiredOption("--data <path>", "texts: a tab-separated file with the columns id, label, text")
    .option("--extra <path...>", "more files of the same form", [])
    .option(
      "--specialties",
      "labels become codes of 诊疗科目; rows whose label has none are left out and counted",
    )
    .option("--no-vectors", "learn from the texts alone, without the shipped gram vectors")
    .requiredOption("--out <path>", "where the model goes; shipped: src/triage/data/department-model.bin.gz")
    .option("--model-version <text>", "recorded in the model", "1")
    .option("--json", "print JSON")
    .action((options: Options) => {
      const given = [options.data, ...options.extra].flatMap(readLabelledTexts);
      const leftOut = new Map<string, number>();
      const texts = !options.specialties
        ? given
        : given.flatMap(({ label, text }) => {
            const code = specialtyOfLabel(label);
            if (code !== null) return [{ label: code, text }];
            leftOut.set(label, (leftOut.get(label) ?? 0) + 1);
            return [];
          });
      if (new Set(texts.map(({ label }) => label)).size < 2)
        throw new CliError("至少要有两个不同的 label At least two different labels are wanted");
      const model = trainDepartment(texts, options.vectors ? gramVectors() : null, options.modelVersion, say);
      const bytes = gzipSync(packDepartment(model), { level: 9 });
      writeFileSync(options.out, bytes);
      print(
        {
          texts: texts.length,
          leftOut: Object.fromEntries(leftOut),
          labels: model.labels.length,
          grams: model.vocabulary.idf.length,
          mixture: model.mixture,
          sureFrom: model.sureFrom,
          bytes: bytes.length,
        },
        options.json,
      );
    });
  train
    .command("department-vectors")
    .description("科室知识向量 what disease names and descriptions of practice say of departments")
    .requiredOption("--diseases <path>", "JSON lines: name, alias, department, symptoms, part")
    .requiredOption("--practice <path>", "JSON lines: department, good_at, treatment_experience")
    .option("--treated <path>", 'JSON lines: department, kg["doctor.cure_disease.disease"]')
    .option("--dimensions <n>", "length of a vector", "80")
    .requiredOption("--out <path>", "where they go; shipped: src/triage/data/department-vectors.bin.gz")
    .option("--model-version <text>", "recorded in the file", "1")
    .option("--json", "print JSON")
    .action((options: VectorOptions) => {
      const dimensions = Number(options.dimensions);
      if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 256)
        throw new CliError("--dimensions: 1–256 之间的整数 a whole number from 1 to 256");
      const sources = [
        readDiseases(options.diseases),
        readPractice(options.practice),
        ...(options.treated === undefined ? [] : [readTreated(options.treated)]),
      ];
      const vectors = learnVectors(sources, dimensions, options.modelVersion);
      const bytes = gzipSync(packVectors(vectors), { level: 9 });
      writeFileSync(options.out, bytes);
      print(
        {
          sources: Object.fromEntries(sources.map(({ name, texts }) => [name, texts.length])),
          grams: vectors.vocabulary.idf.length,
          dimensions: vectors.dimensions,
          bytes: bytes.length,
        },
        options.json,
      );
    });
}
