import type { ComponentType } from "react";

/** What a later module adds to the clock of a case on the dispatcher's board. It asks the server for all cases at once. */
export type BoardClock = ComponentType<{
  readonly caseId: string;
  /** The clock that stands there already: UTC instant. */
  readonly dueAt: string | null;
}>;
