import type { Instant } from "../../../kernel/types.js";
import { type Fault, faultAt } from "../fault.js";
import type { ReadSettings } from "./entry-segments.js";
import { firstText, type Message } from "./message.js";
import { readHl7Time } from "./time.js";

/** The header, as far as it could be read: enough to answer. */
export interface Hl7Header {
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  readonly receivingApplication: string;
  readonly receivingFacility: string;
  readonly messageType: string;
  readonly triggerEvent: string;
  readonly controlId: string;
  readonly processingId: string;
  readonly version: string;
  readonly charset: string;
}

/** A sender's clock may run ahead this much. */
const clockSlackMs = 10 * 60_000;

/** Reads the header of a parsed message. */
export function readHeader(message: Message): Hl7Header {
  const [msh] = message.segments;
  const field = (number: number, part = 1): string => firstText(message, msh, number, part);
  const structured = field(9);
  return {
    sendingApplication: field(3),
    sendingFacility: field(4),
    receivingApplication: field(5),
    receivingFacility: field(6),
    messageType: structured,
    triggerEvent: field(9, 2),
    controlId: field(10),
    processingId: field(11),
    version: field(12),
    charset: field(18),
  };
}

/**
 * What is wrong with a header, whatever the message.
 * @param isTaken whether messages of this type and event are taken at all.
 */
export function headerFaults(
  message: Message,
  header: Hl7Header,
  settings: ReadSettings,
  isTaken: boolean,
): Fault[] {
  const faults: Fault[] = [];
  if (!isTaken) faults.push(faultAt("MSH-9", "message_type", `${header.messageType}^${header.triggerEvent}`));
  if (!/^[\x21-\x7e]{1,199}$/u.test(header.controlId)) faults.push(faultAt("MSH-10", "control_id_missing"));
  if (!/^[PTD]$/u.test(header.processingId))
    faults.push(faultAt("MSH-11", "processing_id", header.processingId));
  if (!/^2\.[3-8](?:\.\d)?$/u.test(header.version))
    faults.push(faultAt("MSH-12", "version_unsupported", header.version));
  const [msh] = message.segments;
  const sentAt = firstText(message, msh, 7);
  if (sentAt !== "") {
    const at = readHl7Time(sentAt, settings.offsetMinutes);
    if (at === undefined) faults.push(faultAt("MSH-7", "time_unread", sentAt));
    else if (isAhead(at, settings)) faults.push(faultAt("MSH-7", "time_in_future", sentAt));
  }
  return faults;
}

/** A time that the sender's clock cannot have shown yet. */
export const isAhead = (at: Instant, { receivedAt }: ReadSettings): boolean =>
  Date.parse(at) > Date.parse(receivedAt) + clockSlackMs;
