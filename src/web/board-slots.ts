import type { ComponentType } from "react";

/** What a later module shows of each case on the dispatcher's board. It asks the server for all cases at once. */
export type BoardClock = ComponentType<{ readonly caseId: string }>;
