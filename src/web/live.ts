import type { Query, QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { z } from "zod";
import { jsonOrNothing } from "./http-call.js";

/**
 * live: the server's hints arrive · reconnecting: lost, trying again, pages poll · offline: the browser itself has no
 * network.
 */
export type LiveState = "live" | "reconnecting" | "offline";

const Hint = z.object({ topic: z.string(), id: z.string() });
export type Hint = z.infer<typeof Hint>;

/**
 * Whether a hint concerns a query. Keys begin with the topic: `["case", id, …]` is about one thing and answers only
 * to its own id; `["case"]` and `["case", {filters}]` are lists and answer to every hint of the topic.
 */
export function concerns(hint: Hint, key: readonly unknown[]): boolean {
  return key[0] === hint.topic && (typeof key[1] !== "string" || key[1] === hint.id);
}

/** Wait before attempt n (from 0): doubling from 1 s to 30 s, half of it random so that clients do not return at once. */
export function reconnectDelayMs(attempt: number, random: number): number {
  const ceiling = Math.min(30_000, 1000 * 2 ** Math.min(attempt, 5));
  return ceiling / 2 + (ceiling / 2) * random;
}

/** The longest that the server can look back. */
const longestMissedMs = 60_000;
/** How long a request may have been under way before it was heard. */
const transitMs = 5_000;

/** How much of what has been said already to be told: all since the page began, as it reads before it listens. */
const missedMs = (): number => Math.min(longestMissedMs, Math.ceil(performance.now()) + transitMs);

const gatherMs = 150;
const pollEveryMs = 15_000;
const listeners = new Set<() => void>();
let state: LiveState = "reconnecting";

function become(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

/** Queries that change by themselves; a query with `meta: { still: true }` (code search) is never fetched again. */
const isMoving = (query: Query) => query.meta?.["still"] !== true && query.queryKey[0] !== "session";

/**
 * Fetches queries again, those that are being fetched right now once more when their answer is there: it may have been read before the
 * change. The query client itself would join a first fetch that is under way and call its answer fresh, and begin a later one anew at
 * every hint, so that a page over a busy case might never show anything.
 */
export function freshener(queryClient: QueryClient): {
  readonly freshen: (isConcerned: (query: Query) => boolean) => void;
  readonly stop: () => void;
} {
  // By identity: whatever a query holds, it is only asked to be fetched again.
  const owed = new Set<unknown>();
  const stop = queryClient.getQueryCache().subscribe((event) => {
    if (event.type === "removed") owed.delete(event.query);
    const isDone =
      event.type === "updated" && (event.action.type === "success" || event.action.type === "error");
    if (isDone && owed.delete(event.query))
      void queryClient.invalidateQueries({ predicate: (query) => query === event.query });
  });
  return {
    freshen(isConcerned) {
      const isUnderWay = (query: Query) => query.state.fetchStatus === "fetching";
      for (const query of queryClient.getQueryCache().findAll({ predicate: isConcerned }))
        if (isUnderWay(query)) owed.add(query);
      void queryClient.invalidateQueries({
        predicate: (query) => isConcerned(query) && !isUnderWay(query),
      });
    },
    stop,
  };
}

/**
 * Listens to `/api/events` while someone is signed in and marks the queries a hint concerns as stale. While the
 * stream is down the open pages poll; after each reconnect everything on show is fetched once, as hints were missed.
 */
export function startLive(queryClient: QueryClient): () => void {
  let source: EventSource | undefined;
  let attempt = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let flush: ReturnType<typeof setTimeout> | undefined;
  let hints: Hint[] = [];

  const { freshen, stop } = freshener(queryClient);
  const refetchAll = () => freshen(isMoving);
  const gather = (hint: Hint) => {
    hints.push(hint);
    flush ??= setTimeout(() => {
      const gathered = hints;
      hints = [];
      flush = undefined;
      freshen((query) => gathered.some((one) => concerns(one, query.queryKey)));
    }, gatherMs);
  };

  const open = () => {
    source?.close();
    source = new EventSource(`/api/events?missedMs=${attempt === 0 ? missedMs() : 0}`);
    source.onopen = () => {
      // A first connection is told what it has missed since the page began; a later one looks for itself.
      if (attempt > 0) refetchAll();
      attempt = 0;
      become("live");
    };
    source.onmessage = (event: MessageEvent<string>) => {
      const hint = Hint.safeParse(jsonOrNothing(event.data));
      if (hint.success) gather(hint.data);
    };
    source.onerror = () => {
      source?.close();
      become(navigator.onLine ? "reconnecting" : "offline");
      // The stream answers no status; asking for the session tells a lost network from a session that has ended.
      if (attempt === 0) void queryClient.invalidateQueries({ queryKey: ["session"] });
      clearTimeout(retry);
      retry = setTimeout(open, reconnectDelayMs(attempt++, Math.random()));
    };
  };
  const onOnline = () => {
    attempt = Math.max(attempt, 1);
    clearTimeout(retry);
    become("reconnecting");
    open();
  };
  const onOffline = () => {
    become("offline");
  };

  const poll = setInterval(() => {
    if (state === "reconnecting" && document.visibilityState === "visible") refetchAll();
  }, pollEveryMs);
  addEventListener("online", onOnline);
  addEventListener("offline", onOffline);
  become(navigator.onLine ? "reconnecting" : "offline");
  open();
  return () => {
    stop();
    source?.close();
    clearTimeout(retry);
    clearTimeout(flush);
    clearInterval(poll);
    removeEventListener("online", onOnline);
    removeEventListener("offline", onOffline);
  };
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useLiveState = (): LiveState => useSyncExternalStore(subscribe, () => state);
