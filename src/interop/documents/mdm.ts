import type { Instant } from "../../kernel/types.js";
import type { OpinionDocument } from "../../consultation/index.js";
import { type Delimiters, escapeText } from "../domain/hl7/message.js";
import { hl7Time } from "../domain/hl7/time.js";
import { documentTitle, sectionsOf } from "./words.js";

const standard: Delimiters = { field: "|", component: "^", repetition: "~", escape: "\\", subcomponent: "&" };
const sexCode = { male: "M", female: "F", unknown: "U" } as const;

const esc = (written: string): string => escapeText(written, standard);
/** A formatted text: its line ends as commands. */
const formatted = (written: string): string =>
  written
    .split(/\r\n?|\n/u)
    .map(esc)
    .join("\\.br\\");

export interface MdmEnvelope {
  /** MSH-5 and MSH-6. */
  readonly receivingApplication: string;
  readonly receivingFacility: string;
  /** MSH-10; the answer names it. */
  readonly controlId: string;
  readonly charset: "UNICODE UTF-8" | "GB18030-2000";
  readonly sentAt: Instant;
  /** The printed opinion goes along as base64. */
  readonly withPdf: boolean;
}

/** The message's own number of the document: the same version always has the same. */
export const documentNumber = ({ request, version }: Pick<OpinionDocument, "request" | "version">): string =>
  `${request.caseNumber}.${version}`;

/**
 * The signed opinion as MDM^T02 (original document with content): PID, PV1, TXA and one OBX a section, the PDF last. A later
 * version names the one before in TXA-13. Segments end with CR.
 * Source: HL7 v2.5.1 chapter 9 (MDM), 9.6.1 (TXA).
 */
export function mdmMessage(document: OpinionDocument, envelope: MdmEnvelope): string {
  const { request, performer, version, signedAt } = document;
  const provider = (one: { readonly personId: string; readonly name: string }): string =>
    `${esc(one.personId)}^${esc(one.name.slice(0, 1))}^${esc(one.name.slice(1))}`;
  const segment = (...fields: readonly string[]): string => fields.join("|").replace(/\|+$/u, "");
  const at = hl7Time(signedAt);
  const number = (v: number): string => `${esc(request.caseNumber)}.${v}^CONSILIUM`;
  const authenticators = document.members
    .filter(({ stance, signedAt: when }) => stance !== null && when !== null)
    .map((one) => `${provider(one)}^^^^^^^^^^^^${hl7Time(one.signedAt ?? signedAt)}`);
  const lines = [
    segment(
      "MSH",
      "^~\\&",
      "CONSILIUM",
      "PLATFORM",
      esc(envelope.receivingApplication),
      esc(envelope.receivingFacility),
      hl7Time(envelope.sentAt),
      "",
      "MDM^T02^MDM_T02",
      esc(envelope.controlId),
      "P",
      "2.5.1",
      "",
      "",
      "AL",
      "AL",
      "CHN",
      envelope.charset,
      "zh^Chinese^ISO639",
    ),
    segment("EVN", "T02", hl7Time(envelope.sentAt)),
    segment(
      "PID",
      "1",
      "",
      `${esc(request.caseNumber)}^^^CONSILIUM^PI`,
      "",
      esc(request.patient.name),
      "",
      "",
      sexCode[request.patient.sex],
    ),
    segment("PV1", "1", "N"),
    segment(
      "TXA",
      "1",
      "CN^Consultation^HL70270",
      "FT",
      at,
      provider(performer),
      at,
      "",
      "",
      provider(performer),
      "",
      "",
      number(version),
      version > 1 ? number(version - 1) : "",
      "",
      "",
      esc(`opinion-${request.caseNumber}-v${version}.pdf`),
      "LA",
      "",
      "AV",
      "",
      "",
      [`${provider(performer)}^^^^^^^^^^^^${at}`, ...authenticators].join("~"),
    ),
  ];
  let set = 0;
  const observation = (type: string, id: string, value: string): void => {
    lines.push(segment("OBX", String(++set), type, id, "", value, "", "", "", "", "", "F", "", "", at));
  };
  observation("ST", "TITLE^标题^L", esc(documentTitle(document)));
  for (const { key, title, lines: words } of sectionsOf(document))
    observation("FT", `${key.toUpperCase()}^${esc(title)}^L`, formatted(words.join("\n")));
  observation("ST", "SHA256^签署内容摘要^L", document.sha256);
  if (envelope.withPdf)
    observation("ED", "PDF^远程会诊意见书^L", `^application^pdf^Base64^${document.pdf.toString("base64")}`);
  return `${lines.join("\r")}\r`;
}
