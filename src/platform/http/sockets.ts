import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { App } from "./server.js";

/** A WebSocket of a module. Who it is, its first message tells: no secret stands in an address. */
export interface SocketRoute {
  /** Matched against the whole path. */
  readonly path: RegExp;
  /** A longer frame ends the connection (1009). */
  readonly maxFrameBytes: number;
  open(socket: WebSocket, request: IncomingMessage, match: RegExpExecArray): void;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** A browser says from which site the page is; only our own pages may open a socket with a person's cookie. */
function isOwnSite(request: IncomingMessage, trustProxy: boolean): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  const forwarded = trustProxy ? request.headers["x-forwarded-host"] : undefined;
  const host =
    (Array.isArray(forwarded) ? forwarded[0] : forwarded?.split(",")[0]?.trim()) ?? request.headers.host;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Answers upgrades to WebSocket; every other path is refused. Open ones are closed when the application is. */
export function mountSockets(
  app: App,
  routes: readonly SocketRoute[],
  options: { readonly trustProxy: boolean },
): void {
  const servers = routes.map((route) => ({
    route,
    server: new WebSocketServer({
      noServer: true,
      maxPayload: route.maxFrameBytes,
      perMessageDeflate: false,
      clientTracking: true,
    }),
  }));
  app.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const path = (request.url ?? "").split("?")[0] ?? "";
    const found = servers.find(({ route }) => route.path.test(path));
    const match = found?.route.path.exec(path);
    if (!found || !match) {
      refuse(socket, "404 Not Found");
      return;
    }
    if (!isOwnSite(request, options.trustProxy)) {
      refuse(socket, "403 Forbidden");
      return;
    }
    found.server.handleUpgrade(request, socket, head, (opened) => {
      opened.on("error", () => opened.terminate());
      found.route.open(opened, request, match);
    });
  });
  // Upgraded connections would keep the server from ending.
  app.addHook("preClose", (done) => {
    for (const { server } of servers) for (const socket of server.clients) socket.close(1012, "restart");
    setTimeout(() => {
      for (const { server } of servers) for (const socket of server.clients) socket.terminate();
    }, 200).unref();
    done();
  });
}
