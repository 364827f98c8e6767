import pg from "pg";

interface Hearer {
  readonly hear: (payload: string) => void;
  readonly onGap?: (() => void) | undefined;
}

export interface PostgresListener {
  /** Calls `hear` with every NOTIFY on `channel`, and `onGap` when some may have been lost. Resolves when listening; returns what stops it. */
  listen(channel: string, hear: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/**
 * LISTEN on a connection of its own, for a pooled one would take the subscription with it when it is recycled; one for all
 * channels, because PostgreSQL wakes every listening connection on every NOTIFY of any channel.
 * After a cut it reconnects with growing pauses; what was notified meanwhile is lost, so hearers must treat a message
 * as a hint and be able to look: they are told when it listens again.
 */
export function postgresListener(settings: pg.ClientConfig): PostgresListener {
  const hearers = new Map<string, Set<Hearer>>();
  let isStopped = false;
  const hasStopped = (): boolean => isStopped;
  /** The connection that is used or being made. */
  let connecting: Promise<pg.Client> | undefined;
  let pauseMs = 100;
  let waiting: NodeJS.Timeout | undefined;

  const connect = async (): Promise<pg.Client> => {
    const next = new pg.Client({ ...settings, keepAlive: true });
    next.on("notification", ({ channel, payload }) => {
      for (const { hear } of hearers.get(channel) ?? []) hear(payload ?? "");
    });
    next.on("error", () => undefined);
    await next.connect();
    next.on("end", () => {
      if (!hasStopped()) retry();
    });
    try {
      for (const channel of hearers.keys()) await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      next.removeAllListeners("end");
      await next.end().catch(() => undefined);
      throw error;
    }
    pauseMs = 100;
    return next;
  };
  const tellOfGap = (): void => {
    for (const { onGap } of [...hearers.values()].flatMap((of) => [...of])) onGap?.();
  };
  const retry = (): void => {
    connecting = undefined;
    waiting = setTimeout(() => {
      connecting = connect();
      connecting.then(tellOfGap, retry);
    }, pauseMs);
    waiting.unref();
    pauseMs = Math.min(pauseMs * 2, 5_000);
  };

  return {
    async listen(channel, hear, onGap) {
      const hearer: Hearer = { hear, onGap };
      const known = hearers.get(channel);
      if (known) known.add(hearer);
      else hearers.set(channel, new Set([hearer]));
      if (connecting === undefined && waiting === undefined) {
        connecting = connect();
        // Who opens the first channel is told that it failed; the next one tries again.
        connecting.catch(() => (connecting = undefined));
      }
      // Between a cut and the next connection it is listened to with all others.
      const client = await connecting;
      if (!known) await client?.query(`listen ${pg.escapeIdentifier(channel)}`);
      return () => {
        hearers.get(channel)?.delete(hearer);
        return Promise.resolve();
      };
    },
    async close() {
      isStopped = true;
      clearTimeout(waiting);
      const client = await connecting?.catch(() => undefined);
      await client?.end();
    },
  };
}
