import iconv from "iconv-lite";
import type { OpinionDocument } from "../../consultation/index.js";
import { cdaDocument } from "./cda.js";
import { fhirDocument } from "./fhir-document.js";
import { documentNumber, mdmMessage } from "./mdm.js";

export const exportFormats = ["pdf", "fhir", "cda", "hl7"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportedFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

const endings = { pdf: "pdf", fhir: "fhir.json", cda: "cda.xml", hl7: "hl7" } as const;
const mediaTypes = {
  pdf: "application/pdf",
  fhir: "application/fhir+json; charset=utf-8",
  cda: "application/xml; charset=utf-8",
  hl7: "x-application/hl7-v2+er7; charset=utf-8",
} as const;

/** The newest signed version as a file of one format. The same version gives the same bytes, but for HL7's time of sending. */
export function exportOpinion(document: OpinionDocument, format: ExportFormat): ExportedFile {
  const bytes = {
    pdf: () => document.pdf,
    fhir: () => Buffer.from(JSON.stringify(fhirDocument(document), null, 2), "utf8"),
    cda: () => Buffer.from(cdaDocument(document), "utf8"),
    hl7: () =>
      iconv.encode(
        mdmMessage(document, {
          receivingApplication: "",
          receivingFacility: "",
          controlId: documentNumber(document),
          charset: "UNICODE UTF-8",
          sentAt: document.signedAt,
          withPdf: true,
        }),
        "utf8",
      ),
  }[format]();
  return {
    fileName: `opinion-${documentNumber(document)}.${endings[format]}`,
    mediaType: mediaTypes[format],
    bytes,
  };
}
