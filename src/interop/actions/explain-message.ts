import type { Instant } from "../../kernel/types.js";
import { type Fault, faultAt, quote } from "../domain/fault.js";
import { decodeMessage } from "../domain/hl7/charset.js";
import { FrameReader } from "../domain/hl7/framing.js";
import type { Hl7Header } from "../domain/hl7/header.js";
import { type InMessage, readMessage } from "../domain/hl7/in-message.js";
import { defaultMapping } from "../domain/mapping.js";

/** How a message is read, with nothing stored: for the engineer who prepares a connection. */
export interface ExplainedMessage {
  readonly charset: string | null;
  readonly header: Hl7Header | null;
  readonly faults: readonly Fault[];
  readonly entries: readonly {
    readonly place: string;
    readonly action: string;
    readonly staffKey: string;
    readonly effectiveAt: string;
    readonly values: readonly { readonly field: string; readonly place: string; readonly text: string }[];
    readonly faults: readonly Fault[];
  }[];
}

/**
 * Reads the bytes of a file as messages: MLLP blocks if it holds any, else the whole as one message. With the default
 * mapping and Beijing time.
 */
export function explainMessage(bytes: Uint8Array, now: Instant): ExplainedMessage[] {
  const frames = new FrameReader({ maxFrameBytes: 16 * 1_048_576, maxStrayBytes: 16 * 1_048_576 });
  const blocks = frames.push(bytes).flatMap((event) => (event.kind === "frame" ? [event.bytes] : []));
  return (blocks.length > 0 ? blocks : [bytes]).map((block) => explainOne(block, now));
}

function explainOne(bytes: Uint8Array, now: Instant): ExplainedMessage {
  const decoded = decodeMessage(bytes);
  if (!decoded.ok)
    return { charset: null, header: null, faults: [faultAt("MSH-18", decoded.error)], entries: [] };
  const { text, charset } = decoded.value;
  const read = readMessage(text, { mapping: defaultMapping, offsetMinutes: 480, receivedAt: now });
  if (!read.ok) return { charset, header: null, faults: [read.error], entries: [] };
  return {
    charset,
    header: read.value.header,
    faults: read.value.faults,
    entries: explainEntries(read.value),
  };
}

function explainEntries(message: InMessage): ExplainedMessage["entries"] {
  if (message.kind === "staff")
    return message.entries.map((entry) => ({
      place: entry.place,
      action: entry.action,
      staffKey: entry.staffKey,
      effectiveAt: entry.effectiveAt,
      values: [...entry.values].map(([field, value]) => ({ field, ...value })),
      faults: entry.faults,
    }));
  return message.entries.map((entry) => ({
    place: entry.place,
    action: entry.action,
    staffKey: entry.bookingKey,
    effectiveAt: entry.effectiveAt,
    values: entry.people.map(({ place, startsAt, endsAt, licenceNumbers, staffKeys }) => ({
      field: entry.kind,
      place,
      text: `${[...licenceNumbers, ...staffKeys].map((one) => quote(one)).join(" ")} ${startsAt}/${endsAt}`,
    })),
    faults: entry.faults,
  }));
}
