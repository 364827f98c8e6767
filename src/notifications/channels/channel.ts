import { mayAsk } from "../../platform/egress/addresses.js";
import { intranet } from "../../platform/egress/guard.js";
import { type Incoming, sendGuarded } from "../../platform/egress/send.js";
import type { Channel } from "../domain/channels.js";
import { type SendFault } from "../domain/delivery.js";

/** One message ready to leave. */
export interface OutgoingMessage {
  /** Of the delivery: the same for every try, so that a server can tell a repetition. */
  readonly id: string;
  readonly personId: string;
  /** E-mail address, mobile number, or the browser's push subscription as JSON. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Where it is acted on; absolute. */
  readonly link: string;
  readonly isUrgent: boolean;
  /** After it the message is of no use. */
  readonly ttlSeconds: number;
}

export type SendOutcome =
  | { readonly outcome: "sent"; readonly reference: string }
  | { readonly outcome: "failed"; readonly fault: SendFault; readonly retryAfterSeconds: number | null };

/** A way out of the house. `send` never throws and never waits longer than its timeout. */
export interface NotificationChannel {
  readonly channel: Channel;
  send(message: OutgoingMessage): Promise<SendOutcome>;
}

export const sent = (reference: string): SendOutcome => ({
  outcome: "sent",
  reference: reference.slice(0, 200),
});
export const failed = (fault: SendFault, retryAfterSeconds: number | null = null): SendOutcome => ({
  outcome: "failed",
  fault,
  retryAfterSeconds,
});

/** How long a server may take, and how much it may say. */
export interface Reach {
  readonly timeoutMs: number;
  /** Which addresses may be connected to. */
  readonly mayConnect: (address: string) => boolean;
}

/** The administrator wrote the server's address into the configuration: it may stand on the internet or the intranet. */
export const configured: Reach = { timeoutMs: 10_000, mayConnect: (address) => mayAsk(address, intranet) };

/** Seconds of a Retry-After header; null when it says none. */
export function retryAfterOf(headers: Incoming["headers"]): number | null {
  const given = headers["retry-after"];
  return typeof given === "string" && /^\d{1,6}$/u.test(given.trim()) ? Number(given) : null;
}

/** One POST; the answer's bytes for a 2xx, else the outcome its status stands for. */
export async function postTo(
  reach: Reach,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): Promise<{ readonly answer: Incoming } | { readonly end: SendOutcome }> {
  const reply = await sendGuarded({
    url,
    method: "POST",
    headers: { accept: "application/json", "accept-encoding": "identity", ...headers },
    body,
    mayConnect: reach.mayConnect,
    maxBytes: 64 * 1024,
    timeoutMs: reach.timeoutMs,
  });
  if (!reply.ok) return { end: failed(reply.error) };
  const { status, headers: given } = reply.value;
  if (status >= 200 && status < 300) return { answer: reply.value };
  if (status >= 300 && status < 400) return { end: failed("redirected") };
  if (status === 401 || status === 403) return { end: failed("not_authorized") };
  if (status === 404 || status === 410) return { end: failed("gone") };
  if (status === 429) return { end: failed("rate_limited", retryAfterOf(given)) };
  if (status >= 500 || status === 408) return { end: failed("server_error", retryAfterOf(given)) };
  return { end: failed("rejected") };
}

/** The JSON of an answer; undefined when it is none. */
export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
