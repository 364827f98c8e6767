import type { Result } from "../../../kernel/result.js";
import { type Fault, faultAt } from "../fault.js";
import { hl7Place } from "../place.js";

export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

export interface Segment {
  readonly name: string;
  /** Which of the segments of this name in the message, from 1. */
  readonly sequence: number;
  /** As written, by HL7 number: `fields[3]` is STF-3. `fields[0]` is the name; MSH-1 is the separator itself. */
  readonly fields: readonly string[];
}

export interface Message {
  readonly delimiters: Delimiters;
  readonly segments: readonly Segment[];
}

export const messageLimits = { segments: 20_000, fieldLength: 8000, repetitions: 50, fields: 200 } as const;

const fail = (fault: Fault): Result<never, Fault> => ({ ok: false, error: fault });

/**
 * Reads one message, strictly where a lenient reader would lose somebody's data: exactly one MSH, first in the text;
 * distinct delimiters; real segment names. CR, CRLF and LF all end a segment.
 * Source: HL7 v2.5.1 chapter 2 (message construction rules).
 */
export function parseMessage(text: string): Result<Message, Fault> {
  const body = text.replace(/^\ufeff/u, "").replace(/[\r\n]+$/u, "");
  if (body.trim() === "") return fail(faultAt("MSH", "empty_message"));
  const lines = body.includes("\r") ? body.split(/\r\n?/u) : body.split("\n");
  const first = lines[0] ?? "";
  if (/^(?:FHS|BHS)/u.test(first)) return fail(faultAt(first.slice(0, 3), "batch_not_taken"));
  if (!first.startsWith("MSH")) return fail(faultAt("MSH", "header_missing", first.slice(0, 3)));
  const delimiters = readDelimiters(first);
  if (delimiters === undefined) return fail(faultAt("MSH-2", "header_delimiters"));
  if (lines.length > messageLimits.segments)
    return fail(faultAt(`segment ${messageLimits.segments + 1}`, "too_many_segments"));
  const counts = new Map<string, number>();
  const segments: Segment[] = [];
  for (const [i, raw] of lines.entries()) {
    const line = raw.replace(/^\n/u, "");
    if (line.trim() === "") continue;
    const name = line.slice(0, 3);
    const isSegment =
      /^[A-Z][A-Z0-9]{2}$/u.test(name) && (line.length === 3 || line.charAt(3) === delimiters.field);
    if (!isSegment) return fail(faultAt(`segment ${i + 1}`, "segment_malformed", name));
    if (name === "MSH" && segments.length > 0) return fail(faultAt("MSH[2]", "two_messages"));
    const sequence = (counts.get(name) ?? 0) + 1;
    counts.set(name, sequence);
    const parts = line.split(delimiters.field, messageLimits.fields);
    const fields = name === "MSH" ? ["MSH", delimiters.field, ...parts.slice(1)] : parts;
    const fault = oversized(name, sequence, fields, delimiters);
    if (fault !== undefined) return fail(fault);
    segments.push({ name, sequence, fields });
  }
  return { ok: true, value: { delimiters, segments } };
}

function readDelimiters(header: string): Delimiters | undefined {
  const field = header.charAt(3);
  const end = header.indexOf(field, 4);
  // 2.7 adds a truncation character (#) to the four.
  const [component = "", repetition = "", escape = "", subcomponent = "", ...more] = header.slice(
    4,
    end === -1 ? undefined : end,
  );
  const all = [field, component, repetition, escape, subcomponent];
  const areSigns = all.every((sign) => /^[!-/:-@[-`{-~]$/u.test(sign));
  if (end === -1 || !areSigns || new Set(all).size !== all.length || more.length > 1) return undefined;
  return { field, component, repetition, escape, subcomponent };
}

function oversized(
  segment: string,
  sequence: number,
  fields: readonly string[],
  delimiters: Delimiters,
): Fault | undefined {
  for (const [field, text] of fields.entries()) {
    if (text.length > messageLimits.fieldLength)
      return faultAt(hl7Place({ segment, sequence, field }), "field_too_long");
    if (
      segment !== "MSH" &&
      text.split(delimiters.repetition, messageLimits.repetitions + 1).length > messageLimits.repetitions
    )
      return faultAt(hl7Place({ segment, sequence, field }), "too_many_repetitions");
  }
  return undefined;
}

/** The repetitions of a field as written; none for an empty field or the HL7 null `""`. */
export function repetitions(message: Message, segment: Segment | undefined, field: number): string[] {
  const text = segment?.fields[field] ?? "";
  if (text === "") return [];
  return text.split(message.delimiters.repetition).map((one) => (one === '""' ? "" : one));
}

/** One component of a repetition as text, escapes resolved; its first subcomponent unless another is named. */
export function component(message: Message, repetition: string, number: number, subcomponent = 1): string {
  const { delimiters } = message;
  const part = repetition.split(delimiters.component, number)[number - 1] ?? "";
  const sub = part.split(delimiters.subcomponent, subcomponent)[subcomponent - 1] ?? "";
  return unescapeText(sub === '""' ? "" : sub, delimiters).trim();
}

/** First repetition's component of a field. */
export const firstText = (
  message: Message,
  segment: Segment | undefined,
  field: number,
  number = 1,
): string => component(message, repetitions(message, segment, field)[0] ?? "", number);

/**
 * Resolves \F\ \S\ \T\ \R\ \E\, \.br\ and \X..\ (bytes of UTF-8, control characters dropped). Highlighting and other
 * formatting vanish; a sequence that is none of these stays as written, so that nothing is silently lost.
 */
export function unescapeText(text: string, delimiters: Delimiters): string {
  if (!text.includes(delimiters.escape)) return text;
  const sign = delimiters.escape.replace(/[.*+?^${}()|[\]\\/-]/gu, "\\$&");
  return text.replace(new RegExp(`${sign}([^${sign}]{1,200})${sign}`, "gu"), (whole, code: string) => {
    switch (code) {
      case "F":
        return delimiters.field;
      case "S":
        return delimiters.component;
      case "T":
        return delimiters.subcomponent;
      case "R":
        return delimiters.repetition;
      case "E":
        return delimiters.escape;
      case "H":
      case "N":
        return "";
      case ".br":
        return "\n";
    }
    const hex = /^X((?:[0-9A-Fa-f]{2})+)$/u.exec(code)?.[1];
    if (hex === undefined) return code.startsWith(".") ? "" : whole;
    const bytes = Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\p{Cc}/gu, "");
    } catch {
      return whole;
    }
  });
}

/** Text as it may stand inside a component: delimiters escaped, line ends and control characters blanks. */
export function escapeText(text: string, delimiters: Delimiters): string {
  const letters: Readonly<Record<string, string>> = {
    [delimiters.field]: "F",
    [delimiters.component]: "S",
    [delimiters.subcomponent]: "T",
    [delimiters.repetition]: "R",
    [delimiters.escape]: "E",
  };
  const { escape } = delimiters;
  let written = "";
  for (const letter of text.toWellFormed().replace(/\p{Cc}+/gu, " ")) {
    const code = letters[letter];
    written += code === undefined ? letter : `${escape}${code}${escape}`;
  }
  return written;
}
