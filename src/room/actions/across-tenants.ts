import type { Ctx } from "../../identity/index.js";
import { systemContext, type Tx } from "../../platform/database/database.js";

/**
 * A room belongs to two hospitals, so who works on it works over both tenants: in system scope, after the policy let him
 * to the case, still with his idempotency claim.
 */
export const acrossTenants = <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.database.withTx({ ...systemContext, personId: ctx.actor.personId, idempotency: ctx.idempotency }, work);

export const aboutRoom = (room: {
  readonly id: string;
  readonly caseId: string;
  readonly institutionId: string;
}) => ({
  subjectKind: "room",
  subjectId: room.id,
  caseId: room.caseId,
  caseInstitutionId: room.institutionId,
});

/** The same without the claim: what it answers holds a secret, which is not kept for a repeated call. */
export const acrossTenantsOnce = <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.database.withTx({ ...systemContext, personId: ctx.actor.personId }, work);
