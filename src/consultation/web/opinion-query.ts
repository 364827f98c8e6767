import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { CaseView } from "../../cases/api.js";
import { get, OfflineError, ProblemError } from "../../web/api-client.js";
import { OpinionView } from "../api.js";
import { emptyOpinion } from "../domain/opinion.js";
import { bringBackText } from "./unsaved-texts.js";

/** Every look is written down; coming back to the window is none, and changes are told by live hints. */
const looks = { staleTime: 5 * 60_000, refetchOnWindowFocus: false } as const;

const opinionKey = (caseId: string) => ["case", caseId, "opinion"] as const;

export const fetchOpinion = (caseId: string): Promise<OpinionView> =>
  get(`/api/cases/${caseId}/opinion`, OpinionView);

/** The opinion; null while none has begun. `isFresh` asks again on opening, for a page that goes on writing it. */
export const useOpinion = (caseId: string, { isEnabled = true, isFresh = false, isAwaited = false } = {}) =>
  useQuery({
    ...looks,
    queryKey: opinionKey(caseId),
    queryFn: async (): Promise<OpinionView | null> => {
      try {
        return await fetchOpinion(caseId);
      } catch (error) {
        if (error instanceof ProblemError && error.code === "opinion_not_begun") return null;
        throw error;
      }
    },
    enabled: isEnabled,
    refetchOnMount: isFresh ? "always" : true,
    // It is opened a moment after the acceptance.
    refetchInterval: ({ state }) => (isAwaited && state.data === null ? 1000 : false),
  });

export const useCase = (caseId: string) =>
  useQuery({ ...looks, queryKey: ["case", caseId], queryFn: () => get(`/api/cases/${caseId}`, CaseView) });

/** Case and opinion for whoever goes on writing it. */
export function useOpinionToWrite(caseId: string) {
  const found = useCase(caseId);
  const isAwaited = found.data?.may.writeOpinion === true;
  const opinion = useOpinion(caseId, { isFresh: true, isAwaited });
  const problem = found.error ?? opinion.error;
  const queryClient = useQueryClient();
  const draft = opinion.data?.draft ?? null;
  const isAuthor = draft !== null;
  const broughtBack = useQuery({
    queryKey: ["unsaved-opinion-back", caseId],
    // Without it the author goes on from what the server has.
    queryFn: () =>
      bringBackText(queryClient, caseId, draft ?? emptyOpinion).then(
        () => true,
        () => false,
      ),
    enabled: isAuthor,
    staleTime: Infinity,
    gcTime: 0,
    networkMode: "always",
    meta: { still: true },
  });
  return {
    caseView: found.data,
    opinion: opinion.data,
    /** The accepted case's opinion is being opened. */
    isAwaited,
    problem,
    /** Writing goes on from the newest text only; without a network the one at hand is better than none. */
    isNewest:
      (opinion.isFetchedAfterMount || opinion.fetchStatus === "paused" || problem instanceof OfflineError) &&
      (!isAuthor || broughtBack.data !== undefined),
    retry: () => Promise.all([found.refetch(), opinion.refetch()]),
  };
}

/** Takes a save into what other parts of the page have fetched. */
export const noteSaved = (
  queryClient: QueryClient,
  caseId: string,
  saved: Pick<OpinionView, "draft" | "draftRevision" | "draftSavedAt">,
): void => {
  queryClient.setQueryData<OpinionView | null>(
    opinionKey(caseId),
    (before) => before && { ...before, ...saved },
  );
};
