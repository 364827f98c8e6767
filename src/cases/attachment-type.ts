import { isUtf8 } from "node:buffer";
import { fileTypeFromBuffer } from "file-type";
import { type AttachmentType, attachmentTypes } from "./domain/attachment-name.js";

const markup = /<\s*(?:!doctype|\?xml|html|head|body|svg|script|iframe|object|embed|meta|link|style)\b/i;
/** True when the text holds a control character other than those that lay out lines. */
const isBinary = (text: string): boolean => /\p{Cc}/u.test(text.replace(/[\t\n\v\f\r]/g, ""));

/** The text in UTF-8 or, as older hospital systems write it, GB18030. Undefined: neither. */
function decode(content: Uint8Array): string | undefined {
  if (isUtf8(content)) return new TextDecoder("utf-8").decode(content);
  try {
    return new TextDecoder("gb18030", { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

/**
 * What the bytes are, whatever the name and the browser say. Undefined: none of the types an attachment may have; markup
 * (HTML, SVG, XML) is never taken for text, because a browser could run it.
 */
export async function attachmentTypeOf(content: Uint8Array): Promise<AttachmentType | undefined> {
  const found = await fileTypeFromBuffer(content);
  // An animated PNG is a PNG with further frames.
  const mime = found?.mime === "image/apng" ? "image/png" : found?.mime;
  if (mime !== undefined) return mime in attachmentTypes ? (mime as AttachmentType) : undefined;
  const text = decode(content);
  return text === undefined || isBinary(text) || markup.test(text) ? undefined : "text/plain";
}

/** The content-type header of a stored attachment: text says how it is encoded. */
export const contentTypeOf = (mediaType: string, content: Uint8Array): string =>
  mediaType === "text/plain" ? `text/plain; charset=${isUtf8(content) ? "utf-8" : "gb18030"}` : mediaType;
