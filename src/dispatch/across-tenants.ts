import type { Ctx } from "../identity/index.js";
import { systemContext, type Tx } from "../platform/database/database.js";
import type { AnswerRefusal } from "./domain/accept-offer.js";

export type DispatchRefusal =
  | AnswerRefusal
  | "offer_not_found"
  | "expert_suspended"
  | "agreement_ended"
  | "case_not_open"
  | "expert_not_found"
  | "expert_has_no_account"
  | "no_agreement"
  | "already_asked"
  | "not_accepted"
  | "cannot_return";

/**
 * An expert's answer moves the inviter's case, so it runs over both tenants: in system scope, after the policy let the
 * expert answer his own offer, still with his idempotency claim.
 */
export const acrossTenants = <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.database.withTx({ ...systemContext, personId: ctx.actor.personId, idempotency: ctx.idempotency }, work);

/** {@link acrossTenants} for an answer, which looks up all it needs by key: see {@link TxContext.plans}. */
export const acrossTenantsByKey = <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.database.withTx(
    { ...systemContext, personId: ctx.actor.personId, idempotency: ctx.idempotency, plans: "kept" },
    work,
  );

export const himself = (ctx: Ctx) => ({ personId: ctx.actor.personId, label: ctx.actor.name });
