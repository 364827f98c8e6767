import { createRequire } from "node:module";
import { Hl7Message } from "@medplum/core";
import type { Bundle, FhirResource } from "fhir/r4.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OpinionDocument } from "../../consultation/index.js";
import { instant } from "../../kernel/time.js";
import { cdaDocument, cdaTime } from "./cda.js";
import { exportOpinion } from "./export-opinion.js";
import { fhirDocument } from "./fhir-document.js";
import { mdmMessage } from "./mdm.js";
import { escapeXml } from "./xml.js";

/** A strict XML parser that others wrote; it comes with the spreadsheet library. */
const { SaxesParser } = createRequire(createRequire(import.meta.url).resolve("exceljs"))("saxes") as {
  SaxesParser: new (options: { xmlns: boolean }) => {
    on(
      event: "opentag",
      hear: (tag: { local: string; attributes: Record<string, { value: string }> }) => void,
    ): void;
    on(event: "text", hear: (text: string) => void): void;
    on(event: "error", hear: (error: Error) => void): void;
    write(text: string): { close(): void };
  };
};

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}
/** Parses strictly; throws for what is not well-formed. */
function parseXml(xml: string): { elements: Element[]; text: string } {
  const elements: Element[] = [];
  let text = "";
  const parser = new SaxesParser({ xmlns: true });
  parser.on("opentag", ({ local, attributes }) =>
    elements.push({
      name: local,
      attributes: Object.fromEntries(Object.entries(attributes).map(([key, { value }]) => [key, value])),
    }),
  );
  parser.on("text", (part) => (text += part));
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return { elements, text };
}

const at = instant("2026-03-01T08:00:00Z");
const base: OpinionDocument = {
  opinionId: "0b5c3f7e-6f0e-4f53-9c4e-2a4a1f6a9d01",
  request: {
    caseId: "9d0f1a1e-3df1-4dd3-8f3f-0e3b9c1f1a11",
    caseNumber: "2026-000123",
    mode: "written",
    urgencyLevel: "II",
    liabilityClass: "consult",
    submittedAt: at,
    requester: {
      personId: "11111111-1111-4111-8111-111111111111",
      name: "周一诺",
      institutionId: "21111111-1111-4111-8111-111111111111",
      institutionName: "云溪县人民医院",
    },
    patient: { name: "王囍", sex: "female", ageYears: 63, isPregnant: false },
    question: "胸痛 3 小时，是否需要急诊介入？",
    summary: "突发胸痛 3 小时。\n心电图 II、III、aVF 导联抬高 <2 mm & 血压 98/62。",
    vitals: {},
    diagnoses: [{ code: "I21.100", name: "急性下壁心肌梗死" }],
  },
  performer: {
    personId: "31111111-1111-4111-8111-111111111111",
    name: "沈书远",
    post: "心血管内科 主任医师",
    institutionId: "41111111-1111-4111-8111-111111111111",
    institutionName: "临江大学附属第一医院",
  },
  version: 1,
  opinion: {
    answer: "需要",
    conclusion: "急性下壁心肌梗死",
    advice: "立即转运|溶栓^禁忌~评估\\",
    diagnoses: [
      { code: "I21.100", name: "急性下壁心肌梗死", certainty: "confirmed" },
      { code: null, name: "主动脉夹层", certainty: "ruled_out" },
    ],
    orders: [
      { kind: "procedure", code: "88.5500", name: "单根导管的冠状动脉造影术", note: "急诊" },
      { kind: "drug", code: null, name: "阿司匹林", note: "300 mg 嚼服" },
      { kind: "lab", code: null, name: "肌钙蛋白", note: "" },
    ],
    references: ["急性 ST 段抬高型心肌梗死诊断和治疗指南（2019）"],
    followUp: { urgency: "at_once", dueOn: "2026-03-02", by: "referral", note: "" },
  },
  signedAt: at,
  sha256: "a".repeat(64),
  signature: {
    provider: "consilium-sm2",
    algorithm: "SM2-SM3",
    publicKey: "AA==",
    value: "c2lnbmVk",
    trustedAt: null,
    isValid: true,
  },
  signedBytes: Buffer.from('{"a":1}'),
  members: [],
  disposition: null,
  pdf: Buffer.from("%PDF-1.3 test"),
};
const panel: OpinionDocument = {
  ...base,
  version: 2,
  members: [
    { ...base.performer, isLead: true, stance: null, dissent: "", signedAt: null },
    {
      ...base.performer,
      personId: "51111111-1111-4111-8111-111111111111",
      name: "陆行之",
      isLead: false,
      stance: "agree",
      dissent: "",
      signedAt: at,
    },
    {
      ...base.performer,
      personId: "61111111-1111-4111-8111-111111111111",
      name: "许知微",
      isLead: false,
      stance: "dissent",
      dissent: "建议先 <行> CT & 再议",
      signedAt: at,
    },
  ],
};
/** Texts by anybody in every place where one may stand. */
const hostile = (words: string): OpinionDocument => ({
  ...panel,
  request: {
    ...panel.request,
    question: words,
    summary: words,
    patient: { ...panel.request.patient, name: words },
    requester: { ...panel.request.requester, name: words, institutionName: words },
    diagnoses: [{ code: words, name: words }],
  },
  performer: { ...panel.performer, name: words, post: words, institutionName: words },
  opinion: {
    answer: words,
    conclusion: words,
    advice: words,
    diagnoses: [{ code: words, name: words, certainty: "probable" }],
    orders: [{ kind: "drug", code: null, name: words, note: words }],
    references: [words],
    followUp: { urgency: "none", dueOn: null, by: "expert", note: words },
  },
  members: panel.members.map((one) => ({ ...one, name: words, institutionName: words, dissent: words })),
  disposition: {
    decision: "not_adopted",
    reason: words,
    decidedBy: { personId: "p", name: words },
    decidedAt: at,
  },
});
const anyWords = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "]]>",
    "<!--",
    "&lt;",
    "\u0000\u0008",
    "\ud800",
    "|^~\\&\r\nOBX|9|",
    "\"'><script>",
    "\ufffe",
  ),
);

describe("FHIR R4 document", () => {
  const resources = (bundle: Bundle): FhirResource[] =>
    (bundle.entry ?? []).flatMap(({ resource }) => (resource ? [resource] : []));
  const references = (value: unknown): string[] =>
    value === null || typeof value !== "object"
      ? []
      : Object.entries(value).flatMap(([key, inner]) =>
          key === "reference" && typeof inner === "string" ? [inner] : references(inner),
        );

  test("it is a document: Composition first, every reference leads to an entry, every narrative is XHTML", () => {
    for (const document of [base, panel]) {
      const bundle = fhirDocument(document);
      expect(bundle).toMatchObject({ resourceType: "Bundle", type: "document", timestamp: at });
      const all = resources(bundle);
      expect(all[0]?.resourceType).toBe("Composition");
      const urls = (bundle.entry ?? []).map(({ fullUrl }) => fullUrl);
      expect(new Set(urls).size).toBe(urls.length);
      for (const url of urls)
        expect(url).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      for (const one of references(bundle)) expect(urls).toContain(one);
      const [composition] = all;
      if (composition?.resourceType !== "Composition") throw new Error("no Composition");
      for (const section of composition.section ?? []) parseXml(section.text?.div ?? "");
    }
  });

  test("coded parts are coded, drugs are text, certainty is kept", () => {
    const all = resources(fhirDocument(base));
    const conditions = all.filter((one) => one.resourceType === "Condition");
    expect(conditions.map((one) => one.verificationStatus?.coding?.[0]?.code)).toEqual([
      "confirmed",
      "refuted",
    ]);
    expect(conditions[0]?.code?.coding?.[0]).toMatchObject({ code: "I21.100" });
    expect(conditions[1]?.code).toEqual({ text: "主动脉夹层" });
    expect(all.find((one) => one.resourceType === "MedicationRequest")).toMatchObject({
      intent: "proposal",
      medicationCodeableConcept: { text: "阿司匹林" },
    });
    const proposals = all.filter((one) => one.resourceType === "ServiceRequest" && one.intent === "proposal");
    expect(proposals).toMatchObject([
      { code: { coding: [{ code: "88.5500" }] } },
      { code: { text: "肌钙蛋白" } },
    ]);
    const paper = all.find((one) => one.resourceType === "DocumentReference");
    expect(Buffer.from(paper?.content[0]?.attachment.data ?? "", "base64").equals(base.pdf)).toBe(true);
    expect(all.find((one) => one.resourceType === "Provenance")).toMatchObject({
      signature: [{ data: "c2lnbmVk" }],
    });
  });

  test("an amendment says so, each co-signer attests, and the same version has the same identifiers", () => {
    const [composition] = resources(fhirDocument(panel));
    expect(composition).toMatchObject({
      status: "amended",
      attester: [{ mode: "legal" }, { mode: "professional" }, { mode: "professional" }],
    });
    expect(fhirDocument(panel)).toEqual(fhirDocument(panel));
    expect(fhirDocument(panel).identifier).not.toEqual(fhirDocument({ ...panel, version: 3 }).identifier);
  });

  test("whatever people write, narratives stay well-formed", () => {
    fc.assert(
      fc.property(anyWords, (words) => {
        const [composition] = resources(fhirDocument(hostile(words)));
        if (composition?.resourceType !== "Composition") throw new Error("no Composition");
        for (const section of composition.section ?? []) parseXml(section.text?.div ?? "");
      }),
      { numRuns: 60 },
    );
  });
});

describe("national CDA", () => {
  const find = (elements: readonly Element[], name: string) =>
    elements.filter((one) => one.name === name).map(({ attributes }) => attributes);

  test("one expert gives C0045 会诊记录 with its sections and data elements", () => {
    const { elements, text } = parseXml(cdaDocument(base));
    expect(find(elements, "templateId")).toEqual([{ root: "2.16.156.10011.2.1.1.65" }]);
    expect(find(elements, "code")[0]).toMatchObject({ code: "C0045", codeSystem: "2.16.156.10011.2.4" });
    const codes = find(elements, "code").map(({ code, displayName }) => code ?? displayName);
    for (const wanted of [
      "51848-0",
      "29548-5",
      "18776-5",
      "8648-8",
      "会诊原因",
      "会诊意见",
      "DE06.00.182.00",
      "DE05.01.025.00",
      "DE05.01.024.00",
      "DE04.30.009.00",
      "DE06.00.214.00",
      "DE06.00.319.00",
      "DE06.00.039.00",
      "DE06.00.018.00",
      "DE06.00.296.00",
    ])
      expect(codes, wanted).toContain(wanted);
    expect(find(elements, "authenticator")).toHaveLength(2);
    expect(find(elements, "versionNumber")).toEqual([{ value: "1" }]);
    expect(text).toContain("心电图 II、III、aVF 导联抬高 <2 mm & 血压 98/62。");
    expect(find(elements, "value").some(({ code }) => code === "I21.100")).toBe(true);
  });

  test("a panel gives C0040 疑难病例讨论 with each member's words and the host's summary", () => {
    const { elements, text } = parseXml(cdaDocument(panel));
    expect(find(elements, "templateId")).toEqual([{ root: "2.16.156.10011.2.1.1.60" }]);
    expect(find(elements, "code")[0]).toMatchObject({ code: "C0040" });
    expect(find(elements, "code").filter(({ code }) => code === "DE06.00.018.00")).toHaveLength(3);
    expect(find(elements, "authenticator")).toHaveLength(4);
    expect(text).toContain("许知微：不同意见：建议先 <行> CT & 再议");
  });

  test("whatever people write, the document is well-formed and says nothing that is not theirs", () => {
    const shape = (xml: string) =>
      parseXml(xml)
        .elements.map(({ name }) => name)
        .join();
    const wanted = shape(cdaDocument(hostile("x")));
    fc.assert(
      fc.property(anyWords, (words) => {
        const xml = cdaDocument(hostile(words === "" ? "x" : words));
        expect(shape(xml)).toBe(wanted);
      }),
      { numRuns: 100 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (words) => {
        const plain = words.replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
        expect(parseXml(`<a>${escapeXml(plain)}</a>`).text).toBe(plain);
      }),
    );
  });

  test("times are in China's one zone", () => {
    expect(cdaTime(at)).toBe("20260301160000+0800");
    expect(cdaTime(instant("2026-12-31T17:00:00Z"))).toBe("20270101010000+0800");
  });
});

describe("HL7 MDM^T02", () => {
  const envelope = {
    receivingApplication: "HIS",
    receivingFacility: "云溪县人民医院",
    controlId: "C1",
    charset: "UNICODE UTF-8",
    sentAt: at,
    withPdf: true,
  } as const;

  test("a reader that others wrote finds patient, document and text as they were", () => {
    const message = Hl7Message.parse(mdmMessage(panel, envelope));
    expect(message.header.getComponent(9, 1)).toBe("MDM");
    expect(message.header.getComponent(9, 2)).toBe("T02");
    expect(message.segments.map(({ name }) => name).slice(0, 5)).toEqual(["MSH", "EVN", "PID", "PV1", "TXA"]);
    expect(message.getSegment("PID")?.getField(5).toString()).toBe("王囍");
    const txa = message.getSegment("TXA");
    expect(txa?.getComponent(2, 1)).toBe("CN");
    expect(txa?.getComponent(12, 1)).toBe("2026-000123.2");
    expect(txa?.getComponent(13, 1)).toBe("2026-000123.1");
    expect(txa?.getField(17).toString()).toBe("LA");
    const observations = message.getAllSegments("OBX");
    const advice = observations.find((one) => one.getComponent(3, 1) === "ADVICE");
    expect(advice?.getField(5).toString()).toBe("立即转运\\F\\溶栓\\S\\禁忌\\R\\评估\\E\\");
    const pdf = observations.at(-1);
    expect(pdf?.getField(2).toString()).toBe("ED");
    expect(Buffer.from(pdf?.getComponent(5, 5) ?? "", "base64").equals(base.pdf)).toBe(true);
  });

  test("whatever people write, segments and their number stay the same", () => {
    const names = (words: string) =>
      Hl7Message.parse(mdmMessage(hostile(words), envelope))
        .segments.map(({ name }) => name)
        .join();
    const wanted = names("x");
    fc.assert(
      fc.property(anyWords, (words) => {
        const shown = words.replace(/[\p{Cc}\p{Cs}\s\ufffe]+/gu, "") === "" ? "x" : words;
        expect(names(shown)).toBe(wanted);
      }),
      { numRuns: 100 },
    );
  });
});

test("each format has its own name and media type", () => {
  expect(
    (["pdf", "fhir", "cda", "hl7"] as const).map((format) => exportOpinion(base, format).fileName),
  ).toEqual([
    "opinion-2026-000123.1.pdf",
    "opinion-2026-000123.1.fhir.json",
    "opinion-2026-000123.1.cda.xml",
    "opinion-2026-000123.1.hl7",
  ]);
});
