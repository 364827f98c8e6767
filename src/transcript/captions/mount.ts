import { systemContext } from "../../platform/database/database.js";
import type { SocketRoute } from "../../platform/http/sockets.js";
import type { TranscriptHost } from "../host.js";
import { mayStillListen } from "../store/people.js";
import { startCaptionHub } from "./hub.js";
import { lineLimits } from "./limits.js";
import { serveLine } from "./serve-line.js";

const sweepMs = 10_000;

/**
 * The socket `/api/rooms/:roomId/captions`. The ticket comes in the first message, so that no address carries it; who was
 * removed from the room, and everyone when it closes, is cut off within ten seconds.
 */
export async function startCaptions(
  host: TranscriptHost,
  report: (error: unknown) => void,
): Promise<{ readonly socket: SocketRoute; stop(): Promise<void> }> {
  const hub = await startCaptionHub(host.database, report);
  const sweep = setInterval(() => {
    const open = hub.rooms;
    if (open.length === 0) return;
    host.database
      .withTx(systemContext, (tx) => mayStillListen(tx, open))
      .then((allowed) => {
        for (const roomId of open)
          for (const listener of hub.inRoom(roomId))
            if (!allowed.has(listener.participantId)) listener.close("not_in_room");
      }, report);
  }, sweepMs);
  sweep.unref();
  return {
    socket: {
      path: /^\/api\/rooms\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/captions$/u,
      maxFrameBytes: lineLimits.maxMessageBytes,
      open: (socket, _request, match) => serveLine(socket, match[1] ?? "", host, hub, report),
    },
    async stop() {
      clearInterval(sweep);
      await hub.stop();
    },
  };
}
