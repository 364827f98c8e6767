import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, type Result } from "../../kernel/result.js";
import { listOrganizations } from "../../organizations/index.js";
import type { Tx } from "../../platform/database/database.js";
import type { ConflictList, ConflictView } from "../api/claims.js";
import { type SettleRefusal, settleConflict } from "../claim-conflicts.js";
import { claimViews, namesOf } from "../claim-views.js";
import { readClaims, type StoredClaim } from "../claims.js";
import { findOwners } from "../store/profile.js";
import { listOpenConflicts } from "../store/conflicts.js";
import { tell } from "./claims.js";

/** Conflicts a page shows at once; the oldest come first. */
const mostConflicts = 200;

/** Contradictions that wait for a person: of the asker's own experts, or of all for the operator. Oldest first. */
export const listConflicts = (ctx: Ctx): Promise<Result<ConflictList, never>> =>
  inTx(ctx, async (tx) => ok(await readConflicts(tx)));

/** As {@link listConflicts}, of whatever experts the transaction may see. */
export async function readConflicts(tx: Tx): Promise<ConflictList> {
  const names = new Map<string, string>((await listOrganizations(tx)).map((one) => [one.id, one.name]));
  const { rows, total } = await listOpenConflicts(tx, mostConflicts);
  const claims = new Map<string, StoredClaim>();
  for (const id of new Set(rows.map((row) => row.practitioner_id)))
    for (const claim of await readClaims(tx, id)) claims.set(claim.id, claim);
  const sides = rows.flatMap((row) =>
    [claims.get(row.standing_claim_id), claims.get(row.challenger_claim_id)].filter(
      (claim) => claim !== undefined,
    ),
  );
  const views = new Map(
    claimViews(tx, sides, "close", await namesOf(tx, sides)).map((view) => [view.claimId, view]),
  );
  return {
    total,
    items: rows.flatMap((row): ConflictView[] => {
      const [standing, challenger] = [views.get(row.standing_claim_id), views.get(row.challenger_claim_id)];
      if (standing === undefined || challenger === undefined) return [];
      return [
        {
          conflictId: row.id,
          practitionerId: row.practitioner_id,
          expertName: row.name,
          institutionName: names.get(row.organization_id ?? "") ?? "",
          departmentName: row.department_name ?? "",
          kind: row.kind,
          openedAt: row.opened_at,
          standing,
          challenger,
        },
      ];
    }),
  };
}

/** Decides which side holds; see {@link settleConflict}. */
export async function settle(
  ctx: Ctx,
  conflictId: string,
  decision: { readonly chosenClaimId: string; readonly reason: string },
): Promise<Result<null, SettleRefusal>> {
  return inTx(ctx, async (tx) => {
    const result = await settleConflict(tx, conflictId, { ...decision, byPersonId: ctx.actor.personId });
    if (!result.ok) return result;
    const { practitionerId } = result.value;
    const owners = await findOwners(tx, practitionerId);
    if (owners !== undefined) await tell(tx, ctx, practitionerId, owners);
    await auditAct(tx, ctx, {
      action: "expert.settle-conflict",
      subjectKind: "claim_conflict",
      subjectId: conflictId,
      details: { practitionerId, chosenClaimId: decision.chosenClaimId },
    });
    return ok(null);
  });
}
