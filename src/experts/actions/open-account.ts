import { randomBytes, randomUUID } from "node:crypto";
import { addAccount, addPerson, auditAct, type Ctx, hashPassword, txContext } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { announce } from "../../platform/live.js";
import { violates } from "../../platform/database/database.js";
import { bumpPool } from "../pool.js";
import { findProfile, linkAccount } from "../store/profile.js";

export type OpenAccountRefusal = "expert_not_found" | "has_account" | "username_taken" | "no_post";

/**
 * Opens an account for an expert who came in with a list: from now on he can be offered cases. He signs in with the
 * username and the initial password, which is shown this once and stored nowhere.
 */
export async function openAccount(
  ctx: Ctx,
  practitionerId: string,
  username: string,
): Promise<Result<{ personId: string; username: string; initialPassword: string }, OpenAccountRefusal>> {
  const personId = randomUUID();
  const initialPassword = randomBytes(12).toString("base64url");
  const passwordHash = await hashPassword(initialPassword);
  try {
    // Without the request's idempotency claim: that would keep the password among the stored answers.
    return await ctx.database.withTx(txContext(ctx.actor), async (tx) => {
      const profile = await findProfile(tx, practitionerId);
      if (profile === undefined) return refuse("expert_not_found");
      if (profile.practitioner.person_id !== null) return refuse("has_account");
      const post =
        profile.roles.find((role) => role.organization_id === ctx.actor.institutionId) ?? profile.roles[0];
      if (!post) return refuse("no_post");
      await addPerson(tx, {
        id: personId,
        institutionId: post.organization_id,
        name: profile.practitioner.name,
        demoHint: post.department_name,
        roles: ["expert"],
      });
      await addAccount(tx, personId, username.toLowerCase(), passwordHash);
      await linkAccount(tx, practitionerId, personId);
      await bumpPool(tx);
      await announce(tx, {
        topic: "experts",
        id: practitionerId,
        audience: { institutions: [post.organization_id], platform: true },
      });
      await auditAct(tx, ctx, {
        action: "expert.open-account",
        subjectKind: "practitioner",
        subjectId: practitionerId,
        details: { personId },
      });
      return ok({ personId, username: username.toLowerCase(), initialPassword });
    });
  } catch (error) {
    if (violates(error, "account_username_key")) return refuse("username_taken");
    throw error;
  }
}
