import { type DestinationStream, type Logger, pino } from "pino";

/**
 * The process's log: JSON lines without patient data. A request is logged by method, route pattern, status and trace
 * id only; never its URL, headers or body.
 */
export function newLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      serializers: {
        req: (request: { id?: string; method?: string; routeOptions?: { url?: string } }) => ({
          id: request.id,
          method: request.method,
          route: request.routeOptions?.url ?? "unknown",
        }),
        res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
        err: (error: { name?: string; code?: string; stack?: string }) => ({
          name: error.name,
          code: error.code,
          at: placeOf(error),
        }),
      },
    },
    ...(destination ? [destination] : []),
  );
}

/** Where an error arose, without what it says: its message may quote data, and may run over several lines. */
export function placeOf(error: unknown): string[] {
  const lines = ((error as { stack?: string } | null)?.stack ?? "").split("\n");
  const isFrame = (line: string) => /^ {4}at /.test(line);
  const last = lines.findLastIndex((line) => !isFrame(line));
  return lines.slice(last + 1, last + 8).map((line) => line.trim());
}
