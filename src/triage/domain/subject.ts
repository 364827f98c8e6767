import type { TriageProblem } from "./vitals.js";

/** What triage knows about the person, after the form and the text were compared. */
export interface Subject {
  /** Age in months, fractional where given in years; null when unknown. */
  readonly ageMonths: number | null;
  /** Under 14 years, or a child by the words of the text when the age is unknown. */
  readonly isChild: boolean;
  /** Under 28 days, taken as the first month of life; or 新生儿 by the text when the age is unknown. */
  readonly isNewborn: boolean;
  /** Pregnant by the form or, where the form does not deny it, by the text: obstetric rules apply. */
  readonly isPregnant: boolean;
  readonly isFemale: boolean | null;
}

export type Sex = "male" | "female" | "other" | "unknown";

export interface PersonFacts {
  readonly ageYears?: number | undefined;
  /** Age in completed months in total (not the months beside the years). */
  readonly ageMonths?: number | undefined;
  readonly sex?: Sex | undefined;
  readonly pregnant?: boolean | undefined;
}

/** What the free text says about the person. */
export interface PersonInText {
  readonly child: boolean;
  readonly newborn: boolean;
  readonly pregnant: boolean;
}

const problem = (
  field: string,
  kind: TriageProblem["kind"],
  code: TriageProblem["code"],
  zh: string,
  en: string,
): TriageProblem => ({ field, kind, code, zh, en });

const maxAgeYears = 130;
/** Outside these ages a pregnancy is asked back when it is given, and not taken from the text at all. */
const fertileYears = { from: 9, to: 60 } as const;

function ageInMonths(facts: PersonFacts, problems: TriageProblem[]): number | null {
  const usable = (field: "ageYears" | "ageMonths", perYear: number): number | null => {
    const value = facts[field];
    if (value === undefined) return null;
    if (Number.isFinite(value) && value >= 0 && value / perYear <= maxAgeYears) return value;
    problems.push(
      problem(
        field,
        "impossible",
        "age_out_of_range",
        `年龄 ${value} 不可能，未采用，请核对`,
        `Age ${value} is impossible; not used, please check`,
      ),
    );
    return null;
  };
  const years = usable("ageYears", 1);
  const months = usable("ageMonths", 12);
  if (years === null) return months;
  if (months === null) return years * 12;
  if (Math.floor(months / 12) !== Math.floor(years)) {
    problems.push(
      problem(
        "ageMonths",
        "contradiction",
        "age_years_against_months",
        `${years} 岁与 ${months} 月龄不符，暂按较小年龄处理`,
        `${years} years does not fit ${months} months; the younger age is used`,
      ),
    );
  }
  return Math.floor(months / 12) === Math.floor(years) ? months : Math.min(months, years * 12);
}

/**
 * Joins what the form and the text say about the person. Where they disagree the form decides, and the
 * disagreement is returned to be asked back; an unknown age stays unknown.
 */
export function resolveSubject(
  facts: PersonFacts,
  text: PersonInText,
): { readonly subject: Subject; readonly problems: readonly TriageProblem[] } {
  const problems: TriageProblem[] = [];
  const ageMonths = ageInMonths(facts, problems);
  if (ageMonths !== null && ageMonths >= 18 * 12 && (text.child || text.newborn))
    problems.push(
      problem(
        "ageYears",
        "contradiction",
        "age_against_text",
        "年龄为成人，而文字描述为患儿",
        "The age is an adult's but the text describes a child",
      ),
    );
  if (facts.pregnant === true && facts.sex === "male")
    problems.push(
      problem(
        "pregnant",
        "contradiction",
        "pregnancy_against_sex",
        "性别为男却填妊娠",
        "Pregnant, but sex is male",
      ),
    );
  if (
    facts.pregnant === true &&
    ageMonths !== null &&
    (ageMonths < fertileYears.from * 12 || ageMonths > fertileYears.to * 12)
  )
    problems.push(
      problem(
        "pregnant",
        "suspicious",
        "pregnancy_against_age",
        "妊娠与年龄不符，请核对",
        "Pregnancy does not fit the age, please check",
      ),
    );
  if (facts.pregnant === false && text.pregnant)
    problems.push(
      problem(
        "pregnant",
        "contradiction",
        "pregnancy_against_text",
        "填写为未妊娠，而文字提到妊娠",
        "Given as not pregnant, but the text speaks of pregnancy",
      ),
    );
  const isChild = ageMonths === null ? text.child || text.newborn : ageMonths < 14 * 12;
  // 孕36周 in the history of a small child is the mother's pregnancy; a girl old enough may speak of her own.
  const couldBePregnant =
    facts.sex !== "male" &&
    (ageMonths === null
      ? !isChild
      : ageMonths >= fertileYears.from * 12 && ageMonths <= fertileYears.to * 12);
  return {
    subject: {
      ageMonths,
      isChild,
      isNewborn: ageMonths === null ? text.newborn : ageMonths < 1,
      isPregnant: facts.pregnant ?? (text.pregnant && couldBePregnant),
      isFemale: facts.sex === "female" ? true : facts.sex === "male" ? false : null,
    },
    problems,
  };
}
