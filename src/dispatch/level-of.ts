import type { CaseRecord } from "../cases/index.js";
import type { UrgencyLevel } from "../kernel/urgency.js";

/** The case's urgency; one that is not judged yet counts as the most severe. */
export const levelOf = (found: Pick<CaseRecord, "urgencyLevel">): UrgencyLevel => found.urgencyLevel ?? "I";
