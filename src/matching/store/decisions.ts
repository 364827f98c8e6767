import type { Selectable } from "kysely";
import type { CaseId, Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { Candidate, ExclusionGroup, Ranking } from "../domain/rank.js";
import type { MatchFacts } from "../domain/request.js";
import { type MatchingTables, matchingTables, type StoredInputs } from "../tables.js";

export const storeFacts = (facts: MatchFacts): StoredInputs["facts"] => ({
  ...facts,
  loadByRole: [...facts.loadByRole],
  responseStats: [...facts.responseStats],
  excludedRoles: [...facts.excludedRoles],
});

export const restoreFacts = (stored: StoredInputs["facts"]): MatchFacts => ({
  ...stored,
  loadByRole: new Map(stored.loadByRole),
  responseStats: new Map(stored.responseStats),
  excludedRoles: new Map(stored.excludedRoles),
});

export interface Decision {
  readonly id: string;
  readonly caseId: CaseId;
  readonly modelVersion: string;
  readonly poolEpoch: string;
  readonly poolVersion: number;
  readonly inputs: StoredInputs;
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly ExclusionGroup[];
  readonly considered: number;
  readonly madeAt: Instant;
}

/** Stores a ranking as it was shown. It is never changed: a new ranking is a new decision. */
export async function addDecision(
  tx: Tx,
  decision: {
    id: string;
    caseId: string;
    /** Which seat of an MDT it is for; 1 where one expert is asked for. */
    seat: number;
    poolEpoch: string;
    poolVersion: number;
    inputs: StoredInputs;
    ranking: Ranking;
  },
): Promise<void> {
  await matchingTables(tx)
    .insertInto("matching.decision")
    .values({
      id: decision.id,
      case_id: decision.caseId,
      seat: decision.seat,
      model_version: decision.ranking.modelVersion,
      pool_epoch: decision.poolEpoch,
      pool_version: decision.poolVersion,
      inputs: json(decision.inputs),
      candidates: json([...decision.ranking.candidates]),
      excluded: json([...decision.ranking.excluded]),
      considered: decision.ranking.considered,
      made_at: tx.now,
    })
    .execute();
}

const toDecision = (row: Selectable<MatchingTables["matching.decision"]>): Decision => ({
  id: row.id,
  caseId: row.case_id as CaseId,
  modelVersion: row.model_version,
  poolEpoch: row.pool_epoch,
  poolVersion: row.pool_version,
  inputs: row.inputs,
  candidates: row.candidates,
  excluded: row.excluded,
  considered: row.considered,
  madeAt: row.made_at as Instant,
});

/** One stored ranking; undefined: no such decision in sight. */
export async function findDecision(tx: Tx, decisionId: string): Promise<Decision | undefined> {
  const row = await matchingTables(tx)
    .selectFrom("matching.decision")
    .selectAll()
    .where("id", "=", decisionId)
    .executeTakeFirst();
  return row && toDecision(row);
}

/** The newest ranking for a seat of the case; undefined before the first, or out of sight. */
export async function findLatestDecision(tx: Tx, caseId: string, seat = 1): Promise<Decision | undefined> {
  const row = await matchingTables(tx)
    .selectFrom("matching.decision")
    .selectAll()
    .where("case_id", "=", caseId)
    .where("seat", "=", seat)
    .orderBy("made_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && toDecision(row);
}

/** The candidates of these rankings, by decision. */
export async function findDecisions(
  tx: Tx,
  decisionIds: readonly string[],
): Promise<Map<string, Pick<Decision, "id" | "candidates">>> {
  if (decisionIds.length === 0) return new Map();
  const rows = await matchingTables(tx)
    .selectFrom("matching.decision")
    .select(["id", "candidates"])
    .where("id", "in", [...new Set(decisionIds)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
