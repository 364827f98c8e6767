/** States of a 会诊申请; the database holds the same table and refuses what it does not allow. */
export const caseStatuses = [
  "draft",
  "submitted",
  "triaged",
  "dispatching",
  "accepted",
  "in_session",
  "opinion_signed",
  "closed",
  "cancelled",
  "returned",
] as const;
export type CaseStatus = (typeof caseStatuses)[number];

/** From each state, where it may go. Closed and cancelled are the ends. */
export const caseTransitions: Readonly<Record<CaseStatus, readonly CaseStatus[]>> = {
  draft: ["submitted", "cancelled"],
  submitted: ["triaged", "cancelled", "returned"],
  triaged: ["dispatching", "cancelled", "returned"],
  dispatching: ["accepted", "cancelled", "returned"],
  returned: ["submitted", "cancelled"],
  accepted: ["in_session", "opinion_signed", "dispatching", "cancelled"],
  in_session: ["opinion_signed"],
  opinion_signed: ["closed"],
  closed: [],
  cancelled: [],
};

export const mayBecome = (from: CaseStatus, to: CaseStatus): boolean => caseTransitions[from].includes(to);

/** Who must act next. Written with each move, because only the module that moves a case knows whom it waits for. */
export const nextActors = ["requester", "system", "expert", "dispatcher"] as const;
export type NextActor = (typeof nextActors)[number];
