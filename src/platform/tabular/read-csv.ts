import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { decodeText } from "./decode-text.js";
import type { SheetRows } from "./sheet-rows.js";
import { TableUnreadable, tableWarning } from "./refusals.js";
import type { TableLimits, TableWarning, TextEncoding } from "./table.js";

export type CsvTable = {
  readonly encoding: TextEncoding;
  readonly delimiter: string;
  readonly warnings: readonly TableWarning[];
};

const delimiters = [",", "\t", ";", "|"] as const;
const chunkBytes = 64 * 1024;

/**
 * Reads delimited text into `sheet`. Any line end (also a lone CR) and quoted line breaks are understood; a quote in
 * the middle of a cell is a letter. Row numbers count records, as a spreadsheet program does after opening the file.
 * Throws TableUnreadable: unclosed_quote with the line, unknown_encoding, or a limit.
 */
export async function readCsv(bytes: Uint8Array, limits: TableLimits, sheet: SheetRows): Promise<CsvTable> {
  const { text: decoded, encoding, damaged } = decodeText(bytes);
  const { text, declared } = takeSeparatorLine(decoded);
  const delimiter = declared ?? sniffDelimiter(text);
  const parser = parse({
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: limits.fileBytes * 4,
  });
  // The parser works on bytes: slicing bytes, not text, keeps characters outside the basic plane whole.
  const utf8 = Buffer.from(text, "utf8");
  const source = Readable.from(slices(utf8), { objectMode: false });
  source.pipe(parser);
  const skippedLines = declared === undefined ? 0 : 1;
  let rowNumber = skippedLines;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      rowNumber++;
      sheet.add(rowNumber, record);
    }
  } catch (error) {
    if (error instanceof CsvError && error.code === "CSV_QUOTE_NOT_CLOSED") {
      throw new TableUnreadable("unclosed_quote", { line: openQuoteLine(text, delimiter) + skippedLines });
    }
    throw error;
  } finally {
    source.destroy();
    parser.destroy();
  }
  const warnings = damaged > 0 ? [tableWarning("damaged_characters", { count: damaged, encoding })] : [];
  return { encoding, delimiter, warnings };
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** Excel writes its own hint "sep=;" as the first line; it is an instruction, not a row. */
function takeSeparatorLine(text: string): { text: string; declared: string | undefined } {
  const found = /^\ufeff?sep=(.)(?:\r\n|\n|\r)/iu.exec(text);
  const declared = found?.[1];
  if (found === null || declared === undefined)
    return { text: text.replace(/^\ufeff/u, ""), declared: undefined };
  return { text: text.slice(found[0].length), declared };
}

/** The separator that splits most of the first lines into the same number of cells; a comma when none does. */
function sniffDelimiter(text: string): string {
  const lines = text
    .slice(0, 64 * 1024)
    .replace(/"[^"]*"/gu, "")
    .split(/\r\n|\n|\r/u, 20)
    .filter((line) => line.trim() !== "");
  let best: { delimiter: string; score: number } = { delimiter: ",", score: 0 };
  for (const delimiter of delimiters) {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const first = Math.max(...counts.slice(0, 5), 0);
    const agreeing = counts.filter((count) => count === first).length;
    const score = first === 0 ? 0 : first * agreeing;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** The line where the quote stands that is still open at the end of the text. */
function openQuoteLine(text: string, delimiter: string): number {
  let line = 1;
  let openedOn = 0;
  let isFieldStart = true;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '"' && openedOn > 0) {
      if (text[at + 1] === '"') at++;
      else openedOn = 0;
    } else if (letter === '"' && isFieldStart) openedOn = line;
    const isLineEnd = letter === "\n" || (letter === "\r" && text[at + 1] !== "\n");
    if (isLineEnd) line++;
    isFieldStart = openedOn === 0 && (isLineEnd || letter === delimiter);
  }
  return openedOn === 0 ? line : openedOn;
}
