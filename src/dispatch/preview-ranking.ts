import { specialtyProblems } from "../cases/index.js";
import type { Ctx } from "../identity/index.js";
import { ok, type Result } from "../kernel/result.js";
import { previewRanking, toMatchRequest } from "../matching/index.js";
import type { RankingPreviewRequest, RankingView } from "../matching/api.js";
import { RefusedError } from "../platform/http/problem.js";
import { assess } from "../triage/index.js";
import { acrossTenants } from "./across-tenants.js";
import { previewRefusals } from "./refusals.js";
import { poolFacts } from "./pool-facts.js";

/** How many experts the form shows; the whole ranking is made, and stored, when the request is sent. */
const shownWhileTyping = 5;

/**
 * Whom the request would reach as it stands in the form: the first five with their reasons, at the urgency it would be
 * given now. Nothing is kept. Read over all tenants, as the ranking of the sent case is: load and answers of experts
 * lie with their own hospitals. Throws `unknown_specialty` (422) with the field.
 */
export async function previewExperts(
  ctx: Ctx,
  body: RankingPreviewRequest,
): Promise<Result<RankingView, never>> {
  const problems = specialtyProblems(body);
  if (problems.length > 0)
    throw new RefusedError("unknown_specialty", previewRefusals.unknown_specialty, problems);
  const ranking = await acrossTenants(ctx, async (tx) => {
    const { level } = assess(body, tx.now).view;
    const { institutionId, personId } = ctx.actor;
    const request = await toMatchRequest(tx, body, { institutionId, personId, level });
    // The form shows nobody who is left out.
    return previewRanking(tx, request, await poolFacts(tx, level), { limit: shownWhileTyping, examples: 0 });
  });
  return ok(ranking);
}
