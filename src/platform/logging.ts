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
          // The first line of a stack repeats the message, which may quote data.
          at: error.stack?.split("\n").slice(1, 8),
        }),
      },
    },
    ...(destination ? [destination] : []),
  );
}
