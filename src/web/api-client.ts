import { z } from "zod";
import { call, jsonOrNothing, parseReply, refusal } from "./http-call.js";
import { runOnce } from "./idempotency.js";
import { OfflineError } from "./problem.js";
import { noteServerDate } from "./server-clock.js";

export { onSignedOut } from "./http-call.js";
export { useIdempotencyKey } from "./idempotency.js";
export { OfflineError, ProblemError, wordsFor, type FieldProblem, type Words } from "./problem.js";
export { showDone, showProblem } from "./notices.js";

/** The reply schema of a route that answers nothing. */
export const Nothing = z.null();

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}
export interface ActOptions extends CallOptions {
  readonly idempotencyKey?: string | undefined;
}

export const get = <T extends z.ZodType>(path: string, schema: T, options: CallOptions = {}) =>
  call({ method: "GET", path, ...options }, schema);

export const post = <T extends z.ZodType>(
  path: string,
  schema: T,
  body?: unknown,
  options: ActOptions = {},
) => call({ method: "POST", path, body, ...options }, schema);

export const put = <T extends z.ZodType>(path: string, schema: T, body?: unknown, options: ActOptions = {}) =>
  call({ method: "PUT", path, body, ...options }, schema);

export const patch = <T extends z.ZodType>(
  path: string,
  schema: T,
  body?: unknown,
  options: ActOptions = {},
) => call({ method: "PATCH", path, body, ...options }, schema);

export const del = <T extends z.ZodType>(path: string, schema: T, options: ActOptions = {}) =>
  call({ method: "DELETE", path, ...options }, schema);

/**
 * A POST that the server does at most once, however often the person taps or the network fails: the same path and
 * body repeat one Idempotency-Key until the outcome is known. For every act that dispatches, accepts, signs or pays.
 */
export const postOnce = <T extends z.ZodType>(path: string, schema: T, body?: unknown) =>
  runOnce(`POST ${path} ${JSON.stringify(body ?? {})}`, (idempotencyKey) =>
    post(path, schema, body, { idempotencyKey }),
  );

/** Adds query parameters; undefined, empty text and empty lists are left out, lists repeat the name. */
export function withQuery(
  path: string,
  parameters: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === "") continue;
    if (typeof value === "object") for (const one of value) query.append(name, one);
    else query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

export interface UploadOptions extends ActOptions {
  /** Other form fields; the server takes them before the file. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly method?: "POST" | "PUT";
  /** Share sent so far, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Sends one file as multipart form data (field `file`). XMLHttpRequest, because fetch reports no upload progress. */
export function upload<T extends z.ZodType>(
  path: string,
  schema: T,
  file: File,
  options: UploadOptions = {},
): Promise<z.output<T>> {
  const { fields = {}, method = "POST", onProgress, signal, idempotencyKey } = options;
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const sentAt = Date.now();
    request.open(method, path);
    request.setRequestHeader("accept", "application/json");
    if (idempotencyKey !== undefined) request.setRequestHeader("idempotency-key", idempotencyKey);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      noteServerDate(request.getResponseHeader("date"), sentAt, Date.now());
      const body = jsonOrNothing(request.responseText);
      const isDone = request.status >= 200 && request.status < 300;
      resolve(
        Promise.resolve().then(() => {
          if (!isDone) throw refusal(request.status, body);
          return parseReply(schema, request.status, body);
        }),
      );
    };
    request.onerror = () => {
      reject(new OfflineError("no answer"));
    };
    request.onabort = () => {
      reject(new DOMException("The upload was cancelled.", "AbortError"));
    };
    signal?.addEventListener("abort", () => {
      request.abort();
    });
    request.send(form);
  });
}
