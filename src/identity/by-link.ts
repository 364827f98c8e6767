import { systemContext, type Tx } from "../platform/database/database.js";
import { auditAct, type Ctx } from "./context.js";
import { afterFailure, isLocked } from "./domain/lock-out.js";
import { type Action, cellsOf } from "./domain/policy.js";
import { type NewSession, openSession, sha256 } from "./sessions.js";
import * as store from "./store/sign-in.js";

/**
 * The act of a person who proved himself by a signed link about one case instead of a session: his roles are asked as
 * for any other request. Undefined: he is not active, or no role of his may do this.
 * @param key makes the act happen once however often it is sent.
 */
export async function asLinkActor(
  ctx: Ctx,
  who: { readonly personId: string; readonly caseId: string },
  act: { readonly action: Action; readonly route: string; readonly key: string; readonly about: string },
): Promise<Ctx | undefined> {
  const actor = await ctx.database.withTx(systemContext, (tx) =>
    store.findLinkActor(tx, who.personId, who.caseId),
  );
  if (!actor || cellsOf(act.action, actor.roles).size === 0) return undefined;
  const { personId } = actor;
  return {
    ...ctx,
    actor,
    idempotency: { personId, route: act.route, key: act.key, requestHash: sha256(act.about) },
  };
}

/** Opens the session of that person for that case alone. Needs system scope. */
export async function enterByLink(tx: Tx, ctx: Ctx, isDemo: boolean): Promise<NewSession> {
  const { personId, limitedToCase } = ctx.actor;
  if (limitedToCase === null) throw new Error("a link opens the session of one case only");
  const session = await openSession(tx, personId, isDemo, limitedToCase);
  await auditAct(tx, ctx, {
    action: "session.sign-in",
    subjectKind: "person",
    subjectId: personId,
    caseId: limitedToCase,
    details: { by: "one_tap" },
  });
  return session;
}

const subjectHash = (subject: string): string => sha256(`attempt:${subject}`);

/** Whether this subject (an address, say) may try again. Needs system scope. */
export const mayAttempt = async (tx: Tx, subject: string): Promise<boolean> =>
  !isLocked(await store.findFailures(tx, subjectHash(subject)), tx.now);

/** Counts a failed try; after `allowed` of them within fifteen minutes the subject waits as long. Needs system scope. */
export async function noteFailedAttempt(tx: Tx, subject: string, allowed: number): Promise<void> {
  const hash = subjectHash(subject);
  await store.saveFailures(tx, hash, afterFailure(await store.findFailures(tx, hash), tx.now, allowed));
}
