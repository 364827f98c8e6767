import type { Command } from "commander";
import { findMentions, mentionIndex } from "../terminology/index.js";
import { printJson, readInput } from "./io.js";

/** `consilium mentions [FILE]`: the diseases, symptoms and operations a text names; reads nothing but the text. */
export function mentionsVerb(program: Command): void {
  program
    .command("mentions [file]")
    .description("识别文本 find diseases, symptoms and operations in a Chinese text, as JSON (-: stdin)")
    .option("--json", "print JSON (always so)")
    .addHelpText(
      "after",
      '\nEach mention: {"kind", "code", "name", "start", "end", "text", "certainty": "affirmed"|"negated"|"uncertain",\n"subject": "patient"|"family", "time": "current"|"past", "side": "left"|"right"|"both"|null, "duration": {"text", "days"}|null}',
    )
    .action((file: string | undefined) => printJson(findMentions(readInput(file), mentionIndex())));
}
