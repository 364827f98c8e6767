/** `receiving`: bytes arrive · `waiting`: for a node to look · `working` · the rest are ends. */
export const intakeStatuses = ["receiving", "waiting", "working", "done", "failed", "abandoned"] as const;
export type IntakeStatus = (typeof intakeStatuses)[number];

/** `held`: of whom it is must be confirmed first; only the inviting hospital sees it. */
export const studyStatuses = ["held", "shown", "withdrawn"] as const;
export type StudyStatus = (typeof studyStatuses)[number];

export const sendingStatuses = ["waiting", "working", "done", "failed"] as const;
export type SendingStatus = (typeof sendingStatuses)[number];

/** What became of a file: an image of the case, an attachment, one that was there already, or nothing, with the reason. */
export const itemOutcomes = ["kept", "attached", "duplicate", "refused"] as const;
export type ItemOutcome = (typeof itemOutcomes)[number];

/** The steps of each machine; the database holds the same rows and refuses every other step. */
export const transitions = {
  imaging_intake: [
    ["receiving", "waiting"],
    ["receiving", "abandoned"],
    ["waiting", "working"],
    ["working", "done"],
    ["working", "failed"],
  ],
  imaging_study: [
    ["held", "shown"],
    ["held", "withdrawn"],
    ["shown", "withdrawn"],
    ["shown", "held"],
  ],
  imaging_sending: [
    ["waiting", "working"],
    ["working", "done"],
    ["working", "failed"],
  ],
  imaging_pacs: [
    ["enabled", "paused"],
    ["paused", "enabled"],
  ],
} as const;
