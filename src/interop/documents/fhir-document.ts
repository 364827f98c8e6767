import { createHash } from "node:crypto";
import type { Bundle, CodeableConcept, Composition, FhirResource, Narrative } from "fhir/r4.js";
import type { OpinionDocument, Party } from "../../consultation/index.js";
import { documentTitle, followUpLine, type Section, sectionsOf } from "./words.js";
import { escapeXml, xmlText } from "./xml.js";

const icd10 = "http://hl7.org/fhir/sid/icd-10";
/** 医疗保障手术操作分类与代码 on ICD-9-CM-3; the OID of ICD-9-CM-3 procedures. */
const icd9cm3 = "urn:oid:2.16.840.1.113883.6.104";
const loinc = "http://loinc.org";

/** LOINC codes of the sections. Source: LOINC 2.77; the national CDA uses the same for assessment, diagnosis and plan. */
const sectionCodes: Readonly<Partial<Record<Section["key"], readonly [string, string]>>> = {
  question: ["42349-1", "Reason for referral"],
  summary: ["10164-2", "History of Present illness"],
  answer: ["51848-0", "Evaluation note"],
  conclusion: ["51848-0", "Evaluation note"],
  advice: ["18776-5", "Plan of care note"],
  diagnoses: ["29548-5", "Diagnosis"],
  orders: ["18776-5", "Plan of care note"],
};
/** Source: FHIR R4, condition-ver-status. */
const verification = {
  confirmed: "confirmed",
  probable: "provisional",
  suspected: "differential",
  ruled_out: "refuted",
} as const;
const orderCategories = {
  procedure: ["387713003", "Surgical procedure"],
  exam: ["363679005", "Imaging"],
  lab: ["108252007", "Laboratory procedure"],
  other: ["409063005", "Counselling"],
} as const;

/** The same document has the same identifiers however often it is written: a version-8 UUID of what it stands for. */
function uuid(...parts: readonly string[]): string {
  const hex = createHash("sha256").update(parts.join("\u0000")).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const narrative = (lines: readonly string[]): Narrative => ({
  status: "generated",
  div: `<div xmlns="http://www.w3.org/1999/xhtml">${lines
    .map((line) => `<p>${escapeXml(line).replaceAll("\n", "<br/>")}</p>`)
    .join("")}</div>`,
});
const concept = (system: string, code: string | null, name: string): CodeableConcept => ({
  ...(code !== null && { coding: [{ system, code, display: xmlText(name) }] }),
  text: xmlText(name),
});

/**
 * A FHIR R4 document Bundle of the newest signed version: Composition first, then everything it names. The PDF and the exact
 * signed bytes go along, so that the receiver can check the signature himself. Equal input gives equal output.
 * Source: HL7 FHIR R4 (4.0.1), Documents and Composition.
 */
export function fhirDocument(document: OpinionDocument): Bundle {
  const { request, performer, opinion, members, version } = document;
  const idOf = (...parts: readonly string[]) => uuid(document.sha256, ...parts);
  const entries = new Map<string, FhirResource>();
  const add = (key: string, resource: FhirResource): { reference: string } => {
    const id = idOf(resource.resourceType, key);
    if (!entries.has(id)) entries.set(id, { ...resource, id });
    return { reference: `urn:uuid:${id}` };
  };
  const compositionId = idOf("Composition", "");

  const organization = ({
    institutionId,
    institutionName,
  }: Pick<Party, "institutionId" | "institutionName">) =>
    add(institutionId, { resourceType: "Organization", name: xmlText(institutionName) });
  const practitioner = (one: Party & { readonly post?: string }) => {
    organization(one);
    return add(one.personId, {
      resourceType: "Practitioner",
      name: [{ text: xmlText(one.name) }],
      ...(one.post ? { qualification: [{ code: { text: xmlText(one.post) } }] } : {}),
    });
  };
  const { patient } = request;
  const subject = add("patient", {
    resourceType: "Patient",
    identifier: [{ system: "urn:consilium:case", value: request.caseNumber }],
    name: [{ text: xmlText(patient.name) }],
    gender: patient.sex,
  });
  const author = practitioner(performer);
  const requester = practitioner(request.requester);
  const asked = add("request", {
    resourceType: "ServiceRequest",
    identifier: [{ system: "urn:consilium:case", value: request.caseNumber }],
    status: document.disposition ? "completed" : "active",
    intent: "order",
    code: { text: request.liabilityClass === "consult" ? "远程会诊" : "远程诊断" },
    subject,
    requester,
    performer: [author],
    ...(request.submittedAt !== null && { authoredOn: request.submittedAt }),
    reasonCode: [{ text: xmlText(request.question) }],
  });
  const conditions = opinion.diagnoses.map((one, i) =>
    add(`condition ${i}`, {
      resourceType: "Condition",
      verificationStatus: {
        coding: [
          {
            system: "http://terminology.hl7.org/CodeSystem/condition-ver-status",
            code: verification[one.certainty],
          },
        ],
      },
      ...(one.certainty !== "ruled_out" && {
        clinicalStatus: {
          coding: [{ system: "http://terminology.hl7.org/CodeSystem/condition-clinical", code: "active" }],
        },
      }),
      code: concept(icd10, one.code, one.name),
      subject,
      asserter: author,
      recordedDate: document.signedAt,
    }),
  );
  const orders = opinion.orders.map((one, i) =>
    one.kind === "drug"
      ? add(`order ${i}`, {
          resourceType: "MedicationRequest",
          status: "active",
          intent: "proposal",
          medicationCodeableConcept: { text: xmlText(one.name) },
          subject,
          requester: author,
          authoredOn: document.signedAt,
          ...(one.note !== "" && { dosageInstruction: [{ text: xmlText(one.note) }] }),
        })
      : add(`order ${i}`, {
          resourceType: "ServiceRequest",
          status: "active",
          intent: "proposal",
          category: [
            {
              coding: [
                {
                  system: "http://snomed.info/sct",
                  code: orderCategories[one.kind][0],
                  display: orderCategories[one.kind][1],
                },
              ],
            },
          ],
          code: concept(icd9cm3, one.code, one.name),
          subject,
          requester: author,
          authoredOn: document.signedAt,
          basedOn: [asked],
          ...(one.note !== "" && { note: [{ text: xmlText(one.note) }] }),
        }),
  );
  const paper = add("paper", {
    resourceType: "DocumentReference",
    status: "current",
    type: { coding: [{ system: loinc, code: "11488-4", display: "Consult note" }] },
    subject,
    date: document.signedAt,
    author: [author],
    content: [
      {
        attachment: {
          contentType: "application/pdf",
          title: "远程会诊意见书",
          data: document.pdf.toString("base64"),
        },
      },
      {
        attachment: {
          contentType: "application/json",
          title: `签署内容 SHA-256 ${document.sha256}`,
          data: Buffer.from(document.signedBytes).toString("base64"),
        },
      },
    ],
  });
  const signers = members.filter(({ stance }) => stance !== null);
  const signed = add("signature", {
    resourceType: "Provenance",
    target: [{ reference: `urn:uuid:${compositionId}` }],
    recorded: document.signedAt,
    activity: { text: "签署" },
    agent: [{ who: author, onBehalfOf: organization(performer) }],
    signature: [
      {
        type: [
          {
            system: "urn:iso-astm:E1762-95:2013",
            code: "1.2.840.10065.1.12.1.1",
            display: "Author's Signature",
          },
        ],
        when: document.signedAt,
        who: author,
        // What the signature stands over is the second attachment of the DocumentReference.
        targetFormat: "application/json",
        sigFormat: "application/octet-stream",
        data: document.signature.value,
      },
    ],
  });
  const sections = sectionsOf(document).map(({ key, title, lines }) => {
    const code = sectionCodes[key];
    const entry = key === "diagnoses" ? conditions : key === "orders" ? orders : [];
    return {
      title,
      ...(code && { code: { coding: [{ system: loinc, code: code[0], display: code[1] }] } }),
      text: narrative(lines),
      ...(entry.length > 0 && { entry }),
    };
  });
  const composition: Composition = {
    resourceType: "Composition",
    id: compositionId,
    identifier: { system: "urn:ietf:rfc:3986", value: `urn:uuid:${document.opinionId}` },
    status: version === 1 ? "final" : "amended",
    type: {
      coding: [{ system: loinc, code: "11488-4", display: "Consult note" }],
      text: documentTitle(document),
    },
    subject,
    date: document.signedAt,
    author: [author],
    title: documentTitle(document),
    text: narrative([
      `${performer.institutionName} ${performer.name} 就 ${request.caseNumber} 的意见，第 ${version} 版`,
      ...(opinion.followUp ? [`随访：${followUpLine(opinion.followUp)}`] : []),
    ]),
    attester: [
      { mode: "legal", time: document.signedAt, party: author },
      ...signers.map((one) => ({
        mode: "professional" as const,
        ...(one.signedAt !== null && { time: one.signedAt }),
        party: practitioner(one),
      })),
    ],
    custodian: organization(performer),
    section: [
      ...sections,
      { title: "签名与原件", text: narrative([`SHA-256 ${document.sha256}`]), entry: [paper, signed, asked] },
    ],
  };
  return {
    resourceType: "Bundle",
    identifier: { system: "urn:ietf:rfc:3986", value: `urn:uuid:${idOf("Bundle", String(version))}` },
    type: "document",
    timestamp: document.signedAt,
    entry: [[compositionId, composition] as const, ...entries].map(([id, resource]) => ({
      fullUrl: `urn:uuid:${id}`,
      resource,
    })),
  };
}
