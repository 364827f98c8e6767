import { json, type Tx } from "../platform/database/database.js";
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
export async function addAssessments(
  tx: Tx,
  all: readonly (NewAssessment & { readonly caseId: string })[],
): Promise<void> {
  if (all.length === 0) return;
  await triageTables(tx)
    .insertInto("triage.assessment")
    .values(
      all.map((made) => ({
        id: made.id,
        case_id: made.caseId,
        level: made.level,
        made_by: made.madeBy,
        person_id: made.personId,
        person_name: made.personName,
        override_reason: made.overrideReason,
        model_version: made.modelVersion,
        inputs: json<unknown>(made.inputs),
        reasons: json(made.reasons),
        missing: json(made.missing),
        problems: json(made.problems),
        vitals_from_text: json(made.vitalsFromText),
        scores: json({ ...made.scores, department: made.department }),
        estimate: made.estimate === null ? null : json(made.estimate),
        clocks: json(made.clocks),
        made_at: tx.now,
      })),
    )
    .execute();
}

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
