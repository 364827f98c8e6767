import { AsyncResource } from "node:async_hooks";
import type { Database } from "../../platform/database/database.js";
import { systemContext } from "../../platform/database/database.js";
import { jsonOf } from "../providers/guarded-socket.js";
import type { SegmentView, ToSpeaker } from "../api.js";
import { captionsChannel, findSegment, type Segment } from "../store/segments.js";
import { z } from "zod";

export const toSegmentView = (segment: Segment): SegmentView => {
  const { id, roomId, sequence, participantId, speakerName, side, startMs, endMs, text, isFinal, revision } =
    segment;
  return { id, roomId, sequence, participantId, speakerName, side, startMs, endMs, text, isFinal, revision };
};

export interface CaptionListener {
  readonly roomId: string;
  readonly caseId: string;
  readonly participantId: string;
  send(message: ToSpeaker): void;
  close(code: string): void;
}

/** The caption lines that are open on this node, by room. */
export interface CaptionHub {
  add(listener: CaptionListener): () => void;
  /** Words that are not settled yet reach those on this node only; settled ones all, through the database. */
  sendPartial(roomId: string, message: ToSpeaker): void;
  inRoom(roomId: string): readonly CaptionListener[];
  readonly rooms: readonly string[];
  stop(): Promise<void>;
}

const Hint = z.object({ roomId: z.uuid(), segmentId: z.uuid() });

export async function startCaptionHub(
  database: Database,
  report: (error: unknown) => void,
): Promise<CaptionHub> {
  const rooms = new Map<string, Set<CaptionListener>>();
  // One after another: lines arrive in the order they were stored.
  let last: Promise<void> = Promise.resolve();
  const hear = (payload: string) => {
    const hint = Hint.safeParse(jsonOf(payload));
    if (!hint.success || !rooms.has(hint.data.roomId)) return;
    const { roomId, segmentId } = hint.data;
    last = last
      .then(async () => {
        const segment = await database.withTx(systemContext, (tx) => findSegment(tx, segmentId));
        if (segment === undefined) return;
        for (const listener of rooms.get(roomId) ?? [])
          listener.send({ type: "segment", segment: toSegmentView(segment) });
      })
      .catch(report);
  };
  // The database may call from inside the transaction that told; what is done here is none of its business.
  const stopListening = await database.listen(captionsChannel, AsyncResource.bind(hear));
  return {
    add(listener) {
      const set = rooms.get(listener.roomId) ?? new Set();
      rooms.set(listener.roomId, set);
      set.add(listener);
      return () => {
        set.delete(listener);
        if (set.size === 0 && rooms.get(listener.roomId) === set) rooms.delete(listener.roomId);
      };
    },
    sendPartial(roomId, message) {
      for (const listener of rooms.get(roomId) ?? []) listener.send(message);
    },
    inRoom: (roomId) => [...(rooms.get(roomId) ?? [])],
    get rooms() {
      return [...rooms.keys()];
    },
    async stop() {
      await stopListening();
      await last;
      for (const set of rooms.values()) for (const listener of [...set]) listener.close("server_stopping");
    },
  };
}
