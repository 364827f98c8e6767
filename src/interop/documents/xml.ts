/**
 * Text that XML 1.0 can hold: what it has no character for (controls, lone surrogates, U+FFFE) is left out.
 * Source: XML 1.0 (Fifth Edition), 2.2.
 */
export const xmlText = (text: string): string =>
  text.toWellFormed().replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** {@link xmlText} with everything escaped that could end a text or an attribute; line ends survive in attributes too. */
export const escapeXml = (text: string): string =>
  xmlText(text)
    .replace(/[&<>"']/gu, (sign) => escapes[sign] ?? "")
    .replace(/\r\n?/gu, "\n");

const escapeAttribute = (text: string): string =>
  escapeXml(text).replace(/\n/gu, "&#10;").replace(/\t/gu, "&#9;");

/** An element as finished XML. */
export type Xml = string & { readonly __xml: true };
type Attributes = Readonly<Record<string, string | undefined>>;

/** One element. Names are the program's own; attribute values and texts may be anybody's. */
export function el(name: string, attributes: Attributes = {}, ...children: (Xml | undefined)[]): Xml {
  const written = Object.entries(attributes)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`)
    .join("");
  const inside = children.filter((child) => child !== undefined).join("");
  return (inside === "" ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`) as Xml;
}

/** Somebody's text as a child of an element. */
export const text = (written: string): Xml => escapeXml(written) as Xml;

/** The whole document in UTF-8, without a DTD: nothing in it refers to anything outside. */
export const xmlDocument = (root: Xml): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
