import { addUp, notApplicable, numberPart, type Band, type Score, type ScoredPerson } from "./score.js";
import { vitalNames, type Consciousness, type Vitals } from "./vitals.js";

/**
 * Bands of the Modified Early Warning Score.
 * Source: Subbe CP et al., Validation of a modified Early Warning Score in medical admissions, QJM 2001;94:521-526.
 */
export const mewsBands = {
  systolicMmHg: [
    { max: 70, points: 3 },
    { max: 80, points: 2 },
    { max: 100, points: 1 },
    { max: 199, points: 0 },
    { points: 2 },
  ],
  heartRatePerMin: [
    { max: 40, points: 2 },
    { max: 50, points: 1 },
    { max: 100, points: 0 },
    { max: 110, points: 1 },
    { max: 129, points: 2 },
    { points: 3 },
  ],
  respiratoryRatePerMin: [
    { max: 8, points: 2 },
    { max: 14, points: 0 },
    { max: 20, points: 1 },
    { max: 29, points: 2 },
    { points: 3 },
  ],
  temperatureC: [{ max: 34.9, points: 2 }, { max: 38.4, points: 0 }, { points: 2 }],
} as const satisfies Record<string, readonly Band[]>;

/** The scale has no "new confusion"; a confused patient scores as one who answers to voice. */
const consciousnessPoints: Readonly<Record<Consciousness, number>> = { A: 0, C: 1, V: 1, P: 2, U: 3 };

/**
 * MEWS, 0–14.
 * @returns a total only when all five inputs are there; otherwise what is missing and the least it can be; not
 * applicable under 16 years and in pregnancy. An unknown age is scored as adult and says so in `assumed`.
 *
 * Source: Subbe 2001, as `mewsBands`.
 */
export function scoreMews(vitals: Vitals, person: ScoredPerson): Score {
  const refused = notApplicable("MEWS", person);
  if (refused !== null) return refused;
  const { consciousness } = vitals;
  return addUp(
    "MEWS",
    person,
    [
      numberPart(vitals, "systolicMmHg", mewsBands.systolicMmHg),
      numberPart(vitals, "heartRatePerMin", mewsBands.heartRatePerMin),
      numberPart(vitals, "respiratoryRatePerMin", mewsBands.respiratoryRatePerMin),
      numberPart(vitals, "temperatureC", mewsBands.temperatureC),
      {
        field: "consciousness",
        part:
          consciousness === undefined
            ? null
            : { field: "consciousness", value: consciousness, points: consciousnessPoints[consciousness] },
      },
    ],
    (field) => vitalNames[field],
  );
}
