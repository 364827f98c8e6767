import { expect, test } from "vitest";
import { instant } from "../../kernel/time.js";
import type { AgreementId, OrganizationId, PersonId, PractitionerId } from "../../kernel/types.js";
import { type ExclusionCode, exclusionCodes } from "./exclusion.js";
import { currentModel, factorKeys } from "./model.js";
import { buildPool, type PoolMember } from "./pool.js";
import { evidence, inviter, member, request, testVocabulary as vocabulary } from "./pool-for-tests.js";
import { rank, type RankOptions } from "./rank.js";
import { type MatchFacts, type MatchRequest, noFacts } from "./request.js";
import { whyNot } from "./why-not.js";

const ranking = (asked: MatchRequest, members: PoolMember[], options: Partial<RankOptions> = {}) =>
  rank(asked, buildPool(members, vocabulary), { vocabulary, ...options });
const order = (asked: MatchRequest, members: PoolMember[], options?: Partial<RankOptions>): string[] =>
  ranking(asked, members, options).candidates.map((candidate) => candidate.practitionerRoleId);
const exclusion = (
  asked: MatchRequest,
  members: PoolMember[],
  facts?: MatchFacts,
): ExclusionCode | undefined => {
  const found = ranking(asked, members, facts ? { facts } : {}).excluded;
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0]?.code;
};

test("the model's points are 100 together", () => {
  expect(factorKeys.reduce((sum, key) => sum + currentModel.points[key], 0)).toBe(100);
});

test("a suspected lung cancer goes to someone strong in both fields, never to whatever surgeon is free", () => {
  const lung = evidence("C34.900", "肺恶性肿瘤", 120);
  const asked = request();
  const members = [
    member("both", { specialtyCodes: ["03.01", "19"], evidence: [lung] }),
    member("one", { evidence: [lung] }),
    member("field-only"),
    member("surgeon", { specialtyCodes: ["04.01"], scopeCode: "12", departmentName: "普外科" }),
    member("heart", { specialtyCodes: ["03.04"], departmentName: "心内科" }),
  ];
  expect(order(asked, members)).toEqual(["both", "one", "field-only"]);
  expect(ranking(asked, members).excluded).toMatchObject([{ code: "no_relevant_evidence", count: 2 }]);
});

test("closer evidence outweighs more of a distant kind", () => {
  const asked = request();
  const members = [
    member("chapter", { evidence: [evidence("C50.900", "乳腺癌", 5000)] }),
    member("block", { evidence: [evidence("C38.400", "胸膜癌", 5000)] }),
    member("category", { evidence: [evidence("C34.100", "肺上叶癌", 60)] }),
    member("exact", { evidence: [evidence("C34.900", "肺癌", 60)] }),
  ];
  expect(order(asked, members)).toEqual(["exact", "category", "block", "chapter"]);
});

test("patients of the very disease count among those of its kind as well", () => {
  const kind = evidence("C34.100", "肺上叶癌", 9);
  const [first, second] = ranking(request(), [
    member("kind", { evidence: [kind] }),
    member("both", { evidence: [kind, evidence("C34.900", "肺癌", 3)] }),
  ]).candidates;
  expect(first?.practitionerRoleId).toBe("both");
  expect(first?.score).toBeGreaterThan(second?.score ?? 100);
});

test("the same number counts for more from the hospital's system than from the expert himself", () => {
  const members = [
    member("self", { evidence: [evidence("C34.900", "肺癌", 50, { source: "self_reported" })] }),
    member("his", { evidence: [evidence("C34.900", "肺癌", 50)] }),
    member("verified", {
      name: "专家a",
      evidence: [evidence("C34.900", "肺癌", 50, { source: "self_reported", isVerified: true })],
    }),
  ];
  const [first, second, last] = ranking(request(), members).candidates;
  expect([first?.score, last?.practitionerRoleId]).toEqual([second?.score, "self"]);
});

test("a hidden skill surfaces with its evidence, and only with evidence", () => {
  const asked = request({
    specialtyCode: "03.05",
    diagnoses: [{ code: "D47.700x001", name: "Castleman病" }],
    text: "多发淋巴结肿大，病理提示 Castleman 病。",
  });
  const members = [
    member("rheumatologist", {
      specialtyCodes: ["03.08"],
      evidence: [evidence("D47.700x001", "Castleman病", 12)],
    }),
    member("rheumatologist-without", { specialtyCodes: ["03.08"] }),
    ...[1, 2, 3].map((i) => member(`haematologist-${i}`, { specialtyCodes: ["03.05"] })),
  ];
  const { candidates, excluded } = ranking(asked, members);
  const found = candidates.find((candidate) => candidate.isHiddenSkill);
  expect(found?.practitionerRoleId).toBe("rheumatologist");
  expect(found?.reasons[0]?.zh).toContain("非本专科（科目03.08），但Castleman病 12 例");
  expect(candidates.filter((candidate) => candidate.isHiddenSkill)).toHaveLength(1);
  expect(excluded).toMatchObject([{ code: "no_relevant_evidence", count: 1 }]);
});

test("reasons carry numbers with their denominators", () => {
  const facts: MatchFacts = {
    ...noFacts,
    consultHistory: [
      { roleId: "a", codes: ["C34.100"], specialtyCode: "03.01", consults: 12, adopted: 11 },
      { roleId: "a", codes: ["J18.900"], specialtyCode: "03.01", consults: 3, adopted: 1 },
    ],
    responseStats: new Map([["a", { offers: 20, accepted: 18, medianMinutes: 6.4 }]]),
    loadByRole: new Map([["a", { today: 1, thisWeek: 3 }]]),
  };
  const [only] = ranking(request(), [member("a", { evidence: [evidence("C34.900", "肺癌", 128)] })], {
    facts,
  }).candidates;
  const said = Object.fromEntries((only?.factors ?? []).map((factor) => [factor.key, factor.zh]));
  expect(said.history).toBe("近 18 个月会诊肺恶性肿瘤一类 12 例，采纳 11 例（含部分采纳）");
  expect(said.disease).toBe("肺癌 128 例（医院信息系统）");
  expect(said.response).toBe("派单 20 次，接单 18 次，应答中位 6 分钟");
  expect(said.load).toBe("今日 1/4 例，本周 3/15 例");
  expect(only?.reasons).toHaveLength(3);
});

test("a few lucky consultations do not outweigh many good ones", () => {
  const history = (roleId: string, consults: number, adopted: number) => ({
    roleId,
    codes: ["C34.900"],
    specialtyCode: "03.01",
    consults,
    adopted,
  });
  const facts: MatchFacts = { ...noFacts, consultHistory: [history("few", 2, 2), history("many", 40, 37)] };
  expect(order(request(), [member("few"), member("many")], { facts })).toEqual(["many", "few"]);
});

const wednesdayMorning = [{ weekday: 3, from: "08:00", to: "12:00" }];
const wednesdayEvening = [{ weekday: 3, from: "18:00", to: "22:00" }];
const blocked: Record<ExclusionCode, [Partial<PoolMember>, Partial<MatchRequest>?, Partial<MatchFacts>?]> = {
  own_institution: [{ institutionId: inviter }],
  not_active: [{ status: "paused" }],
  no_account: [{ personId: null }],
  conflict_of_interest: [{ personId: "asker" as PersonId }],
  already_declined: [{}, {}, { excludedRoles: new Map([["x", "already_declined"]]) }],
  offer_lapsed: [{}, {}, { excludedRoles: new Map([["x", "offer_lapsed"]]) }],
  found_unsuitable: [{}, {}, { excludedRoles: new Map([["x", "found_unsuitable"]]) }],
  no_agreement: [{ institutionId: "stranger" as OrganizationId }],
  agreement_not_for_service: [
    {},
    {
      service: "mdt",
      agreements: [
        {
          agreementId: "a" as AgreementId,
          performerOrganizationId: "performer-1" as OrganizationId,
          specialtyCodes: [],
          services: ["written", "video"],
        },
      ],
    },
  ],
  agreement_not_for_specialty: [
    {},
    {
      agreements: [
        {
          agreementId: "a" as AgreementId,
          performerOrganizationId: "performer-1" as OrganizationId,
          specialtyCodes: ["03.04", "04"],
        },
      ],
    },
  ],
  scope_does_not_cover: [{ scopeCode: "51" }],
  not_independent_three_years: [{ independentSinceOn: "2023-03-05" }],
  title_too_low: [{ titleRank: "associate" }, { wantedTitleRank: "senior" }],
  declared_not_taken: [
    { refusals: [{ about: "age_below", code: "14", label: "14 岁以下儿童" }] },
    { patientAgeYears: 9 },
  ],
  mode_not_accepted: [{ acceptsModes: ["video"] }],
  off_duty: [{ dutyHours: wednesdayEvening }],
  daily_cap_reached: [{}, {}, { loadByRole: new Map([["x", { today: 4, thisWeek: 4 }]]) }],
  weekly_cap_reached: [{}, {}, { loadByRole: new Map([["x", { today: 0, thisWeek: 15 }]]) }],
  no_relevant_evidence: [{ specialtyCodes: ["03.04"] }],
};
test.each(exclusionCodes)("%s keeps someone out who would otherwise be asked", (code) => {
  const [changes, asked, facts] = blocked[code];
  expect(order(request(), [member("x")])).toEqual(["x"]);
  expect(exclusion(request(asked), [member("x", changes)], { ...noFacts, ...facts })).toBe(code);
});

test("a declaration covers what lies below its code, and only what the request says; interests bar institution and person", () => {
  const at = (changes: Partial<PoolMember>, asked: Parameters<typeof request>[0] = {}) =>
    exclusion(request(asked), [member("x", changes)]);
  const refuses = (about: "diagnosis" | "specialty" | "age_below", code: string) => ({
    refusals: [{ about, code, label: code }],
  });
  const lung = { diagnoses: [{ code: "C34.900", name: "肺癌" }], specialtyCode: "03.01" };
  expect(at(refuses("diagnosis", "C34"), lung)).toBe("declared_not_taken");
  expect(at(refuses("diagnosis", "C50"), lung)).toBeUndefined();
  expect(at(refuses("specialty", "03"), lung)).toBe("declared_not_taken");
  expect(at(refuses("specialty", "03.0"), lung)).toBeUndefined();
  expect(at(refuses("age_below", "14"), { patientAgeYears: 14 })).toBeUndefined();
  expect(at(refuses("age_below", "14"), { patientAgeYears: null })).toBeUndefined();
  for (const id of [request().requesterOrganizationId, request().requesterPersonId ?? ""])
    expect(at({ standsAsideFor: [id] })).toBe("conflict_of_interest");
});

test("three years of independence end on their day; without a date a senior title speaks for it", () => {
  const at = (changes: Partial<PoolMember>) => exclusion(request(), [member("x", changes)]);
  expect(at({ independentSinceOn: "2023-03-04" })).toBeUndefined();
  expect(at({ independentSinceOn: null, titleRank: "associate" })).toBeUndefined();
  expect(at({ independentSinceOn: null, titleRank: "attending" })).toBe("not_independent_three_years");
});

test("duty binds III and IV within the offer's time; in an emergency it only weighs", () => {
  const evening = [member("x", { dutyHours: wednesdayEvening })];
  expect(exclusion(request({ level: "IV" }), evening)).toBe("off_duty");
  expect(
    exclusion(request({ level: "IV" }), evening, { ...noFacts, answerWithinMinutes: 480 }),
  ).toBeUndefined();
  expect(exclusion(request({ level: "IV" }), evening, { ...noFacts, answerWithinMinutes: 479 })).toBe(
    "off_duty",
  );
  const members = [...evening, member("y", { dutyHours: wednesdayMorning }), member("z")];
  expect(order(request({ level: "I" }), members)).toEqual(["y", "z", "x"]);
});

test("a doctor who also works at the inviter, or declined in another post, is not asked in any post", () => {
  const same = "p-shared" as PractitionerId;
  const posts = (changes: Partial<PoolMember>) => [
    member("here", { practitionerId: same }),
    member("there", { practitionerId: same, ...changes }),
  ];
  expect(ranking(request(), posts({ institutionId: inviter })).excluded.map((group) => group.code)).toEqual([
    "own_institution",
    "conflict_of_interest",
  ]);
  const facts: MatchFacts = { ...noFacts, excludedRoles: new Map([["there", "already_declined"]]) };
  expect(ranking(request(), posts({}), { facts }).excluded).toMatchObject([
    { code: "already_declined", count: 2 },
  ]);
  expect(ranking(request(), posts({}))).toMatchObject({ eligible: 2, candidates: [{}] });
});

test("without a registered scope the department's branch counts", () => {
  const surgeon = member("x", { scopeCode: null, specialtyCodes: ["04.05"] });
  expect(exclusion(request({ diagnoses: [] }), [surgeon])).toBe("scope_does_not_cover");
  // Lung cancer belongs to thoracic surgery as well.
  expect(order(request(), [surgeon])).toEqual(["x"]);
});

test("a child goes to the children's department", () => {
  const asked = request({
    specialtyCode: null,
    patientAgeYears: 5,
    diagnoses: [{ code: "J18.900", name: "肺炎" }],
  });
  const members = [member("adults"), member("children", { specialtyCodes: ["07.04"], scopeCode: null })];
  expect(order(asked, members)[0]).toBe("children");
});

test("uncoded words are matched by their characters", () => {
  const asked = request({
    specialtyCode: null,
    diagnoses: [{ code: null, name: "肺泡蛋白沉积症" }],
    text: "全肺灌洗时机？",
  });
  const members = [
    member("words", { skillsText: "擅长肺泡蛋白沉积症的全肺灌洗治疗" }),
    member("label", { evidence: [evidence(null, "肺泡蛋白沉积症", 9)] }),
    member("other", { skillsText: "擅长哮喘与慢阻肺的规范治疗" }),
  ];
  expect(order(asked, members).sort()).toEqual(["label", "words"]);
});

test("empty text, no diagnosis and no specialty find nobody instead of everybody", () => {
  const asked = request({ specialtyCode: null, diagnoses: [], text: "" });
  expect(ranking(asked, [member("x"), member("y", { specialtyCodes: [] })])).toMatchObject({
    eligible: 0,
    excluded: [{ code: "no_relevant_evidence", count: 2 }],
  });
});

test("a megabyte of text and impossible codes are ranked without harm", () => {
  const asked = request({
    text: "肺癌".repeat(500_000),
    diagnoses: [{ code: "🜁", name: "" }, ...Array.from({ length: 10 }, () => ({ code: "ZZZ", name: "x" }))],
    specialtyCode: "99.99.99",
  });
  expect(ranking(asked, [member("x")]).considered).toBe(1);
});

test("why not: the rule in the way, or the points that are missing", () => {
  const members = [
    member("best", { evidence: [evidence("C34.900", "肺癌", 100)] }),
    member("next", { evidence: [evidence("C34.900", "肺癌", 40)] }),
    member("far", { titleRank: "attending", regionCode: "650100" }),
    member("gone", { status: "retired" }),
  ];
  const pool = buildPool(members, vocabulary);
  const options = { vocabulary, limit: 2 };
  expect(whyNot(request(), pool, "nobody", options)).toEqual({ status: "unknown" });
  expect(whyNot(request(), pool, "gone", options)).toMatchObject({ status: "excluded", code: "not_active" });
  const far = whyNot(request(), pool, "far", options);
  expect(far).toMatchObject({ status: "ranked", position: 3, lastShown: { practitionerRoleId: "next" } });
  if (far.status !== "ranked") throw new Error("far is ranked");
  expect(far.gaps[0]?.key).toBe("disease");
  expect(whyNot(request(), pool, "best", options)).toMatchObject({
    status: "ranked",
    lastShown: null,
    gaps: [],
  });
});

test("the expert the doctor named stays in the list, however far down, if he may be asked at all", () => {
  const members = [1, 2, 3].map((i) => member(`m${i}`, { evidence: [evidence("C34.900", "肺癌", 100 / i)] }));
  expect(order(request(), members, { limit: 1, alsoRoleId: "m3" })).toEqual(["m1", "m3"]);
  expect(
    order(request({ now: instant("2026-03-04T02:00:00Z") }), members, { limit: 1, alsoRoleId: "m1" }),
  ).toEqual(["m1"]);
});
