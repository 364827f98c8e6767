import type { IncomingMessage, ServerResponse } from "node:http";
import cookie from "@fastify/cookie";
import multipart from "@fastify/multipart";
import swagger from "@fastify/swagger";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from "fastify";
import {
  jsonSchemaTransform,
  ResponseSerializationError,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import type { z } from "zod";
import { IdempotencyKeyReusedError } from "../database/idempotency.js";
import { placeOf } from "../logging.js";
import { type FieldProblem, fieldProblems } from "../field-problems.js";
import { RefusedError, sendProblem } from "./problem.js";
import { parseStrictJson } from "./strict-json.js";

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Limits in one place; an upload route raises its own. Source: Node's defaults leave slow clients open for minutes. */
export const limits = {
  bodyBytes: 1_048_576,
  uploadBytes: 20 * 1_048_576,
  requestMs: 30_000,
  headersMs: 10_000,
} as const;

class InvalidInputError extends Error {
  override name = "InvalidInputError";
  readonly statusCode = 400;
  readonly errors: readonly FieldProblem[];
  constructor(errors: readonly FieldProblem[]) {
    super("invalid input");
    this.errors = errors;
  }
}

/**
 * A bare server: zod contracts in and out, problem+json, tight timeouts, security headers, OpenAPI.
 * Routes are added through the policy-bound `defineRoute` of identity, never directly.
 */
export async function newServer(options: {
  logger: FastifyBaseLogger | false;
  trustProxy: boolean;
  isHttps: boolean;
  version: string;
  /** Servers besides this one that pages may connect to, for calls. */
  connectSources?: readonly string[];
}): Promise<App> {
  const app = Fastify({
    ...(options.logger ? { loggerInstance: options.logger } : { logger: false }),
    trustProxy: options.trustProxy,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    connectionTimeout: 0,
    keepAliveTimeout: 20_000,
    maxRequestsPerSocket: 10_000,
    forceCloseConnections: true,
    http: { headersTimeout: limits.headersMs, connectionsCheckingInterval: 3_000, maxHeaderSize: 16_384 },
    routerOptions: { maxParamLength: 128 },
    genReqId: () => crypto.randomUUID(),
    requestIdHeader: false,
  } as Parameters<typeof Fastify>[0]).withTypeProvider<ZodTypeProvider>() as unknown as App;

  app.setValidatorCompiler(({ schema }) => (data) => {
    // The texts of the problems say what was received; the values themselves are not sent back.
    const parsed = (schema as z.ZodType).safeParse(data, { reportInput: true });
    return parsed.success
      ? { value: parsed.data }
      : { error: new InvalidInputError(fieldProblems(parsed.error)) };
  });
  app.setSerializerCompiler(({ schema, method, url }) => (data) => {
    const parsed = (schema as z.ZodType).safeParse(data);
    if (!parsed.success) throw new ResponseSerializationError(method, url, { cause: parsed.error });
    return JSON.stringify(parsed.data);
  });

  app.removeContentTypeParser(["application/json", "text/plain"]);
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    // What is signed over its bytes is read by whoever checks the signature.
    if ((request.routeOptions.config as { takesBytes?: boolean }).takesBytes === true) {
      done(null, body);
      return;
    }
    try {
      done(null, parseStrictJson((body as Buffer).toString("utf8")));
    } catch (error) {
      done(error as Error);
    }
  });
  // Messages of media services are signed over their bytes.
  app.addContentTypeParser("application/webhook+json", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  await app.register(cookie);
  await app.register(multipart, {
    limits: { fileSize: limits.uploadBytes, files: 1, fields: 10, fieldSize: 10_000, parts: 12 },
    throwFileSizeLimit: true,
  });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Consilium 网络会诊专家资源库",
        version: options.version,
        description:
          "Every refusal is `application/problem+json` with a stable `code`; times are UTC instants.",
        license: { name: "Apache-2.0" },
      },
      components: {
        securitySchemes: { session: { type: "apiKey", in: "cookie", name: "consilium_session" } },
      },
    },
    transform: jsonSchemaTransform,
  });

  app.addHook("onRequest", (request, _reply, done) => {
    const isUnfit = request.url.includes("%00");
    done(
      isUnfit
        ? new RefusedError("invalid_request", {
            status: 400,
            zh: "地址含有无法处理的字符",
            en: "The address holds a character that cannot be handled (NUL)",
          })
        : undefined,
    );
  });
  const headers = securityHeaders(options.isHttps, options.connectSources ?? []);
  app.addHook("onSend", (_request, reply, payload, done) => {
    for (const [name, value] of Object.entries(headers))
      if (!reply.hasHeader(name)) reply.header(name, value);
    done(null, payload);
  });

  app.setErrorHandler((error: unknown, request, reply) => {
    if (error instanceof RefusedError) return sendProblem(reply, error.code, error.refusal, error.errors);
    if (error instanceof InvalidInputError)
      return sendProblem(
        reply,
        "invalid_request",
        { status: 400, zh: "填写的内容有误，请按提示修改", en: "Some fields are wrong; please mend them" },
        error.errors,
      );
    if (error instanceof IdempotencyKeyReusedError)
      return sendProblem(reply, "idempotency_key_reused", {
        status: 422,
        zh: "同一操作编号已用于另一请求",
        en: "This Idempotency-Key was used for a different request",
      });
    const { code = "", statusCode = 500 } = error as { code?: string; statusCode?: number };
    if (code === "FST_REQ_FILE_TOO_LARGE" || code === "FST_ERR_CTP_BODY_TOO_LARGE" || statusCode === 413)
      return sendProblem(reply, "too_large", {
        status: 413,
        zh: "内容过大，请减小后重试",
        en: "The request is too large; please make it smaller",
      });
    if (statusCode === 415)
      return sendProblem(reply, "unsupported_media_type", {
        status: 415,
        zh: "不支持的内容类型",
        en: "Unsupported content type; send application/json",
      });
    if (statusCode >= 400 && statusCode < 500)
      return sendProblem(reply, "invalid_request", {
        status: 400,
        zh: "请求格式有误",
        en: "The request is malformed",
      });
    if (isOverload(error))
      return sendProblem(reply.header("retry-after", "2"), "busy", {
        status: 503,
        zh: "系统繁忙，请稍后重试",
        en: "The system is busy; please try again shortly",
      });
    // Only the code and place of the failure are logged: messages of database errors can quote patient text.
    const fields =
      error instanceof ResponseSerializationError
        ? error.cause.issues.map((issue) => `${issue.path.join(".")} ${issue.code}`)
        : undefined;
    request.log.error(
      {
        code,
        fields,
        at: placeOf(error),
        kind: (error as Error).name,
      },
      "unhandled",
    );
    return sendProblem(reply, "internal", {
      status: 500,
      zh: "系统出现异常，请稍后重试；如持续出现，请把编号告诉管理员",
      en: "Something went wrong; try again, and quote the trace id if it goes on",
    });
  });
  return app;
}

/**
 * Out of connections, disk or memory (PostgreSQL class 53), shutting down (57P0x), lock or pool time-out; the place of
 * files full or out of reach.
 */
const isOverload = (error: unknown): boolean => {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  return (
    code.startsWith("53") ||
    [
      "57P01",
      "57P02",
      "57P03",
      "55P03",
      "57014",
      "40001",
      "40P01",
      "ECONNREFUSED",
      "ECONNRESET",
      "ENOSPC",
      "EDQUOT",
      "S3_UNREACHABLE",
    ].includes(code) ||
    message === "timeout exceeded when trying to connect" ||
    message.startsWith("Connection terminated")
  );
};

const securityHeaders = (isHttps: boolean, connectSources: readonly string[]): Record<string, string> => ({
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
    `connect-src ${["'self'", ...connectSources].join(" ")}; ` +
    "font-src 'self' data:; media-src 'self' blob:; manifest-src 'self'; worker-src 'self' blob:; " +
    "frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
  "cache-control": "no-store",
  ...(isHttps && { "strict-transport-security": "max-age=31536000; includeSubDomains" }),
});
