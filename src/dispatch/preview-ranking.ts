import { specialtyProblems } from "../cases/index.js";
import type { Ctx } from "../identity/index.js";
import { ok, type Result } from "../kernel/result.js";
import { explainAbsence, previewRanking, type RankingRefusal, toMatchRequest } from "../matching/index.js";
import type { RankingPreviewRequest, RankingView, WhyNotView } from "../matching/api.js";
import { RefusedError } from "../platform/http/problem.js";
import { assessLevel } from "../triage/index.js";
import { systemContext } from "../platform/database/database.js";
import { acrossTenants } from "./across-tenants.js";
import { previewRefusals } from "./refusals.js";
import { poolFacts, versionsToSee } from "./pool-facts.js";

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
  const level = assessLevel(body);
  const { institutionId, personId } = ctx.actor;
  const { statement, read } = versionsToSee();
  // Mostly the node has it all in memory, and need only be told that it is still so.
  const ranking = await ctx.database.glance({ ...systemContext, personId }, statement, async (tx, rows) => {
    const seen = read(rows);
    const request = await toMatchRequest(tx, body, { institutionId, personId, level }, seen);
    const facts = await poolFacts(tx, level, seen);
    // The form shows nobody who is left out.
    return previewRanking(tx, request, facts, { limit: shownWhileTyping, examples: 0 }, seen);
  });
  return ok(ranking);
}

/**
 * Why an expert is not among those the ranking of the case shows, with the facts of now for whoever's were not kept with it; these are
 * read over all tenants, and nothing of them is shown but what the answer says of this one. Refuses `not_ranked_yet`.
 */
export async function explainRankingAbsence(
  ctx: Ctx,
  { caseId, practitionerRoleId, seat }: { caseId: string; practitionerRoleId: string; seat: number },
): Promise<Result<WhyNotView, RankingRefusal>> {
  // How long an offer stays open is kept with the ranking: any level does.
  const factsNow = await acrossTenants(ctx, (tx) => poolFacts(tx, "III"));
  return explainAbsence(ctx, caseId, practitionerRoleId, seat, factsNow);
}
