import type { z } from "zod";
import { OfflineError, problemFrom, ProblemError } from "./problem.js";
import { noteServerDate } from "./server-clock.js";

const answerWithinMs = 30_000;

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

type SignedOutListener = () => void;
let signedOutListener: SignedOutListener | undefined;

/** Names who is told when the server no longer knows this browser's session. One listener: the session gate. */
export function onSignedOut(listener: SignedOutListener): () => void {
  signedOutListener = listener;
  return () => {
    if (signedOutListener === listener) signedOutListener = undefined;
  };
}

/** Reads a failed answer and tells the session gate when it means "sign in first". A wrong password does not. */
export function refusal(status: number, body: unknown): ProblemError {
  const problem = problemFrom(status, body);
  if (problem.code === "not_signed_in") signedOutListener?.();
  return problem;
}

/** Parses a reply by its contract; a reply that breaks it is a fault of the programs, said plainly. */
export function parseReply<T extends z.ZodType>(schema: T, status: number, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProblemError({
    words: { zh: "页面与服务器版本不一致，请刷新页面。", en: "This page is out of date. Please reload it." },
    code: "reply_not_understood",
    status,
    // Paths of the contract only: values can be patient data.
    detail: parsed.error.issues
      .map((issue) => issue.path.map(String).join("."))
      .slice(0, 3)
      .join(", "),
  });
}

/** Parses JSON text; undefined when it is none, as with an error page of a proxy. */
export function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * One JSON request to our own server. Throws ProblemError for any refusal and OfflineError when no answer came
 * within 30 s; a caller's own abort is passed on as it is.
 */
export async function call<T extends z.ZodType>(request: Call, schema: T): Promise<z.output<T>> {
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, answerWithinMs);
  request.signal?.addEventListener("abort", stop);
  const sentAt = Date.now();
  let response: Response;
  let text: string;
  try {
    response = await fetch(request.path, {
      method: request.method,
      headers: headersOf(request),
      credentials: "same-origin",
      signal: limit.signal,
      ...(hasBody(request) && { body: JSON.stringify(request.body ?? {}) }),
    });
    noteServerDate(response.headers.get("date"), sentAt, Date.now());
    text = await response.text();
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
    throw new OfflineError("no answer", { cause });
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", stop);
  }
  const body = jsonOrNothing(text);
  if (!response.ok) throw refusal(response.status, body);
  return parseReply(schema, response.status, body);
}

const hasBody = ({ method }: Call): boolean => method !== "GET" && method !== "DELETE";

function headersOf(request: Call): Record<string, string> {
  return {
    accept: "application/json",
    ...(hasBody(request) && { "content-type": "application/json" }),
    ...(request.idempotencyKey !== undefined && { "idempotency-key": request.idempotencyKey }),
  };
}
