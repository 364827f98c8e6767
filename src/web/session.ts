import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { SessionView } from "../identity/api.js";
import { del, get, Nothing, ProblemError } from "./api-client.js";

/** The query key of who is signed in; null in the cache means nobody. */
export const sessionKey = ["session"] as const;

async function fetchSession(): Promise<SessionView | null> {
  try {
    return await get("/api/session", SessionView);
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return null;
    throw error;
  }
}

/** Another person must never see, even for a moment, what the last one had on the screen. */
const forgetOthers = (queryClient: QueryClient): void => {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
};

async function refreshSession(queryClient: QueryClient): Promise<SessionView | null> {
  const before = queryClient.getQueryData<SessionView | null>(sessionKey);
  const session = await fetchSession();
  if (before?.personId !== session?.personId) forgetOthers(queryClient);
  return session;
}

/**
 * Who is signed in, as a query: for the gate alone; pages below it call `useSession`. Asked again whenever the window
 * is looked at, because another tab may have signed in as someone else.
 */
export function useSessionQuery() {
  const queryClient = useQueryClient();
  return useQuery({
    queryKey: sessionKey,
    queryFn: () => refreshSession(queryClient),
    staleTime: 60_000,
    refetchOnWindowFocus: "always",
  });
}

export const SessionContext = createContext<SessionView | undefined>(undefined);

/** The person signed in. Every page is drawn below the session gate, so there always is one. */
export function useSession(): SessionView {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("useSession is for pages below the session gate");
  return session;
}

/** Whether this person may try an action of the policy at all; the server still judges each object. */
export function useMay(): (action: string) => boolean {
  const { actions } = useSession();
  return (action) => actions.includes(action);
}

/** Asks who is signed in now, after a sign-in; the gate then opens. */
export async function enter(queryClient: QueryClient): Promise<void> {
  queryClient.setQueryData(sessionKey, await refreshSession(queryClient));
}

/** Leaves the session and loads the page anew, so that nothing of a patient stays in this window's memory. */
export async function signOut(): Promise<void> {
  await del("/api/session", Nothing);
  location.replace("/");
}
