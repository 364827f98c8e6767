import { ok, refuse, type Result } from "../kernel/result.js";
import { civilDate } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import { publish } from "../platform/outbox.js";
import { conflictChange, reconcileSlots, tellChange } from "./claims.js";
import { nextDueOn } from "./domain/claims/kinds.js";
import { contentOf, slotOf } from "./domain/claims/slot.js";
import { isInForce } from "./domain/claims/states.js";
import { lockPool } from "./pool.js";
import { closeConflict, lockConflict } from "./store/conflicts.js";
import { addSteps, readBooks, saveState, supersede } from "./store/claims.js";

export type SettleRefusal =
  | "conflict_not_found"
  /** Settled by somebody else, or the sources have come to agree. */
  | "conflict_closed"
  /** The chosen claim is no side of this conflict. */
  | "not_a_side"
  | "claim_changed_meanwhile";

/**
 * A person decides which of two contradicting claims holds. The chosen one is checked (已核) by that decision and
 * stands; whatever says otherwise about the same thing becomes disputed with the reason. Every open conflict about it
 * ends with this one.
 */
export async function settleConflict(
  tx: Tx,
  conflictId: string,
  decision: { readonly chosenClaimId: string; readonly reason: string; readonly byPersonId: string },
): Promise<Result<{ readonly practitionerId: string }, SettleRefusal>> {
  const { chosenClaimId, reason, byPersonId } = decision;
  await lockPool(tx);
  const conflict = await lockConflict(tx, conflictId);
  if (conflict === undefined) return refuse("conflict_not_found");
  if (conflict.status !== "open") return refuse("conflict_closed");
  if (chosenClaimId !== conflict.standing_claim_id && chosenClaimId !== conflict.challenger_claim_id)
    return refuse("not_a_side");
  const practitionerId = conflict.practitioner_id;
  const book = (await readBooks(tx, [practitionerId])).get(practitionerId);
  const chosen = book?.claims.find(({ id }) => id === chosenClaimId);
  if (book === undefined || chosen === undefined) return refuse("conflict_closed");
  const slot = slotOf(chosen);
  const inSlot = book.claims.filter((claim) => slotOf(claim) === slot);
  const ids = new Set(inSlot.map(({ id }) => id));
  const step = { reason, by: byPersonId };
  // What was checked of the chosen source's earlier words makes room for what is checked now.
  const earlier = inSlot.filter(
    (claim) => claim.id !== chosen.id && claim.source === chosen.source && claim.state === "verified",
  );
  await supersede(
    tx,
    earlier.map(({ id }) => id),
    chosen.id,
  );
  const losers = inSlot.filter(
    (claim) =>
      claim.id !== chosen.id &&
      !earlier.includes(claim) &&
      isInForce(claim.state) &&
      contentOf(claim) !== contentOf(chosen),
  );
  for (const claim of losers) {
    if (!(await saveState(tx, claim.id, claim.state, { state: "disputed", disputedReason: reason })))
      return refuse("claim_changed_meanwhile");
    await addSteps(tx, [{ claimId: claim.id, from: claim.state, to: "disputed", ...step }]);
  }
  const saved = await saveState(tx, chosen.id, chosen.state, {
    state: "verified",
    verifiedBy: byPersonId,
    verifiedAt: tx.now,
    nextDueOn: nextDueOn(chosen.kind, civilDate(tx.now)),
  });
  if (!saved) return refuse("claim_changed_meanwhile");
  await addSteps(tx, [{ claimId: chosen.id, from: chosen.state, to: "verified", ...step }]);
  const settled = book.conflicts.filter((one) => ids.has(one.standingClaimId));
  for (const open of settled) await closeConflict(tx, open.id, { chosenClaimId, reason, byPersonId });
  await publish(
    tx,
    conflictChange(
      practitionerId,
      settled.map(({ id }) => id),
    ),
  );
  await reconcileSlots(tx, practitionerId, [slot], { claims: [chosen], conflicts: [] }, byPersonId);
  await tellChange(tx, practitionerId);
  return ok({ practitionerId });
}
