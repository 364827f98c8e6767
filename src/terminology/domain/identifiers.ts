import { ok, refuse, type Result } from "../../kernel/result.js";

/** Width, case and spaces as people paste them: １１０ → 110, x → X. Dashes go only where an identifier is printed with them. */
const clean = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[\s\u200B-\u200D\uFEFF]/gu, "")
    .toUpperCase();

export type NationalIdRefusal =
  | "national_id_length"
  | "national_id_characters"
  | "national_id_area"
  | "national_id_birth_date"
  | "national_id_check_digit";

export interface NationalId {
  readonly value: string;
  /** Six digits; of a foreigner's permanent residence card: 9, province, nationality. */
  readonly areaCode: string;
  /** Civil date YYYY-MM-DD. */
  readonly birthOn: string;
  readonly sex: "male" | "female";
}

const provinces = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split(
    " ",
  ),
);
const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The check character for the first 17 digits. Source: GB 11643-1999, ISO 7064 MOD 11-2. */
export function nationalIdCheckDigit(first17: string): string {
  const sum = idWeights.reduce((total, weight, i) => total + weight * Number(first17.charAt(i)), 0);
  return "10X98765432".charAt(sum % 11);
}

/**
 * Parses a citizen's identity number (公民身份号码). Refusals in order: length, characters, province, birth date that does not
 * exist or lies after `today`, check digit.
 * @param today civil date YYYY-MM-DD in the organization's zone.
 */
export function parseNationalId(text: string, today: string): Result<NationalId, NationalIdRefusal> {
  const value = clean(text);
  if (value.length !== 18) return refuse("national_id_length");
  if (!/^\d{17}[\dX]$/u.test(value)) return refuse("national_id_characters");
  const isForeigner = value.startsWith("9");
  if (!provinces.has(isForeigner ? value.slice(1, 3) : value.slice(0, 2))) return refuse("national_id_area");
  const birthOn = civilDate(value.slice(6, 14));
  if (birthOn === undefined || birthOn > today) return refuse("national_id_birth_date");
  if (nationalIdCheckDigit(value) !== value.charAt(17)) return refuse("national_id_check_digit");
  const sex = Number(value.charAt(16)) % 2 === 1 ? "male" : "female";
  return ok({ value, areaCode: value.slice(0, 6), birthOn, sex });
}

/** YYYYMMDD as YYYY-MM-DD when the day exists and a living person can have been born on it. */
function civilDate(digits: string): string | undefined {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number);
  if (year === undefined || month === undefined || day === undefined || year < 1880) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.toISOString().slice(0, 10);
}

const creditCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY";

export interface CreditCode {
  readonly value: string;
  /** Two characters: 12 public institution 事业单位, 52 private non-enterprise 民办非企业, 91 company 企业, 11 authority 机关. */
  readonly registration: string;
  readonly regionCode: string;
  /** The nine characters of the organization code 组织机构代码 within. */
  readonly organizationCode: string;
  /** `credit_code_check_failed`: codes of the first pilot are legal although they fail the check, so a person decides. */
  readonly warnings: readonly "credit_code_check_failed"[];
}

/** The last character of a credit code from its first 17. Source: GB 32100-2015, weights 3^(i-1) mod 31. */
export function creditCodeCheckCharacter(first17: string): string {
  let weight = 1;
  let sum = 0;
  for (const ch of first17.slice(0, 17)) {
    sum += weight * creditCharacters.indexOf(ch);
    weight = (weight * 3) % 31;
  }
  return creditCharacters.charAt((31 - (sum % 31)) % 31);
}

/** Parses a 统一社会信用代码. Length and characters refuse; a wrong check character only warns. */
export function parseCreditCode(
  text: string,
): Result<CreditCode, "credit_code_length" | "credit_code_characters"> {
  const value = clean(text).replace(/-/gu, "");
  if (value.length !== 18) return refuse("credit_code_length");
  if (!Array.from(value).every((ch) => creditCharacters.includes(ch)) || !/^\d{6}$/u.test(value.slice(2, 8)))
    return refuse("credit_code_characters");
  const holds = creditCodeCheckCharacter(value) === value.charAt(17);
  return ok({
    value,
    registration: value.slice(0, 2),
    regionCode: value.slice(2, 8),
    organizationCode: value.slice(8, 17),
    warnings: holds ? [] : ["credit_code_check_failed"],
  });
}

/** The ninth character of an organization code from its first eight. Source: GB 11714-1997. */
export function organizationCodeCheckCharacter(first8: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const sum = weights.reduce((total, weight, i) => total + weight * alphabet.indexOf(first8.charAt(i)), 0);
  const rest = 11 - (sum % 11);
  return rest === 10 ? "X" : rest === 11 ? "0" : String(rest);
}

/**
 * Parses the number of a physician's practising certificate (医师执业证书编码). It has 15 digits and no check digit; sources
 * disagree on its inner parts, so nothing is read from it. The national registry is the only proof.
 */
export function parsePracticeLicence(text: string): Result<string, "practice_licence_format"> {
  const value = clean(text).replace(/-/gu, "");
  return /^\d{15}$/u.test(value) ? ok(value) : refuse("practice_licence_format");
}

export interface QualificationNumber {
  readonly value: string;
  readonly year: number;
  readonly provinceCode: string;
  readonly level: string;
  readonly category: string;
  /** The identity number inside: 18 characters, or 15 on certificates from before 1999. Sensitive. */
  readonly nationalId: string;
}

export type QualificationRefusal =
  | "qualification_format"
  | "qualification_year"
  | "qualification_identity_mismatch";

/**
 * Parses the number of a physician's qualification certificate (医师资格证书编码): year 4, province 2, level 1, category 2 and the
 * identity number, 27 characters or 24 with an old identity number.
 * @param nationalId when known, the number must hold the same person: `qualification_identity_mismatch` otherwise.
 */
export function parseQualification(
  text: string,
  nationalId?: string,
): Result<QualificationNumber, QualificationRefusal> {
  const value = clean(text).replace(/-/gu, "");
  const parts = /^(\d{4})(\d{2})(\d)(\d{2})(\d{17}[\dX]|\d{15})$/u.exec(value);
  if (parts === null) return refuse("qualification_format");
  const [, year = "", provinceCode = "", level = "", category = "", holder = ""] = parts;
  if (Number(year) < 1985 || Number(year) > 2100) return refuse("qualification_year");
  if (nationalId !== undefined && !isSamePerson(holder, clean(nationalId)))
    return refuse("qualification_identity_mismatch");
  return ok({ value, year: Number(year), provinceCode, level, category, nationalId: holder });
}

/** Old 15-digit numbers leave out the century of birth and the check digit. */
function isSamePerson(embedded: string, id18: string): boolean {
  return embedded.length === 18 ? embedded === id18 : embedded === id18.slice(0, 6) + id18.slice(8, 17);
}

export interface InstitutionCode {
  readonly value: string;
  readonly organizationCode: string;
  readonly regionCode: string;
  /** WS 218 class of institution, e.g. A100 综合医院. */
  readonly classCode: string;
  /** 1 non-profit 非营利性, 2 for-profit 营利性, 9 not decided. */
  readonly management: string;
  readonly warnings: readonly ("organization_code_check_failed" | "institution_region_unknown")[];
}

/**
 * Parses the 22-character code of a licensed medical institution (医疗机构代码): organization code 9, region 6, economic type 2,
 * class 4, management 1. A failed inner check warns; clinics with 12 or 18 characters are refused as another kind.
 */
export function parseInstitutionCode(text: string): Result<InstitutionCode, "institution_code_format"> {
  const value = clean(text).replace(/-/gu, "");
  const parts = /^([0-9A-Z]{8}[\dX])(\d{6})(\d{2})([A-Z]\d{3})(\d)$/u.exec(value);
  if (parts === null) return refuse("institution_code_format");
  const [, organizationCode = "", regionCode = "", , classCode = "", management = ""] = parts;
  const checkHolds = organizationCodeCheckCharacter(organizationCode) === organizationCode.charAt(8);
  return ok({
    value,
    organizationCode,
    regionCode,
    classCode,
    management,
    warnings: [
      ...(checkHolds ? [] : (["organization_code_check_failed"] as const)),
      ...(provinces.has(regionCode.slice(0, 2)) ? [] : (["institution_region_unknown"] as const)),
    ],
  });
}

/** Parses a mobile number of mainland China: 11 digits beginning 13–19, with or without +86, spaces and dashes. */
export function parseMobile(text: string): Result<string, "mobile_format"> {
  const value = clean(text)
    .replace(/[-()]/gu, "")
    .replace(/^(?:\+|00)?86(?=1\d{10}$)/u, "");
  return /^1[3-9]\d{9}$/u.test(value) ? ok(value) : refuse("mobile_format");
}
