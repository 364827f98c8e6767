import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Instant } from "../../kernel/types.js";
import { packageRoot } from "../package-root.js";
import { type Coverage, readCoverage } from "./font-coverage.js";
import { printable } from "./printable.js";

const points = { left: 62, right: 62, top: 56, bottom: 72 };
const colour = {
  ink: "#111111",
  faint: "#555555",
  rule: "#333333",
  hair: "#999999",
  label: "#f2f2f2",
  band: "#b9cdd2",
  seal: "#b3261e",
};
const size = { title: 20, heading: 12, text: 10.5, small: 8.5 };

let loaded: { bytes: Buffer; covers: Coverage } | undefined;
/** The one font, read once: 10 MB that every paper needs. */
function loadFont(): { bytes: Buffer; covers: Coverage } {
  if (!loaded) {
    const bytes = readFileSync(join(packageRoot(), "assets", "fonts", "NotoSansSC-Regular.ttf"));
    loaded = { bytes, covers: readCoverage(bytes) };
  }
  return loaded;
}

export interface Cell {
  readonly label: string;
  readonly value: string;
  /** Share of the row's width; the cells of a row add up to 1. */
  readonly share: number;
}

/** A value on a scale of 0 to 100 with the band in which it may lie. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Written behind the bar. */
  readonly note: string;
}

/** A4 pages for a Chinese document: title, ruled rows, sections, closing block; the footer comes with {@link Sheet.end}. */
export interface Sheet {
  title(text: string, under: string): void;
  /** A small box at the top right of the first page, where {@link sealRect} is; before {@link Sheet.title}. */
  seal(lines: readonly [string, string]): void;
  /** One ruled row of label and value cells, as high as its tallest cell. */
  row(cells: readonly Cell[]): void;
  heading(text: string): void;
  /** A smaller heading with its text below, kept together with at least two lines of it. */
  field(label: string, text: string): void;
  text(text: string): void;
  /** One line a bar: label, the scale with band and value, the value in figures, note. */
  bars(bars: readonly Bar[]): void;
  /**
   * The last field with its closing: right-aligned lines (who signed, when) and small `notes` (the proof). A signature
   * does not stand on a page without any of the text, unless that text alone fills half a page.
   */
  signedField(label: string, text: string, lines: readonly string[], notes: readonly string[]): void;
  /** Writes `footer` and "第 x 页 共 y 页" on every page and returns the finished file. */
  end(footer: string): Promise<Buffer>;
}

const sealBox = { width: 176, height: 28, top: 22 };
/** Where the seal's box lies, as PDF counts: left, bottom, right, top in points from the lower left corner of an A4 page. */
export const sealRect: readonly [number, number, number, number] = [
  595.28 - points.right - sealBox.width,
  841.89 - sealBox.top - sealBox.height,
  595.28 - points.right,
  841.89 - sealBox.top,
];

/** Begins a document. Equal content at an equal `at` gives equal bytes. */
export async function newSheet(info: { title: string; subject: string; at: Instant }): Promise<Sheet> {
  // Loaded with the first paper: a third of a second that no start should pay.
  const { default: PDFDocument } = await import("pdfkit");
  const { bytes, covers } = loadFont();
  const doc = new PDFDocument({
    size: "A4",
    margins: points,
    bufferPages: true,
    // Chinese needs an embedded font from the first character; the built-in ones would be looked for on disk.
    font: bytes as unknown as string,
    lang: "zh-CN",
    displayTitle: true,
    info: {
      Title: info.title,
      Subject: info.subject,
      Creator: "Consilium",
      Producer: "Consilium",
      CreationDate: new Date(info.at),
    },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => {
      resolve(Buffer.concat(chunks));
    });
    doc.on("error", reject);
  });
  const width = doc.page.width - points.left - points.right;
  const bodyText = { width, indent: size.text * 2, lineGap: 3, paragraphGap: 3 };
  const bottom = () => doc.page.height - points.bottom;
  let hasMarkers = false;
  const show = (text: string) => {
    const shown = printable(text, covers);
    hasMarkers ||= shown.includes("〔U+");
    return shown;
  };
  const write = (fontSize: number, fill = colour.ink) =>
    doc.fontSize(fontSize).fillColor(fill).lineWidth(0.5);
  const need = (height: number) => {
    if (doc.y + height > bottom()) doc.addPage();
  };
  const heavy = (text: string, options: PDFKit.Mixins.TextOptions) => {
    // The one weight of the font is thickened by its own outline.
    doc
      .strokeColor(colour.ink)
      .lineWidth(0.35)
      .text(text, { ...options, fill: true, stroke: true });
  };

  const sheet: Sheet = {
    title(text, under) {
      write(size.title);
      heavy(show(text), { align: "center", characterSpacing: 3 });
      doc.moveDown(0.25);
      write(size.small, colour.faint).text(show(under), points.left, doc.y, { width, align: "center" });
      doc.moveDown(0.9);
    },
    seal([what, who]) {
      const left = points.left + width - sealBox.width;
      doc
        .lineWidth(0.8)
        .strokeColor(colour.seal)
        .rect(left, sealBox.top, sealBox.width, sealBox.height)
        .stroke();
      const inside = { width: sealBox.width - 12, lineBreak: false, ellipsis: true, height: 12 };
      write(8, colour.seal).text(show(what), left + 6, sealBox.top + 4, inside);
      write(7, colour.seal).text(show(who), left + 6, sealBox.top + 15, inside);
      doc.x = points.left;
      doc.y = points.top;
    },
    row(cells) {
      write(size.text);
      const labelWidth = 66;
      const pad = 5;
      const boxes = cells.map((cell) => ({ ...cell, value: show(cell.value), width: cell.share * width }));
      const heights = boxes.map((box) =>
        Math.max(
          doc.heightOfString(box.value || " ", { width: box.width - labelWidth - 2 * pad }),
          doc.heightOfString(box.label, { width: labelWidth - 2 * pad }),
        ),
      );
      const height = Math.max(...heights) + 2 * pad;
      need(height);
      const top = doc.y;
      let left = points.left;
      for (const box of boxes) {
        doc.rect(left, top, labelWidth, height).fill(colour.label);
        doc.lineWidth(0.5).strokeColor(colour.rule).rect(left, top, box.width, height).stroke();
        doc
          .lineWidth(0.5)
          .moveTo(left + labelWidth, top)
          .lineTo(left + labelWidth, top + height)
          .stroke();
        write(size.text, colour.faint).text(box.label, left + pad, top + pad, {
          width: labelWidth - 2 * pad,
        });
        write(size.text).text(box.value || " ", left + labelWidth + pad, top + pad, {
          width: box.width - labelWidth - 2 * pad,
        });
        left += box.width;
      }
      doc.x = points.left;
      doc.y = top + height;
    },
    heading(text) {
      need(64);
      doc.moveDown(0.6);
      write(size.heading).x = points.left;
      heavy(show(text), { width });
      doc
        .lineWidth(0.6)
        .strokeColor(colour.rule)
        .moveTo(points.left, doc.y + 1)
        .lineTo(points.left + width, doc.y + 1)
        .stroke();
      doc.y += 6;
    },
    field(label, text) {
      need(56);
      write(size.text);
      doc.x = points.left;
      heavy(show(label), { width });
      doc.moveDown(0.15);
      this.text(text);
    },
    text(text) {
      write(size.text).text(show(text).trim() || "（未填写）", points.left, doc.y, bodyText);
      doc.moveDown(0.3);
    },
    bars(bars) {
      const scale = { left: points.left + 84, width: 190 };
      for (const bar of bars) {
        const note = show(bar.note);
        const noteLeft = scale.left + scale.width + 46;
        const noteWidth = points.left + width - noteLeft;
        write(size.small);
        const height = Math.max(16, doc.heightOfString(note, { width: noteWidth }) + 4);
        need(height);
        const top = doc.y;
        const at = (value: number) => scale.left + (scale.width * Math.min(100, Math.max(0, value))) / 100;
        write(size.text).text(show(bar.label), points.left, top, { width: 82, lineBreak: false });
        doc.rect(scale.left, top + 5, scale.width, 5).fill(colour.label);
        doc.rect(at(bar.low), top + 3, Math.max(1, at(bar.high) - at(bar.low)), 9).fill(colour.band);
        doc.rect(at(bar.value) - 1, top + 1, 2, 13).fill(colour.ink);
        write(size.text).text(bar.value.toFixed(1), scale.left + scale.width + 6, top, { width: 38 });
        write(size.small, colour.faint).text(note, noteLeft, top + 1, { width: noteWidth });
        doc.x = points.left;
        doc.y = top + height;
      }
    },
    signedField(label, text, lines, notes) {
      const shownLines = lines.map(show);
      const shownNotes = notes.map(show);
      write(size.small);
      const closingHeight =
        shownNotes.reduce((sum, line) => sum + doc.heightOfString(line, { width }) + 2.5, 0) +
        shownLines.length * 20 +
        12;
      write(size.text);
      const fieldHeight = doc.heightOfString(show(text), bodyText) + 24;
      if (fieldHeight < doc.page.height / 2) need(fieldHeight + closingHeight);
      this.field(label, text);
      need(closingHeight);
      doc.y += 4;
      for (const line of shownLines) {
        write(size.text).text(line, points.left, doc.y, { width, align: "right" });
        doc.y += 3;
      }
      doc.y += 3;
      for (const line of shownNotes) {
        write(size.small, colour.faint).text(line, points.left, doc.y, { width });
        doc.y += 2.5;
      }
    },
    async end(footer) {
      const { start, count } = doc.bufferedPageRange();
      const footerText = `${footer}${hasMarkers ? "〔U+…〕为字库未收录的字，以统一码编号表示。" : ""}`;
      for (let page = start; page < start + count; page++) {
        doc.switchToPage(page);
        // The footer lies in the bottom margin, where text would otherwise open a new page.
        doc.page.margins.bottom = 0;
        const y = doc.page.height - points.bottom + 18;
        doc
          .lineWidth(0.4)
          .strokeColor(colour.hair)
          .moveTo(points.left, y - 6)
          .lineTo(points.left + width, y - 6)
          .stroke();
        write(7.5, colour.faint);
        // A page that comes loose still says what it belongs to.
        if (page > start)
          doc.text(show(`${info.title}　${info.subject}`), points.left, points.top - 24, {
            width,
            align: "right",
          });
        doc.text(footerText, points.left, y, { width: width - 84, lineGap: 1 });
        doc.text(`第 ${page + 1} 页　共 ${count} 页`, points.left + width - 84, y, {
          width: 84,
          align: "right",
        });
      }
      doc.end();
      return finished;
    },
  };
  return sheet;
}
