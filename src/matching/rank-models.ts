import { auditAct, type Ctx, inTx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { RankModelList } from "./api.js";
import { currentModel } from "./domain/model.js";
import {
  findRankModel,
  listRankModels,
  listRankModelUses,
  modelInForce,
  useRankModel,
} from "./store/rank-models.js";

export type RankModelRefusal = "unknown_rank_model" | "rank_model_of_other_base" | "already_in_use";

/** What was learned, what is in use, and who decided so when and why. */
export const viewRankModels = (ctx: Ctx): Promise<Result<RankModelList, never>> =>
  inTx(ctx, async (tx) =>
    ok({
      baseVersion: currentModel.version,
      basePoints: currentModel.points,
      inUse: (await modelInForce(tx)).learned?.version ?? null,
      models: (await listRankModels(tx)).map((row) => ({
        version: row.version,
        baseVersion: row.base_version,
        points: row.points,
        figures: row.figures,
        trainedAt: row.trained_at,
        isByPerson: row.trained_by !== null,
      })),
      uses: (await listRankModelUses(tx)).map(({ version, reason, decided_at: decidedAt }) => ({
        version,
        reason,
        decidedAt,
      })),
    }),
  );

/**
 * A person brings a learned order into use, or goes back to the hand-set one (`version` null), with a reason. Rankings made before stay as
 * they are. Refuses `unknown_rank_model`, `rank_model_of_other_base`, `already_in_use`.
 */
export const changeRankModel = (
  ctx: Ctx,
  { version, reason }: { readonly version: string | null; readonly reason: string },
): Promise<Result<null, RankModelRefusal>> =>
  inTx(ctx, async (tx) => {
    if (version !== null) {
      const found = await findRankModel(tx, version);
      if (!found) return refuse("unknown_rank_model");
      if (found.base_version !== currentModel.version) return refuse("rank_model_of_other_base");
    }
    const before = (await modelInForce(tx)).learned?.version ?? null;
    if (before === version) return refuse("already_in_use");
    await useRankModel(tx, { version, reason, by: ctx.actor.personId });
    await auditAct(tx, ctx, {
      action: "match.model-use",
      subjectKind: "rank_model",
      subjectId: null,
      details: { from: before ?? currentModel.version, to: version ?? currentModel.version, reason },
    });
    return ok(null);
  });
