import type { PersonFacts } from "./subject.js";
import type { RequestText, SuspectedDiagnosis } from "./text-flags.js";
import type { Vitals } from "./vitals.js";

/** What triage reads of a consult request. Nothing is required: what is not there is asked for, never assumed. */
export interface TriageInput extends PersonFacts {
  readonly text: RequestText;
  readonly vitals: Vitals;
  readonly suspectedDiagnoses: readonly SuspectedDiagnosis[];
}
