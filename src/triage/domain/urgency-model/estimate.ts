import { readComplaints } from "../complaints/read-complaints.js";
import { mostSevere, type UrgencyLevel } from "../level.js";
import type { Subject } from "../subject.js";
import type { TriageInput } from "../triage-input.js";
import type { VitalContext } from "../vital-rule.js";
import { metVitalRules } from "../vital-rules.js";
import type { Vitals } from "../vitals.js";
import type { Arrival, UrgencyFacts } from "./features.js";
import { estimateUrgency, type UrgencyModel } from "./model.js";

/** What the model says of a request, lying on the floor of the vital signs. */
export interface Estimate {
  /** The model's level, or I when a vital sign alone is level I. */
  readonly level: UrgencyLevel;
  /** The model's own probabilities that the level is this one or more severe. */
  readonly atLeast: { readonly I: number; readonly II: number; readonly III: number };
  /** Ids of the complaints it went by. */
  readonly complaints: readonly string[];
  readonly modelVersion: string;
}

/** What an emergency department knows and a remote request does not say. */
export interface Visit {
  readonly arrival?: Arrival;
  readonly isInjury?: boolean;
  readonly hasPain?: boolean;
}

const adultMonths = 16 * 12;
/** Fewer vital signs than these without a complaint say too little. */
const leastVitals = 2;

/** The model's view of a request; `vitals` are usable ones. */
export function urgencyFacts(input: TriageInput, vitals: Vitals, visit: Visit = {}): UrgencyFacts {
  const written = readComplaints(`${input.text.question}\n${input.text.summary}`);
  const complaints = new Set(written);
  for (const { name } of input.suspectedDiagnoses) for (const id of readComplaints(name)) complaints.add(id);
  return {
    ageYears: input.ageYears ?? (input.ageMonths === undefined ? null : input.ageMonths / 12),
    isFemale: input.sex === "female" ? true : input.sex === "male" ? false : null,
    arrival: visit.arrival ?? null,
    isInjury: visit.isInjury ?? null,
    hasPain: visit.hasPain ?? null,
    consciousness: vitals.consciousness ?? null,
    painScore: vitals.painScore ?? null,
    systolicMmHg: vitals.systolicMmHg ?? null,
    diastolicMmHg: vitals.diastolicMmHg ?? null,
    heartRatePerMin: vitals.heartRatePerMin ?? null,
    respiratoryRatePerMin: vitals.respiratoryRatePerMin ?? null,
    temperatureC: vitals.temperatureC ?? null,
    spo2Percent: vitals.spo2Percent ?? null,
    complaints,
  };
}

/**
 * The safety floor: I when a single vital sign meets a criterion of level I, else IV. No content and no model takes it away.
 * @param vitals usable ones.
 */
export const vitalFloor = (vitals: Vitals, context: VitalContext): UrgencyLevel =>
  metVitalRules(vitals, context).some((rule) => rule.level === "I") ? "I" : "IV";

/**
 * What similar emergency visits were judged as. Null for whom the model has not learned: under 16 years, unknown age,
 * pregnancy; and when neither a known complaint nor two vital signs are given.
 */
export function estimate(
  model: UrgencyModel,
  input: TriageInput,
  vitals: Vitals,
  context: VitalContext,
  visit: Visit = {},
): Estimate | null {
  if (!isLearnedFor(context.subject)) return null;
  const facts = urgencyFacts(input, vitals, visit);
  const measured = [
    facts.systolicMmHg,
    facts.heartRatePerMin,
    facts.respiratoryRatePerMin,
    facts.temperatureC,
    facts.spo2Percent,
  ].filter((value) => value !== null).length;
  if (facts.complaints.size === 0 && measured < leastVitals && facts.consciousness === null) return null;
  const { level, atLeast } = estimateUrgency(model, facts);
  return {
    level: mostSevere([level, vitalFloor(vitals, context)]),
    atLeast,
    complaints: [...facts.complaints],
    modelVersion: model.version,
  };
}

const isLearnedFor = ({ ageMonths, isPregnant }: Subject): boolean =>
  ageMonths !== null && ageMonths >= adultMonths && !isPregnant;
