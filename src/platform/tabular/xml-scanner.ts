import { TextDecoder } from "node:util";
import { TableUnreadable } from "./refusals.js";

export type XmlHandler = {
  /** `name` without its namespace prefix; attributes by their full written name. */
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  text(text: string): void;
  close(name: string): void;
};

/** Longest tag of a genuine workbook part is a few hundred characters. */
const longestTag = 64 * 1024;
const namedEntities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/**
 * Reads the XML of a workbook part piece by piece, in time linear in its size. It knows only what such parts contain:
 * a document type declaration, and with it every entity trick, is refused as corrupt_workbook.
 */
export class XmlScanner {
  readonly #handler: XmlHandler;
  #rest = "";

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  push(piece: string): void {
    const input = this.#rest + piece;
    let at = 0;
    for (;;) {
      const tag = input.indexOf("<", at);
      if (tag < 0) {
        at = this.#flushText(input, at);
        break;
      }
      if (tag > at) this.#handler.text(decodeEntities(input.slice(at, tag)));
      const end = this.#markup(input, tag);
      if (end < 0) {
        at = tag;
        break;
      }
      at = end;
    }
    this.#rest = input.slice(at);
    if (this.#rest.length > longestTag) throw new TableUnreadable("corrupt_workbook");
  }

  /** Text may be cut anywhere, but an entity must stay whole. */
  #flushText(input: string, at: number): number {
    const entity = input.lastIndexOf("&");
    const end =
      entity >= at && !input.includes(";", entity) && input.length - entity < 16 ? entity : input.length;
    if (end > at) this.#handler.text(decodeEntities(input.slice(at, end)));
    return end;
  }

  /** Handles one piece of markup that starts at `tag`; answers where it ends, or -1 when the piece is not complete. */
  #markup(input: string, tag: number): number {
    if (input.startsWith("<!--", tag)) return after(input, "-->", tag + 4);
    if (input.startsWith("<![CDATA[", tag)) {
      const end = input.indexOf("]]>", tag + 9);
      if (end >= 0) this.#handler.text(input.slice(tag + 9, end));
      return end < 0 ? -1 : end + 3;
    }
    if (input.startsWith("<?", tag)) return after(input, "?>", tag + 2);
    if (input.startsWith("<!", tag)) {
      if (input.length - tag < 9) return -1;
      throw new TableUnreadable("corrupt_workbook");
    }
    const end = tagEnd(input, tag + 1);
    if (end < 0) return -1;
    this.#tag(input.slice(tag + 1, end));
    return end + 1;
  }

  #tag(content: string): void {
    if (content.startsWith("/")) {
      this.#handler.close(localName(content.slice(1).trim()));
      return;
    }
    const isEmpty = content.endsWith("/");
    const found = /^[^\s/>]+/u.exec(content);
    if (found === null) throw new TableUnreadable("corrupt_workbook");
    const name = localName(found[0]);
    this.#handler.open(name, readAttributes(content, found[0].length));
    if (isEmpty) this.#handler.close(name);
  }
}

/** Reads a whole part. A part that is not UTF-8 (or UTF-16 with its mark) reads as damaged text, never as an error. */
export async function scanXml(pieces: AsyncIterable<Buffer>, handler: XmlHandler): Promise<void> {
  const scanner = new XmlScanner(handler);
  let decoder: TextDecoder | undefined;
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(piece[0] === 0xff && piece[1] === 0xfe ? "utf-16le" : "utf-8");
    scanner.push(decoder.decode(piece, { stream: true }));
  }
}

const after = (input: string, mark: string, from: number): number => {
  const at = input.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
};

const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Index of the ">" that ends the tag; one inside an attribute value does not. */
function tagEnd(input: string, from: number): number {
  let quote = "";
  for (let at = from; at < input.length; at++) {
    const letter = input[at];
    if (quote !== "") {
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ">") return at;
  }
  return -1;
}

function readAttributes(content: string, from: number): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  const pattern = /([^\s=/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gu;
  pattern.lastIndex = from;
  for (const [, name, double, single] of content.matchAll(pattern)) {
    if (name !== undefined) attributes.set(name, decodeEntities(double ?? single ?? ""));
  }
  return attributes;
}

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/giu,
    (whole, hex, decimal, name: string) => {
      if (typeof hex === "string") return codePoint(parseInt(hex, 16), whole);
      if (typeof decimal === "string") return codePoint(parseInt(decimal, 10), whole);
      return Object.hasOwn(namedEntities, name) ? (namedEntities[name] ?? whole) : whole;
    },
  );
}

const codePoint = (value: number, whole: string): string =>
  value <= 0x10ffff ? String.fromCodePoint(value) : whole;
