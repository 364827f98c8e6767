import { type Candidate, findDecisions } from "../matching/index.js";
import type { Tx } from "../platform/database/database.js";

/** What dispatch keeps of a candidate: the factors' sentences stay with the decision. */
export type RankedCandidate = Pick<
  Candidate,
  | "practitionerRoleId"
  | "personId"
  | "institutionId"
  | "agreementId"
  | "name"
  | "institutionName"
  | "score"
  | "reasons"
> & {
  readonly factors: readonly {
    readonly key: string;
    readonly points: number;
    /** Of what was learned: how much belongs to each factor. */
    readonly parts?: Readonly<Record<string, number>>;
  }[];
};

/** Rankings held in this node's memory. A decision never changes, so what is held is never out of date. */
const held = new Map<string, readonly RankedCandidate[]>();
const mostHeld = 4000;

/** The candidates of these rankings, by decision, best first; only those not held yet are read. */
export async function rankedCandidates(
  tx: Tx,
  decisionIds: readonly string[],
): Promise<ReadonlyMap<string, readonly RankedCandidate[]>> {
  const missing = decisionIds.filter((id) => !held.has(id));
  for (const [id, { candidates }] of await findDecisions(tx, missing)) held.set(id, candidates.map(compact));
  const answer = new Map(decisionIds.flatMap((id) => [[id, held.get(id) ?? []] as const]));
  for (const id of held.keys()) {
    if (held.size <= mostHeld) break;
    held.delete(id);
  }
  return answer;
}

const compact = (one: Candidate): RankedCandidate => ({
  practitionerRoleId: one.practitionerRoleId,
  personId: one.personId,
  institutionId: one.institutionId,
  agreementId: one.agreementId,
  name: one.name,
  institutionName: one.institutionName,
  score: one.score,
  reasons: one.reasons,
  factors: one.factors.map(({ key, points, parts }) => ({ key, points, ...(parts && { parts }) })),
});
