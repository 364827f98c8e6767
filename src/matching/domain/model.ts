import type { UrgencyLevel } from "../../kernel/urgency.js";

export const factorKeys = [
  "specialty",
  "disease",
  "history",
  "response",
  "text",
  "title",
  "load",
  "region",
  "duty",
  "newcomer",
  "freshness",
] as const;
export type FactorKey = (typeof factorKeys)[number];

/** What was learned from outcomes: points added to the most of each factor, together 0. Never changed once it has its version. */
export interface Adjustment {
  readonly version: string;
  readonly points: Readonly<Record<FactorKey, number>>;
}

/** Everything the ranking weighs, as data: a stored decision names the version it was made with. */
export interface MatchModel {
  readonly version: string;
  /** Most points of each factor; together 100. */
  readonly points: Readonly<Record<FactorKey, number>>;
  /** How much evidence counts by closeness of the code: exact, same category, same block, same chapter. */
  readonly codeDecay: readonly [exact: number, category: number, block: number, chapter: number];
  /** As many patients (or consultations) as make the full mark on the logarithmic scale. */
  readonly fullCount: { readonly patients: number; readonly consults: number };
  /** Weight of the second and further suspected diagnoses. */
  readonly laterDiagnosis: number;
  /** A specialty that only follows from the diagnosis, when the doctor named another; and each next usual one. */
  readonly impliedSpecialty: number;
  readonly nextUsualSpecialty: number;
  /** A specialty that the words speak for, beside those that usually look after the diagnosis; times its chance. */
  readonly suggestedSpecialty: number;
  /** Fit of a declared specialty: the same, below the wanted one, above it, beside it. */
  readonly specialtyFit: { same: number; below: number; above: number; beside: number };
  /** Imagined observations at the pool's mean, mixed into each expert's own (empirical Bayes). */
  readonly priorStrength: { adoptionOverall: number; adoptionOfKind: number; response: number };
  /** Means while the pool itself has no history. */
  readonly priorMean: { adoption: number; acceptance: number; answerMinutes: number };
  /** Minutes after which a usual answer is worth 1/e, by level. */
  readonly answerScaleMinutes: Readonly<Record<UrgencyLevel, number>>;
  readonly title: { senior: number; associate: number; attending: number; other: number };
  readonly region: { county: number; city: number; province: number; neighbour: number; far: number };
  /** Offers after which someone is no newcomer. */
  readonly newcomerOffers: number;
  /** Least relevance to be shown at all: any one of them is enough. */
  readonly gate: { specialty: number; disease: number; named: number; text: number; consults: number };
  /** Disease evidence from which on it is called a hidden skill when no declared specialty explains it. */
  readonly hiddenSkill: number;
  /**
   * Patients of the disease itself or its category count as a specialty of one's own: evidence × `slope`, at most `most`. What
   * someone has done says more than the sign on his door.
   */
  readonly provenFit: { readonly slope: number; readonly most: number };
  /** What was learned from outcomes and a person brought into use; absent: nothing. */
  readonly learned?: Adjustment;
}

export const currentModel: MatchModel = {
  version: "match-3",
  points: {
    specialty: 24,
    disease: 29,
    history: 13,
    response: 7,
    text: 7,
    title: 5,
    load: 4,
    region: 3,
    duty: 2,
    newcomer: 2,
    freshness: 4,
  },
  codeDecay: [1, 0.65, 0.3, 0.08],
  fullCount: { patients: 200, consults: 20 },
  laterDiagnosis: 0.8,
  impliedSpecialty: 0.75,
  nextUsualSpecialty: 0.85,
  suggestedSpecialty: 0.9,
  specialtyFit: { same: 1, below: 0.9, above: 0.6, beside: 0.15 },
  priorStrength: { adoptionOverall: 8, adoptionOfKind: 4, response: 5 },
  priorMean: { adoption: 0.7, acceptance: 0.6, answerMinutes: 60 },
  answerScaleMinutes: { I: 10, II: 20, III: 120, IV: 720 },
  title: { senior: 1, associate: 0.7, attending: 0.35, other: 0 },
  region: { county: 1, city: 0.85, province: 0.6, neighbour: 0.35, far: 0.15 },
  newcomerOffers: 5,
  gate: { specialty: 0.5, disease: 0.12, named: 0.6, text: 0.5, consults: 1 },
  hiddenSkill: 0.25,
  provenFit: { slope: 2, most: 0.9 },
};
