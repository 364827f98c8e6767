import { z } from "zod";
import { type Incoming, sendGuarded } from "../platform/egress/send.js";
import { addressGuard } from "../platform/egress/guard.js";
import type { CallOutcome } from "./domain/outcome.js";
import { answerSchema, answerTokens } from "./prompt.js";

/** An OpenAI-compatible endpoint as one institution uses it. */
export interface Endpoint {
  /** Ends before `/chat/completions`, such as https://llm.hospital.example/v1. */
  readonly baseUrl: string;
  readonly model: string;
  readonly answerFormat: "json_schema" | "json_object";
  readonly apiKey: string;
  /** Private networks that may be asked. */
  readonly networks: readonly string[];
  readonly timeoutMs: number;
}

/** Tokens as the endpoint counted them; null when it did not say. */
export interface Tokens {
  readonly prompt: number | null;
  readonly completion: number | null;
}

export interface EndpointAnswer {
  readonly outcome: CallOutcome;
  /** The model's words; empty unless `answered`. */
  readonly content: string;
  readonly tokens: Tokens;
  readonly httpStatus: number | null;
  readonly retryAfterSeconds: number | null;
}

/** What a model is to answer: a JSON schema, and how long it may be. */
export interface AnswerShape {
  readonly name: string;
  readonly schema: unknown;
  readonly tokens: number;
}

const noTokens: Tokens = { prompt: null, completion: null };
const longestReply = 256 * 1024;
const count = z.number().int().min(0).max(10_000_000);

/** The parts of a reply that are read; servers add others. Source: OpenAI API reference, "The chat completion object". */
const ChatCompletion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullable().optional(),
        message: z.object({
          content: z.string().nullable().optional(),
          refusal: z.string().nullable().optional(),
          tool_calls: z.array(z.unknown()).nullable().optional(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(undefined),
});
const ModelList = z.object({ data: z.array(z.object({ id: z.string().max(300) })).max(5000) });

const urlBelow = (baseUrl: string, path: string): URL => new URL(`${baseUrl.replace(/\/+$/u, "")}/${path}`);

const headersOf = (endpoint: Endpoint): Record<string, string> => ({
  accept: "application/json",
  "accept-encoding": "identity",
  ...(endpoint.apiKey !== "" && { authorization: `Bearer ${endpoint.apiKey}` }),
});

/** Seconds of a Retry-After header, given in seconds or as a date; null when there is none that can be read. */
function retryAfter(headers: Incoming["headers"], nowMs: number): number | null {
  const given = headers["retry-after"];
  if (typeof given !== "string") return null;
  const seconds = /^\d{1,7}$/u.test(given.trim())
    ? Number(given)
    : Math.ceil((Date.parse(given) - nowMs) / 1000);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 86_400) : null;
}

function outcomeOfStatus(status: number): CallOutcome | undefined {
  if (status === 200) return undefined;
  if (status >= 300 && status < 400) return "redirected";
  if (status === 401 || status === 403) return "not_authorized";
  if (status === 429) return "rate_limited";
  if (status === 502 || status === 503 || status === 504) return "unavailable";
  return status >= 500 ? "server_error" : "bad_request";
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const bad = (
  outcome: CallOutcome,
  httpStatus: number | null,
  more: Partial<EndpointAnswer> = {},
): EndpointAnswer => ({
  outcome,
  content: "",
  tokens: noTokens,
  httpStatus,
  retryAfterSeconds: null,
  ...more,
});

/**
 * Asks the model once. Never throws, never follows a redirect, never reads more than 256 KB, never waits longer than the
 * endpoint's timeout in all. What an error's body says is not kept: it may repeat what was sent.
 */
export async function askModel(
  endpoint: Endpoint,
  messages: { readonly instructions: string; readonly message: string },
  nowMs: number,
  answer: AnswerShape = { name: "triage_advice", schema: answerSchema, tokens: answerTokens },
): Promise<EndpointAnswer> {
  const url = urlBelow(endpoint.baseUrl, "chat/completions");
  const reply = await sendGuarded({
    url,
    method: "POST",
    headers: { ...headersOf(endpoint), "content-type": "application/json" },
    body: JSON.stringify({
      model: endpoint.model,
      messages: [
        { role: "system", content: messages.instructions },
        { role: "user", content: messages.message },
      ],
      temperature: 0,
      max_tokens: answer.tokens,
      stream: false,
      response_format:
        endpoint.answerFormat === "json_schema"
          ? {
              type: "json_schema",
              json_schema: { name: answer.name, strict: true, schema: answer.schema },
            }
          : { type: "json_object" },
    }),
    mayConnect: addressGuard(endpoint.networks, url.protocol === "https:"),
    maxBytes: longestReply,
    timeoutMs: endpoint.timeoutMs,
  });
  if (!reply.ok) return bad(reply.error, null);
  const { status, headers, bytes } = reply.value;
  const refused = outcomeOfStatus(status);
  if (refused !== undefined) return bad(refused, status, { retryAfterSeconds: retryAfter(headers, nowMs) });
  const parsed = ChatCompletion.safeParse(jsonOf(bytes));
  if (!parsed.success) return bad(jsonOf(bytes) === undefined ? "not_json" : "wrong_shape", status);
  const { choices, usage } = parsed.data;
  const tokens: Tokens = usage
    ? { prompt: usage.prompt_tokens, completion: usage.completion_tokens }
    : noTokens;
  const [choice] = choices;
  const { finish_reason: end, message } = choice ?? { message: {} };
  if (end === "length") return bad("cut_off", status, { tokens });
  if (message.refusal || end === "content_filter") return bad("declined", status, { tokens });
  if (message.tool_calls && message.tool_calls.length > 0) return bad("wrong_shape", status, { tokens });
  if (typeof message.content !== "string") return bad("wrong_shape", status, { tokens });
  return {
    outcome: "answered",
    content: message.content,
    tokens,
    httpStatus: status,
    retryAfterSeconds: null,
  };
}

/** Which models the endpoint offers; `outcome` other than `answered` says why it cannot be told. */
export async function listModels(
  endpoint: Endpoint,
  timeoutMs = Math.min(endpoint.timeoutMs, 10_000),
): Promise<{ readonly outcome: CallOutcome; readonly models: readonly string[] }> {
  const url = urlBelow(endpoint.baseUrl, "models");
  const reply = await sendGuarded({
    url,
    method: "GET",
    headers: headersOf(endpoint),
    mayConnect: addressGuard(endpoint.networks, url.protocol === "https:"),
    maxBytes: longestReply,
    timeoutMs,
  });
  if (!reply.ok) return { outcome: reply.error, models: [] };
  const refused = outcomeOfStatus(reply.value.status);
  if (refused !== undefined) return { outcome: refused, models: [] };
  const parsed = ModelList.safeParse(jsonOf(reply.value.bytes));
  return parsed.success
    ? { outcome: "answered", models: parsed.data.data.map(({ id }) => id) }
    : { outcome: "wrong_shape", models: [] };
}
