import { civilDate } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { OpinionDocument } from "../../consultation/index.js";
import { decisionWords, diagnosisLine, documentTitle, followUpLine, orderLine, sexWords } from "./words.js";
import { el, text, type Xml, xmlDocument } from "./xml.js";

/** OIDs of the national documents. Source: WS/T 500.45-2016 and WS/T 500.40-2016, and WS/T 482-2016. */
const oid = {
  documents: "2.16.156.10011.2.4",
  documentId: "2.16.156.10011.1.1",
  requestId: "2.16.156.10011.1.24",
  admission: "2.16.156.10011.1.12",
  staff: "2.16.156.10011.1.4",
  author: "2.16.156.10011.1.7",
  institution: "2.16.156.10011.1.5",
  department: "2.16.156.10011.1.26",
  sex: "2.16.156.10011.2.3.3.4",
  icd10: "2.16.156.10011.2.3.3.11",
  elements: "2.16.156.10011.2.2.1",
  loinc: "2.16.840.1.113883.6.1",
} as const;

/** 会诊记录 for one expert; 疑难病例讨论记录 for a panel, whose form has the host's summary and each member's words. */
const kinds = {
  consult: { code: "C0045", template: "2.16.156.10011.2.1.1.65", title: "会诊记录" },
  discussion: { code: "C0040", template: "2.16.156.10011.2.1.1.60", title: "疑难病例讨论记录" },
} as const;

/** `20260301160000+0800`: documents are dated in the one legal time of China. */
export function cdaTime(at: Instant): string {
  const parts = new Date(Date.parse(at) + 8 * 3_600_000).toISOString();
  return `${parts.replace(/[-:T]/gu, "").slice(0, 14)}+0800`;
}
/** GB/T 2261.1: 0 未知, 1 男, 2 女. */
const sexCode = { male: "1", female: "2", unknown: "0" } as const;

const person = (name: string): Xml => el("assignedPerson", {}, el("name", {}, text(name)));
const organization = (element: string, id: string, name: string): Xml =>
  el(element, {}, el("id", { root: oid.institution, extension: id }), el("name", {}, text(name)));

const element = (code: string, name: string, ...value: (Xml | undefined)[]): Xml =>
  el(
    "entry",
    {},
    el(
      "observation",
      { classCode: "OBS", moodCode: "EVN" },
      el("code", {
        code,
        displayName: name,
        codeSystem: oid.elements,
        codeSystemName: "卫生信息数据元目录",
      }),
      ...value,
    ),
  );
const said = (words: string): Xml =>
  words.trim() === ""
    ? el("value", { "xsi:type": "ST", nullFlavor: "NI" })
    : el("value", { "xsi:type": "ST" }, text(words));

interface Head {
  readonly code?: string;
  readonly title: string;
}
const section = ({ code, title }: Head, narrative: string, ...entries: Xml[]): Xml =>
  el(
    "component",
    {},
    el(
      "section",
      {},
      code === undefined
        ? el("code", { displayName: title })
        : el("code", { code, displayName: title, codeSystem: oid.loinc, codeSystemName: "LOINC" }),
      el("title", {}, text(title)),
      el("text", {}, text(narrative)),
      ...entries,
    ),
  );

const authenticator = (
  role: string,
  one: {
    readonly personId: string;
    readonly name: string;
    readonly institutionId: string;
    readonly institutionName: string;
  },
  at: Instant | null,
): Xml =>
  el(
    "authenticator",
    {},
    el("time", at === null ? { nullFlavor: "NI" } : { value: cdaTime(at) }),
    el("signatureCode", { code: "S" }),
    el(
      "assignedEntity",
      {},
      el("id", { root: oid.staff, extension: one.personId }),
      el("code", { displayName: role }),
      person(one.name),
      organization("representedOrganization", one.institutionId, one.institutionName),
    ),
  );

function recordTarget({ request }: OpinionDocument): Xml {
  const { patient } = request;
  const age = patient.ageYears;
  return el(
    "recordTarget",
    { typeCode: "RCT", contextControlCode: "OP" },
    el(
      "patientRole",
      { classCode: "PAT" },
      // The request carries no admission number: the hospital knows the patient by the request's own number.
      el("id", { root: oid.admission, nullFlavor: "NI" }),
      el("id", { root: oid.requestId, extension: request.caseNumber }),
      el(
        "patient",
        { classCode: "PSN", determinerCode: "INSTANCE" },
        el("name", {}, text(patient.name)),
        el("administrativeGenderCode", {
          code: sexCode[patient.sex],
          codeSystem: oid.sex,
          codeSystemName: "生理性别代码表(GB/T 2261.1)",
          displayName: sexWords[patient.sex],
        }),
        age === null
          ? el("age", { nullFlavor: "NI" })
          : age >= 1
            ? el("age", { unit: "岁", value: String(Math.floor(age)) })
            : el("age", { unit: "月", value: String(Math.round(age * 12)) }),
      ),
    ),
  );
}

/** Diagnoses of the opinion; without any, the request's own, which then say whose they are. */
function diagnosisSection({ opinion, request }: OpinionDocument): Xml {
  const list =
    opinion.diagnoses.length > 0
      ? opinion.diagnoses.map((one) => ({ ...one, line: diagnosisLine(one) }))
      : request.diagnoses.map((one) => ({ ...one, line: `${one.name}（邀请方初步诊断）` }));
  return section(
    { code: "29548-5", title: "诊断" },
    list.map(({ line }) => line).join("\n"),
    ...list.flatMap(({ name, code, line }) => [
      element("DE05.01.025.00", "西医诊断名称", said(line)),
      element(
        "DE05.01.024.00",
        "西医诊断编码",
        code === null
          ? el("value", { "xsi:type": "CD", nullFlavor: "NI" })
          : el("value", {
              "xsi:type": "CD",
              code,
              codeSystem: oid.icd10,
              codeSystemName: "诊断编码表(ICD-10)",
              displayName: name,
            }),
      ),
    ]),
  );
}

const opinionText = ({ opinion }: OpinionDocument): string =>
  [
    `问题回应：${opinion.answer}`,
    `结论：${opinion.conclusion}`,
    ...(opinion.advice.trim() === "" ? [] : [`建议：${opinion.advice}`]),
    ...(opinion.orders.length === 0 ? [] : [`建议项目：${opinion.orders.map(orderLine).join("；")}`]),
    ...(opinion.followUp ? [`随访：${followUpLine(opinion.followUp)}`] : []),
    ...(opinion.references.length === 0 ? [] : [`参考依据：${opinion.references.join("；")}`]),
  ].join("\n");

function consultSections(document: OpinionDocument): Xml[] {
  const { request, opinion, disposition } = document;
  const outcome = disposition
    ? [decisionWords[disposition.decision], disposition.reason].filter(Boolean).join("：")
    : "";
  return [
    section(
      { code: "51848-0", title: "健康评估" },
      request.summary,
      element("DE06.00.182.00", "病历摘要", said(request.summary)),
    ),
    diagnosisSection(document),
    section({ title: "辅助检查" }, "见病历摘要", element("DE04.30.009.00", "辅助检查结果", said(""))),
    section(
      { code: "18776-5", title: "治疗计划" },
      request.question,
      element("DE06.00.297.00", "诊疗过程名称", said(opinion.orders.map(orderLine).join("；"))),
      element("DE06.00.300.00", "治则治法", said("")),
      element("DE06.00.214.00", "会诊目的", said(request.question)),
    ),
    section(
      { title: "会诊原因" },
      request.question,
      element(
        "DE06.00.319.00",
        "会诊类型",
        said(`${request.liabilityClass === "consult" ? "远程会诊" : "远程诊断"}（院外）`),
      ),
      element("DE06.00.039.00", "会诊原因", said(request.question)),
    ),
    section(
      { title: "会诊意见" },
      opinionText(document),
      element("DE06.00.018.00", "会诊意见", said(opinionText(document))),
    ),
    section(
      { code: "8648-8", title: "住院过程" },
      outcome,
      element("DE06.00.296.00", "诊疗过程描述", said(outcome)),
    ),
  ];
}

function discussionSections(document: OpinionDocument): Xml[] {
  const { request, members } = document;
  const own = members.filter(({ stance }) => stance !== null);
  return [
    section(
      { code: "51848-0", title: "健康评估" },
      request.summary,
      element("DE06.00.182.00", "病历摘要", said(request.summary)),
    ),
    diagnosisSection(document),
    section(
      { code: "18776-5", title: "治疗计划" },
      request.question,
      element("DE06.00.214.00", "讨论目的", said(request.question)),
    ),
    section(
      { title: "讨论内容" },
      opinionText(document),
      ...own.map((one) =>
        element(
          "DE06.00.018.00",
          "讨论意见",
          said(`${one.name}：${one.stance === "agree" ? "同意联合意见" : `不同意见：${one.dissent}`}`),
        ),
      ),
      element("DE06.00.018.00", "主持人总结意见", said(opinionText(document))),
    ),
  ];
}

/**
 * The national CDA of the newest signed version: C0045 会诊记录, for a panel C0040 疑难病例讨论记录. Fields the platform does not
 * know (admission number, ward, bed) are there and say so by nullFlavor. Equal input gives equal output.
 * Source: WS/T 500.45-2016, WS/T 500.40-2016, HL7 CDA R2.
 */
export function cdaDocument(document: OpinionDocument): string {
  const { request, performer, members, version, signedAt } = document;
  const isPanel = members.length > 0;
  const kind = isPanel ? kinds.discussion : kinds.consult;
  const { requester } = request;
  return xmlDocument(
    el(
      "ClinicalDocument",
      {
        xmlns: "urn:hl7-org:v3",
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
      },
      el("realmCode", { code: "CN" }),
      el("typeId", { root: "2.16.840.1.113883.1.3", extension: "POCD_MT000040" }),
      el("templateId", { root: kind.template }),
      el("id", { root: oid.documentId, extension: `${document.opinionId}.${version}` }),
      el("code", {
        code: kind.code,
        codeSystem: oid.documents,
        codeSystemName: "卫生信息共享文档规范编码体系",
        displayName: kind.title,
      }),
      el("title", {}, text(`${kind.title}（${documentTitle(document)}）`)),
      el("effectiveTime", { value: cdaTime(signedAt) }),
      el("confidentialityCode", {
        code: "N",
        codeSystem: "2.16.840.1.113883.5.25",
        codeSystemName: "Confidentiality",
        displayName: "正常访问保密级别",
      }),
      el("languageCode", { code: "zh-CN" }),
      el("setId", { root: oid.documentId, extension: document.opinionId }),
      el("versionNumber", { value: String(version) }),
      recordTarget(document),
      el(
        "author",
        { typeCode: "AUT", contextControlCode: "OP" },
        el("time", { value: cdaTime(signedAt) }),
        el(
          "assignedAuthor",
          { classCode: "ASSIGNED" },
          el("id", { root: oid.author, extension: performer.personId }),
          el("code", { displayName: performer.post === "" ? "会诊医师" : performer.post }),
          person(performer.name),
          organization("representedOrganization", performer.institutionId, performer.institutionName),
        ),
      ),
      el(
        "custodian",
        { typeCode: "CST" },
        el(
          "assignedCustodian",
          { classCode: "ASSIGNED" },
          organization(
            "representedCustodianOrganization",
            requester.institutionId,
            requester.institutionName,
          ),
        ),
      ),
      authenticator("会诊申请医师", requester, request.submittedAt),
      authenticator(isPanel ? "主持人" : "会诊医师", performer, signedAt),
      ...members
        .filter(({ stance }) => stance !== null)
        .map((one) => authenticator("会诊医师", one, one.signedAt)),
      el(
        "componentOf",
        {},
        el(
          "encompassingEncounter",
          {},
          el("effectiveTime", { value: civilDate(request.submittedAt ?? signedAt).replaceAll("-", "") }),
          el(
            "location",
            {},
            el(
              "healthCareFacility",
              {},
              el(
                "serviceProviderOrganization",
                {},
                el("id", { root: oid.department, nullFlavor: "NI" }),
                el(
                  "asOrganizationPartOf",
                  {},
                  organization("wholeOrganization", requester.institutionId, requester.institutionName),
                ),
              ),
            ),
          ),
        ),
      ),
      el(
        "component",
        {},
        el("structuredBody", {}, ...(isPanel ? discussionSections : consultSections)(document)),
      ),
    ),
  );
}
