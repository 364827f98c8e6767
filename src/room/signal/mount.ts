import type { IncomingMessage } from "node:http";
import { cookieName, sha256 } from "../../identity/index.js";
import type { SocketRoute } from "../../platform/http/sockets.js";
import { channelLimits } from "../api/signal.js";
import type { RoomHub } from "./hub.js";

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

function sessionHashOf(request: IncomingMessage, isHttps: boolean): string | null {
  const name = `${cookieName(isHttps)}=`;
  const cookie = (request.headers.cookie ?? "")
    .split(";")
    .map((one) => one.trim())
    .find((one) => one.startsWith(name));
  return cookie === undefined ? null : sha256(decodeURIComponent(cookie.slice(name.length)));
}

/** The socket of the rooms. */
export const roomSocket = (hub: RoomHub, isHttps: boolean): SocketRoute => ({
  path: new RegExp(`^/api/rooms/(${uuid})/signal$`),
  maxFrameBytes: channelLimits.frameBytes,
  open(socket, request, match) {
    hub.connect(socket, match[1] ?? "", sessionHashOf(request, isHttps));
  },
});
