import type {
  AgreementId,
  OrganizationId,
  PersonId,
  PractitionerId,
  PractitionerRoleId,
} from "../kernel/types.js";
import { instant } from "../kernel/time.js";
import { rareDiseases } from "../terminology/index.js";
import { buildPool, type Evidence, type PoolMember } from "./domain/pool.js";
import { rank } from "./domain/rank.js";
import type { MatchFacts, MatchRequest } from "./domain/request.js";
import { isSameLine } from "./domain/vocabulary.js";
import { vocabulary } from "./vocabulary.js";

const usualSpecialties = (code: string): readonly string[] => vocabulary.usualSpecialties(code, null);

/** What {@link measureHiddenSkills} finds. Shares are from 0 to 1. */
export interface HiddenSkillFigures {
  readonly cases: number;
  readonly experts: number;
  /** The planted expert is among the first five, is called a hidden skill, and the first reason names his patients. */
  readonly foundInTop5: number;
  readonly foundFirst: number;
  /** Candidates that were called hidden skills without a patient of the disease or its category. */
  readonly withoutEvidence: number;
  /** Ordinary requests: the first, and the first five, whose declared specialty fits. */
  readonly ordinary: { readonly cases: number; readonly firstFits: number; readonly firstFiveFit: number };
}

/** Common diseases, so that every specialty has patients of its own: ICD-10 and name. */
const common: readonly (readonly [code: string, name: string])[] = [
  ["C34.900", "肺恶性肿瘤"],
  ["J18.900", "肺炎"],
  ["J44.900", "慢性阻塞性肺病"],
  ["I21.900", "急性心肌梗死"],
  ["I50.900", "心力衰竭"],
  ["I63.900", "脑梗死"],
  ["G40.900", "癫痫"],
  ["K25.900", "胃溃疡"],
  ["K74.600", "肝硬化"],
  ["C16.900", "胃恶性肿瘤"],
  ["N18.900", "慢性肾病"],
  ["E11.900", "2型糖尿病"],
  ["E05.900", "甲状腺功能亢进"],
  ["C85.900", "淋巴瘤"],
  ["D61.900", "再生障碍性贫血"],
  ["M06.900", "类风湿关节炎"],
  ["M32.900", "系统性红斑狼疮"],
  ["S72.000", "股骨颈骨折"],
  ["M51.200", "腰椎间盘突出"],
  ["N20.000", "肾结石"],
  ["H25.900", "白内障"],
  ["L40.900", "银屑病"],
];
/** 执业范围 codes of clinical medicine, dentistry and public health, as far as any is registered. */
const scopes = Array.from({ length: 90 }, (_, i) => String(10 + i));
const asker = "asker" as OrganizationId;
const hospitals = ["h1", "h2", "h3", "h4", "h5", "h6"];

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * An invented pool of `experts` specialists of common diseases, in which for each of `cases` rare diseases one expert of another
 * specialty has 8 to 40 patients of it, and requests for these diseases and for common ones. Everything follows from the seed.
 */
function inventHiddenSkills(seed: number, cases: number, experts: number) {
  const next = randomFrom(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const pick = <T>(list: readonly T[]): T => {
    const one = list[below(list.length)];
    if (one === undefined) throw new RangeError("nothing to pick from");
    return one;
  };
  const specialtyOf = (code: string): string => usualSpecialties(code)[0] ?? "03";
  const specialties = [...new Set(common.map(([code]) => specialtyOf(code)))];
  const patients = (code: string, label: string, count: number): Evidence => ({
    code,
    label,
    count,
    source: next() < 0.5 ? "his" : "institution",
    isVerified: next() < 0.3,
    isExpired: false,
  });
  const expert = (id: string, specialty: string, evidence: readonly Evidence[]): PoolMember => {
    const hospital = pick(hospitals);
    return {
      practitionerRoleId: id as PractitionerRoleId,
      practitionerId: `p-${id}` as PractitionerId,
      personId: `u-${id}` as PersonId,
      institutionId: hospital as OrganizationId,
      institutionName: hospital,
      regionCode: pick(["330100", "330200", "310100"]),
      timeZone: "Asia/Shanghai",
      name: `专家${id}`,
      departmentName: vocabulary.specialtyName(specialty),
      titleRank: pick(["senior", "associate", "attending"] as const),
      titleName: null,
      specialtyCodes: [specialty],
      dutyHours: [],
      dailyCap: 4,
      weeklyCap: 15,
      status: "active",
      acceptsModes: ["written", "video"],
      scopeCode: null,
      independentSinceOn: "2010-01-01",
      skillsText: evidence.length > 0 && next() < 0.6 ? `擅长${evidence[0]?.label ?? ""}的诊治` : "",
      freshness: next(),
      confirmedOn: null,
      evidence,
      refusals: [],
      standsAsideFor: [],
    };
  };

  const members: PoolMember[] = Array.from({ length: experts }, (_, i) => {
    const specialty = pick(specialties);
    const own = common.filter(([code]) => specialtyOf(code) === specialty);
    const evidence = own
      .filter(() => next() < 0.7)
      .map(([code, name]) => patients(code, name, 1 + below(next() < 0.2 ? 800 : 120)));
    return expert(`e${i}`, specialty, evidence);
  });

  const rare = rareDiseases().flatMap((disease) => {
    const code = disease.icd10[0];
    return code === undefined || usualSpecialties(code).length === 0 ? [] : [{ code, name: disease.name }];
  });
  const chosen = Array.from({ length: cases }, () => rare.splice(below(rare.length), 1)[0]).filter(
    (one) => one !== undefined,
  );
  const planted = chosen.map(({ code, name }, i) => {
    const usual = usualSpecialties(code);
    const other = pick(specialties.filter((own) => !usual.some((code) => isSameLine(own, code))));
    const count = 8 + below(33);
    // Rare experience is of use only where the law lets him give advice: his scope of practice covers the disease's specialty.
    const scopeCode = scopes.find((scope) => usual.some((one) => vocabulary.scopeCovers(scope, one))) ?? null;
    members.push({ ...expert(`hidden-${i}`, other, [patients(code, name, count)]), scopeCode });
    return { code, name, roleId: `hidden-${i}`, count };
  });
  const requestFor = (code: string, name: string): MatchRequest => ({
    now: instant("2026-03-04T02:00:00Z"),
    level: "III",
    requesterOrganizationId: asker,
    requesterPersonId: null,
    requesterRegionCode: "330225",
    specialtyCode: specialtyOf(code),
    wantedTitleRank: "any",
    mode: "written",
    patientAgeYears: 46,
    diagnoses: [{ code, name }],
    text: `考虑${name}，请协助明确诊断并指导下一步治疗。`,
    agreements: hospitals.map((hospital) => ({
      agreementId: `a-${hospital}` as AgreementId,
      performerOrganizationId: hospital as OrganizationId,
      specialtyCodes: [],
    })),
  });
  return { members, planted, requestFor };
}

/** Past consultations of every third planted expert: the reason then names how often his advice was taken. */
const historyOf = (planted: ReturnType<typeof inventHiddenSkills>["planted"]): MatchFacts["consultHistory"] =>
  planted
    .filter((_, i) => i % 3 === 0)
    .map(({ roleId, code }) => ({ roleId, codes: [code], specialtyCode: null, consults: 13, adopted: 12 }));

/** Ranks the invented requests by the product's ranking and counts what came of them. */
export function measureHiddenSkills(seed = 1, cases = 60, experts = 3000): HiddenSkillFigures {
  const { members, planted, requestFor } = inventHiddenSkills(seed, cases, experts);
  const pool = buildPool(members, vocabulary);
  const facts: MatchFacts = {
    loadByRole: new Map(),
    responseStats: new Map(),
    excludedRoles: new Map(),
    consultHistory: historyOf(planted),
  };
  const evidenceOf = new Map(members.map((member) => [member.practitionerRoleId, member.evidence]));
  let [found, first, withoutEvidence] = [0, 0, 0];
  for (const { code, name, roleId, count } of planted) {
    const { candidates } = rank(requestFor(code, name), pool, { vocabulary, facts });
    const at = candidates.findIndex((candidate) => candidate.practitionerRoleId === roleId);
    const named =
      candidates[at]?.isHiddenSkill && candidates[at].reasons[0]?.zh.includes(`${name} ${count} 例`);
    if (named && at < 5) found++;
    if (named && at === 0) first++;
    const { category } = vocabulary.placeOf(code);
    for (const candidate of candidates)
      if (
        candidate.isHiddenSkill &&
        !evidenceOf
          .get(candidate.practitionerRoleId)
          ?.some((one) => one.code !== null && vocabulary.placeOf(one.code).category === category)
      )
        withoutEvidence++;
  }
  let [firstFits, firstFiveFit] = [0, 0];
  for (const [code, name] of common) {
    const usual = usualSpecialties(code);
    const { candidates } = rank(requestFor(code, name), pool, { vocabulary, facts });
    const fits = candidates.map((candidate) =>
      members
        .find((member) => member.practitionerRoleId === candidate.practitionerRoleId)
        ?.specialtyCodes.some((own) => usual.some((one) => isSameLine(own, one))),
    );
    if (fits[0]) firstFits++;
    if (fits.slice(0, 5).every(Boolean)) firstFiveFit++;
  }
  const share = (part: number, whole: number): number => Math.round((1000 * part) / whole) / 1000;
  return {
    cases: planted.length,
    experts: members.length,
    foundInTop5: share(found, planted.length),
    foundFirst: share(first, planted.length),
    withoutEvidence,
    ordinary: {
      cases: common.length,
      firstFits: share(firstFits, common.length),
      firstFiveFit: share(firstFiveFit, common.length),
    },
  };
}

/** The invented pool of {@link measureHiddenSkills} at another size, with its requests: for measuring time. */
export function inventPool(
  seed: number,
  experts: number,
): { readonly members: readonly PoolMember[]; readonly requests: readonly MatchRequest[] } {
  const { members, planted, requestFor } = inventHiddenSkills(seed, 60, experts);
  const asked = [...planted.map(({ code, name }) => [code, name] as const), ...common];
  return { members, requests: asked.map(([code, name]) => requestFor(code, name)) };
}
