/** One 诊疗科目 as the alliance's experts practise it. */
export interface SeedSpecialty {
  readonly code: string;
  /** Names of departments as hospitals write them. */
  readonly departments: readonly string[];
  /** 执业范围 code. */
  readonly scope: string;
  /** Share of women among its physicians. */
  readonly women: number;
  /** Share of those who can be asked at any hour. */
  readonly anyHour: number;
  readonly diseases: readonly SeedDisease[];
  /** Endings of "尤其擅长……". */
  readonly strengths: readonly string[];
}

export interface SeedDisease {
  readonly code: string;
  readonly name: string;
  /** Patients a 主任医师 of a teaching hospital has treated. */
  readonly cases: number;
}

/** Reads lines of `code name cases`. */
export const diseases = (text: string): readonly SeedDisease[] =>
  text
    .trim()
    .split("\n")
    .map((line) => {
      const [code = "", name = "", cases = ""] = line.trim().split(/\s+/);
      return { code, name, cases: Number(cases) };
    });
