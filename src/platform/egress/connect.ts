import { isIP } from "node:net";
import { WebSocket } from "ws";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { type EgressFault, guardedLookup } from "./send.js";

/**
 * Opens a WebSocket to a server outside this process: to no address that `mayConnect` refuses, without following redirects,
 * within `timeoutMs`; messages longer than `maxBytes` close it.
 */
export function connectGuarded(outgoing: {
  readonly url: URL;
  readonly protocol: string;
  readonly mayConnect: (address: string) => boolean;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}): Promise<Result<WebSocket, EgressFault>> {
  const { url, protocol, mayConnect, maxBytes, timeoutMs } = outgoing;
  const host = url.hostname.replace(/^\[|\]$/gu, "");
  if (isIP(host) !== 0 && !mayConnect(host)) return Promise.resolve(refuse("address_refused"));
  return new Promise((settle) => {
    const socket = new WebSocket(url, protocol, {
      lookup: guardedLookup(mayConnect),
      agent: false,
      followRedirects: false,
      handshakeTimeout: timeoutMs,
      maxPayload: maxBytes,
      perMessageDeflate: false,
    });
    socket.once("open", () => settle(ok(socket)));
    // An error after it is open is followed by its close, which is what its user hears.
    socket.on("error", (error) =>
      settle(
        refuse(
          error.name === "AddressRefused"
            ? "address_refused"
            : /timed out/iu.test(error.message)
              ? "timed_out"
              : "unreachable",
        ),
      ),
    );
  });
}
