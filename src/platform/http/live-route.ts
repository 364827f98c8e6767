import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { RefusedError } from "./problem.js";
import { type LiveHub, rememberedMs } from "../live.js";
import type { App } from "./server.js";

interface LivePerson {
  readonly personId: string;
  readonly institutionId: string;
  readonly isPlatform: boolean;
}

const heartbeatMs = 20_000;
/** A page that does not read for this much is dropped; it reconnects and fetches anew. */
const maxBufferedBytes = 262_144;

const Since = z.strictObject({
  missedMs: z.coerce
    .number()
    .int()
    .min(0)
    .max(rememberedMs)
    .default(0)
    .describe("要补发最近多少毫秒的提示 · Hints of how many milliseconds before this to be told as well"),
});

/**
 * Server-sent events: hints with topic and id, to which open pages answer by fetching again. The stream ends itself
 * after ten minutes, so that a right taken away or a session ended is noticed when the page reconnects.
 */
export function mountLive(
  app: App,
  hub: LiveHub,
  findPerson: (request: FastifyRequest) => Promise<LivePerson | undefined>,
): void {
  app.get(
    "/api/events",
    {
      schema: {
        tags: ["events"],
        summary: "实时更新 Live updates (text/event-stream)",
        querystring: Since,
      },
    },
    async (request, reply) => {
      const person = await findPerson(request);
      if (!person)
        throw new RefusedError("not_signed_in", { status: 401, zh: "请先登录", en: "Please sign in" });
      reply.hijack();
      const stream = reply.raw;
      stream.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
      });
      stream.write("retry: 2000\n\n");
      const write = (text: string): void => {
        if (stream.writableLength > maxBufferedBytes) stream.destroy();
        else stream.write(text);
      };
      const remove = hub.add(
        {
          personId: person.personId,
          institutionId: person.institutionId,
          isPlatform: person.isPlatform,
          send: (topic, id) => write(`data: ${JSON.stringify({ topic, id })}\n\n`),
          lose: () => stream.end(),
        },
        request.query.missedMs,
      );
      const heartbeat = setInterval(() => write(": alive\n\n"), heartbeatMs);
      const ending = setTimeout(() => stream.end(), 600_000);
      stream.on("close", () => {
        remove();
        clearInterval(heartbeat);
        clearTimeout(ending);
      });
    },
  );
}
