import pg from "pg";

/**
 * LISTEN on a connection of its own, for a pooled one would take the subscription with it when it is recycled.
 * After a cut it reconnects with growing pauses; what was notified meanwhile is lost, so hearers must treat a message
 * as a hint and be able to look. Returns the function that stops listening.
 */
export async function listenOnPostgres(
  settings: pg.ClientConfig,
  channel: string,
  hear: (payload: string) => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let client: pg.Client | undefined;
  let pauseMs = 100;
  let waiting: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ ...settings, keepAlive: true });
    next.on("notification", (message) => hear(message.payload ?? ""));
    next.on("error", () => undefined);
    next.on("end", () => {
      if (!stopped) retry();
    });
    await next.connect();
    await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = next;
    pauseMs = 100;
  };
  const retry = (): void => {
    waiting = setTimeout(() => void connect().catch(retry), pauseMs);
    waiting.unref();
    pauseMs = Math.min(pauseMs * 2, 5_000);
  };

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(waiting);
    await client?.end();
  };
}
