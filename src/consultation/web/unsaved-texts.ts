import type { QueryClient } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { DraftKey, type OpinionText } from "../api.js";
import { isSameOpinion } from "../domain/opinion.js";
import { type DraftSeal, dropDraft, keepDraft, newDraftSeal, readDraft, Unsaved } from "./sealed-draft.js";

/**
 * Text that the server does not have yet. It lies among this window's query data while its page is left and opened again,
 * and is forgotten there when someone else signs in; and sealed in the browser's storage, so that it outlives a closed tab
 * (ADR 32): its key comes from the server, to its author alone, and is never stored.
 */
const keyOf = (caseId: string) => ["unsaved-opinion", caseId] as const;
const sealOf = (caseId: string) => ["unsaved-opinion-seal", caseId] as const;

/** One after another, so that the newest text is the one that stays. */
let writing: Promise<unknown> = Promise.resolve();
function store(queryClient: QueryClient, caseId: string, work: (seal: DraftSeal) => Promise<unknown>): void {
  const seal = queryClient.getQueryData<DraftSeal>(sealOf(caseId));
  // A browser that keeps nothing (private mode, a full disk) loses what a closed tab loses; the page goes on.
  if (seal) writing = writing.then(() => work(seal)).catch(() => undefined);
}

/** @param unsaved.revision the draft's revision that this text was written over */
export function rememberText(queryClient: QueryClient, caseId: string, unsaved: Unsaved): void {
  queryClient.setQueryDefaults(["unsaved-opinion"], { gcTime: Infinity });
  queryClient.setQueryData(keyOf(caseId), unsaved);
  store(queryClient, caseId, (seal) => keepDraft(seal, unsaved));
}

/** Undefined: everything typed has been saved. */
export function recallText(queryClient: QueryClient, caseId: string): Unsaved | undefined {
  const kept = Unsaved.safeParse(queryClient.getQueryData(keyOf(caseId)));
  return kept.success ? kept.data : undefined;
}

/** Forgets the text once just this one is saved; what was typed since stays. */
export function forgetText(queryClient: QueryClient, caseId: string, saved: OpinionText): void {
  const kept = recallText(queryClient, caseId);
  if (kept !== undefined && !isSameText(kept.text, saved)) return;
  queryClient.removeQueries({ queryKey: keyOf(caseId) });
  store(queryClient, caseId, dropDraft);
}

/**
 * Before its author goes on writing: brings back what a closed tab left, unless this window holds something newer or the server
 * has the same text (`saved`) already.
 */
export async function bringBackText(
  queryClient: QueryClient,
  caseId: string,
  saved: OpinionText,
): Promise<void> {
  const { key } = await get(`/api/cases/${caseId}/opinion/draft-key`, DraftKey);
  const seal = await newDraftSeal(key);
  if (!seal) return;
  queryClient.setQueryDefaults(["unsaved-opinion-seal"], { gcTime: Infinity });
  queryClient.setQueryData(sealOf(caseId), seal);
  if (recallText(queryClient, caseId) !== undefined) return;
  const left = await readDraft(seal);
  if (left === undefined) return;
  if (isSameText(left.text, saved)) await dropDraft(seal);
  else rememberText(queryClient, caseId, left);
}

export const isSameText: (a: OpinionText, b: OpinionText) => boolean = isSameOpinion;
