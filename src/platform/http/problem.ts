import type { FastifyReply } from "fastify";
import type { Result } from "../../kernel/result.js";
import type { FieldProblem } from "../field-problems.js";

/** How a refusal code is answered over HTTP: status, and what happened and what to do, in both languages. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 423 | 429 | 503;
  readonly zh: string;
  readonly en: string;
}

/** A refusal that is thrown because it can arise anywhere (limits, sign-in); ordinary refusals are Result values. */
export class RefusedError extends Error {
  override name = "RefusedError";
  readonly code: string;
  readonly refusal: Refusal;
  readonly errors: readonly FieldProblem[];
  constructor(code: string, refusal: Refusal, errors: readonly FieldProblem[] = []) {
    super(code);
    this.code = code;
    this.refusal = refusal;
    this.errors = errors;
  }
}

/** Answers `application/problem+json` (RFC 9457) with a stable `code` and a trace id to quote to support. */
export function sendProblem(
  reply: FastifyReply,
  code: string,
  refusal: Refusal | { status: 500; zh: string; en: string },
  errors: readonly FieldProblem[] = [],
): FastifyReply {
  return reply
    .code(refusal.status)
    .type("application/problem+json; charset=utf-8")
    .header("cache-control", "no-store")
    .serializer((body: unknown) => JSON.stringify(body))
    .send({
      type: `urn:consilium:problem:${code}`,
      title: refusal.zh,
      titleEn: refusal.en,
      status: refusal.status,
      code,
      ...(errors.length > 0 && { errors }),
      traceId: reply.request.id,
    });
}

/** Sends the value as 200, or the refusal as a problem. `refusals` is exhaustive by type. */
export function send<T, E extends string>(
  reply: FastifyReply,
  result: Result<T, E>,
  refusals: Readonly<Record<E, Refusal>>,
): FastifyReply {
  return result.ok
    ? reply.send(result.value ?? null)
    : sendProblem(reply, result.error, refusals[result.error]);
}
