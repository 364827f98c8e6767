import { type CaseStatus, caseStatuses, mayBecome } from "./case-status.js";

/**
 * In which states an act on the case makes sense, whoever does it; the policy says who may. Pages show, and actions
 * refuse, by this one table.
 */
export const statusesFor = {
  /** The requester's form is open. */
  edit: ["draft", "returned"],
  attach: ["draft", "returned", "submitted", "triaged", "dispatching", "accepted", "in_session"],
  cancel: caseStatuses.filter((status) => mayBecome(status, "cancelled")),
  overrideTriage: ["triaged", "dispatching", "accepted"],
  seeRanking: ["triaged", "dispatching", "accepted", "in_session", "opinion_signed", "closed"],
  judgeExperts: ["triaged", "dispatching"],
  writeOpinion: ["accepted", "in_session"],
  giveDisposition: ["opinion_signed"],
} as const satisfies Record<string, readonly CaseStatus[]>;

export type CaseAct = keyof typeof statusesFor;

export const isOpenFor = (act: CaseAct, status: CaseStatus): boolean =>
  (statusesFor[act] as readonly CaseStatus[]).includes(status);
