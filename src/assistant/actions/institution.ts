import type { Ctx } from "../../identity/index.js";
import { listOrganizations, type Organization } from "../../organizations/index.js";
import type { Tx } from "../../platform/database/database.js";

/**
 * The institution whose assistant is meant: the named one, else the person's own. Undefined when it is not a hospital, or
 * another's for somebody who does not belong to the operator.
 */
export async function institutionOf(
  tx: Tx,
  ctx: Ctx,
  institutionId: string | undefined,
): Promise<Organization | undefined> {
  const { actor } = ctx;
  const wanted = institutionId ?? actor.institutionId;
  if (!actor.isPlatform && wanted !== actor.institutionId) return undefined;
  return (await listOrganizations(tx)).find(({ id, kind }) => id === wanted && kind === "hospital");
}
