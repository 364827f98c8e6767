import type { FastifyReply } from "fastify";
import { ok, type Result } from "../../kernel/result.js";
import type { Exported } from "../actions/export-settlement.js";

/** Sends a file that was made for this request; a refusal is left to the route. */
export async function sendFile<E>(
  reply: FastifyReply,
  made: Result<Exported, E>,
  disposition: "inline" | "attachment" = "attachment",
): Promise<Result<null, E>> {
  if (!made.ok) return made;
  const { fileName, mediaType, bytes } = made.value;
  await reply
    .type(mediaType)
    .header("content-disposition", `${disposition}; filename="${fileName}"`)
    .send(bytes);
  return ok(null);
}
