/** A name with its official code. */
export type CodedName = { readonly code: string; readonly name: string };

/** One department name as a hospital writes it, read against the 诊疗科目 codes. */
export type DepartmentReading = {
  /** The name as it stood in the cell, without its neighbours. */
  readonly label: string;
  readonly status: "resolved" | "ambiguous" | "unknown";
  /** Set only when resolved. */
  readonly code: string | null;
  readonly name: string | null;
  /** Best first; what a reviewer chooses from. */
  readonly candidates: readonly (CodedName & { readonly score: number })[];
};

/** What a 职称 cell says. A part that is absent is null. */
export type TitleReading = {
  readonly clinical: CodedName | null;
  readonly academic: CodedName | null;
  /** 博导 / 硕导: a qualification, not a title. */
  readonly supervisor: "doctoral" | "master" | null;
};

export type IdNumberReading =
  | { readonly ok: true; readonly value: string; readonly bornOn: string; readonly gender: "male" | "female" }
  | { readonly ok: false; readonly reason: "format" | "birth_date" | "check_digit" };

export type NumberReading = { readonly ok: true; readonly value: string } | { readonly ok: false };

/** What the reader of an expert list asks of the code systems; the caller brings it, so this code stays pure. */
export type ImportTerms = {
  /**
   * Splits a cell ("心内科、老年科") and reads each name; nothing for a cell without a name.
   * @param institutionName a hospital of Chinese medicine or for children means other codes by the same words; "" if unknown.
   * @param scopeWordings the person's 执业范围 as written; it can settle a name with several readings.
   */
  readonly normaliseDepartments: (
    cell: string,
    institutionName: string,
    scopeWordings: readonly string[],
  ) => readonly DepartmentReading[];
  readonly parseTitle: (cell: string) => TitleReading;
  /** 公民身份号码, GB 11643-1999. */
  readonly checkIdNumber: (text: string) => IdNumberReading;
  /** 医师执业证书编码: 15 digits. */
  readonly checkLicenceNumber: (text: string) => NumberReading;
  /** 医师资格证书编码: 24 or 27 characters that end in the ID number. */
  readonly checkQualificationNumber: (text: string) => NumberReading;
  /** 统一社会信用代码, GB 32100-2015: "suspect" is well formed but fails its check digit, as some legal codes do. */
  readonly checkInstitutionCode: (text: string) => "valid" | "suspect" | "malformed";
};
