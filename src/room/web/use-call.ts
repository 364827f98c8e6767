import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { RoomChannel, RoomPerson } from "../../web/room-slots.js";
import { type Call, type CallStart, type CallView, startCall } from "./call/call.js";

/** The call's view; drawn anew whenever something changes. */
export const useCallView = (call: Call): CallView => useSyncExternalStore(call.subscribe, call.view);

/** A call that lasts as long as the page shows it; leaving the page leaves the call. */
export function useCallHolder(): readonly [Call | undefined, (start: CallStart) => void, () => void] {
  const [call, setCall] = useState<Call>();
  useEffect(() => {
    if (!call) return undefined;
    const leave = () => call.leave();
    // A page that is closed says so; what the browser does not deliver is found out by silence.
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }, [call]);
  return [call, (start) => setCall(startCall(start)), () => setCall(undefined)];
}

/** Everyone in the room as the parts of the page see them, oneself first. */
export function useRoomPeople(view: CallView, myName: string): readonly RoomPerson[] {
  const { myStayId, myStream, others } = view;
  return useMemo(
    () => [
      { participantId: myStayId, name: myName, isMe: true, stream: myStream },
      ...others.map(({ stayId, name, stream }) => ({
        participantId: stayId,
        name,
        isMe: false,
        stream,
      })),
    ],
    [myStayId, myStream, myName, others],
  );
}

/** The channel among the pages of the call, for the parts of other modules. */
export function useRoomChannel(call: Call): RoomChannel {
  return useMemo(
    () => ({
      send: call.send,
      hear: (kind, listener) =>
        call.hear(kind, (payload, from) => {
          const other = call.view().others.find((one) => one.stayId === from);
          if (other)
            listener(payload, {
              participantId: other.stayId,
              name: other.name,
              isMe: false,
              stream: other.stream,
            });
        }),
    }),
    [call],
  );
}
