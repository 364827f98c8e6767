import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as rest } from "node:timers/promises";
import { z } from "zod";

/** A request as the server took it. */
export interface Taken {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** How the server answers a well-formed completion request. */
export type Behaviour = (response: ServerResponse, taken: Taken) => void | Promise<void>;

export interface ChatServer {
  readonly baseUrl: string;
  readonly taken: readonly Taken[];
  behave(next: Behaviour): void;
  close(): Promise<void>;
}

export const goodAnswer = {
  level: "II",
  confidence: 0.9,
  findings: [{ quote: "颈部皮下出现握雪感", level: "II", reason: "提示皮下气肿" }],
  specialty: "消化内科专业",
  missing: ["血红蛋白"],
  structure: { chiefComplaint: "反复上腹不适三个月", onset: null, history: ["胃镜提示慢性胃炎"] },
};

const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
};

/** Source: OpenAI API reference, "Errors". */
export const errorBody = (message: string, type: string, code: string | null = null) => ({
  error: { message, type, param: null, code },
});

/** A completion in the wire form. Source: OpenAI API reference, "The chat completion object". */
export const completion = (
  content: string | null,
  change: { choice?: object; message?: object; top?: object } = {},
) => ({
  id: "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
  object: "chat.completion",
  created: 1741569952,
  model: "test-model",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content, refusal: null, annotations: [], ...change.message },
      logprobs: null,
      finish_reason: "stop",
      ...change.choice,
    },
  ],
  usage: { prompt_tokens: 600, completion_tokens: 150, total_tokens: 750 },
  service_tier: "default",
  system_fingerprint: null,
  ...change.top,
});

export const answering =
  (answer: unknown, change: Parameters<typeof completion>[1] = {}): Behaviour =>
  (response) =>
    json(response, 200, completion(typeof answer === "string" ? answer : JSON.stringify(answer), change));
export const failing =
  (status: number, body: unknown = errorBody("failed", "server_error"), headers = {}): Behaviour =>
  (response) =>
    json(response, status, body, headers);
/** One byte now and then, for ever. */
export const dripping: Behaviour = async (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  for (let n = 0; n < 200 && !response.destroyed; n++) {
    response.write(" ");
    await rest(50);
  }
  response.destroy();
};
export const flooding: Behaviour = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"choices":[{"message":{"content":"');
  for (let n = 0; n < 20; n++) response.write("长".repeat(50_000));
  response.end('"}}]}');
};
export const cuttingOff: Behaviour = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": 5000 });
  response.write('{"choices":[');
  setTimeout(() => response.destroy(), 20);
};

const key = "sk-test-secret";

/** What a client may send; an argument that is not known is an error. Source: OpenAI API reference, "Create chat completion". */
const CompletionRequest = z.strictObject({
  model: z.string(),
  messages: z.tuple([
    z.strictObject({ role: z.literal("system"), content: z.string().min(1) }),
    z.strictObject({ role: z.literal("user"), content: z.string().min(1) }),
  ]),
  temperature: z.number().min(0).max(2),
  max_tokens: z.number().int().min(1),
  stream: z.literal(false),
  response_format: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("json_object") }),
    z.strictObject({
      type: z.literal("json_schema"),
      json_schema: z.strictObject({
        name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u),
        strict: z.literal(true),
        schema: z.record(z.string(), z.unknown()),
      }),
    }),
  ]),
});

/** Checks the request as a strict server does; undefined when it is in order. */
function complaintOf(taken: Taken): { status: number; body: unknown } | undefined {
  const { headers, body } = taken;
  if (headers.authorization !== `Bearer ${key}`)
    return {
      status: 401,
      body: errorBody("Incorrect API key provided", "invalid_request_error", "invalid_api_key"),
    };
  if (taken.path === "/v1/models") return undefined;
  const invalid = (message: string) => ({ status: 400, body: errorBody(message, "invalid_request_error") });
  if (headers["content-type"] !== "application/json") return invalid("content-type");
  const parsed = CompletionRequest.safeParse(body);
  if (!parsed.success) return invalid(`Invalid request: ${parsed.error.issues[0]?.path.join(".") ?? ""}`);
  if (parsed.data.model !== "test-model")
    return {
      status: 404,
      body: errorBody("The model does not exist", "invalid_request_error", "model_not_found"),
    };
  const format = parsed.data.response_format;
  if (format.type === "json_object" || isStrict(format.json_schema.schema)) return undefined;
  return invalid("Invalid schema for response_format");
}

/** In strict mode every object names all its fields as required and allows no other. */
function isStrict(schema: unknown): boolean {
  if (typeof schema !== "object" || schema === null) return true;
  const { type, additionalProperties, required, properties } = schema as Record<string, unknown>;
  if (
    type === "object" &&
    (additionalProperties !== false ||
      JSON.stringify(required) !== JSON.stringify(Object.keys(properties ?? {})))
  )
    return false;
  return Object.values(schema).every(isStrict);
}

/** An OpenAI-compatible server on this machine that refuses what a real one refuses. Its key is `sk-test-secret`. */
export async function startChatServer(): Promise<ChatServer> {
  let behaviour: Behaviour = answering(goodAnswer);
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const one: Taken = {
        path: request.url ?? "",
        headers: request.headers,
        body: text === "" ? undefined : (JSON.parse(text) as unknown),
      };
      taken.push(one);
      response.setHeader("x-request-id", "req_1");
      response.setHeader("x-ratelimit-remaining-requests", "59");
      const complaint = complaintOf(one);
      if (complaint) json(response, complaint.status, complaint.body);
      else if (one.path === "/v1/models")
        json(response, 200, {
          object: "list",
          data: [{ id: "test-model", object: "model", created: 1741569952, owned_by: "here" }],
        });
      else if (one.path === "/v1/chat/completions") void behaviour(response, one);
      else json(response, 404, errorBody("Invalid URL", "invalid_request_error"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    taken,
    behave(next) {
      behaviour = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
