import type { Instant } from "../kernel/types.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import type { AssessmentView, PreviewRequest } from "./api.js";
import { suggestDepartment } from "./suggest-department.js";
import { complaintConcepts } from "./domain/complaints/concepts.js";
import { clockFor } from "./domain/clocks.js";
import { evidenceWords } from "./domain/evidence-words.js";
import { triage, triageLevel, type TriageInput, type TriageResult } from "./domain/triage.js";
import type { Estimate } from "./domain/urgency-model/estimate.js";
import type { Vitals } from "./domain/vitals.js";
import { urgencyModel } from "./load.js";

/** Null in the form means "not measured", which triage writes as absent. */
const measured = (vitals: PreviewRequest["vitals"]): Vitals =>
  Object.fromEntries(Object.entries(vitals).filter(([, value]) => value !== null));

/**
 * The request as triage reads it. An unticked pregnancy box is no denial: it stays open, so that the text (孕30周) can
 * still say so.
 */
export const toTriageInput = (request: PreviewRequest): TriageInput => ({
  ageYears: request.patientAgeYears ?? undefined,
  sex: request.patientSex,
  pregnant: request.patientIsPregnant ? true : undefined,
  text: { question: request.question, summary: request.summary },
  vitals: measured(request.vitals),
  suspectedDiagnoses: request.diagnoses.map(({ code, name }) => ({ code: code ?? "", name })),
});

const percent = (p: number): number => Math.round(p * 100) / 100;

const estimateView = (estimate: Estimate | null): AssessmentView["estimate"] =>
  estimate && {
    level: estimate.level,
    atLeast: {
      I: percent(estimate.atLeast.I),
      II: percent(estimate.atLeast.II),
      III: percent(estimate.atLeast.III),
    },
    complaints: complaintConcepts
      .filter(({ id }) => estimate.complaints.includes(id))
      .map(({ nameZh, nameEn }) => ({ zh: nameZh, en: nameEn })),
    modelVersion: estimate.modelVersion,
  };

const toView = (
  result: TriageResult,
  department: AssessmentView["department"],
  madeAt: Instant,
): AssessmentView => ({
  id: null,
  level: result.level,
  madeBy: "machine",
  personName: null,
  overrideReason: null,
  modelVersion: result.version,
  reasons: result.reasons.map(({ ruleId, level, zh, en, source, evidence }) => ({
    ruleId,
    level,
    zh,
    en,
    source,
    evidence: evidenceWords(evidence),
  })),
  missing: result.missing.map(({ field, zh, en }) => ({ field, zh, en })),
  problems: result.problems.map(({ field, code, zh, en }) => ({ field, code, zh, en })),
  vitalsFromText: result.vitalsFromText.map(({ vital, value, quote }) => ({ field: vital, value, quote })),
  scores: { news2: result.scores.news2.total, mews: result.scores.mews.total },
  department,
  estimate: estimateView(result.estimate),
  clocks: clockFor(result.level),
  rescueFirst: result.rescueFirst,
  madeAt,
});

/** The level of {@link assess} alone, for whoever needs nothing else of it. */
export const assessLevel = (request: PreviewRequest): UrgencyLevel => triageLevel(toTriageInput(request));

/** The machine's judgment of a request, with what it was made from. */
export function assess(
  request: PreviewRequest,
  madeAt: Instant,
): { readonly view: AssessmentView; readonly inputs: TriageInput } {
  const inputs = toTriageInput(request);
  return { view: toView(triage(inputs, urgencyModel()), suggestDepartment(request), madeAt), inputs };
}
