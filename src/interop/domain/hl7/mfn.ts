import type { Result } from "../../../kernel/result.js";
import type { Instant } from "../../../kernel/types.js";
import { type Fault, faultAt, isError } from "../fault.js";
import { hl7Place } from "../place.js";
import type { StaffAction, StaffEntry } from "../staff-record.js";
import type { ReadSettings } from "./entry-segments.js";
import { headerFaults, type Hl7Header, isAhead, readHeader } from "./header.js";
import { firstText, type Message, parseMessage, type Segment } from "./message.js";
import { readStaff } from "./staff-segments.js";
import { readHl7Time } from "./time.js";

/** What MFI-6 asks of the acknowledgement: one MFA for each entry, for failed ones, for good ones, or none. */
export type ResponseLevel = "all" | "errors" | "successes" | "none";

export interface StaffMessage {
  readonly header: Hl7Header;
  readonly message: Message;
  /** Of message or header; an error here means that no entry is taken. */
  readonly faults: readonly Fault[];
  readonly responseLevel: ResponseLevel;
  readonly entries: readonly StaffEntry[];
}

/**
 * Reads an MFN^M02 of any version from 2.3 on: header checks, then one entry an MFE with the segments that follow it.
 * Segments it does not know (Z segments, NTE, UAC) are passed over. The error is a message that cannot be read at all.
 */
export function readStaffMessage(text: string, settings: ReadSettings): Result<StaffMessage, Fault> {
  const parsed = parseMessage(text);
  if (!parsed.ok) return parsed;
  const message = parsed.value;
  const header = readHeader(message);
  const isTaken = header.messageType === "MFN" && header.triggerEvent === "M02";
  const faults = headerFaults(message, header, settings, isTaken);
  const mfi = message.segments.find(({ name }) => name === "MFI");
  if (!faults.some(isError)) {
    if (mfi === undefined) faults.push(faultAt("MFI", "mfi_missing"));
    else if (firstText(message, mfi, 3).toUpperCase() === "REP")
      faults.push(faultAt("MFI-3", "replaces_file"));
    if (!message.segments.some(({ name }) => name === "MFE")) faults.push(faultAt("MFE", "no_entries"));
  }
  const entries = faults.some(isError) ? [] : readEntries(message, mfi, settings);
  return {
    ok: true,
    value: { header, message, faults, responseLevel: responseLevelOf(message, mfi), entries },
  };
}

const levels: Readonly<Record<string, ResponseLevel>> = {
  NE: "none",
  ER: "errors",
  SU: "successes",
  AL: "all",
};

const responseLevelOf = (message: Message, mfi: Segment | undefined): ResponseLevel =>
  levels[firstText(message, mfi, 6).toUpperCase()] ?? "all";

const actions: Readonly<Record<string, StaffAction>> = {
  MAD: "add",
  MUP: "update",
  MDL: "deactivate",
  MDC: "deactivate",
  MAC: "reactivate",
};

const personal: ReadonlySet<string> = new Set(["STF", "PRA", "ORG", "AFF", "LAN", "EDU", "CER"]);

function readEntries(message: Message, mfi: Segment | undefined, settings: ReadSettings): StaffEntry[] {
  const groups: { mfe: Segment | undefined; segments: Segment[] }[] = [];
  for (const segment of message.segments) {
    if (segment.name === "MFE") groups.push({ mfe: segment, segments: [] });
    else if (personal.has(segment.name)) {
      if (groups.length === 0) groups.push({ mfe: undefined, segments: [] });
      groups.at(-1)?.segments.push(segment);
    }
  }
  return groups.map(({ mfe, segments }, i): StaffEntry => {
    if (mfe !== undefined) return readEntry(message, mfi, mfe, segments, i + 1, settings);
    const [first] = segments;
    const place = hl7Place(placeOf(first));
    return {
      rowNumber: i + 1,
      place,
      action: "update",
      staffKey: "",
      personKey: "",
      isActive: null,
      effectiveAt: settings.receivedAt,
      values: new Map(),
      reason: "",
      faults: [faultAt(place, "out_of_place")],
    };
  });
}

const placeOf = (segment: Segment | undefined): { segment: string; sequence: number } => ({
  segment: segment?.name ?? "STF",
  sequence: segment?.sequence ?? 1,
});

function readEntry(
  message: Message,
  mfi: Segment | undefined,
  mfe: Segment,
  segments: readonly Segment[],
  rowNumber: number,
  settings: ReadSettings,
): StaffEntry {
  const faults: Fault[] = [];
  const of = (name: string): Segment[] => segments.filter((segment) => segment.name === name);
  const at = (field: number): string => hl7Place({ ...placeOf(mfe), field });
  const [stf, secondStf] = of("STF");
  if (secondStf !== undefined) faults.push(faultAt(hl7Place(placeOf(secondStf)), "segment_repeated"));
  const event = firstText(message, mfe, 1).toUpperCase();
  const action = actions[event];
  if (action === undefined) faults.push(faultAt(at(1), "event_unknown", event));
  const keyOfEntry = firstText(message, mfe, 4);
  const keyOfStaff = firstText(message, stf, 1);
  const staffKey = (keyOfEntry === "" ? keyOfStaff : keyOfEntry).slice(0, 200);
  if (staffKey === "") faults.push(faultAt(at(4), "key_missing"));
  else if (keyOfStaff !== "" && keyOfStaff !== staffKey)
    faults.push(faultAt(hl7Place({ ...placeOf(stf), field: 1 }), "keys_differ"));
  if (stf === undefined && (action === "add" || action === "update"))
    faults.push(faultAt(hl7Place(placeOf(mfe)), "staff_missing"));
  const effectiveAt = readEffective(message, mfi, mfe, settings, faults);
  const staff = readStaff(
    message,
    {
      mfe,
      stf,
      pra: of("PRA"),
      org: of("ORG"),
      aff: of("AFF"),
      lan: of("LAN"),
      edu: of("EDU"),
      cer: of("CER"),
    },
    settings,
  );
  // STF-7 I says the same as MDC.
  const isLeaving = staff.isActive === false && (action === "add" || action === "update");
  return {
    rowNumber,
    place: hl7Place(placeOf(mfe)),
    action: isLeaving ? "deactivate" : (action ?? "update"),
    staffKey,
    personKey: staffKey,
    isActive: isLeaving ? false : staff.isActive,
    effectiveAt,
    values: staff.values,
    reason: isLeaving ? "STF-7 = I" : event,
    faults,
  };
}

/** MFE-3, else MFI-5, else MSH-7, else the moment of arrival. A malformed time refuses the entry. */
function readEffective(
  message: Message,
  mfi: Segment | undefined,
  mfe: Segment,
  settings: ReadSettings,
  faults: Fault[],
): Instant {
  const [msh] = message.segments;
  const sources = [
    { text: firstText(message, mfe, 3), place: hl7Place({ ...placeOf(mfe), field: 3 }) },
    { text: firstText(message, mfi, 5), place: "MFI-5" },
    { text: firstText(message, msh, 7), place: "MSH-7" },
  ];
  const given = sources.find(({ text }) => text !== "");
  if (given === undefined) return settings.receivedAt;
  const at = readHl7Time(given.text, settings.offsetMinutes);
  if (at === undefined) faults.push(faultAt(given.place, "time_unread", given.text));
  else if (isAhead(at, settings)) faults.push(faultAt(given.place, "time_in_future", given.text));
  return at ?? settings.receivedAt;
}
