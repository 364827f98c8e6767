import { posix } from "node:path";
import { numberShape } from "./cell-values.js";
import type { NumberShape } from "./cell-values.js";
import { unescapeWorkbookText } from "./cell-values.js";
import { TableUnreadable } from "./refusals.js";
import { scanXml } from "./xml-scanner.js";
import type { ZipArchive } from "./zip-archive.js";

export type SheetPart = { readonly name: string; readonly path: string; readonly isHidden: boolean };
export type Workbook = {
  readonly sheets: readonly SheetPart[];
  readonly date1904: boolean;
  readonly shapes: readonly NumberShape[];
  readonly sharedStrings: readonly string[];
};

const nothing = (): void => undefined;

/** Reads what every sheet needs: sheet list, number formats, shared strings. Throws TableUnreadable. */
export async function readWorkbook(archive: ZipArchive): Promise<Workbook> {
  const main = await mainPart(archive);
  const related = await relations(archive, main);
  const { sheets, date1904 } = await sheetList(archive, main, related);
  if (sheets.length === 0) throw new TableUnreadable("corrupt_workbook");
  const byType = (ending: string): string | undefined =>
    [...related.values()].find(({ type }) => type.endsWith(ending))?.path;
  const stylesPath = byType("/styles");
  const stringsPath = byType("/sharedStrings");
  return {
    sheets,
    date1904,
    shapes: stylesPath === undefined ? [] : await numberShapes(archive, stylesPath),
    sharedStrings: stringsPath === undefined ? [] : await sharedStrings(archive, stringsPath),
  };
}

type Relation = { readonly type: string; readonly path: string };

async function relations(archive: ZipArchive, part: string): Promise<ReadonlyMap<string, Relation>> {
  const folder = posix.dirname(part);
  const path = posix.join(folder, "_rels", `${posix.basename(part)}.rels`);
  const found = new Map<string, Relation>();
  await scanXml(archive.read(path), {
    open: (name, attributes) => {
      const target = attributes.get("Target");
      if (name !== "Relationship" || target === undefined || attributes.get("TargetMode") === "External")
        return;
      const absolute = target.startsWith("/") ? target.slice(1) : posix.join(folder, target);
      found.set(attributes.get("Id") ?? "", { type: attributes.get("Type") ?? "", path: absolute });
    },
    text: nothing,
    close: nothing,
  });
  return found;
}

async function mainPart(archive: ZipArchive): Promise<string> {
  const top = await relations(archive, "");
  const named = [...top.values()].find(({ type }) => type.endsWith("/officeDocument"))?.path;
  const path = named ?? "xl/workbook.xml";
  if (!archive.members.has(path)) throw new TableUnreadable("corrupt_workbook");
  return path;
}

async function sheetList(archive: ZipArchive, main: string, related: ReadonlyMap<string, Relation>) {
  const sheets: SheetPart[] = [];
  let date1904 = false;
  await scanXml(archive.read(main), {
    open: (name, attributes) => {
      if (name === "workbookPr") date1904 = ["1", "true"].includes(attributes.get("date1904") ?? "");
      if (name !== "sheet") return;
      const id = [...attributes].find(([key]) => key.endsWith(":id"))?.[1];
      const relation = related.get(id ?? "");
      if (
        relation === undefined ||
        !relation.type.endsWith("/worksheet") ||
        !archive.members.has(relation.path)
      )
        return;
      const isHidden = (attributes.get("state") ?? "visible") !== "visible";
      sheets.push({ name: attributes.get("name") ?? "", path: relation.path, isHidden });
    },
    text: nothing,
    close: nothing,
  });
  return { sheets, date1904 };
}

async function numberShapes(archive: ZipArchive, path: string): Promise<readonly NumberShape[]> {
  const codes = new Map<number, string>();
  const shapes: NumberShape[] = [];
  let inCellFormats = false;
  await scanXml(archive.read(path), {
    open: (name, attributes) => {
      if (name === "numFmt")
        codes.set(Number(attributes.get("numFmtId")), attributes.get("formatCode") ?? "");
      else if (name === "cellXfs") inCellFormats = true;
      else if (name === "xf" && inCellFormats) {
        const id = Number(attributes.get("numFmtId") ?? 0);
        shapes.push(numberShape(id, codes.get(id)));
      }
    },
    text: nothing,
    close: (name) => {
      if (name === "cellXfs") inCellFormats = false;
    },
  });
  return shapes;
}

async function sharedStrings(archive: ZipArchive, path: string): Promise<readonly string[]> {
  const strings: string[] = [];
  const reader = new RichText();
  await scanXml(archive.read(path), {
    open: (name) => {
      if (name === "si") reader.clear();
      reader.open(name);
    },
    text: (text) => {
      reader.text(text);
    },
    close: (name) => {
      reader.close(name);
      if (name === "si") strings.push(reader.value());
    },
  });
  return strings;
}

/** Joins the runs of a rich text; the reading aids (`rPh`) that Japanese and Chinese files carry are not text. */
export class RichText {
  #parts: string[] = [];
  #isText = false;
  #isReadingAid = false;

  clear(): void {
    this.#parts = [];
  }
  open(name: string): void {
    if (name === "t") this.#isText = true;
    else if (name === "rPh") this.#isReadingAid = true;
  }
  text(text: string): void {
    if (this.#isText && !this.#isReadingAid) this.#parts.push(text);
  }
  close(name: string): void {
    if (name === "t") this.#isText = false;
    else if (name === "rPh") this.#isReadingAid = false;
  }
  value(): string {
    return unescapeWorkbookText(this.#parts.join(""));
  }
}
