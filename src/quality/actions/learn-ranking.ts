import { auditAct, type Ctx } from "../../identity/index.js";
import { ok, type Result } from "../../kernel/result.js";
import { addRankModel, currentModel, evaluateOrder, fitAdjustment } from "../../matching/index.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { readRankingLessons } from "../store/ranking-lessons.js";

/** Learns the order from everything on record and keeps it, with its figures, as a new version. Nothing is brought into use. */
export async function learnRanking(
  tx: Tx,
  by: string | null,
): Promise<{ version: string; isLearned: boolean; figures: ReturnType<typeof evaluateOrder> }> {
  const lessons = await readRankingLessons(tx);
  const { points, asks, unsuitable, isLearned } = fitAdjustment(lessons, currentModel);
  const figures = evaluateOrder(lessons, currentModel);
  const version = await addRankModel(tx, {
    points,
    figures: { asks, unsuitable, isLearned, evaluation: figures },
    trained_by: by,
  });
  return { version, isLearned, figures };
}

/** The same, asked for by a person. System scope: it learns from every hospital's cases, whoever asks. */
export const trainRanking = (ctx: Ctx): Promise<Result<{ version: string; isLearned: boolean }, never>> => {
  const scope = { ...systemContext, personId: ctx.actor.personId, idempotency: ctx.idempotency };
  return ctx.database.withTx(scope, async (tx) => {
    const { version, isLearned } = await learnRanking(tx, ctx.actor.personId);
    await auditAct(tx, ctx, {
      action: "match.model-train",
      subjectKind: "rank_model",
      subjectId: null,
      details: { version },
    });
    return ok({ version, isLearned });
  });
};
