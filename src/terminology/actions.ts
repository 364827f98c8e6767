import type { z } from "zod";
import { ok, refuse, type Result } from "../kernel/result.js";
import { auditAct, type Ctx, findTenantNames, inTx } from "../identity/index.js";
import type { Tx } from "../platform/database/database.js";
import { publish } from "../platform/outbox.js";
import type { ReviewQueue } from "./api.js";
import { diagnosisOf } from "./domain/diagnosis-search.js";
import { diagnosisIndex, procedureList, specialtyTree, titleIndex } from "./load.js";
import { findAlias, putAlias, withdrawAlias } from "./store/aliases.js";
import * as review from "./store/review.js";
import { hospitalsToChooseFrom, suggester } from "./suggest-codes.js";
import type { TermKind } from "./tables.js";

export type ReviewRefusal = "unknown_code" | "only_operator_for_all" | "already_decided" | "not_decided";

/** What a code is called, or undefined for a code of no such kind; a hospital's is asked of the register. */
async function nameOfCode(tx: Tx, kind: TermKind, code: string): Promise<string | undefined> {
  switch (kind) {
    case "specialty":
      return specialtyTree().byCode.get(code)?.label;
    case "title":
      return titleIndex().byCode.get(code)?.name;
    case "procedure":
      return procedureList().byCode.get(code);
    case "diagnosis":
    case "symptom":
      return diagnosisOf(diagnosisIndex(), code)?.name;
    case "hospital":
      return (await hospitalsToChooseFrom(tx)).find(({ id }) => id === code)?.name;
  }
}

const decidedShown = 20;
const contextsShown = 5;

/** The open names, the most frequent first, with who asks for them; and the last decisions. */
export function viewQueue(
  ctx: Ctx,
  page: { limit: number; offset: number; kind?: TermKind | undefined; q?: string | undefined },
): Promise<Result<z.infer<typeof ReviewQueue>, never>> {
  return inTx(ctx, async (tx) => {
    const { groups, total } = await review.listOpenGroups(tx, page);
    const decided = await review.listDecided(tx, decidedShown);
    const names = await findTenantNames(
      tx,
      [...groups.flatMap((group) => group.items), ...decided].map((item) => item.institutionId),
    );
    const forAll = await aliasesForAll(tx, decided);
    const suggest = await suggester(tx, groups);
    const codeNames = new Map<string, string>();
    for (const { kind, code } of decided)
      if (code !== null) codeNames.set(`${kind} ${code}`, (await nameOfCode(tx, kind, code)) ?? code);
    return ok({
      total,
      counts: await review.countOpenNames(tx),
      items: groups.flatMap((group) => {
        const [first] = group.items;
        if (!first) return [];
        const candidates = first.candidates.length > 0 ? first.candidates : suggest(group.kind, first.name);
        return [
          {
            kind: group.kind,
            name: first.name,
            reason: first.reason,
            occurrences: group.items.reduce((sum, item) => sum + item.occurrences, 0),
            candidates: candidates.map(({ code, name, score }) => ({ code, name, score })),
            contexts: [...new Set(group.items.flatMap((item) => item.contexts))].slice(0, contextsShown),
            items: group.items.map((item) => ({
              id: item.id,
              institutionId: item.institutionId,
              institutionName: names.get(item.institutionId) ?? "",
              name: item.name,
              occurrences: item.occurrences,
            })),
          },
        ];
      }),
      decided: decided.map((item) => ({
        id: item.id,
        kind: item.kind,
        name: item.name,
        institutionName: names.get(item.institutionId) ?? "",
        status: item.status === "dismissed" ? ("dismissed" as const) : ("resolved" as const),
        code: item.code,
        codeName: item.code === null ? null : (codeNames.get(`${item.kind} ${item.code}`) ?? item.code),
        isForAll: item.aliasId !== null && forAll.has(item.aliasId),
        decidedAt: item.decidedAt ?? tx.now,
      })),
    });
  });
}

async function aliasesForAll(tx: Tx, items: readonly review.ReviewItem[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const aliasId of new Set(items.flatMap((item) => item.aliasId ?? [])))
    if ((await findAlias(tx, aliasId))?.institutionId === null) found.add(aliasId);
  return found;
}

/**
 * Gives the name its code: from now on it is read so at this institution, or everywhere when the operator says so,
 * and open items of the same name are settled with it. The registry hears of it and codes the waiting experts.
 * Refuses, in this order: a code that does not exist, `all` by a hospital, an item settled already.
 */
export function resolveItem(
  ctx: Ctx,
  id: string,
  answer: { code: string; scope: "institution" | "all" },
): Promise<Result<{ items: number }, ReviewRefusal>> {
  return inTx(ctx, async (tx) => {
    const seen = await review.findReviewItem(tx, id);
    if (!seen || (await nameOfCode(tx, seen.kind, answer.code)) === undefined) return refuse("unknown_code");
    const everywhere = answer.scope === "all";
    if (everywhere && !ctx.actor.isPlatform) return refuse("only_operator_for_all");
    if (everywhere) await review.lockOpenItems(tx, seen);
    const item = await review.findReviewItem(tx, id, true);
    if (item?.status !== "open") return refuse("already_decided");
    const institutionId = everywhere ? null : item.institutionId;
    const aliasId = await putAlias(tx, {
      kind: item.kind,
      institutionId,
      name: item.name,
      normalisedName: item.normalisedName,
      code: answer.code,
    });
    const settled = await review.settleItems(tx, item, { code: answer.code, aliasId, everywhere });
    await publish(tx, {
      topic: "terminology.alias-added",
      subjectId: aliasId,
      payload: { kind: item.kind, code: answer.code, normalisedName: item.normalisedName, institutionId },
    });
    for (const one of new Set(settled)) await review.announceReview(tx, one);
    await auditAct(tx, ctx, {
      action: "term.review",
      subjectKind: "review_item",
      subjectId: id,
      details: {
        decision: "resolved",
        kind: item.kind,
        code: answer.code,
        scope: answer.scope,
        items: settled.length,
      },
    });
    return ok({ items: settled.length });
  });
}

/** The name stays without a code and is not asked again. Refuses an item settled already. */
export function dismissItem(ctx: Ctx, id: string): Promise<Result<{ items: number }, ReviewRefusal>> {
  return inTx(ctx, async (tx) => {
    const item = await review.findReviewItem(tx, id, true);
    if (!item || !(await review.dismissItem(tx, id))) return refuse("already_decided");
    await review.announceReview(tx, item.institutionId);
    await auditAct(tx, ctx, {
      action: "term.review",
      subjectKind: "review_item",
      subjectId: id,
      details: { decision: "dismissed" },
    });
    return ok({ items: 1 });
  });
}

/**
 * Takes a decision back: the alias is withdrawn and everything it settled is asked again. Refuses an open item, and an
 * answer for every institution when a hospital asks.
 */
export function undoDecision(ctx: Ctx, id: string): Promise<Result<{ items: number }, ReviewRefusal>> {
  return inTx(ctx, async (tx) => {
    const item = await review.findReviewItem(tx, id, true);
    if (!item || item.status === "open") return refuse("not_decided");
    const alias = item.aliasId === null ? undefined : await findAlias(tx, item.aliasId);
    if (alias?.institutionId === null && !ctx.actor.isPlatform) return refuse("only_operator_for_all");
    const reopened = await review.reopenItems(tx, item);
    if (item.aliasId !== null && alias) {
      await withdrawAlias(tx, item.aliasId);
      await publish(tx, {
        topic: "terminology.alias-withdrawn",
        subjectId: item.aliasId,
        payload: {
          kind: item.kind,
          code: alias.code,
          normalisedName: alias.normalisedName,
          institutionId: alias.institutionId,
        },
      });
    }
    for (const one of new Set(reopened)) await review.announceReview(tx, one);
    await auditAct(tx, ctx, {
      action: "term.review",
      subjectKind: "review_item",
      subjectId: id,
      details: { decision: "undone", items: reopened.length },
    });
    return ok({ items: reopened.length });
  });
}
