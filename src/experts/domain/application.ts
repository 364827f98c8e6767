import { daysBetween } from "./membership.js";

/** What an applicant says about himself. Empty text and null: not said. */
export interface Application {
  readonly name: string;
  readonly departmentName: string;
  readonly titleText: string;
  /** 15 digits. */
  readonly licenceNumber: string | null;
  readonly independentSinceOn: string | null;
  readonly skillsText: string;
  /** 诊疗科目, chosen by the hospital where the department's name does not say. */
  readonly specialtyCodes: readonly string[];
}

/** What the code systems make of the application. */
export interface ApplicationReading {
  /** 正高 senior · 副高 associate · other; undefined: no official title in the text. */
  readonly titleRank: "senior" | "associate" | "other" | undefined;
  /** 诊疗科目 of the department or chosen; empty: none. */
  readonly specialtyCodes: readonly string[];
  readonly hasPhone: boolean;
  readonly today: string;
}

export const missingCodes = [
  "name",
  "department",
  "title",
  "licence",
  "specialty",
  "independent_since",
  "independent_three_years",
  "phone",
  "skills",
] as const;
export type MissingCode = (typeof missingCodes)[number];

export interface MissingItem {
  readonly code: MissingCode;
  /** True: the hospital cannot sign off before it is mended. */
  readonly isBlocking: boolean;
  readonly zh: string;
  readonly en: string;
}

/** Source: 国卫医发〔2018〕25号 附件3《远程医疗服务管理规范(试行)》: 独立开展临床工作 3 年以上. */
const independentDays = 3 * 365;

const texts: Readonly<Record<MissingCode, Omit<MissingItem, "code">>> = {
  name: { isBlocking: true, zh: "缺姓名", en: "The name is missing" },
  department: { isBlocking: true, zh: "缺所在科室", en: "The department is missing" },
  title: {
    isBlocking: true,
    zh: "职称未填或无法识别，请填规范职称，如 主任医师、副主任护师",
    en: "Title missing or not recognised; give the official one, such as 主任医师",
  },
  licence: { isBlocking: true, zh: "缺 15 位执业证书编码", en: "The 15-digit licence number is missing" },
  specialty: {
    isBlocking: true,
    zh: "科室名称对应不到诊疗科目，请医务部选择",
    en: "The department's name has no specialty code; medical affairs chooses one",
  },
  independent_since: {
    isBlocking: true,
    zh: "缺独立执业起始日期（中级及以下职称必填）",
    en: "Start of independent practice is missing (needed below associate chief)",
  },
  independent_three_years: {
    isBlocking: true,
    zh: "独立执业不满 3 年，不符合受邀医师条件",
    en: "Less than three years of independent practice",
  },
  phone: { isBlocking: false, zh: "未留联系电话", en: "No telephone number" },
  skills: { isBlocking: false, zh: "未写擅长，会影响匹配", en: "No skills written; matching reads them" },
};

/** What the application lacks, blocking things first, each named with who can mend it. Empty: complete. */
export function missingOf(application: Application, reading: ApplicationReading): MissingItem[] {
  const { independentSinceOn: since } = application;
  const isImplied = reading.titleRank === "senior" || reading.titleRank === "associate";
  const isMissing: Readonly<Record<MissingCode, boolean>> = {
    name: application.name === "",
    department: application.departmentName === "",
    title: reading.titleRank === undefined,
    licence: application.licenceNumber === null,
    specialty: application.departmentName !== "" && reading.specialtyCodes.length === 0,
    independent_since: since === null && !isImplied && reading.titleRank !== undefined,
    independent_three_years: since !== null && daysBetween(since, reading.today) < independentDays,
    phone: !reading.hasPhone,
    skills: application.skillsText === "",
  };
  return missingCodes
    .filter((code) => isMissing[code])
    .map((code) => ({ code, ...texts[code] }))
    .sort((a, b) => Number(b.isBlocking) - Number(a.isBlocking));
}
