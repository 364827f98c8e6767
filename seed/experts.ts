import type { SourcedClaim, NewExpert } from "../src/experts/index.js";
import { careerClaims } from "./careers.js";
import { hiddenSkills } from "./hidden-skills.js";
import { type InstitutionKey, institutions, type SeedInstitution } from "./institutions.js";
import type { nameRegister, Sex } from "./names.js";
import type { Random } from "./random.js";
import { type SeedDisease, seedSpecialty, type SeedSpecialty } from "./specialties/index.js";
import { staffing } from "./staffing.js";

/** An invented expert with what only the invention knows: how readily and how fast he answers. */
export interface SeedExpert {
  readonly practitionerId: string;
  readonly roleId: string;
  readonly personId: string | null;
  readonly name: string;
  readonly institution: InstitutionKey;
  readonly specialty: SeedSpecialty;
  readonly departmentName: string;
  readonly titleCode: TitleCode;
  readonly expert: Omit<NewExpert, "roles"> & {
    readonly role: Omit<NewExpert["roles"][number], "organizationId">;
  };
  /** Chance to say yes to an offer that he reads in time. */
  readonly willingness: number;
  /** Usual minutes to an answer in working hours, for a case that is not urgent. */
  readonly answerMinutes: number;
}

const titles = { "231": "主任医师", "232": "副主任医师", "233": "主治医师" } as const;
type TitleCode = keyof typeof titles;
export const titleNameOf = (code: TitleCode): string => titles[code];

const teaching: Readonly<Record<TitleCode, string | null>> = { "231": "011", "232": "012", "233": "013" };
const teachingNames: Readonly<Record<string, string>> = { "011": "教授", "012": "副教授", "013": "讲师" };

/** What the pool must show besides the ordinary: by the number of the expert in his hospital. */
const oddities: Readonly<
  Partial<Record<InstitutionKey, Readonly<Record<number, "paused" | "retired" | "young" | "no_account">>>>
> = {
  zhijiang: { 17: "paused", 30: "young", 44: "no_account" },
  jinchuan: { 9: "retired", 21: "young", 33: "paused" },
  songluo: { 12: "young", 25: "no_account" },
};

const isTertiary = (institution: SeedInstitution) => institution.level === "三级甲等";

function titleOf(institution: SeedInstitution, random: Random): TitleCode {
  const shares = isTertiary(institution) ? [0.45, 0.42] : [0.2, 0.5];
  const drawn = random.next();
  if (drawn < (shares[0] ?? 0)) return "231";
  return drawn < (shares[0] ?? 0) + (shares[1] ?? 0) ? "232" : "233";
}

const dayBefore = (today: string, days: number): string =>
  new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);

const plainName = (disease: SeedDisease): string =>
  disease.name.replace(/[［[（(].*$/u, "").replace(/，.*$/u, "");

/** Working days and often Saturday morning; some also an evening. Empty: at any hour. */
function dutyHours(institution: SeedInstitution, specialty: SeedSpecialty, isFirst: boolean, random: Random) {
  if (isFirst || random.chance(specialty.anyHour)) return [];
  const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, ...institution.hours }));
  if (random.chance(0.5)) hours.push({ weekday: 6, from: institution.hours.from, to: "12:00" });
  if (random.chance(0.3)) hours.push({ weekday: random.whole(1, 5), from: "19:30", to: "21:30" });
  return hours;
}

function diseaseClaims(
  focus: readonly SeedDisease[],
  titleCode: TitleCode,
  institution: SeedInstitution,
  today: string,
  random: Random,
): SourcedClaim[] {
  const seniority = { "231": 1, "232": 0.62, "233": 0.3 }[titleCode];
  const size = isTertiary(institution) ? 1 : 0.5;
  return focus.map((disease): SourcedClaim => {
    const source = random.weighted(
      ["his", "institution", "self_reported", "emr"] as const,
      (one) => ({ his: isTertiary(institution) ? 4 : 2, institution: 2.5, self_reported: 3, emr: 0.8 })[one],
    );
    const isProven = source === "his" || source === "emr";
    return {
      kind: "disease_cases",
      code: disease.code,
      label: disease.name,
      quantity: Math.max(2, Math.round(disease.cases * seniority * size * random.between(0.45, 1.35, 2))),
      source,
      state: random.chance(isProven ? 0.85 : 0.15) ? "verified" : "asserted",
      asOf: dayBefore(today, random.whole(5, 260)),
    };
  });
}

function otherClaims(
  titleCode: TitleCode,
  isWestern: boolean,
  today: string,
  random: Random,
): SourcedClaim[] {
  const asOf = dayBefore(today, random.whole(20, 400));
  const degree = random.chance(titleCode === "233" ? 0.35 : 0.6) ? "医学博士" : "医学硕士";
  const claims: SourcedClaim[] = [
    { kind: "degree", label: degree, source: "institution", state: "verified", asOf },
    { kind: "language", label: isWestern ? "维吾尔语" : "英语", source: "self_reported", asOf },
  ];
  if (random.chance(0.7))
    claims.push({
      kind: "publication",
      label: "近五年论文",
      quantity: random.whole(2, titleCode === "231" ? 26 : 12),
      source: "self_reported",
      asOf,
    });
  if (random.chance(0.18))
    claims.push({ kind: "award", label: "省级科技进步奖", quantity: 1, source: "institution", asOf });
  return claims;
}

function skillsText(
  specialty: SeedSpecialty,
  focus: readonly SeedDisease[],
  years: number,
  random: Random,
): string {
  const names = focus.slice(0, random.whole(3, 4)).map(plainName);
  const strengths = random.shuffled(specialty.strengths).slice(0, random.whole(1, 2));
  const opening = random.pick([
    `从事临床工作${years}年，擅长${names.join("、")}的诊治`,
    `长期工作在临床一线，主攻${names.join("、")}`,
    `${years}年临床经验，熟悉${names.join("、")}的规范化治疗`,
  ]);
  const closing = random.pick([
    "乐于指导基层医院。",
    "每周固定参加远程会诊。",
    "重视与基层医生的沟通和随访。",
    "",
  ]);
  return `${opening}，尤其擅长${strengths.join("，以及")}。${closing}`;
}

function newSeedExpert(
  institution: SeedInstitution,
  code: string,
  number: number,
  place: { readonly isFirst: boolean; readonly isLast: boolean },
  context: { readonly today: string; readonly nameOf: ReturnType<typeof nameRegister> },
  random: Random,
): SeedExpert {
  const specialty = seedSpecialty(code);
  const sex: Sex = random.chance(specialty.women) ? "female" : "male";
  const isWestern = institution.key === "bosta";
  const name = context.nameOf(random, sex, isWestern);
  const oddity = oddities[institution.key]?.[number];
  const hidden = hiddenSkills.filter(
    (skill) => place.isLast && skill.at === institution.key && skill.specialty === code,
  );
  const titleCode =
    oddity === "young"
      ? "233"
      : place.isFirst
        ? "231"
        : hidden.length > 0
          ? "232"
          : titleOf(institution, random);
  const age = { "231": random.whole(46, 60), "232": random.whole(38, 52), "233": random.whole(31, 40) }[
    titleCode
  ];
  const years = age - random.whole(25, 28);
  const focus = random.shuffled(specialty.diseases).slice(0, random.whole(4, 7));
  const isAlwaysReachable = isTertiary(institution) && (place.isFirst || hidden.length > 0);
  const departmentName = random.pick(specialty.departments);
  const isProfessor = institution.key === "zhijiang" && random.chance(0.6);
  const teachingTitleCode = isProfessor ? teaching[titleCode] : null;
  const category = { "31": "120", "51": "141" }[specialty.scope] ?? "110";
  const practitionerId = random.uuid();
  const roleId = random.uuid();
  const personId = oddity === "no_account" ? null : random.uuid();
  return {
    practitionerId,
    roleId,
    personId,
    name,
    institution: institution.key,
    specialty,
    departmentName,
    titleCode,
    willingness: random.between(0.6, 0.95, 2),
    answerMinutes: random.around(9, 0.6),
    expert: {
      id: practitionerId,
      personId,
      name,
      gender: sex,
      bornOn: dayBefore(context.today, age * 365 + random.whole(10, 350)),
      licenceNumber: `${category}${institution.regionCode}${String(100_000 + number * 37 + Number(code.slice(0, 2)) * 1000).padStart(6, "0")}`,
      practiceScopeCode: specialty.scope,
      independentSinceOn: dayBefore(
        context.today,
        oddity === "young" ? random.whole(300, 800) : (years - 3) * 365 + random.whole(0, 300),
      ),
      claims: [
        ...diseaseClaims(focus, titleCode, institution, context.today, random),
        ...hidden.map((skill): SourcedClaim => ({
          kind: "disease_cases",
          code: skill.code,
          label: skill.name,
          quantity: skill.cases,
          source: "his",
          state: "verified",
          asOf: dayBefore(context.today, random.whole(10, 120)),
        })),
        ...otherClaims(titleCode, isWestern, context.today, random),
        ...careerClaims(
          { titleCode, specialty, years, isTertiary: isTertiary(institution), isProfessor },
          context.today,
          random.fork("career"),
        ),
      ],
      role: {
        id: roleId,
        departmentName,
        titleCode,
        teachingTitleCode,
        titleText: [titles[titleCode], teachingNames[teachingTitleCode ?? ""]].filter(Boolean).join(" "),
        skillsText: skillsText(specialty, focus, years, random),
        status: oddity === "paused" || oddity === "retired" ? oddity : "active",
        dailyCap: random.whole(2, 6),
        weeklyCap: random.whole(8, 20),
        dutyHours: dutyHours(institution, specialty, isAlwaysReachable, random),
        acceptsModes: random.chance(0.15) ? ["written"] : ["written", "video"],
        specialties: [{ code }],
      },
    },
  };
}

/**
 * The experts the seed writes itself, hospital by hospital; a few more come in with a list. The first of a specialty at a
 * 三甲 hospital is its head, a 主任医师 who can be asked at any hour; the last holds that specialty's hidden skill.
 * @param today civil date that birthdays, dates of evidence and terms count from.
 */
export function newSeedExperts(
  today: string,
  nameOf: ReturnType<typeof nameRegister>,
  random: Random,
): SeedExpert[] {
  return institutions.flatMap((institution) => {
    const codes = staffing[institution.key];
    return codes.map((code, number) => {
      const place = { isFirst: codes.indexOf(code) === number, isLast: codes.lastIndexOf(code) === number };
      return newSeedExpert(
        institution,
        code,
        number,
        place,
        { today, nameOf },
        random.fork(`${institution.key}/${number}`),
      );
    });
  });
}
