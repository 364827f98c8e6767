import {
  addUp,
  notApplicable,
  numberPart,
  type Band,
  type Score,
  type ScoredPerson,
  type ScorePart,
} from "./score.js";
import { vitalNames, type Vitals } from "./vitals.js";

/**
 * Bands of the National Early Warning Score 2.
 * Source: Royal College of Physicians, National Early Warning Score (NEWS) 2, London 2017 (reproduced with acknowledgement).
 */
export const news2Bands = {
  respiratoryRatePerMin: [
    { max: 8, points: 3 },
    { max: 11, points: 1 },
    { max: 20, points: 0 },
    { max: 24, points: 2 },
    { points: 3 },
  ],
  spo2Scale1: [{ max: 91, points: 3 }, { max: 93, points: 2 }, { max: 95, points: 1 }, { points: 0 }],
  spo2Scale2OnAir: [{ max: 83, points: 3 }, { max: 85, points: 2 }, { max: 87, points: 1 }, { points: 0 }],
  spo2Scale2OnOxygen: [
    { max: 83, points: 3 },
    { max: 85, points: 2 },
    { max: 87, points: 1 },
    { max: 92, points: 0 },
    { max: 94, points: 1 },
    { max: 96, points: 2 },
    { points: 3 },
  ],
  systolicMmHg: [
    { max: 90, points: 3 },
    { max: 100, points: 2 },
    { max: 110, points: 1 },
    { max: 219, points: 0 },
    { points: 3 },
  ],
  heartRatePerMin: [
    { max: 40, points: 3 },
    { max: 50, points: 1 },
    { max: 90, points: 0 },
    { max: 110, points: 1 },
    { max: 130, points: 2 },
    { points: 3 },
  ],
  temperatureC: [
    { max: 35, points: 3 },
    { max: 36, points: 1 },
    { max: 38, points: 0 },
    { max: 39, points: 1 },
    { points: 2 },
  ],
} as const satisfies Record<string, readonly Band[]>;

const onOxygenPoints = 2;
const notAlertPoints = 3;

/**
 * NEWS2, 0–20. Scale 1 for SpO2 unless `spo2Scale` is 2 (clinician-authorised hypercapnic target 88–92 %). Without a
 * recorded ACVPU the Glasgow scale stands in: 15 is alert, anything less is not. On scale 2 above 92 % the points
 * depend on oxygen, so an unknown oxygen state leaves SpO2 unscored there.
 *
 * @returns a total only when all seven inputs are there; otherwise what is missing and the least it can be; not
 * applicable under 16 years and in pregnancy. An unknown age is scored as adult and says so in `assumed`.
 *
 * Source: Royal College of Physicians, NEWS2, 2017.
 */
export function scoreNews2(vitals: Vitals, person: ScoredPerson): Score {
  const refused = notApplicable("NEWS2", person);
  if (refused !== null) return refused;
  return addUp(
    "NEWS2",
    person,
    [
      numberPart(vitals, "respiratoryRatePerMin", news2Bands.respiratoryRatePerMin),
      { field: "spo2Percent", part: spo2Part(vitals) },
      {
        field: "onOxygen",
        part:
          vitals.onOxygen === undefined
            ? null
            : { field: "onOxygen", value: vitals.onOxygen, points: vitals.onOxygen ? onOxygenPoints : 0 },
      },
      numberPart(vitals, "systolicMmHg", news2Bands.systolicMmHg),
      numberPart(vitals, "heartRatePerMin", news2Bands.heartRatePerMin),
      { field: "consciousness", part: consciousnessPart(vitals) },
      numberPart(vitals, "temperatureC", news2Bands.temperatureC),
    ],
    (field) => vitalNames[field],
  );
}

function spo2Part(vitals: Vitals): ScorePart | null {
  const value = vitals.spo2Percent;
  if (value === undefined) return null;
  if (vitals.spo2Scale !== 2) return numberPart(vitals, "spo2Percent", news2Bands.spo2Scale1).part;
  if (Math.round(value) > 92 && vitals.onOxygen === undefined) return null;
  const bands = vitals.onOxygen === true ? news2Bands.spo2Scale2OnOxygen : news2Bands.spo2Scale2OnAir;
  return numberPart(vitals, "spo2Percent", bands).part;
}

function consciousnessPart(vitals: Vitals): ScorePart | null {
  if (vitals.consciousness !== undefined)
    return {
      field: "consciousness",
      value: vitals.consciousness,
      points: vitals.consciousness === "A" ? 0 : notAlertPoints,
    };
  if (vitals.gcs === undefined) return null;
  return { field: "gcs", value: vitals.gcs, points: vitals.gcs >= 15 ? 0 : notAlertPoints };
}
