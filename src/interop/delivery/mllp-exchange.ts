import { connect, isIP } from "node:net";
import { connect as connectTls, createSecureContext } from "node:tls";
import { frame, FrameReader } from "../domain/hl7/framing.js";
import { areCertificates } from "../hl7/certificates.js";

const timeoutMs = 30_000;
export const maxAnswerBytes = 256 * 1024;

export interface MllpTarget {
  /** As configured: whose name the certificate must bear. */
  readonly host: string;
  /** What the name was found to mean. */
  readonly address: string;
  readonly port: number;
  /** Undefined: without TLS. */
  readonly tls:
    | {
        /** PEM of the CA or certificate to trust instead of the public ones; empty: the public ones. */
        readonly ca: string;
        /** What this side shows when asked; undefined: nothing. */
        readonly own: { readonly cert: Buffer; readonly key: Buffer } | undefined;
      }
    | undefined;
}

export type ExchangeFault =
  | "unreachable"
  | "timed_out"
  | "cut_off"
  | "too_large"
  | "not_an_answer"
  /** The other side speaks no TLS, or its certificate is not trusted, expired, or of another name. */
  | "tls_refused"
  | "ca_unreadable";

/** One message out, one frame back, then the connection is closed. */
export function exchange(target: MllpTarget, bytes: Uint8Array): Promise<Uint8Array | ExchangeFault> {
  const { host, address, port, tls } = target;
  if (tls !== undefined && tls.ca !== "" && !areCertificates(tls.ca)) return Promise.resolve("ca_unreadable");
  const secureContext =
    tls && createSecureContext({ minVersion: "TLSv1.2", ...(tls.ca !== "" && { ca: tls.ca }), ...tls.own });
  return new Promise((settle) => {
    let isConnected = false;
    let isReady = false;
    const socket =
      secureContext === undefined
        ? connect({ host: address, port })
        : connectTls({
            host: address,
            port,
            secureContext,
            // The name that is asked for and checked is the configured one, not the address it was found to mean.
            ...(isIP(host) === 0 && { servername: host }),
          });
    const timer = setTimeout(() => end("timed_out"), timeoutMs);
    const end = (result: Uint8Array | ExchangeFault) => {
      clearTimeout(timer);
      socket.destroy();
      settle(result);
    };
    const broken = (): ExchangeFault => (isReady ? "cut_off" : isConnected ? "tls_refused" : "unreachable");
    const reader = new FrameReader({ maxFrameBytes: maxAnswerBytes, maxStrayBytes: 1024 });
    socket.on("connect", () => {
      isConnected = true;
    });
    socket.on(secureContext === undefined ? "connect" : "secureConnect", () => {
      isReady = true;
      socket.write(frame(bytes));
    });
    socket.on("data", (chunk: Buffer) => {
      for (const event of reader.push(chunk)) {
        if (event.kind === "frame") end(event.bytes);
        else if (event.kind === "too_large") end("too_large");
        else if (event.kind === "not_mllp") end("not_an_answer");
      }
    });
    socket.on("error", () => end(broken()));
    socket.on("close", () => end(broken()));
  });
}
