import { findCase } from "../cases/index.js";
import { auditAct, type Ctx, inTx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { Tx } from "../platform/database/database.js";
import type { PanelProposal, RankingPreviewRequest, RankingView, WhyNotView } from "./api.js";
import type { MatchFacts } from "./domain/request.js";
import { whatWould } from "./domain/what-would.js";
import { whyNot } from "./domain/why-not.js";
import { withPool } from "./pool.js";
import { proposePanelFor, textOf, toRankingView, toWhyNotView } from "./rank-case.js";
import { findLatestDecision, hasFactsOf, restoreFacts } from "./store/decisions.js";
import { modelInForce } from "./store/rank-models.js";
import { standingFeedback } from "./store/feedback.js";
import { vocabulary } from "./vocabulary.js";

export type RankingRefusal = "not_ranked_yet";

const auditLook = (tx: Tx, ctx: Ctx, caseId: string, caseInstitutionId: string, subjectId: string) =>
  auditAct(tx, ctx, {
    action: "match.read",
    subjectKind: "ranking",
    subjectId,
    caseId,
    caseInstitutionId,
    outcome: "read",
  });

/** Who should sit at the table if the request in the form became an MDT. Nothing is kept. */
export const previewPanel = (body: RankingPreviewRequest): Result<PanelProposal, never> =>
  ok({
    seats: proposePanelFor(body).map((seat) => ({ ...seat, name: vocabulary.specialtyName(seat.code) })),
  });

/** The newest stored ranking of the case, as it was made. Refuses `not_ranked_yet`. */
export const readRanking = (
  ctx: Ctx,
  caseId: string,
  seat: number,
): Promise<Result<RankingView, RankingRefusal>> =>
  inTx(ctx, async (tx) => {
    const decision = await findLatestDecision(tx, caseId, seat);
    const found = await findCase(tx, caseId);
    if (!decision || !found) return refuse("not_ranked_yet");
    await auditLook(tx, ctx, caseId, found.institutionId, decision.id);
    return ok(toRankingView({ ...decision, unsuitable: await standingFeedback(tx, caseId) }));
  });

/**
 * Why one expert's role is not among those the newest ranking shows: the same request, judged over the pool as it is now (`isSamePool`
 * says whether that changed since), by the facts the ranking was made from as far as it has kept them. Refuses `not_ranked_yet`.
 * @param factsNow load, answers and history of all roles now, for those whose facts were not kept
 */
export const explainAbsence = (
  ctx: Ctx,
  caseId: string,
  practitionerRoleId: string,
  seat: number,
  factsNow: MatchFacts,
): Promise<Result<WhyNotView, RankingRefusal>> =>
  inTx(ctx, async (tx) => {
    const decision = await findLatestDecision(tx, caseId, seat);
    const found = await findCase(tx, caseId);
    if (!decision || !found) return refuse("not_ranked_yet");
    const request = { ...decision.inputs.request, text: textOf(found) };
    const model = await modelInForce(tx);
    const options = {
      vocabulary,
      model,
      facts: restoreFacts(decision.inputs.facts, factsNow),
      alsoRoleId: seat === 1 ? found.namedPractitionerRoleId : null,
    };
    const { epoch, version, answer, would } = await withPool(tx, ({ pool, ...state }) => ({
      ...state,
      answer: whyNot(request, pool, practitionerRoleId, options),
      would: whatWould(request, pool, practitionerRoleId, options),
    }));
    await auditLook(tx, ctx, caseId, found.institutionId, decision.id);
    return ok({
      ...toWhyNotView(answer, would),
      isSamePool:
        decision.poolEpoch === epoch &&
        decision.poolVersion === version &&
        decision.modelVersion === model.version,
      isByFactsOfThen: hasFactsOf(decision.inputs.facts, practitionerRoleId),
    });
  });
