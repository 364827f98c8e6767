import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Command, Option } from "commander";
import {
  type EngineKind,
  type InstitutionKind,
  normaliseSpecialty,
  normaliseTerms,
  parseTitle,
  specialtyIndex,
  type SpecialtyEdition,
  termReader,
  titleIndex,
} from "../terminology/index.js";
import { CliError, exitCodes } from "./io.js";

interface Options {
  readonly file?: string;
  readonly institution: InstitutionKind;
  readonly edition?: SpecialtyEdition;
}

/** What every line of output holds; more keys may follow these. */
interface Answer {
  readonly input: string;
  readonly status: "resolved" | "ambiguous" | "unknown";
  readonly code: string | null;
  readonly name: string | null;
  readonly candidates: readonly { readonly code: string; readonly name: string; readonly score: number }[];
}

function specialtyAnswer(input: string, { institution, edition }: Options): Answer {
  const context = { institution, ...(edition !== undefined && { edition }) };
  const { status, code, name, candidates } = normaliseSpecialty(specialtyIndex(), input, context);
  return { input, status, code, name, candidates };
}

/** The clinical title leads; a cell with none is coded by its teaching or research title. */
function titleAnswer(input: string): Answer & Record<string, unknown> {
  const parsed = parseTitle(titleIndex(), input);
  const held = [parsed.clinical, parsed.teaching, parsed.research].filter((title) => title !== null);
  const [first] = held;
  return {
    input,
    status: first === undefined ? "unknown" : "resolved",
    code: first?.code ?? null,
    name: first?.name ?? null,
    candidates: held.map(({ code, name }) => ({ code, name, score: 1 })),
    others: parsed.others,
    unrecognised: parsed.unrecognised,
  };
}

/**
 * The line speaks of the term with the likeliest candidate; `terms` has each when there are several. The candidates are
 * those of the whole string.
 */
function termAnswer(kind: EngineKind, input: string): Answer & Record<string, unknown> {
  const { terms, candidates } = normaliseTerms(termReader(kind), input);
  const best = terms.toSorted((a, b) => (b.candidates[0]?.score ?? 0) - (a.candidates[0]?.score ?? 0))[0];
  return {
    input,
    status: best?.status ?? "unknown",
    code: best?.code ?? null,
    name: best?.name ?? null,
    candidates,
    relation: best?.relation ?? null,
    ...(terms.length > 1 && { terms }),
  };
}

/** Reads names line by line and prints each answer as soon as it is known: memory does not grow with the list. */
async function stream(options: Options, answer: (name: string) => Answer): Promise<void> {
  const source: Readable =
    options.file === undefined || options.file === "-" ? process.stdin : createReadStream(options.file);
  let isFirst = true;
  async function* answers() {
    for await (const line of createInterface({ input: source, crlfDelay: Infinity })) {
      const name = isFirst ? line.replace(/^\uFEFF/u, "") : line;
      isFirst = false;
      if (name.trim() !== "") yield `${JSON.stringify(answer(name))}\n`;
    }
  }
  try {
    await pipeline(answers, process.stdout, { end: false });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // The reader of our output has seen enough, as `head` does.
    if (code === "EPIPE") return;
    if (code === "ENOENT" || code === "EISDIR" || code === "EACCES")
      throw new CliError(`读不到输入 Cannot read ${options.file ?? "standard input"}: ${message}`);
    throw error;
  }
}

/** `consilium normalise specialty|title|diagnosis|procedure|symptom`: names in, one JSON object a line out; needs no database. */
export function normaliseVerb(program: Command): void {
  const normalise = program
    .command("normalise")
    .description("名称归一 read names, one a line, and print the code of each as one JSON object a line")
    .addHelpText(
      "after",
      '\nEach line: {"input", "status": "resolved"|"ambiguous"|"unknown", "code", "name", "candidates": [{"code", "name", "score"}]}.\n' +
        'diagnosis, procedure, symptom: also "relation" and, when a string holds several terms, "terms".',
    );
  const common = (command: Command): Command =>
    command
      .option("--file <path>", "read this file instead of standard input (UTF-8)")
      .option("--json", "print JSON lines (always so)");
  common(normalise.command("specialty"))
    .description("科室名称 → 诊疗科目 department names to specialties")
    .addOption(
      new Option("--institution <kind>", "the kind of hospital whose names these are")
        .choices(["general", "tcm", "children"])
        .default("general"),
    )
    .addOption(
      new Option("--edition <year>", "the edition bare codes are written in").choices(["1994", "2010"]),
    )
    .action((options: Options) => stream(options, (name) => specialtyAnswer(name, options)));
  common(normalise.command("title"))
    .description("职称 → GB/T 8561 titles")
    .action((options: Options) => stream(options, titleAnswer));
  const kinds: readonly (readonly [EngineKind, string])[] = [
    ["diagnosis", "诊断 → 医保 2.0 (ICD-10) diagnoses as written to codes"],
    ["procedure", "手术操作 → 医保 2.0 (ICD-9-CM-3) operations as written to codes"],
    ["symptom", "症状 → symptoms as patients say them to standard names"],
  ];
  for (const [kind, description] of kinds)
    common(normalise.command(kind))
      .description(description)
      .action((options: Options) => stream(options, (text) => termAnswer(kind, text)));
  for (const command of normalise.commands) command.exitOverride();
  normalise.action(() => {
    normalise.outputHelp({ error: true });
    process.exitCode = exitCodes.usage;
  });
}
