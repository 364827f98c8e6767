import { instant } from "../../kernel/time.js";
import type {
  AgreementId,
  OrganizationId,
  PersonId,
  PractitionerId,
  PractitionerRoleId,
} from "../../kernel/types.js";
import type { Evidence, PoolMember } from "./pool.js";
import type { MatchRequest } from "./request.js";
import type { Vocabulary } from "./vocabulary.js";

const usual: Readonly<Record<string, readonly string[]>> = {
  C34: ["03.01", "04.05", "19"],
  C: ["19"],
  I: ["03.04"],
  J: ["03.01"],
  K: ["03.02"],
};

/** A small world of codes: enough of ICD-10's blocks and of the scopes to test by. */
export const testVocabulary: Vocabulary = {
  placeOf: (code) => {
    const category = code.slice(0, 3);
    const letter = category.slice(0, 1);
    return { category, block: category.slice(0, 2), chapter: letter === "D" ? "C" : letter };
  },
  usualSpecialties: (code, age) => {
    const adult = usual[code.slice(0, 3)] ?? usual[code.slice(0, 1)] ?? [];
    return age !== null && age < 14 ? ["07.04", ...adult] : adult;
  },
  specialtyName: (code) => `科目${code}`,
  scopeCovers: (scope, specialty) =>
    (scope === "11" && /^(03|19|16)/.test(specialty)) || (scope === "12" && /^(04|19)/.test(specialty)),
  areNeighbours: (a, b) => a.slice(0, 1) === b.slice(0, 1),
};

export const inviter = "inviter" as OrganizationId;
export const performers = ["performer-1", "performer-2", "performer-3"] as OrganizationId[];

/** Someone whom nothing keeps from being asked: respiratory medicine, chief physician, any hour. */
export function member(role: string, changes: Partial<PoolMember> = {}): PoolMember {
  return {
    practitionerRoleId: role as PractitionerRoleId,
    practitionerId: `p-${role}` as PractitionerId,
    personId: `u-${role}` as PersonId,
    institutionId: "performer-1" as OrganizationId,
    institutionName: "清河市第一医院",
    regionCode: "330100",
    timeZone: "Asia/Shanghai",
    name: `专家${role}`,
    departmentName: "呼吸与危重症医学科",
    titleRank: "senior",
    titleName: "主任医师",
    specialtyCodes: ["03.01"],
    dutyHours: [],
    dailyCap: 4,
    weeklyCap: 15,
    status: "active",
    acceptsModes: ["written", "video"],
    scopeCode: "11",
    independentSinceOn: "2010-07-01",
    skillsText: "",
    freshness: 1,
    confirmedOn: "2026-02-01",
    evidence: [],
    refusals: [],
    standsAsideFor: [],
    ...changes,
  };
}

export const evidence = (
  code: string | null,
  label: string,
  count: number | null,
  more: Partial<Evidence> = {},
) => ({ code, label, count, source: "his", isVerified: false, isExpired: false, ...more }) satisfies Evidence;

/** A county hospital asks about a suspected lung cancer, on a Wednesday at 10:00 in Shanghai. */
export function request(changes: Partial<MatchRequest> = {}): MatchRequest {
  return {
    now: instant("2026-03-04T02:00:00Z"),
    level: "III",
    requesterOrganizationId: inviter,
    requesterPersonId: "asker" as PersonId,
    requesterRegionCode: "330200",
    specialtyCode: "03.01",
    wantedTitleRank: "any",
    mode: "written",
    patientAgeYears: 63,
    diagnoses: [{ code: "C34.900", name: "肺恶性肿瘤" }],
    text: "右上肺结节伴纵隔淋巴结肿大，下一步如何处理？",
    agreements: performers.map((performerOrganizationId, i) => ({
      agreementId: `agreement-${i}` as AgreementId,
      performerOrganizationId,
      specialtyCodes: [],
    })),
    ...changes,
  };
}
