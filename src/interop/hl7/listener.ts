import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import iconv from "iconv-lite";
import { type Peer, receiveMessage, SameMoment } from "../actions/receive-message.js";
import { faultAt } from "../domain/fault.js";
import { peekHeader } from "../domain/hl7/charset.js";
import { frame, FrameReader } from "../domain/hl7/framing.js";
import { parseMessage } from "../domain/hl7/message.js";
import { writeAcknowledgement } from "../domain/hl7/mfk.js";
import { readHeader } from "../domain/hl7/header.js";
import type { InteropHost } from "../host.js";
import { peerCertificates, readTlsFiles, type TlsFiles } from "./certificates.js";
import type { Instant } from "../../kernel/types.js";

export interface Hl7Settings {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsFiles | undefined;
}

export interface Hl7Limits {
  readonly maxFrameBytes: number;
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  /** A message that has begun must end within this time. */
  readonly frameTimeoutMs: number;
  /** A connection without any message is closed after this time. */
  readonly idleTimeoutMs: number;
}

export const hl7Limits: Hl7Limits = {
  maxFrameBytes: 4 * 1_048_576,
  maxConnections: 64,
  maxConnectionsPerAddress: 8,
  frameTimeoutMs: 30_000,
  idleTimeoutMs: 15 * 60_000,
};

/** What the listener tells the node's log: ids and codes, never content. */
export interface Hl7Report {
  onMessage(fact: {
    readonly address: string;
    readonly code: string;
    readonly refusal: string | undefined;
  }): void;
  onFault(fact: { readonly address: string; readonly fault: string }): void;
  onError(error: unknown): void;
}

export interface Hl7Listener {
  readonly port: number;
  /** Messages at work are finished and answered; then every connection is closed. */
  stop(): Promise<void>;
}

/**
 * Listens for MLLP, in TLS where there is a certificate. Each connection is served one message after the other, and is not read from while one is at work, so a
 * flooding sender waits in his own buffer. Connections, size and time of a message are bounded.
 */
export async function startHl7Listener(
  host: InteropHost,
  settings: Hl7Settings,
  report: Hl7Report,
  limits: Hl7Limits = hl7Limits,
): Promise<Hl7Listener> {
  const open = new Map<Socket, Promise<void>>();
  const perAddress = new Map<string, number>();
  const accept = (socket: Socket): void => {
    const address = socket.remoteAddress ?? "";
    const count = perAddress.get(address) ?? 0;
    if (open.size >= limits.maxConnections || count >= limits.maxConnectionsPerAddress) {
      report.onFault({ address, fault: "too_many_connections" });
      socket.destroy();
      return;
    }
    perAddress.set(address, count + 1);
    const served = serve(host, socket, address, report, limits).finally(() => {
      open.delete(socket);
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left <= 0) perAddress.delete(address);
      else perAddress.set(address, left);
    });
    open.set(socket, served);
  };
  const server = newServer(settings, accept, report);
  server.on("error", (error) => report.onError(error));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, settings.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : settings.port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open.keys()) socket.emit("consilium-stop");
      await Promise.all(open.values());
      await closed;
    },
  };
}

function newServer({ tls }: Hl7Settings, accept: (socket: Socket) => void, report: Hl7Report): Server {
  if (tls === undefined) return createServer(accept);
  const { cert, key, ca } = readTlsFiles(tls);
  return createTlsServer(
    {
      cert,
      key,
      minVersion: "TLSv1.2",
      // A peer that opens the connection and says nothing does not hold its place for long.
      handshakeTimeout: 10_000,
      ...(ca !== undefined && { ca, requestCert: true, rejectUnauthorized: true }),
    },
    accept,
  ).on("tlsClientError", (_error, socket) => {
    report.onFault({ address: socket.remoteAddress ?? "", fault: "tls_refused" });
    socket.destroy();
  });
}

/** Serves one connection until it ends; never rejects. */
async function serve(
  host: InteropHost,
  socket: Socket,
  address: string,
  report: Hl7Report,
  limits: Hl7Limits,
): Promise<void> {
  const frames = new FrameReader({ maxFrameBytes: limits.maxFrameBytes, maxStrayBytes: 1024 });
  const state = { isStopping: false, isWorking: false };
  let frameTimer: NodeJS.Timeout | undefined;
  socket.setTimeout(limits.idleTimeoutMs, () => socket.destroy());
  socket.setNoDelay(true);
  // A sender that breaks off is not this server's fault; `close` follows.
  socket.on("error", () => report.onFault({ address, fault: "connection_lost" }));
  const peer: Peer = { address, ...peerCertificates(socket) };

  const take = async (chunk: Buffer): Promise<void> => {
    for (const event of frames.push(chunk)) {
      if (event.kind === "frame") {
        await answer(host, socket, event.bytes, peer, report);
        continue;
      }
      report.onFault({ address, fault: event.kind });
      if (event.kind === "broken_off") continue;
      if (event.kind === "too_large") write(socket, refusalOf("too_large"), "utf-8");
      socket.end();
    }
    clearTimeout(frameTimer);
    if (frames.isMidFrame)
      frameTimer = setTimeout(() => {
        report.onFault({ address, fault: "sender_too_slow" });
        socket.destroy();
      }, limits.frameTimeoutMs);
  };
  socket.on("consilium-stop", () => {
    state.isStopping = true;
    if (!state.isWorking) socket.end();
  });
  socket.on("data", (chunk: Buffer) => {
    socket.pause();
    clearTimeout(frameTimer);
    state.isWorking = true;
    take(chunk)
      .catch((error: unknown) => {
        report.onError(error);
        socket.destroy();
      })
      .finally(() => {
        state.isWorking = false;
        if (state.isStopping) socket.end();
        else socket.resume();
      });
  });
  await new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    socket.once("end", () => socket.end());
  });
  clearTimeout(frameTimer);
}

async function answer(
  host: InteropHost,
  socket: Socket,
  bytes: Uint8Array,
  peer: Peer,
  report: Hl7Report,
): Promise<void> {
  try {
    const { reply, charset, code, refusal } = await receiveMessage(host, bytes, peer).catch(
      (error: unknown) => {
        // The other connection has the message by now; asking again gives its answer.
        if (error instanceof SameMoment) return receiveMessage(host, bytes, peer);
        throw error;
      },
    );
    report.onMessage({ address: peer.address, code, refusal });
    write(socket, reply, charset);
  } catch (error) {
    report.onError(error);
    // Nothing was promised: the sender keeps the message and sends it again.
    write(socket, refusalOf("try_again", bytes), "utf-8");
  }
}

/** The refusal of a message that was not looked at; its control ID is quoted where the header can be read. */
function refusalOf(code: "too_large" | "try_again", bytes?: Uint8Array): string {
  const head = bytes && parseMessage(peekHeader(bytes));
  return writeAcknowledgement(head?.ok === true ? readHeader(head.value) : undefined, undefined, "none", {
    code: code === "try_again" ? "AE" : "AR",
    faults: [faultAt("MSH", code)],
    entries: [],
    now: new Date().toISOString() as Instant,
    controlId: String(Date.now()),
  });
}

function write(socket: Socket, reply: string, charset: "utf-8" | "gb18030"): void {
  if (socket.writable) socket.write(frame(iconv.encode(reply, charset === "utf-8" ? "utf8" : "gb18030")));
}
