import pg from "pg";

type Hear = (payload: string) => void;

export interface PostgresListener {
  /** Calls `hear` with every NOTIFY on `channel`. Resolves when listening; returns what stops it. */
  listen(channel: string, hear: Hear): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/**
 * LISTEN on a connection of its own, for a pooled one would take the subscription with it when it is recycled; one for all
 * channels, because PostgreSQL wakes every listening connection on every NOTIFY of any channel.
 * After a cut it reconnects with growing pauses; what was notified meanwhile is lost, so hearers must treat a message
 * as a hint and be able to look.
 */
export function postgresListener(settings: pg.ClientConfig): PostgresListener {
  const hearers = new Map<string, Set<Hear>>();
  let isStopped = false;
  const hasStopped = (): boolean => isStopped;
  /** The connection that is used or being made. */
  let connecting: Promise<pg.Client> | undefined;
  let pauseMs = 100;
  let waiting: NodeJS.Timeout | undefined;

  const connect = async (): Promise<pg.Client> => {
    const next = new pg.Client({ ...settings, keepAlive: true });
    next.on("notification", ({ channel, payload }) => {
      for (const hear of hearers.get(channel) ?? []) hear(payload ?? "");
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
  const retry = (): void => {
    connecting = undefined;
    waiting = setTimeout(() => {
      connecting = connect();
      connecting.catch(retry);
    }, pauseMs);
    waiting.unref();
    pauseMs = Math.min(pauseMs * 2, 5_000);
  };

  return {
    async listen(channel, hear) {
      const known = hearers.get(channel);
      if (known) known.add(hear);
      else hearers.set(channel, new Set([hear]));
      if (connecting === undefined && waiting === undefined) {
        connecting = connect();
        // Who opens the first channel is told that it failed; the next one tries again.
        connecting.catch(() => (connecting = undefined));
      }
      // Between a cut and the next connection it is listened to with all others.
      const client = await connecting;
      if (!known) await client?.query(`listen ${pg.escapeIdentifier(channel)}`);
      return () => {
        hearers.get(channel)?.delete(hear);
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
