import type { AuditAction } from "../../kernel/audit-actions.js";
import { randomUUID } from "node:crypto";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { listOrganizations } from "../../organizations/index.js";
import type { Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import { publish } from "../../platform/outbox.js";
import type { DuplicateList, MergeList } from "../api/registry.js";
import { conflictChange, reconcileSlots, tellChange } from "../claims.js";
import { slotOf } from "../domain/claims/slot.js";
import { likePairs, type MergeFault, mergeFault } from "../domain/registry/same-person.js";
import { lockPool } from "../pool.js";
import { readBooks } from "../store/claims.js";
import { decidedPairs, keepApart, readTraits } from "../store/doubles.js";
import {
  addMerge,
  hasLaterMerge,
  isTakenSince,
  listMerges,
  lockMerge,
  lockRecords,
  moveBack,
  moveRecord,
  type PractitionerRecord,
  saveUndo,
} from "../store/merge.js";
import { findRecordFaces } from "../store/record-faces.js";

export type MergeRefusal = MergeFault | "expert_not_found";
export type UndoRefusal = "merge_not_found" | "merge_undone" | "later_merge_first" | "number_taken_since";

/** Pairs a page shows at once; the likeliest come first. */
const mostPairs = 200;

/** Records that may be one person, likeliest first, each with what a person needs to judge. Pairs found to be two people are left out. */
export async function listDuplicates(ctx: Ctx): Promise<Result<DuplicateList, never>> {
  return inTx(ctx, async (tx) => {
    const organizations = await listOrganizations(tx);
    const regions = new Map<string, string>(organizations.map((one) => [one.id, one.regionCode]));
    const names = new Map<string, string>(organizations.map((one) => [one.id, one.name]));
    const decided = await decidedPairs(tx);
    const traits = await readTraits(tx, (id) => regions.get(id) ?? "");
    const pairs = likePairs(traits, (a, b) => decided.has(`${a}:${b}`));
    const shown = pairs.slice(0, mostPairs);
    const faces = await findRecordFaces(
      tx,
      shown.flatMap(({ firstId, secondId }) => [firstId, secondId]),
      names,
    );
    return ok({
      total: pairs.length,
      items: shown.flatMap(({ firstId, secondId, score, reasons }) => {
        const [first, second] = [faces.get(firstId), faces.get(secondId)];
        if (first === undefined || second === undefined) return [];
        return [{ first, second, score, reasons: [...reasons] }];
      }),
    });
  });
}

/**
 * Two records become one: posts, claims, conflicts, objections and the account go to the one that is kept, its blanks
 * are filled, and what contradicts is asked. Nothing is lost: the other record stays, leads to the kept one, and the
 * merge can be undone.
 */
export async function mergeRecords(
  ctx: Ctx,
  wish: {
    readonly keptId: string;
    readonly goneId: string;
    readonly reason: string;
    readonly grounds: readonly string[];
  },
): Promise<Result<{ mergeId: string }, MergeRefusal>> {
  return inTx(ctx, async (tx) => {
    await lockPool(tx);
    const records = await lockRecords(tx, [wish.keptId, wish.goneId]);
    const [kept, gone] = [records.get(wish.keptId), records.get(wish.goneId)];
    if (kept === undefined || gone === undefined) return refuse("expert_not_found");
    const fault = mergeFault(mergeable(kept), mergeable(gone));
    if (fault !== undefined) return refuse(fault);
    const mergeId = randomUUID();
    const before = await moveRecord(tx, kept, gone);
    const by = ctx.actor.personId;
    await addMerge(tx, { ...wish, id: mergeId, before, by });
    await settleAfter(tx, [kept.id], by);
    await tellMerge(tx, ctx, "expert.merge", kept.id, gone.id, mergeId);
    return ok({ mergeId });
  });
}

/**
 * Parts two records again: everything goes back to where it was. What was recorded since the merge stays with the kept
 * one. Refuses while a later merge builds on this one, or when a number has been given to somebody else since.
 */
export async function undoMerge(
  ctx: Ctx,
  mergeId: string,
  reason: string,
): Promise<Result<null, UndoRefusal>> {
  return inTx(ctx, async (tx) => {
    await lockPool(tx);
    const merge = await lockMerge(tx, mergeId);
    if (merge === undefined) return refuse("merge_not_found");
    if (merge.status !== "merged") return refuse("merge_undone");
    if (await hasLaterMerge(tx, merge)) return refuse("later_merge_first");
    if (await isTakenSince(tx, merge.kept_id, merge.gone_id, merge.before))
      return refuse("number_taken_since");
    const by = ctx.actor.personId;
    await moveBack(tx, merge.kept_id, merge.gone_id, merge.before);
    await saveUndo(tx, mergeId, by, reason);
    await settleAfter(tx, [merge.kept_id, merge.gone_id], by);
    await tellMerge(tx, ctx, "expert.undo-merge", merge.kept_id, merge.gone_id, mergeId);
    return ok(null);
  });
}

/** Two records are two people: the pair is not proposed again. */
export async function dismissDuplicate(
  ctx: Ctx,
  pair: { readonly firstId: string; readonly secondId: string; readonly reason: string },
): Promise<Result<null, "expert_not_found" | "same_record">> {
  if (pair.firstId === pair.secondId) return refuse("same_record");
  return inTx(ctx, async (tx) => {
    if ((await lockRecords(tx, [pair.firstId, pair.secondId])).size !== 2) return refuse("expert_not_found");
    await keepApart(tx, pair.firstId, pair.secondId, pair.reason, ctx.actor.personId);
    await auditAct(tx, ctx, {
      action: "expert.keep-apart",
      subjectKind: "expert",
      subjectId: pair.firstId,
      details: { otherId: pair.secondId },
    });
    return ok(null);
  });
}

/** Merges, newest first. */
export async function listMergeHistory(ctx: Ctx): Promise<Result<MergeList, never>> {
  return inTx(ctx, async (tx) => {
    const rows = await listMerges(tx, 100);
    return ok({
      items: rows.map((row) => ({
        mergeId: row.id,
        keptId: row.kept_id,
        keptName: row.kept_name,
        goneId: row.gone_id,
        goneName: row.gone_name,
        status: row.status,
        reason: row.reason,
        mergedAt: row.merged_at,
        undoneAt: row.undone_at,
        undoneReason: row.undone_reason,
      })),
    });
  });
}

const mergeable = (row: PractitionerRecord) => ({
  id: row.id,
  personId: row.person_id,
  idNumberIndex: row.id_number_index,
  licenceNumber: row.licence_number,
  mergedInto: row.merged_into,
});

/** What contradicts between the two is asked; what no longer does, is not. */
async function settleAfter(tx: Tx, practitionerIds: readonly string[], by: string): Promise<void> {
  const books = await readBooks(tx, practitionerIds);
  for (const [id, book] of books) {
    await reconcileSlots(tx, id, [...new Set(book.claims.map(slotOf))], book, by);
    await tellChange(tx, id);
    // Contradictions that came along are now also another hospital's to settle.
    if (book.conflicts.length > 0) await publish(tx, conflictChange(id, []));
  }
}

async function tellMerge(
  tx: Tx,
  ctx: Ctx,
  action: AuditAction,
  keptId: string,
  goneId: string,
  mergeId: string,
): Promise<void> {
  await announce(tx, { topic: "experts", id: keptId, audience: { platform: true, institutions: [] } });
  await auditAct(tx, ctx, {
    action,
    subjectKind: "expert",
    subjectId: keptId,
    details: { goneId, mergeId },
  });
}
