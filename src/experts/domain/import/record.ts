import { foldForKey } from "./clean-text.js";
import type { DiseaseCount } from "./diseases.js";
import type { CodedName, DepartmentReading } from "./terms.js";

/** One expert at one institution, as a row says it. An absent text is "", an absent value null. Dates are civil. */
export type ExpertRecord = {
  readonly name: string;
  readonly gender: "male" | "female" | null;
  readonly bornOn: string | null;
  readonly idNumber: string | null;
  readonly licenceNumber: string | null;
  readonly qualificationNumber: string | null;
  readonly staffNumber: string;
  readonly institutionName: string;
  readonly institutionCode: string | null;
  /** In the order written; at least one. */
  readonly departments: readonly DepartmentReading[];
  /** 职称 as written, and what was read from it. */
  readonly titleText: string;
  readonly clinicalTitle: CodedName | null;
  readonly academicTitle: CodedName | null;
  readonly supervisor: "doctoral" | "master" | null;
  readonly post: string;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly goodAt: string;
  readonly subspecialty: string;
  readonly diseases: readonly DiseaseCount[];
  readonly practiceScopes: readonly string[];
  readonly practiceCategory: string;
  /** The latest day on which independent practice can have begun, so that nobody counts as experienced too early. */
  readonly independentSinceOn: string | null;
  readonly dailyCap: number | null;
  readonly weeklyCap: number | null;
  readonly availability: string;
  readonly education: string;
  readonly languages: string;
  readonly societies: string;
  readonly research: string;
  readonly honours: string;
  readonly introduction: string;
};

/**
 * Keys by which the same person is found again, strongest first: licence number, ID number, then name with institution
 * and first department as written. They hold personal data: store only their hashes.
 */
export function naturalKeys(record: ExpertRecord): readonly string[] {
  const [first] = record.departments;
  return [
    ...(record.licenceNumber === null ? [] : [`licence:${record.licenceNumber}`]),
    ...(record.idNumber === null ? [] : [`id:${record.idNumber}`]),
    ["person", record.name, record.institutionName, first?.label ?? ""].map(foldForKey).join(":"),
  ];
}

/** The strongest of `naturalKeys`. */
export const naturalKey = (record: ExpertRecord): string => naturalKeys(record)[0] ?? "";

/**
 * The same text for the same content: what a hash for change detection is taken of. Departments count as written, not
 * as coded, so that a new edition of the code map does not make every expert look changed.
 */
export function canonicalRecord(record: ExpertRecord): string {
  const content: Record<string, unknown> = {
    ...record,
    departments: record.departments.map(({ label }) => label),
    clinicalTitle: record.clinicalTitle?.code ?? null,
    academicTitle: record.academicTitle?.code ?? null,
    diseases: record.diseases.map(({ label, count }) => [label, count]),
  };
  return JSON.stringify(
    Object.keys(content)
      .sort()
      .map((key) => [key, content[key]]),
  );
}
