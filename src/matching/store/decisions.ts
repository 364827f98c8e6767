import type { Selectable } from "kysely";
import type { CaseId, Instant } from "../../kernel/types.js";
import { among } from "../../platform/database/among.js";
import { later, type Tx } from "../../platform/database/database.js";
import { insertAll } from "../../platform/database/insert-all.js";
import type { Candidate, ExclusionGroup, Ranking } from "../domain/rank.js";
import { historyOf } from "../domain/kept-by-facts.js";
import type { MatchFacts } from "../domain/request.js";
import { type MatchingTables, matchingTables, type StoredInputs } from "../tables.js";

/**
 * What explains a ranking of its facts: those of the posts it lists, and who must not be asked. The facts of everyone else are
 * megabytes in a large pool, the same in thousands of decisions.
 * @param listed role ids
 */
export const storeFacts = (facts: MatchFacts, listed: readonly string[]): StoredInputs["facts"] => {
  const roleIds = [...new Set(listed)];
  const { byRole } = historyOf(facts);
  const only = <T>(map: ReadonlyMap<string, T>) =>
    roleIds.flatMap((roleId): (readonly [string, T])[] => {
      const value = map.get(roleId);
      return value === undefined ? [] : [[roleId, value]];
    });
  return {
    ...facts,
    loadByRole: only(facts.loadByRole),
    responseStats: only(facts.responseStats),
    consultHistory: roleIds.flatMap((roleId) => byRole.get(roleId) ?? []),
    excludedRoles: [...facts.excludedRoles],
    listed: roleIds,
  };
};

/** The facts a decision was made from, where it has stored them all, and otherwise those of `now` with what it has stored in their place. */
export function restoreFacts({ listed, ...stored }: StoredInputs["facts"], now: MatchFacts): MatchFacts {
  const excludedRoles = new Map(stored.excludedRoles);
  if (listed === undefined)
    return {
      ...stored,
      loadByRole: new Map(stored.loadByRole),
      responseStats: new Map(stored.responseStats),
      excludedRoles,
    };
  const isListed = new Set(listed);
  const others = <T>(map: ReadonlyMap<string, T>) => [...map].filter(([roleId]) => !isListed.has(roleId));
  return {
    ...stored,
    loadByRole: new Map([...others(now.loadByRole), ...stored.loadByRole]),
    responseStats: new Map([...others(now.responseStats), ...stored.responseStats]),
    consultHistory: [
      ...now.consultHistory.filter(({ roleId }) => !isListed.has(roleId)),
      ...stored.consultHistory,
    ],
    excludedRoles,
  };
}

/** Whether the decision has stored what was known of the post then: its entries, or that there were none. */
export const hasFactsOf = ({ listed }: StoredInputs["facts"], practitionerRoleId: string): boolean =>
  listed === undefined || listed.includes(practitionerRoleId);

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

export interface NewDecision {
  readonly id: string;
  readonly caseId: string;
  /** Which seat of an MDT it is for; 1 where one expert is asked for. */
  readonly seat: number;
  readonly poolEpoch: string;
  readonly poolVersion: number;
  readonly inputs: StoredInputs;
  readonly ranking: Ranking;
}

/** Stores rankings as they were shown; none is fine. They are never changed: a new ranking is a new decision. */
export function addDecisions(tx: Tx, decisions: readonly NewDecision[]): Promise<void> {
  if (decisions.length === 0) return Promise.resolve();
  const rows = decisions.map((decision) => ({
    id: decision.id,
    case_id: decision.caseId,
    seat: decision.seat,
    model_version: decision.ranking.modelVersion,
    pool_epoch: decision.poolEpoch,
    pool_version: decision.poolVersion,
    inputs: decision.inputs,
    candidates: decision.ranking.candidates,
    excluded: decision.ranking.excluded,
    considered: decision.ranking.considered,
    made_at: tx.now,
  }));
  later(tx, insertAll("matching.decision", columns, rows));
  return Promise.resolve();
}

const columns = {
  id: "uuid",
  case_id: "uuid",
  seat: "int",
  model_version: "text",
  pool_epoch: "uuid",
  pool_version: "bigint",
  inputs: "jsonb",
  candidates: "jsonb",
  excluded: "jsonb",
  considered: "int",
  made_at: "timestamptz",
} as const;

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
    .where(among("id", decisionIds))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
