import { later, type Tx } from "../platform/database/database.js";
import { insertAll } from "../platform/database/insert-all.js";
import type { AssessmentView } from "./api.js";
import { triageTables } from "./tables.js";

/** A judgment to be filed: what the view shows, what it was made from, and by whom when a person made it. */
export interface NewAssessment extends AssessmentView {
  readonly id: string;
  readonly personId: string | null;
  /** Everything the judgment was made from. */
  readonly inputs: unknown;
}

/** Files a judgment. Rows are never changed: the newest one is in force. */
export const addAssessment = (tx: Tx, caseId: string, made: NewAssessment): Promise<void> =>
  addAssessments(tx, [{ ...made, caseId }]);

/** {@link addAssessment} for many cases with one statement; none is fine. */
export function addAssessments(
  tx: Tx,
  all: readonly (NewAssessment & { readonly caseId: string })[],
): Promise<void> {
  if (all.length === 0) return Promise.resolve();
  const rows = all.map((made) => ({
    id: made.id,
    case_id: made.caseId,
    level: made.level,
    made_by: made.madeBy,
    person_id: made.personId,
    person_name: made.personName,
    override_reason: made.overrideReason,
    model_version: made.modelVersion,
    inputs: made.inputs,
    reasons: made.reasons,
    missing: made.missing,
    problems: made.problems,
    vitals_from_text: made.vitalsFromText,
    scores: { ...made.scores, department: made.department },
    estimate: made.estimate,
    clocks: made.clocks,
    made_at: tx.now,
  }));
  later(tx, insertAll("triage.assessment", columns, rows));
  return Promise.resolve();
}

const columns = {
  id: "uuid",
  case_id: "uuid",
  level: "text",
  made_by: "text",
  person_id: "uuid",
  person_name: "text",
  override_reason: "text",
  model_version: "text",
  inputs: "jsonb",
  reasons: "jsonb",
  missing: "jsonb",
  problems: "jsonb",
  vitals_from_text: "jsonb",
  scores: "jsonb",
  estimate: "jsonb",
  clocks: "jsonb",
  made_at: "timestamptz",
} as const;

/** Every judgment of the case, newest first; empty before triage, or when the case is out of sight. */
export async function listAssessments(tx: Tx, caseId: string): Promise<AssessmentView[]> {
  const rows = await triageTables(tx)
    .selectFrom("triage.assessment")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("sequence", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    level: row.level,
    madeBy: row.made_by,
    personName: row.person_name,
    overrideReason: row.override_reason,
    modelVersion: row.model_version,
    reasons: row.reasons,
    missing: row.missing,
    problems: row.problems,
    vitalsFromText: row.vitals_from_text,
    scores: { news2: row.scores.news2, mews: row.scores.mews },
    department: row.scores.department ?? null,
    estimate: row.estimate,
    clocks: row.clocks,
    rescueFirst: row.level === "I" || row.level === "II",
    madeAt: row.made_at,
  }));
}
