import { SheetReader } from "./read-sheet.js";
import { TableUnreadable, tableWarning } from "./refusals.js";
import { SheetRows } from "./sheet-rows.js";
import type { ReadTableOptions, TableLimits, TableWarning } from "./table.js";
import type { SheetPart, Workbook } from "./workbook-parts.js";
import { readWorkbook } from "./workbook-parts.js";
import { scanXml } from "./xml-scanner.js";
import { ZipArchive } from "./zip-archive.js";

export type XlsxTable = {
  readonly sheet: SheetRows;
  readonly sheetName: string;
  readonly warnings: readonly TableWarning[];
};

/** Members that show which other program wrote a zip archive that is no .xlsx. */
const otherArchives: readonly { readonly member: RegExp; readonly zh: string; readonly en: string }[] = [
  { member: /^xl\/workbook\.bin$/u, zh: " .xlsb 二进制工作簿", en: "an .xlsb workbook" },
  { member: /^word\//u, zh: " Word 文档", en: "a Word document" },
  { member: /^ppt\//u, zh: " PowerPoint 演示文稿", en: "a PowerPoint file" },
  {
    member: /^content\.xml$/u,
    zh: " OpenDocument 文档（.ods 等）",
    en: "an OpenDocument file (such as .ods)",
  },
  { member: /^Index\/Document\.iwa$/u, zh: " Numbers 表格", en: "a Numbers spreadsheet" },
];

/**
 * Reads the first visible sheet that has a header (see ReadTableOptions), or the first visible one with content.
 * Only the parts that hold cells are unpacked: pictures, macros and links stay untouched. Throws TableUnreadable.
 */
export async function readXlsx(
  bytes: Uint8Array,
  limits: TableLimits,
  options: ReadTableOptions,
): Promise<XlsxTable> {
  const archive = openWorkbookArchive(bytes, limits);
  const workbook = await readWorkbook(archive);
  const visible = workbook.sheets.filter(({ isHidden }) => !isHidden);
  const candidates = visible.length > 0 ? visible : workbook.sheets;
  const wanted = options.sheetName;
  if (wanted !== undefined) {
    const named = workbook.sheets.find(({ name }) => name === wanted);
    if (named === undefined) throw new TableUnreadable("sheet_not_found", { sheet: wanted.slice(0, 40) });
    return finish(named, await readSheet(archive, workbook, named, limits), candidates.length);
  }
  let fallback: { part: SheetPart; read: SheetRead } | undefined;
  for (const part of candidates) {
    const read = await readSheet(archive, workbook, part, limits);
    if (read.sheet.rows.length === 0) continue;
    const isHeader = options.isHeader;
    if (isHeader === undefined || read.sheet.rows.slice(0, 10).some((row) => isHeader(row))) {
      return finish(part, read, candidates.length);
    }
    fallback ??= { part, read };
  }
  if (fallback === undefined) throw new TableUnreadable("empty_file");
  return finish(fallback.part, fallback.read, candidates.length);
}

function openWorkbookArchive(bytes: Uint8Array, limits: TableLimits): ZipArchive {
  const archive = new ZipArchive(bytes, limits);
  const members = [...archive.members.values()];
  if (members.some(({ encrypted }) => encrypted)) throw new TableUnreadable("password_protected");
  const names = [...archive.members.keys()];
  const other = otherArchives.find(({ member }) => names.some((name) => member.test(name)));
  if (other !== undefined)
    throw new TableUnreadable("unsupported_file_type", { zhKind: other.zh, enKind: other.en });
  if (!names.some((name) => name === "[Content_Types].xml" || name === "xl/workbook.xml")) {
    throw new TableUnreadable("unsupported_file_type", { zhKind: " zip 压缩包", enKind: "a zip archive" });
  }
  return archive;
}

type SheetRead = { readonly sheet: SheetRows; readonly hiddenRows: number };

async function readSheet(
  archive: ZipArchive,
  workbook: Workbook,
  part: SheetPart,
  limits: TableLimits,
): Promise<SheetRead> {
  const sheet = new SheetRows(limits);
  const reader = new SheetReader(workbook, sheet);
  await scanXml(archive.read(part.path), reader);
  reader.fillMerges();
  return { sheet, hiddenRows: reader.hiddenRows };
}

function finish(part: SheetPart, { sheet, hiddenRows }: SheetRead, sheetCount: number): XlsxTable {
  const warnings: TableWarning[] = [];
  if (sheetCount > 1) warnings.push(tableWarning("several_sheets", { count: sheetCount, sheet: part.name }));
  if (hiddenRows > 0) warnings.push(tableWarning("hidden_rows", { count: hiddenRows }));
  return { sheet, sheetName: part.name, warnings };
}
