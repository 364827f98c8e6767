import { findRoles, postsOfPersons } from "../experts/index.js";
import type { Ctx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import { systemContext, type Tx } from "../platform/database/database.js";
import { clockFor } from "../triage/index.js";
import type { ResponseView } from "./api/response.js";
import { forecast, ownRecord, rhythmOf } from "./domain/response/exports.js";
import { responseModel } from "./response-log.js";

/**
 * When the expert of a post usually answers. Read in system scope after the policy has let the person look: the expert's
 * own offers come from every hospital, and his group is compared over all of them; only his own figures leave.
 */
export const viewResponse = (
  ctx: Ctx,
  practitionerRoleId: string,
  level: UrgencyLevel,
): Promise<Result<ResponseView, "expert_not_found">> =>
  ctx.database.withTx(systemContext, async (tx) => {
    const view = await viewOf(tx, practitionerRoleId, level);
    return view ? ok(view) : refuse("expert_not_found");
  });

/** The same of whoever asks, by the first of his posts: habits are the person's. Null: he has no post. */
export const viewOwnResponse = (ctx: Ctx, level: UrgencyLevel): Promise<Result<ResponseView | null, never>> =>
  ctx.database.withTx(systemContext, async (tx) => {
    const [post] = await postsOfPersons(tx, [ctx.actor.personId]);
    return ok(post ? ((await viewOf(tx, post.practitionerRoleId, level)) ?? null) : null);
  });

async function viewOf(
  tx: Tx,
  practitionerRoleId: string,
  level: UrgencyLevel,
): Promise<ResponseView | undefined> {
  const [role] = await findRoles(tx, [practitionerRoleId]);
  if (!role) return undefined;
  const model = await responseModel(tx);
  const groupId = role.specialtyCodes[0] ?? null;
  // Without an account nobody has asked him: he is foretold as his specialty.
  const expertId = role.personId ?? "";
  const withinMinutes = clockFor(level).offerMinutes;
  const now = forecast(model, { expertId, groupId, level, sentAt: tx.now });
  return {
    practitionerRoleId,
    level,
    words: now.words,
    withinMinutes,
    answersInTime: now.answersBy(withinMinutes),
    acceptsInTime: now.acceptsBy(withinMinutes),
    acceptance: now.acceptance,
    medianMinutes: now.medianMinutes,
    recent: ownRecord(model, expertId, tx.now),
    week: rhythmOf(model, { expertId, groupId }, tx.now, level, withinMinutes).map(({ answers, offers }) => ({
      answers,
      offers,
    })),
    learnedFrom: model.outcomes,
  };
}
