// Everything of triage that needs no database, no disk and no network: published as `consilium/triage`.
export { type Clock, clockFor, type ClockPolicy, defaultClockPolicy } from "./domain/clocks.js";
export { type ComplaintConcept, complaintConcepts } from "./domain/complaints/concepts.js";
export { readComplaints } from "./domain/complaints/read-complaints.js";
export {
  type CompletenessFacts,
  type CompletenessGroup,
  type CompletenessItem,
  type JudgedGroup,
  judgeCompleteness,
} from "./domain/completeness/judge-completeness.js";
export { readCompletenessGroups } from "./domain/completeness/read-groups.js";
export type { Evidence, Reason } from "./domain/finding.js";
export { readText } from "./domain/flags/read-text.js";
export { levelFacts, mostSevere, type UrgencyLevel, urgencyLevels } from "./domain/level.js";
export { scoreMews } from "./domain/mews.js";
export { scoreNews2 } from "./domain/news2.js";
export {
  type MissingItem,
  triage,
  type TriageInput,
  type TriageResult,
  triageVersion,
} from "./domain/triage.js";
export type { Estimate, Visit } from "./domain/urgency-model/estimate.js";
export type { UrgencyModel } from "./domain/urgency-model/model.js";
export { unpackUrgencyModel } from "./domain/urgency-model/pack-model.js";
export { checkVitals, type Vitals } from "./domain/vitals.js";
