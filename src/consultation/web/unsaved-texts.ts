import type { QueryClient } from "@tanstack/react-query";
import { OpinionText } from "../api.js";
import { isSameOpinion } from "../domain/opinion.js";

/**
 * Text that the server does not have yet, kept in this window's memory while its page is left and opened again. It lies
 * among the query data, which is forgotten when someone else signs in; never in the browser's storage.
 */
const keyOf = (caseId: string) => ["unsaved-opinion", caseId] as const;

export function rememberText(queryClient: QueryClient, caseId: string, text: OpinionText): void {
  queryClient.setQueryDefaults(["unsaved-opinion"], { gcTime: Infinity });
  queryClient.setQueryData(keyOf(caseId), text);
}

/** Undefined: everything typed has been saved. */
export function recallText(queryClient: QueryClient, caseId: string): OpinionText | undefined {
  const kept = OpinionText.safeParse(queryClient.getQueryData(keyOf(caseId)));
  return kept.success ? kept.data : undefined;
}

/** Forgets the text once just this one is saved; what was typed since stays. */
export function forgetText(queryClient: QueryClient, caseId: string, saved: OpinionText): void {
  const kept = recallText(queryClient, caseId);
  if (kept === undefined || isSameText(kept, saved)) queryClient.removeQueries({ queryKey: keyOf(caseId) });
}

export const isSameText: (a: OpinionText, b: OpinionText) => boolean = isSameOpinion;
