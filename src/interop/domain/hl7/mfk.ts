import type { Instant } from "../../../kernel/types.js";
import { type Fault, hl7ErrorCode, isError } from "../fault.js";
import { readHl7Place } from "../place.js";
import { type Delimiters, escapeText, firstText, type Message } from "./message.js";
import type { Hl7Header } from "./header.js";
import type { ResponseLevel } from "./mfn.js";
import { hl7Time } from "./time.js";

/** AA: everything taken · AE: something is wrong, its place is named, the rest was taken · AR: nothing was looked at. */
export type AckCode = "AA" | "AE" | "AR";

/** What became of one MFE. */
export interface EntryAnswer {
  readonly isTaken: boolean;
  readonly faults: readonly Fault[];
}

export interface Acknowledgement {
  readonly code: AckCode;
  /** Of the message as a whole. */
  readonly faults: readonly Fault[];
  /** In the order of the MFE; empty when none was looked at. */
  readonly entries: readonly EntryAnswer[];
  readonly now: Instant;
  /** MSH-10 of the answer. */
  readonly controlId: string;
}

const standard: Delimiters = { field: "|", component: "^", repetition: "~", escape: "\\", subcomponent: "&" };

/** ERR segments are many and long for a message of a thousand faults; a sender mends the first ones first. */
const mostErrors = 200;

/**
 * The application acknowledgement, MFK^M02 of a staff file and ACK of a schedule: MSH, MSA, ERR for each fault with segment, field and text, MFI, and one MFA for
 * each MFE as MFI-6 asks. Before version 2.5 ERR has its old form, one segment whose location repeats.
 * Source: HL7 v2.5.1 chapters 2.9 (acknowledgement), 2.15.5 (ERR), 8.4 (MFK); v2.3.1 chapter 2.24.4 (old ERR).
 */
export function writeAcknowledgement(
  header: Hl7Header | undefined,
  message: Message | undefined,
  responseLevel: ResponseLevel,
  ack: Acknowledgement,
): string {
  const version = header !== undefined && /^2\.\d/u.test(header.version) ? header.version : "2.5.1";
  const text = (value: string): string => escapeText(value, standard);
  const lines = [
    [
      "MSH|^~\\&",
      text(header?.receivingApplication ?? "CONSILIUM"),
      text(header?.receivingFacility ?? ""),
      text(header?.sendingApplication ?? ""),
      text(header?.sendingFacility ?? ""),
      hl7Time(ack.now),
      "",
      // A schedule is answered by the general acknowledgement of its event. Source: HL7 v2.5.1 chapter 10.4.
      header?.messageType === "SIU"
        ? `ACK^${text(header.triggerEvent)}${/^2\.[34]/u.test(version) ? "" : "^ACK"}`
        : "MFK^M02",
      text(ack.controlId),
      text(header?.processingId || "P"),
      version,
      "",
      "",
      "",
      "",
      "CHN",
      text(header?.charset || "UNICODE UTF-8"),
    ].join("|"),
  ];
  const faults = [...ack.faults, ...ack.entries.flatMap((entry) => entry.faults)].filter(isError);
  const [first] = faults;
  lines.push(
    ["MSA", ack.code, text(header?.controlId ?? ""), first === undefined ? "" : text(words(first))].join("|"),
  );
  lines.push(...errorSegments(faults.slice(0, mostErrors), version, text));
  if (message !== undefined && ack.code !== "AR") {
    const mfi = message.segments.find(({ name }) => name === "MFI");
    if (mfi !== undefined)
      lines.push(
        [
          "MFI",
          text(firstText(message, mfi, 1)),
          text(firstText(message, mfi, 2)),
          "UPD",
          "",
          "",
          text(firstText(message, mfi, 6)),
        ].join("|"),
      );
    lines.push(...entrySegments(message, responseLevel, ack, text));
  }
  return `${lines.join("\r")}\r`;
}

const words = (fault: Fault): string =>
  `${fault.place} ${fault.zh}；${fault.remedyZh} (${fault.en}. ${fault.remedyEn}.)`;

function errorSegments(faults: readonly Fault[], version: string, text: (value: string) => string): string[] {
  if (faults.length === 0) return [];
  const located = faults.map((fault) => ({
    fault,
    place: readHl7Place(fault.place),
    code: hl7ErrorCode(fault.code),
  }));
  if (/^2\.[34]/u.test(version))
    return [
      `ERR|${located
        .map(({ fault, place, code }) =>
          [
            place?.segment ?? "MSH",
            place?.sequence ?? 1,
            place?.field || "",
            `${code}&${text(words(fault))}`,
          ].join("^"),
        )
        .join("~")}`,
    ];
  return located.map(({ fault, place, code }) => {
    const { segment, sequence, field, repetition, component } = place ?? {
      segment: "MSH",
      sequence: 1,
      field: 0,
      repetition: 1,
      component: 0,
    };
    const location = [segment, sequence, field || "", field === 0 ? "" : repetition, component || ""]
      .join("^")
      .replace(/\^+$/u, "");
    return ["ERR", "", location, `${code}^^HL70357`, "E", text(fault.code), "", "", text(words(fault))].join(
      "|",
    );
  });
}

function entrySegments(
  message: Message,
  responseLevel: ResponseLevel,
  ack: Acknowledgement,
  text: (value: string) => string,
): string[] {
  if (responseLevel === "none") return [];
  return message.segments
    .filter(({ name }) => name === "MFE")
    .flatMap((mfe, i) => {
      const answer = ack.entries[i];
      if (answer === undefined) return [];
      if (responseLevel === "errors" && answer.isTaken) return [];
      if (responseLevel === "successes" && !answer.isTaken) return [];
      const fault = answer.faults.find(isError);
      return [
        [
          "MFA",
          text(firstText(message, mfe, 1)),
          text(firstText(message, mfe, 2)),
          hl7Time(ack.now),
          answer.isTaken ? "S" : `U${fault === undefined ? "" : `^${text(words(fault))}`}`,
          text(firstText(message, mfe, 4)),
          text(firstText(message, mfe, 5) || "CE"),
        ].join("|"),
      ];
    });
}
