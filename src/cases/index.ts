export { attachFile, type AttachRefusal } from "./actions/attachments.js";
export { keepVettedFile } from "./actions/attachments.js";
export { panelProblems, specialtyProblems } from "./actions/write-request.js";
export { attachmentTypeOf } from "./attachment-type.js";
export {
  type CaseStatus,
  caseStatuses,
  mayBecome,
  type NextActor,
  nextActors,
} from "./domain/case-status.js";
export { isOpenFor, statusesFor } from "./domain/case-acts.js";
export { patientLabel } from "./domain/patient-label.js";
export { loadCaseForExpert, loadCaseForRequester, loadCaseResource } from "./load-resource.js";
export { refusals as caseRefusals } from "./refusals.js";
export { casesRoutes } from "./routes.js";
export { assignmentMoved, handOverCase } from "./actions/hand-over-case.js";
export {
  type AccessBasis,
  announceCase,
  caseAudience,
  endAccess,
  grantAccess,
  grantAccesses,
  holderOf,
  personsWithAccess,
} from "./store/access.js";
export { type AttachmentRecord, listAttachments } from "./store/attachments.js";
export { consentProblems } from "./domain/consent.js";
export {
  addConsent,
  type ConsentRecord,
  listConsents,
  listDiagnoses,
  listDiagnosesOf,
  type SuspectedDiagnosis,
  withdrawConsent,
} from "./store/case-parts.js";
export type { CaseRecord } from "./store/case-record.js";
export { findCase, findCases, listCasesInStatus, lockCase, lockCases } from "./store/find-case.js";
export { changeToVideo, moveCase, moveCases, type NextStep, setNextStep } from "./store/move-case.js";
export {
  addTimelineEntries,
  addTimelineEntry,
  listTimeline,
  systemActor,
  type TimelineEntry,
  type TimelineFact,
} from "./store/timeline.js";
export { specialtyName, toSummary } from "./summary.js";
