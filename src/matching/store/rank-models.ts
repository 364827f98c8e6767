import { sql } from "kysely";
import { json, type Tx } from "../../platform/database/database.js";
import { Kept } from "../../platform/database/kept.js";
import { currentModel, type MatchModel } from "../domain/model.js";
import { adjustmentFaults, withAdjustment } from "../domain/rerank/adjustment.js";
import { type MatchingTables, matchingTables } from "../tables.js";

export type RankModelRow = MatchingTables["matching.rank_model"];

const kept = new Kept<MatchModel>(1);

/**
 * By what the ranking goes now: the hand-set model, with the learned adjustment that a person brought into use, if it fits it.
 * @param keptState as `poolVersion` tells it: for the same one the model is not read again
 */
export const modelInForce = (tx: Tx, keptState?: string): Promise<MatchModel> =>
  kept.of(keptState, "", () => readModelInForce(tx));

async function readModelInForce(tx: Tx): Promise<MatchModel> {
  const row = await matchingTables(tx)
    .selectFrom("matching.rank_model_use as u")
    .leftJoin("matching.rank_model as m", "m.version", "u.version")
    .select(["m.version", "m.base_version", "m.points"])
    .orderBy("u.number", "desc")
    .limit(1)
    .executeTakeFirst();
  const { version, points } = row ?? {};
  if (version == null || points == null || row?.base_version !== currentModel.version) return currentModel;
  const learned = { version, points };
  return adjustmentFaults(learned, currentModel).length > 0
    ? currentModel
    : withAdjustment(currentModel, learned);
}

/** Stores what was learned under the next number, and answers its version. */
export async function addRankModel(
  tx: Tx,
  model: Pick<RankModelRow, "points" | "figures" | "trained_by">,
): Promise<string> {
  // Two that learn at once would both take the same number.
  await sql`select pg_advisory_xact_lock(hashtext('matching.rank_model'))`.execute(matchingTables(tx));
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(substr(version, 8)::int), 0) + 1 as next from matching.rank_model`.execute(
    matchingTables(tx),
  );
  const version = `rerank-${rows[0]?.next ?? 1}`;
  await matchingTables(tx)
    .insertInto("matching.rank_model")
    .values({
      version,
      base_version: currentModel.version,
      points: json(model.points),
      figures: json(model.figures),
      trained_by: model.trained_by,
      trained_at: tx.now,
    })
    .execute();
  return version;
}

/** Newest first, at most `limit`. */
export const listRankModels = (tx: Tx, limit = 50): Promise<RankModelRow[]> =>
  matchingTables(tx)
    .selectFrom("matching.rank_model")
    .selectAll()
    .orderBy("trained_at", "desc")
    .orderBy("version", "desc")
    .limit(limit)
    .execute();

export const findRankModel = (tx: Tx, version: string): Promise<RankModelRow | undefined> =>
  matchingTables(tx)
    .selectFrom("matching.rank_model")
    .selectAll()
    .where("version", "=", version)
    .executeTakeFirst();

/** What was brought into use or stopped, with reason and time, newest first. */
export const listRankModelUses = (tx: Tx, limit = 50) =>
  matchingTables(tx)
    .selectFrom("matching.rank_model_use as u")
    .select(["u.version", "u.reason", "u.decided_at"])
    .orderBy("u.number", "desc")
    .limit(limit)
    .execute();

/** From now on rankings go by this version; null: by the hand-set model alone. */
export async function useRankModel(
  tx: Tx,
  use: { readonly version: string | null; readonly reason: string; readonly by: string },
): Promise<void> {
  await matchingTables(tx)
    .insertInto("matching.rank_model_use")
    .values({ version: use.version, reason: use.reason, decided_by: use.by, decided_at: tx.now })
    .execute();
}
