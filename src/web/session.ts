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

/** Who is signed in, as a query: for the gate alone. Pages below it call `useSession`. */
export const useSessionQuery = () =>
  useQuery({ queryKey: sessionKey, queryFn: fetchSession, staleTime: 5 * 60_000, retry: 1 });

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

/** Drops everything the last person saw and asks who is signed in now. */
export async function enter(queryClient: QueryClient): Promise<void> {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
  const session = await fetchSession();
  queryClient.setQueryData(sessionKey, session);
}

/** Leaves the session and forgets all that was fetched in it. */
export function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    await del("/api/session", Nothing);
    queryClient.clear();
    queryClient.setQueryData(sessionKey, null);
  };
}
