import type { Ctx } from "../../identity/index.js";
import { listOrganizations, type Organization } from "../../organizations/index.js";
import type { Tx } from "../../platform/database/database.js";

/** The hospital whose transcription is meant: the named one, else the person's own; undefined when it is not for him to see. */
export async function hospitalOf(
  tx: Tx,
  ctx: Ctx,
  institutionId: string | undefined,
): Promise<Organization | undefined> {
  const wanted = institutionId ?? ctx.actor.institutionId;
  if (!ctx.actor.isPlatform && wanted !== ctx.actor.institutionId) return undefined;
  return (await listOrganizations(tx)).find(({ id, kind }) => id === wanted && kind === "hospital");
}
