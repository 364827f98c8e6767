import type { Result } from "../../../kernel/result.js";
import { ok, refuse } from "../../../kernel/result.js";
import { foldWidth } from "./clean-text.js";
import type { FieldId } from "./fields.js";
import { fieldIds, fields, requiredFields } from "./fields.js";

/** exact: the wording itself · decorated: with 专家…/…名称/（必填） around it · ending: ends in it · similar: one letter off. */
export type MatchKind = "exact" | "doubtful" | "decorated" | "ending" | "similar" | "chosen";

export type ColumnMatch = {
  readonly columnIndex: number;
  readonly header: string;
  readonly field: FieldId;
  /** 0 to 1. Below `sureConfidence` a person should look at it before the import. */
  readonly confidence: number;
  readonly how: MatchKind;
};

export type UnmappedColumn = {
  readonly columnIndex: number;
  readonly header: string;
  /** `taken`: another column fits the same field better. */
  readonly reason: "unknown" | "taken" | "switched_off";
  readonly field: FieldId | null;
};

export type ColumnMapping = {
  /** Index into the table's rows; data begins behind it. */
  readonly headerRowIndex: number;
  /** Left to right. */
  readonly columns: readonly ColumnMatch[];
  readonly unmapped: readonly UnmappedColumn[];
  /** Required fields without a column; an institution is not missing when a default is given. */
  readonly missing: readonly FieldId[];
};

export type MappingOptions = {
  /** What the person decided: column index → field, or null to leave the column out. It beats recognition. */
  readonly chosen?: ReadonlyMap<number, FieldId | null>;
  readonly headerRowIndex?: number;
  readonly hasDefaultInstitution?: boolean;
};

export const sureConfidence = 0.8;
const searchedRows = 10;
const longestHeader = 60;

/** A header cell as the word lists write it: half-width, lower case, without blanks, marks and line ends. */
export const headerKey = (header: string): string =>
  foldWidth(header.slice(0, 200).normalize("NFKC"))
    .toLowerCase()
    .replace(/[\s*:#_.'"‘’“”·•\-]+/gu, "");

const exactWords = new Map<string, FieldId>();
const doubtfulWords = new Map<string, FieldId>();
for (const id of fieldIds) {
  for (const word of fields[id].words) exactWords.set(headerKey(word), id);
  for (const word of fields[id].doubtfulWords ?? []) doubtfulWords.set(headerKey(word), id);
}

type Reading = { readonly field: FieldId; readonly confidence: number; readonly how: MatchKind };

const decoration =
  /^(?:专家|医生|医师|大夫|本人|个人|申请人|您的|您|现|目前|当前|主要|所在|填报人?|请填写?|请输入)+|(?:名称|信息|情况|内容|必填|选填|列)+$/gu;

/** Reads one header cell; undefined when it is no wording we know. */
export function readHeader(header: string): Reading | undefined {
  const key = headerKey(header);
  if (key === "" || key.length > longestHeader) return undefined;
  const outside = key.replace(/[([【<][^)\]】>]*[)\]】>]?/gu, "");
  const inside = /[([【<]([^)\]】>]+)/u.exec(key)?.[1] ?? "";
  // "姓名/Name" says the same thing twice; a known word beside an unknown one ("院内邮箱QQ") is only likely.
  const chinese = key.replace(/[^\p{Script=Han}]+/gu, "");
  const latin = key.replace(/[^a-z]+/gu, "");
  const isTwice = exactWords.has(chinese) && exactWords.get(chinese) === exactWords.get(latin);
  // Of "职称/职务" the first word leads.
  const candidates: readonly (readonly [string, number])[] = [
    [key, 0],
    [outside, 0.02],
    [chinese, isTwice ? 0.05 : 0.3],
    [latin, 0.3],
    [inside, 0.1],
    [key.split(/[/、|]/u, 1)[0] ?? "", 0.12],
  ];
  const readings = candidates.flatMap(([candidate, loss]) => {
    const reading = readBare(candidate);
    return reading === undefined ? [] : [{ ...reading, confidence: reading.confidence - loss }];
  });
  return readings.sort((a, b) => b.confidence - a.confidence)[0];
}

function readBare(key: string): Reading | undefined {
  if (key === "") return undefined;
  const exact = exactWords.get(key);
  if (exact !== undefined) return { field: exact, confidence: 1, how: "exact" };
  const doubtful = doubtfulWords.get(key);
  if (doubtful !== undefined) return { field: doubtful, confidence: 0.7, how: "doubtful" };
  const bare = key.replace(decoration, "");
  const decorated = bare === "" ? undefined : (exactWords.get(bare) ?? doubtfulWords.get(bare));
  if (decorated !== undefined) return { field: decorated, confidence: 0.9, how: "decorated" };
  return readEnding(key) ?? readSimilar(key);
}

/** Chinese nouns carry their kind at the end: "主要执业医疗机构" is an institution, "医疗机构地址" is not. */
function readEnding(key: string): Reading | undefined {
  if (!/\p{Script=Han}/u.test(key)) return undefined;
  for (let from = 1; from <= key.length - 2; from++) {
    const field = exactWords.get(key.slice(from));
    const share = (key.length - from) / key.length;
    if (field !== undefined && field !== "ignored" && share >= 0.5) {
      return { field, confidence: 0.5 + 0.3 * share, how: "ending" };
    }
  }
  return undefined;
}

function readSimilar(key: string): Reading | undefined {
  if (key.length < 4 || key.length > 40) return undefined;
  const found = new Set<FieldId>();
  for (const [word, field] of exactWords) {
    if (word.length >= 4 && field !== "ignored" && isOneLetterOff(key, word)) found.add(field);
  }
  const [field, other] = found;
  return field === undefined || other !== undefined ? undefined : { field, confidence: 0.6, how: "similar" };
}

/** One letter replaced, added or left out. */
export function isOneLetterOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return Math.max(a.length, b.length) - start - end === 1;
}

type RowReading = {
  readonly matches: readonly ColumnMatch[];
  readonly score: number;
  readonly sureFields: number;
};

function readRow(row: readonly string[]): RowReading {
  const readings = row.flatMap((header, columnIndex) => {
    const reading = readHeader(header);
    return reading === undefined ? [] : [{ columnIndex, header: header.trim(), ...reading }];
  });
  const matches = assign(readings);
  const telling = matches.filter(({ field }) => field !== "ignored");
  return {
    matches,
    score: telling.reduce((sum, { confidence }) => sum + confidence, 0),
    sureFields: telling.filter(({ confidence }) => confidence >= sureConfidence).length,
  };
}

/** Each field goes to its surest column, the leftmost of equals; only "ignored" may be had by several. */
function assign(readings: readonly ColumnMatch[]): ColumnMatch[] {
  const taken = new Set<FieldId>();
  const bySurety = [...readings].sort((a, b) => b.confidence - a.confidence || a.columnIndex - b.columnIndex);
  return bySurety
    .filter(({ field }) => {
      if (field === "ignored") return true;
      if (taken.has(field)) return false;
      taken.add(field);
      return true;
    })
    .sort((a, b) => a.columnIndex - b.columnIndex);
}

/** Two sure columns, or one sure and two likely, with a required field among them; or a list of nothing but names. */
const canLead = ({ matches, sureFields }: RowReading): boolean =>
  sureFields >= 2 || (sureFields === 1 && matches.length >= 3)
    ? matches.some(({ field }) => requiredFields.includes(field))
    : matches.some(({ field, how }) => field === "name" && how === "exact");

/** True for a row that can be the header of an expert list; picks the right sheet of a workbook. */
export const looksLikeExpertHeader = (row: readonly string[]): boolean => {
  const reading = readRow(row);
  return canLead(reading) && reading.matches.length >= 2;
};

/**
 * Finds the header among the first ten rows (a title may stand above it) and says what every column holds.
 * Column order and wording are free. What a person chose beats what was recognised.
 * @returns the mapping, with `missing` for the caller to judge, or `no_expert_header`.
 */
export function recogniseColumns(
  rows: readonly (readonly string[])[],
  options: MappingOptions = {},
): Result<ColumnMapping, "no_expert_header"> {
  const headerRowIndex = options.headerRowIndex ?? findHeader(rows, options.chosen);
  const header = headerRowIndex === undefined ? undefined : rows[headerRowIndex];
  if (headerRowIndex === undefined || header === undefined) return refuse("no_expert_header");
  const chosen = options.chosen ?? new Map<number, FieldId | null>();
  const decided = header.flatMap((cell, columnIndex): ColumnMatch[] => {
    const choice = chosen.get(columnIndex);
    if (choice !== undefined) {
      return choice === null
        ? []
        : [{ columnIndex, header: cell.trim(), field: choice, confidence: 2, how: "chosen" }];
    }
    const reading = readHeader(cell);
    return reading === undefined ? [] : [{ columnIndex, header: cell.trim(), ...reading }];
  });
  const columns = assign(decided).map((match) => ({ ...match, confidence: Math.min(1, match.confidence) }));
  const mapped = new Set(columns.map(({ columnIndex }) => columnIndex));
  const unmapped = header.flatMap((cell, columnIndex): UnmappedColumn[] => {
    if (mapped.has(columnIndex) || (cell.trim() === "" && !chosen.has(columnIndex))) return [];
    const field = decided.find((match) => match.columnIndex === columnIndex)?.field ?? null;
    const reason = chosen.get(columnIndex) === null ? "switched_off" : field === null ? "unknown" : "taken";
    return [{ columnIndex, header: cell.trim(), reason, field }];
  });
  const missing = requiredFields.filter(
    (field) =>
      !columns.some((match) => match.field === field) &&
      !(field === "institution" && options.hasDefaultInstitution === true),
  );
  return ok({ headerRowIndex, columns, unmapped, missing });
}

/** The row that says most; of rows that say the same (a header merged over two rows) the lowest. */
function findHeader(
  rows: readonly (readonly string[])[],
  chosen: ReadonlyMap<number, FieldId | null> | undefined,
): number | undefined {
  let best: { index: number; score: number } | undefined;
  rows.slice(0, searchedRows).forEach((row, index) => {
    const reading = readRow(row);
    if (!canLead(reading)) return;
    const follows = best?.index === index - 1 && reading.score === best.score;
    if (best === undefined || reading.score > best.score || follows) best = { index, score: reading.score };
  });
  if (best !== undefined) return best.index;
  // A person who assigns columns by hand works on the first row when none was recognised.
  return chosen !== undefined && [...chosen.values()].some((field) => field !== null) ? 0 : undefined;
}
