import { complaintConcepts } from "../complaints/concepts.js";
import type { Consciousness } from "../vitals.js";

/** How the patient came; null when it was not said. */
export type Arrival = "own" | "ambulance" | "transfer";

/** What the urgency model looks at. Null: not measured, not said. Units as in `vitals.ts`. */
export interface UrgencyFacts {
  readonly ageYears: number | null;
  readonly isFemale: boolean | null;
  readonly arrival: Arrival | null;
  readonly isInjury: boolean | null;
  readonly consciousness: Consciousness | null;
  readonly hasPain: boolean | null;
  /** 0–10. */
  readonly painScore: number | null;
  readonly systolicMmHg: number | null;
  readonly diastolicMmHg: number | null;
  readonly heartRatePerMin: number | null;
  readonly respiratoryRatePerMin: number | null;
  readonly temperatureC: number | null;
  readonly spo2Percent: number | null;
  /** Ids of `complaintConcepts`. */
  readonly complaints: ReadonlySet<string>;
}

/** Shares among the visits learned from; they stand in for an arrival that was not said, as in every remote request. */
const usualArrival = { ambulance: 0.21, transfer: 0.12 } as const;

/** 0 up to `from`, 1 from `to` on, straight between; 0 when not measured. `from` may lie above `to`. */
const ramp = (value: number | null, from: number, to: number): number =>
  value === null ? 0 : Math.max(0, Math.min(1, (value - from) / (to - from)));
const flag = (is: boolean | null): number => (is === true ? 1 : 0);

/** Complaints frequent enough to be looked at together with age and arrival. */
const frequent = [
  "chest-pain",
  "dyspnoea",
  "abdominal-pain",
  "fever",
  "dizziness",
  "headache",
  "focal-weakness",
  "weakness",
];
const inTrees = [...frequent, "altered-mind", "upper-abdominal-pain", "wound", "chest-tightness", "syncope"];

const mindSteps: Readonly<Record<Consciousness, number>> = { A: 1, C: 2, V: 2, P: 3, U: 4 };

interface Derived {
  readonly injury: number;
  readonly pain: number;
  readonly score: number;
  readonly ambulance: number;
  readonly transfer: number;
  readonly mind: number;
  readonly inflammation: number;
  readonly unmeasured: number;
}

function derive(f: UrgencyFacts): Derived {
  const has = (test: RegExp): boolean => [...f.complaints].some((id) => test.test(id));
  const pain = f.hasPain ?? (f.painScore === null ? has(/pain|headache/) : f.painScore > 0);
  const isFast = f.heartRatePerMin !== null && f.heartRatePerMin > 90;
  const isTachypnoeic = f.respiratoryRatePerMin !== null && f.respiratoryRatePerMin > 20;
  const isHotOrCold = f.temperatureC !== null && (f.temperatureC >= 38 || f.temperatureC < 36);
  return {
    injury: flag(f.isInjury ?? has(/injury|wound|burn|bite/)),
    pain: flag(pain),
    score: pain ? (f.painScore ?? 3) : 0,
    ambulance:
      f.arrival === null
        ? usualArrival.ambulance
        : flag(f.arrival === "ambulance" || f.arrival === "transfer"),
    transfer: f.arrival === null ? usualArrival.transfer : flag(f.arrival === "transfer"),
    mind: f.consciousness === null ? 1 : mindSteps[f.consciousness],
    inflammation: flag(isFast) + flag(isTachypnoeic) + flag(isHotOrCold),
    unmeasured: [f.systolicMmHg, f.heartRatePerMin, f.respiratoryRatePerMin, f.temperatureC].filter(
      (value) => value === null,
    ).length,
  };
}

/** Features of the linear part, each in 0–1: complaints first, in the order of `complaintConcepts`. */
export function linearFeatures(f: UrgencyFacts): readonly number[] {
  const d = derive(f);
  const has = (id: string): number => flag(f.complaints.has(id));
  const sbp = f.systolicMmHg;
  return [
    ...complaintConcepts.map(({ id }) => has(id)),
    ramp(f.ageYears, 16, 90),
    flag(f.ageYears !== null && f.ageYears >= 65),
    flag(f.ageYears !== null && f.ageYears < 40),
    d.ambulance,
    d.transfer,
    d.injury,
    flag(d.mind >= 2),
    flag(d.mind >= 3),
    flag(d.mind >= 4),
    d.pain,
    ramp(d.score, 3, 6),
    ramp(d.score, 5, 9),
    ramp(sbp, 110, 70),
    ramp(sbp, 160, 220),
    ramp(sbp, 200, 240),
    ramp(f.diastolicMmHg, 100, 130),
    ramp(f.heartRatePerMin, 90, 140),
    ramp(f.heartRatePerMin, 60, 40),
    ramp(f.respiratoryRatePerMin, 20, 28),
    ramp(f.respiratoryRatePerMin, 16, 10),
    ramp(f.temperatureC, 37.3, 38.3),
    ramp(f.temperatureC, 38, 39.5),
    ramp(f.temperatureC, 36, 35),
    ramp(f.spo2Percent, 96, 88),
    flag(d.unmeasured > 0),
    flag(f.spo2Percent !== null),
    flag(f.complaints.size === 0),
    flag(d.inflammation >= 2),
    flag(d.inflammation >= 2) * has("fever"),
    flag(d.score >= 8) * Math.max(has("headache"), has("chest-pain")),
    ...frequent.flatMap((id) => [
      has(id) * ramp(f.ageYears, 30, 80),
      has(id) * d.ambulance,
      has(id) * flag(f.spo2Percent !== null),
    ]),
  ];
}

const notMeasured = -1;

/** Features of the trees, before the scores of the linear part are appended; −1 stands for "not measured". */
export function treeFeatures(f: UrgencyFacts): readonly number[] {
  const d = derive(f);
  const { systolicMmHg: sbp, heartRatePerMin: pulse } = f;
  return [
    f.ageYears ?? notMeasured,
    f.isFemale === null ? 0.5 : flag(f.isFemale),
    d.ambulance,
    d.transfer,
    d.injury,
    d.mind,
    d.pain,
    d.score,
    sbp ?? notMeasured,
    f.diastolicMmHg ?? notMeasured,
    pulse ?? notMeasured,
    f.respiratoryRatePerMin ?? notMeasured,
    f.temperatureC ?? notMeasured,
    f.spo2Percent ?? notMeasured,
    d.unmeasured,
    sbp === null || pulse === null || sbp <= 0 ? notMeasured : pulse / sbp,
    f.complaints.size,
    d.inflammation,
    ...inTrees.map((id) => flag(f.complaints.has(id))),
  ];
}
