export {
  compareSeverity,
  isMoreSevere,
  levelFacts,
  mostSevere,
  urgencyLevels,
  type LevelFacts,
  type UrgencyLevel,
} from "./domain/level.js";
export { clockFor, defaultClockPolicy, type Clock, type ClockPolicy } from "./domain/clocks.js";
export {
  checkVitals,
  usableVitals,
  vitalNames,
  type Consciousness,
  type ProblemCode,
  type ProblemKind,
  type TriageProblem,
  type VitalField,
  type Vitals,
} from "./domain/vitals.js";
export type { Evidence, Reason } from "./domain/finding.js";
export type { Score, ScorePart } from "./domain/score.js";
export { scoreNews2 } from "./domain/news2.js";
export { scoreMews } from "./domain/mews.js";
export type { RequestText, SuspectedDiagnosis } from "./domain/text-flags.js";
export type { Sex } from "./domain/subject.js";
export { readText, type Mention, type Polarity, type ReadText } from "./domain/flags/read-text.js";
export {
  triage,
  triageVersion,
  type MissingItem,
  type TriageInput,
  type TriageResult,
} from "./domain/triage.js";
export { readVitals, type ReadableVital, type VitalInText } from "./domain/vitals-in-text.js";
export {
  classifyText,
  type DepartmentModel,
  type LabelChance,
} from "./domain/department/department-model.js";
export {
  departmentFigures,
  type DepartmentFigures,
  type Judgment,
  judgeTexts,
} from "./domain/department/evaluate-department.js";
export { learnVectors, type VectorSource } from "./domain/department/learn-vectors.js";
export { packDepartment, packVectors, unpackDepartment } from "./domain/department/pack-department.js";
export { type LabelledText, trainDepartment, trainWithUnseen } from "./domain/department/train-department.js";
export type { GramVectors } from "./domain/department/vectors.js";
export { specialtyOfLabel } from "./department-labels.js";
export { departmentModel, gramVectors } from "./load-departments.js";
export { type DepartmentQuestion, suggestDepartment } from "./suggest-department.js";
export { readComplaints } from "./domain/complaints/read-complaints.js";
export { type Estimate, urgencyFacts, type Visit } from "./domain/urgency-model/estimate.js";
export { urgencyFigures, type UrgencyFigures } from "./domain/urgency-model/figures.js";
export type { UrgencyModel } from "./domain/urgency-model/model.js";
export { packUrgencyModel, unpackUrgencyModel } from "./domain/urgency-model/pack-model.js";
export { foldsOf, trainUrgency } from "./domain/urgency-model/train.js";
export { urgencyModel } from "./load.js";
export { assess, assessLevel } from "./assess.js";
export { findLevelInForce, type Raise, raiseLevel, type RaiseRefusal } from "./raise-level.js";
export { triageRoutes } from "./routes.js";
export { triageWork } from "./work.js";
