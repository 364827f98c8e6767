import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Result } from "../kernel/result.js";
import type { Database, TxContext } from "../platform/database/database.js";
import type { FieldCipher } from "../platform/field-cipher.js";
import type { FileStore } from "../platform/files/file-store.js";
import { type Refusal, RefusedError, sendProblem } from "../platform/http/problem.js";
import type { App } from "../platform/http/server.js";
import { type Actor, type Ctx, txContext } from "./context.js";
import { type Action, cellOf, cellsOf, isWithin, reaches, type Resource } from "./domain/policy.js";
import { roles } from "./domain/roles.js";

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

export interface RouteSpec<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  O,
  E extends string,
> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: `/api/${string}`;
  /** `nobody`: open to whoever is not signed in (sign-in itself); every other route names a row of the policy. */
  readonly action: Action | "nobody";
  readonly summary: { readonly zh: string; readonly en: string };
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** The only shape that leaves; unknown keys are an error. A `stream` reply is sent by the handler itself. */
  readonly reply: z.ZodType | "stream";
  /** `file`: the body is multipart with one file, in `input.file` · `signed`: its very bytes, in `request.body`, for a signature over them. */
  readonly accepts?: "json" | "file" | "signed";
  /** Required on every POST that dispatches, accepts, signs or pays. */
  readonly idempotency?: "required";
  /**
   * Says whom the object belongs to. Needed when a cell of the action is `own` or `institution`.
   * Undefined: no such object for this person (404).
   */
  readonly load?: (
    database: Database,
    context: TxContext,
    params: Parsed<P>,
  ) => Promise<Resource | undefined>;
  readonly refusals: Readonly<Record<E, Refusal>>;
  readonly handle: (
    ctx: Ctx,
    input: {
      readonly params: Parsed<P>;
      readonly query: Parsed<Q>;
      readonly body: Parsed<B>;
      readonly file: UploadedFile | undefined;
      readonly request: FastifyRequest;
      readonly reply: FastifyReply;
    },
  ) => Promise<Result<O, E>>;
}

export interface UploadedFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** The other form fields of the upload. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A route with its types folded away: what modules export and the composition root mounts. */
export interface Route {
  readonly spec: RouteSpec<
    z.ZodType | undefined,
    z.ZodType | undefined,
    z.ZodType | undefined,
    unknown,
    string
  >;
}

/** The only way to make a route. Throws when the policy needs to know the object and there is no loader. */
export function defineRoute<
  O,
  E extends string,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(spec: RouteSpec<P, Q, B, O, E>): Route {
  if (spec.action !== "nobody" && !spec.load) {
    const action = spec.action;
    if (roles.some((role) => ["own", "institution"].includes(cellOf(action, role))))
      throw new Error(
        `${spec.method} ${spec.url}: action ${action} asks whose object it is; give the route a loader`,
      );
  }
  return { spec: spec as unknown as Route["spec"] };
}

const unsafe = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Cross-site requests change nothing: the cookie is SameSite=Lax, and the browser's own words are checked as well. */
function refuseCrossSite(request: FastifyRequest): void {
  if (!unsafe.has(request.method)) return;
  const site = request.headers["sec-fetch-site"];
  const origin = request.headers.origin;
  const isForeign =
    (site !== undefined && site !== "same-origin" && site !== "none") ||
    (site === undefined &&
      origin !== undefined &&
      (!URL.canParse(origin) || new URL(origin).host !== request.host));
  if (isForeign)
    throw new RefusedError("cross_site", {
      status: 403,
      zh: "拒绝跨站请求",
      en: "Cross-site requests are refused",
    });
}

const notSignedIn = { status: 401, zh: "请先登录", en: "Please sign in" } as const;
const notAllowed = { status: 403, zh: "您的角色无权进行此操作", en: "Your role may not do this" } as const;
const sessionLimited = {
  status: 403,
  zh: "您是通过消息链接进入的，只能阅读和书写这一例会诊；其他操作（包括签发）请先登录",
  en: "You came in through a message: you may read and write this one case. For anything else, signing included, sign in first",
} as const;
const notFound = {
  status: 404,
  zh: "内容不存在，或您无权查看",
  en: "It does not exist, or you may not see it",
} as const;

export interface RouteHost {
  readonly database: Database;
  readonly files: FileStore;
  readonly fieldCipher: FieldCipher;
  /** Undefined: not signed in. */
  readonly findActor: (request: FastifyRequest) => Promise<Actor | undefined>;
}

const keyPattern = /^[\x21-\x7e]{8,128}$/;

function idempotencyClaim(
  request: FastifyRequest,
  spec: Route["spec"],
  actor: Actor,
  file: UploadedFile | undefined,
): Ctx["idempotency"] {
  const key = request.headers["idempotency-key"];
  if (key === undefined && spec.idempotency !== "required") return undefined;
  if (typeof key !== "string" || !keyPattern.test(key))
    throw new RefusedError("idempotency_key_required", {
      status: 400,
      zh: "缺少 Idempotency-Key 请求头（8–128 个可见字符），用于防止重复操作",
      en: "Send an Idempotency-Key header of 8 to 128 visible characters, so that a retry cannot act twice",
    });
  return {
    personId: actor.personId,
    route: `${spec.method} ${spec.url}`,
    key,
    requestHash: createHash("sha256")
      .update(JSON.stringify([request.params, request.query, file ? [file.name, file.fields] : request.body]))
      .update(file?.content ?? "")
      .digest("hex"),
  };
}

/** Reads the one file of a multipart upload into memory; the server's limit bounds it. */
async function readUpload(request: FastifyRequest): Promise<UploadedFile> {
  const part = request.isMultipart() ? await request.file() : undefined;
  if (!part)
    throw new RefusedError("file_missing", {
      status: 400,
      zh: "请选择要上传的文件",
      en: "Send one file as multipart form data",
    });
  const content = await part.toBuffer();
  const fields = Object.fromEntries(
    Object.entries(part.fields).flatMap(([name, field]) =>
      field && !Array.isArray(field) && field.type === "field" ? [[name, String(field.value)]] : [],
    ),
  );
  return { name: fileName(part.filename), content, fields };
}

/** Line ends, NUL and marks that turn the direction of writing (U+202E) have no place in a file's name. */
const unfit = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu;

/** A name as it may be stored and shown: at most 200 characters, never empty. It is never part of a path. */
const fileName = (given: string | undefined): string => {
  const characters = Array.from((given ?? "").normalize("NFC").replace(unfit, "").trim());
  return characters.slice(0, 200).join("") || "未命名";
};

/** Mounts the routes: sign-in, cross-site check, role, input, object, idempotency, act, reply; in that order. */
export function mountRoutes(app: App, host: RouteHost, routes: readonly Route[]): void {
  for (const { spec } of routes) {
    app.route({
      method: spec.method,
      url: spec.url,
      schema: {
        summary: `${spec.summary.zh} ${spec.summary.en}`,
        tags: [spec.url.split("/")[2] ?? "api"],
        operationId: `${spec.method.toLowerCase()}${spec.url.replace(/[^A-Za-z]+(.)?/g, (_, c = "") => String(c).toUpperCase())}`,
        description: spec.action === "nobody" ? "Open" : `Policy action: \`${spec.action}\``,
        ...(spec.params && { params: spec.params }),
        ...(spec.query && { querystring: spec.query }),
        ...(spec.body && { body: spec.body }),
        ...(spec.accepts === "file" && { consumes: ["multipart/form-data"] }),
        ...(spec.reply !== "stream" && { response: { 200: spec.reply } }),
        ...(spec.action !== "nobody" && { security: [{ session: [] }] }),
        // For whoever reads the interface's description: what a client must send and may be told.
        ...(spec.idempotency === "required" && { "x-idempotency-key": "required" }),
        "x-refusals": Object.entries(spec.refusals).map(([code, refusal]) => ({ code, ...refusal })),
      },
      config: { action: spec.action, takesBytes: spec.accepts === "signed" },
      // Before the body is even read: who is it, and may the role do this at all?
      onRequest: async (request) => {
        refuseCrossSite(request);
        if (spec.action === "nobody") return;
        const actor = await host.findActor(request);
        if (!actor) throw new RefusedError("not_signed_in", notSignedIn);
        if (cellsOf(spec.action, actor.roles).size === 0) throw new RefusedError("not_allowed", notAllowed);
        if (!isWithin(actor.limitedToCase, spec.action))
          throw new RefusedError("session_limited", sessionLimited);
        request.actor = actor;
      },
      handler: async (request, reply) => {
        const actor = request.actor;
        const params = request.params as never;
        const { caseId } = request.params as { caseId?: string };
        if (actor?.limitedToCase != null && caseId !== undefined && caseId !== actor.limitedToCase)
          throw new RefusedError("session_limited", sessionLimited);
        if (actor && spec.action !== "nobody" && spec.load) {
          const resource = await spec.load(host.database, txContext(actor), params);
          if (!resource || !reaches(cellsOf(spec.action, actor.roles), actor, resource))
            throw new RefusedError("not_found", notFound);
        }
        const file = spec.accepts === "file" ? await readUpload(request) : undefined;
        const ctx = {
          actor,
          database: host.database,
          files: host.files,
          fieldCipher: host.fieldCipher,
          requestId: request.id,
          idempotency:
            actor && unsafe.has(spec.method) ? idempotencyClaim(request, spec, actor, file) : undefined,
        } as Ctx;
        const result = await spec.handle(ctx, {
          params,
          query: request.query,
          body: request.body,
          file,
          request,
          reply,
        });
        if (reply.sent || reply.raw.headersSent) return reply;
        if (!result.ok) {
          const refusal = spec.refusals[result.error];
          if (!refusal) throw new Error(`${spec.url} refuses with ${result.error}, which it does not list`);
          return sendProblem(reply, result.error, refusal);
        }
        return reply.send(result.value ?? null);
      },
    });
  }
}

declare module "fastify" {
  interface FastifyRequest {
    actor: Actor | undefined;
  }
  interface FastifyContextConfig {
    action?: Action | "nobody";
    takesBytes?: boolean;
  }
}
