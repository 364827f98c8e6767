import { isIP } from "node:net";
import { WebSocket } from "ws";
import { addressGuard } from "../../platform/egress/guard.js";
import { AddressRefused, guardedLookup } from "../../platform/egress/send.js";
import type { ProviderFault } from "../domain/provider-names.js";
import type { ProviderSettings } from "./provider.js";

/** A socket to a recogniser that may cost no more than its limits. */
export interface GuardedSocket {
  send(data: string | Buffer): void;
  /** Somebody begins to speak: what was answered until now was about something else. */
  turnBegan(): void;
  /**
   * So much was spoken. When nothing came about it yet, and all that is unanswered is more than a cough, an answer is owed within
   * the limit from now on; any message that is understood pays it.
   */
  expectAnswer(speechMs: number): void;
  answered(): void;
  fail(fault: ProviderFault): void;
  close(): void;
}

interface SocketPlan {
  readonly settings: ProviderSettings;
  /** As the protocol has it; the server may refuse the others. */
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  /** The other side ended properly, or we did. */
  readonly onEnd: () => void;
  readonly onFault: (fault: ProviderFault) => void;
}

function faultOf(error: Error & { code?: string }): ProviderFault {
  if (error instanceof AddressRefused) return "address_refused";
  if (error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") return "too_large";
  if (error.message.includes("handshake has timed out")) return "timed_out";
  if (/Unexpected server response: (?:401|403)/u.test(error.message)) return "not_authorized";
  if (error.code?.startsWith("WS_ERR_") === true) return "not_understood";
  return "unreachable";
}

/**
 * Connects where the guard allows, follows no redirect, takes no message over the limit, waits for no answer longer than the
 * limit and holds no more unsent sound than the limit. Whatever happens is told once and the socket is closed.
 */
export function openGuardedSocket(plan: SocketPlan): GuardedSocket {
  const { limits, networks } = plan.settings;
  const url = new URL(plan.settings.url);
  const mayConnect = addressGuard(networks, url.protocol === "wss:");
  const host = url.hostname.replace(/^\[|\]$/gu, "");
  let isOver = false;
  let isTurnAnswered = false;
  let unansweredMs = 0;
  let owed: ReturnType<typeof setTimeout> | undefined;
  let socket: WebSocket | undefined;
  const waiting: (string | Buffer)[] = [];
  let waitingBytes = 0;
  const end = (): boolean => {
    if (isOver) return false;
    isOver = true;
    clearTimeout(owed);
    socket?.close();
    // A server that does not answer the closing handshake is not waited for.
    setTimeout(() => socket?.terminate(), 1000).unref();
    return true;
  };
  const fail = (fault: ProviderFault) => {
    if (!end()) return;
    socket?.terminate();
    plan.onFault(fault);
  };
  if (isIP(host) !== 0 && !mayConnect(host)) queueMicrotask(() => fail("address_refused"));
  else {
    socket = new WebSocket(url, [...(plan.protocols ?? [])], {
      headers: plan.headers ?? {},
      handshakeTimeout: limits.connectMs,
      maxPayload: limits.maxMessageBytes,
      perMessageDeflate: false,
      followRedirects: false,
      lookup: guardedLookup(mayConnect),
    });
    socket.on("open", () => {
      plan.onOpen();
      for (const data of waiting.splice(0)) socket?.send(data);
    });
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (isOver) return;
      if (isBinary) fail("not_understood");
      else plan.onText(data.toString("utf8"));
    });
    socket.on("error", (error) => fail(faultOf(error)));
    socket.on("close", (code) => {
      if (isOver) return;
      if (code === 1009) fail("too_large");
      else if (code === 1008 || code === 3000) fail("not_authorized");
      else if (code === 1000) {
        end();
        plan.onEnd();
      } else fail("unreachable");
    });
  }
  return {
    send(data) {
      if (isOver || socket === undefined) return;
      if (socket.readyState === WebSocket.OPEN) {
        if (socket.bufferedAmount > limits.maxWaitingBytes) fail("overloaded");
        else socket.send(data);
        return;
      }
      waitingBytes += data.length;
      if (waitingBytes > limits.maxWaitingBytes) fail("overloaded");
      else waiting.push(data);
    },
    turnBegan() {
      isTurnAnswered = false;
    },
    expectAnswer(speechMs) {
      // A recogniser may hear the end before our own ear does.
      if (isOver || isTurnAnswered) return;
      unansweredMs += speechMs;
      if (unansweredMs < limits.unansweredSpeechMs) return;
      owed ??= setTimeout(() => fail("timed_out"), limits.answerMs);
    },
    answered() {
      unansweredMs = 0;
      isTurnAnswered = true;
      clearTimeout(owed);
      owed = undefined;
    },
    fail,
    close() {
      end();
    },
  };
}

/** JSON of a message, or undefined. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
