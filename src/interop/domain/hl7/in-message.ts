import type { Result } from "../../../kernel/result.js";
import type { Fault } from "../fault.js";
import type { ReadSettings } from "./entry-segments.js";
import { firstText, parseMessage } from "./message.js";
import { readStaffMessage, type StaffMessage } from "./mfn.js";
import { readScheduleMessage, type ScheduleMessage } from "./siu.js";

/** What a hospital sends: people, or what their time is taken for. */
export type InMessage =
  | (StaffMessage & { readonly kind: "staff" })
  | (ScheduleMessage & { readonly kind: "schedule" });

/** Reads a message by its type in MSH-9; of a type that is not taken, the faults say so. */
export function readMessage(text: string, settings: ReadSettings): Result<InMessage, Fault> {
  const head = parseMessage(text.split(/[\r\n]/u, 1)[0] ?? "");
  const isSchedule = head.ok && firstText(head.value, head.value.segments[0], 9) === "SIU";
  if (isSchedule) {
    const read = readScheduleMessage(text, settings);
    return read.ok ? { ok: true, value: { ...read.value, kind: "schedule" } } : read;
  }
  const read = readStaffMessage(text, settings);
  return read.ok ? { ok: true, value: { ...read.value, kind: "staff" } } : read;
}
