import { randomBytes } from "node:crypto";

/** The boundary of a multipart content type; undefined for any other type. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^multipart\/related\b/iu.test(contentType)) return undefined;
  const found = /;\s*boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/iu.exec(contentType);
  return found?.[1] ?? found?.[2];
}

/**
 * The bodies of the parts, at most `most`, without copying. Parts that are not closed are left out: a cut-off answer gives
 * what was whole. Source: RFC 2046 5.1, DICOM PS3.18 8.6.1.2.
 */
export function partsOf(bytes: Buffer, boundary: string, most = 16): Buffer[] {
  const mark = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let at = bytes.indexOf(mark);
  while (at !== -1 && parts.length < most) {
    const start = at + mark.length;
    if (bytes.toString("latin1", start, start + 2) === "--") break;
    const next = bytes.indexOf(Buffer.from(`\r\n--${boundary}`), start);
    if (next === -1) break;
    // A part without headers begins with the empty line at once.
    const head = bytes.indexOf("\r\n\r\n", start, "latin1");
    if (head !== -1 && head + 4 <= next + 2) parts.push(bytes.subarray(Math.min(head + 4, next), next));
    at = next + 2;
  }
  return parts;
}

/** One DICOM file as the body of a STOW-RS request. Source: DICOM PS3.18 10.5.1. */
export function storeBody(content: Uint8Array): { readonly contentType: string; readonly body: Buffer } {
  const boundary = `consilium-${randomBytes(16).toString("hex")}`;
  return {
    contentType: `multipart/related; type="application/dicom"; boundary=${boundary}`,
    body: Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
      content,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}
