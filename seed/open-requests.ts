import { RequestDraft, type VitalsForm } from "../src/cases/api.js";
import { addMinutes } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import type { Alliance } from "./alliance.js";
import { consentFacts } from "./case-rows.js";
import { type CaseTemplate, caseTemplate } from "./case-templates/index.js";
import type { SeedPerson } from "./people.js";
import type { PlannedRequest } from "./planned-case.js";
import type { Random } from "./random.js";
import { newRequest } from "./requests.js";

/** Nobody in the alliance practises Tibetan medicine: the dispatcher has to look further. */
const tibetanMedicine: CaseTemplate = {
  key: "tibetan-medicine",
  specialty: "51.02",
  age: [48, 66],
  weight: 0,
  vitals: "hr 74-84, rr 16-18, bp 118-134/70-82, t 36.3-36.7, spo2 94-96, A",
  diagnoses: [],
  question: "患者长期服用{两|三}种藏成药，拟加用华法林，想请藏医专家判断能否同服、需停哪些？",
  summary:
    "患者{sex}，{age}，牧民，关节冷痛{8-15}年，长期服用藏成药（家属提供名称：如意珍宝丸、二十五味珊瑚丸），自觉有效，不愿停药。因心脏瓣膜病准备口服华法林。查体：HR {hr}次/分，BP {bp}mmHg，一般情况好，四肢关节无红肿。肝肾功能、凝血大致正常。本院无藏医科，药品说明书未提相互作用。",
  answer: "",
  conclusion: "",
  advice: "",
};

/** Requests that have no expert yet: being written, sent back, or just sent. */
export interface OpenRequests {
  readonly drafts: readonly { readonly request: PlannedRequest; readonly draft: RequestDraft }[];
  readonly returned: {
    readonly request: PlannedRequest;
    readonly draft: RequestDraft;
    readonly by: SeedPerson;
    readonly reason: string;
    readonly at: Instant;
  };
  /** Sent, and not looked at by anybody: the platform's own work takes them from here. */
  readonly live: readonly PlannedRequest[];
}

/** The form as its doctor typed it. */
export function draftOf(request: PlannedRequest): RequestDraft {
  const { text, consent } = request;
  const { textVersion, givenBy, signerName, form } = consentFacts(consent, request.submittedAt);
  return RequestDraft.parse({
    patientName: request.patientName,
    patientSex: text.sex,
    patientAgeYears: text.ageYears,
    patientIsPregnant: text.template.isPregnant ?? false,
    question: text.question,
    summary: text.summary,
    vitals: text.vitals,
    diagnoses: [...text.diagnoses],
    wantedSpecialtyCode: text.template.specialty,
    wantedTitleRank: text.template.title ?? "any",
    mode: request.mode,
    consent: { textVersion, givenBy, signerName, form },
  });
}

const unmeasured = (vitals: VitalsForm, ...names: (keyof VitalsForm)[]): VitalsForm => ({
  ...vitals,
  ...Object.fromEntries(names.map((name) => [name, null])),
});

export function newOpenRequests(alliance: Alliance, now: Instant, random: Random): OpenRequests {
  const at = (template: CaseTemplate, institution: PlannedRequest["institution"], minutesAgo: number) => {
    const own = random.fork(`${template.key}/${institution}`);
    return newRequest(alliance, template, institution, now, () => addMinutes(now, -minutesAgo), own);
  };
  const whole = at(caseTemplate("ulcerative-colitis"), "yunxi", 34);
  const begun = at(caseTemplate("fever-unknown"), "bosta", 190);
  const returned = at(caseTemplate("cancer-plan"), "qingmin", 165);
  const dispatcher = alliance.people.find((person) => person.roles.includes("dispatcher"));
  if (!dispatcher) throw new Error("the operator has no dispatcher");
  return {
    drafts: [
      { request: whole, draft: { ...draftOf(whole), consent: null } },
      {
        request: begun,
        draft: {
          ...draftOf(begun),
          summary: begun.text.summary.split("。")[0] ?? "",
          diagnoses: [],
          wantedSpecialtyCode: null,
          vitals: unmeasured(begun.text.vitals, "respiratoryRatePerMin", "spo2Percent", "consciousness"),
          consent: null,
        },
      },
    ],
    returned: {
      request: returned,
      draft: {
        ...draftOf(returned),
        vitals: unmeasured(returned.text.vitals, "respiratoryRatePerMin", "spo2Percent"),
      },
      by: dispatcher,
      reason: "请补充基因检测报告和近两周血常规，并填写呼吸频率和血氧后重新提交",
      at: addMinutes(now, -128),
    },
    live: [
      at(tibetanMedicine, "qingmin", 22),
      at(caseTemplate("castleman"), "yunxi", 2),
      at(caseTemplate("variceal-bleeding"), "qingmin", 0.2),
    ],
  };
}
