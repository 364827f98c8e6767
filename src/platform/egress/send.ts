import { lookup as resolve } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { ok, refuse, type Result } from "../../kernel/result.js";

/** A request to a server outside this process. Everything it may cost is bounded beforehand. */
export interface Outgoing {
  readonly url: URL;
  readonly method: "GET" | "POST" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Says of each address the name stands for whether it may be connected to. */
  readonly mayConnect: (address: string) => boolean;
  /** Longest answer that is read. */
  readonly maxBytes: number;
  /** From the first step to the last byte of the answer, so that a slow drip ends too. */
  readonly timeoutMs: number;
}

export interface Incoming {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bytes: Buffer;
}

/** `cut_off`: the answer had begun and did not end; the other side has done its work. */
export type EgressFault = "address_refused" | "unreachable" | "timed_out" | "too_large" | "cut_off";

export class AddressRefused extends Error {
  override name = "AddressRefused";
}

/** Resolves names and refuses every address that may not be asked: the one that was checked is the one connected to. */
export const guardedLookup =
  (mayConnect: Outgoing["mayConnect"]): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, "", 4);
        return;
      }
      const allowed = addresses.filter(({ address }) => mayConnect(address));
      const [first] = allowed;
      if (first === undefined) {
        callback(new AddressRefused(), "", 4);
        return;
      }
      if (options.all) (callback as (error: null, addresses: typeof allowed) => void)(null, allowed);
      else callback(null, first.address, first.family);
    });
  };

const faultOf = (error: Error): EgressFault =>
  error instanceof AddressRefused
    ? "address_refused"
    : error.name === "AbortError" || error.name === "TimeoutError"
      ? "timed_out"
      : "unreachable";

/**
 * One request, one answer. Follows no redirect, connects to no address that `mayConnect` refuses, reads no more than
 * `maxBytes` and waits no longer than `timeoutMs` in all. Any status is an answer; headers have lower-case names.
 */
export function sendGuarded(outgoing: Outgoing): Promise<Result<Incoming, EgressFault>> {
  const { url, method, headers, body, mayConnect, maxBytes, timeoutMs } = outgoing;
  const host = url.hostname.replace(/^\[|\]$/gu, "");
  if (isIP(host) !== 0 && !mayConnect(host)) return Promise.resolve(refuse("address_refused"));
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((settle) => {
    const request = send(
      url,
      {
        method,
        headers: { ...headers, ...(body !== undefined && { "content-length": Buffer.byteLength(body) }) },
        lookup: guardedLookup(mayConnect),
        // A kept connection would pass by the check of addresses, and may be closed by the other side as it is used.
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size <= maxBytes) chunks.push(chunk);
          else {
            settle(refuse("too_large"));
            response.destroy();
          }
        });
        response.on("error", (error) => {
          const fault = faultOf(error);
          settle(refuse(fault === "unreachable" ? "cut_off" : fault));
        });
        response.on("end", () =>
          settle(
            ok({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) }),
          ),
        );
      },
    );
    request.on("error", (error) => settle(refuse(faultOf(error))));
    request.end(body);
  });
}
