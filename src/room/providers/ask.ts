import type { z } from "zod";
import { addressGuard } from "../../platform/egress/guard.js";
import { sendGuarded } from "../../platform/egress/send.js";
import type { ConnectionTest } from "../provider.js";
import { ProviderFault, type ProviderFaultCode } from "./fault.js";

/** How this node may ask media services. */
export interface ProviderReach {
  /** Private networks (CIDR) in which they may stand. */
  readonly networks: readonly string[];
  readonly timeoutMs: number;
}

const longestAnswer = 512 * 1024;

function faultOfStatus(status: number): ProviderFaultCode | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return "not_authorized";
  if (status === 429) return "rate_limited";
  if (status >= 500) return "server_error";
  // A redirect is not followed: where it leads has not been allowed.
  return "bad_request";
}

function parsed(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ProviderFault("wrong_shape");
  }
}

/**
 * One guarded question in JSON to a media service. Reads at most 512 KiB, follows no redirect, waits no longer than
 * `timeoutMs` in all.
 * @param onStatus gives a status that means something to the caller its own fault.
 * @throws ProviderFault for everything but a 2xx answer of the agreed shape.
 */
export async function askJson<T extends z.ZodType>(
  reach: ProviderReach,
  question: {
    readonly url: URL;
    readonly method: "GET" | "POST" | "DELETE";
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly onStatus?: (status: number, body: unknown) => ProviderFaultCode | undefined;
  },
  shape: T,
): Promise<z.output<T>> {
  const { url, method, headers = {}, body, onStatus } = question;
  const reply = await sendGuarded({
    url,
    method,
    headers: {
      accept: "application/json",
      "accept-encoding": "identity",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    mayConnect: addressGuard(reach.networks, url.protocol === "https:"),
    maxBytes: longestAnswer,
    timeoutMs: reach.timeoutMs,
  });
  if (!reply.ok) throw new ProviderFault(reply.error);
  const { status, bytes } = reply.value;
  const fault = faultOfStatus(status);
  if (fault !== undefined) {
    let said: unknown;
    try {
      said = onStatus && parsed(bytes);
    } catch {
      said = undefined;
    }
    throw new ProviderFault(onStatus?.(status, said) ?? fault, status);
  }
  const answer = shape.safeParse(parsed(bytes));
  if (!answer.success) throw new ProviderFault("wrong_shape", status);
  return answer.data;
}

/** Runs a connection test: how long it took, and in words how it went. */
export async function timed(
  work: () => Promise<{ readonly zh: string; readonly en: string }>,
  service: { readonly zh: string; readonly en: string },
): Promise<ConnectionTest> {
  const began = performance.now();
  const passed = () => Math.round(performance.now() - began);
  try {
    const { zh, en } = await work();
    return { isReachable: true, zh, en, milliseconds: passed() };
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
    const { zh, en } = error.words;
    return {
      isReachable: false,
      zh: `${service.zh}${zh}`,
      en: `${service.en}: ${en}`,
      milliseconds: passed(),
    };
  }
}

/** A base address with a path below it. */
export const below = (base: string, path: string): URL => new URL(`${base.replace(/\/+$/u, "")}${path}`);
