import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import {
  type EngineKind,
  type Term,
  type TermExample,
  termList,
  type TermList,
  type TermModel,
  unpackModel,
} from "../terminology/index.js";
import { CliError, readInput } from "./io.js";

export const engineKinds = ["diagnosis", "procedure", "symptom"] as const;

/** Cells of a tab-separated file without its header; quotes around a cell, and doubled ones in it, are taken off. */
function cellsOf(path: string): readonly (readonly string[])[] {
  const [, ...lines] = readInput(path)
    .replace(/^\uFEFF/u, "")
    .split(/\r?\n/u);
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) =>
      line
        .split("\t")
        .map((cell) => (/^".*"$/u.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell).trim()),
    );
}

/** Examples from a file with a header and two columns: the string, and its names joined by `##`. */
export function readExamples(path: string): readonly TermExample[] {
  return cellsOf(path).map(([text = "", names = ""], i) => {
    const own = [...new Set(names.split("##").map((name) => name.trim()))].filter((name) => name !== "");
    if (text === "" || own.length === 0)
      throw new CliError(
        `${path}, 第 ${i + 2} 行：应有原文与标准名两列 line ${i + 2}: two columns are wanted, the string and its names joined by ##`,
      );
    return { text, names: own };
  });
}

/** A list from a file with a header and the columns code, name; a file of names alone gives each name as its own code. */
function readCodes(path: string): readonly Term[] {
  const terms = cellsOf(path).map((cells) => ({ code: cells[0] ?? "", name: cells.at(-1) ?? "" }));
  if (terms.length === 0) throw new CliError(`${path}: 没有编码 The list is empty`);
  return terms;
}

/** The list of the file, with the aliases that come with Consilium; without a file the shipped list. */
export function listFor(kind: EngineKind, codes: string | undefined): TermList {
  const shipped = termList(kind);
  return codes === undefined ? shipped : { terms: readCodes(codes), aliases: shipped.aliases };
}

/** A model written by `consilium train terms`. */
export function readModel(path: string): TermModel {
  try {
    return unpackModel(gunzipSync(readFileSync(path)));
  } catch (error) {
    throw new CliError(`${path}: 不是术语模型 Not a term model: ${(error as Error).message}`);
  }
}
