import {
  startTransition,
  useDeferredValue,
  useEffect,
  useEffectEvent,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import type { RoomChannel, RoomPerson } from "../../web/room-slots.js";
import { type Call, type CallStart, type CallView, startCall } from "./call/call.js";
import { type EarlyChannel, newEarlyChannel } from "./call/early-channel.js";

/** The call's view; drawn anew whenever something changes. */
export const useCallView = (call: Call): CallView => useSyncExternalStore(call.subscribe, call.view);

/**
 * A call that lasts as long as the page shows it; leaving the page leaves the call. `onClosing` hears that the whole page goes
 * away while the person is in the call.
 */
export function useCallHolder(
  onClosing?: (view: CallView) => void,
): readonly [Call | undefined, (start: CallStart) => void, () => void] {
  const [call, setCall] = useState<Call>();
  const closing = useEffectEvent((view: CallView) => onClosing?.(view));
  useEffect(() => {
    if (!call) return undefined;
    const leave = () => call.leave();
    // A page that is closed says so; what the browser does not deliver is found out by silence.
    const close = () => {
      if (call.view().phase === "in") closing(call.view());
      leave();
    };
    addEventListener("pagehide", close);
    return () => {
      removeEventListener("pagehide", close);
      leave();
    };
  }, [call]);
  return [call, (start) => setCall(startCall(start)), () => setCall(undefined)];
}

/** A connection that is made while the person's hand is on its way to the button; given up with the page. */
export function useEarlyChannel(): EarlyChannel {
  const [early] = useState(newEarlyChannel);
  useEffect(() => () => early.drop(), [early]);
  return early;
}

const isSame = (some: readonly RoomPerson[], others: readonly RoomPerson[]): boolean =>
  some.length === others.length &&
  some.every(({ participantId, name, stream }, at) => {
    const other = others[at];
    return participantId === other?.participantId && name === other.name && stream === other.stream;
  });

/**
 * Everyone in the room as the parts of the page see them, oneself first. The same list as long as nobody comes, goes or sends
 * something else, however the call goes meanwhile; the parts are drawn after the call itself.
 */
export function useRoomPeople(view: CallView, myName: string): readonly RoomPerson[] {
  const { myStayId, myStream, others } = view;
  const now = useMemo(
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
  const [people, setPeople] = useState(now);
  if (!isSame(people, now)) setPeople(now);
  return useDeferredValue(people);
}

/** The channel among the pages of the call, for the parts of other modules. */
export function useRoomChannel(call: Call): RoomChannel {
  return useMemo(
    () => ({
      send: call.send,
      hearService: call.hearService,
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

const settleMs = 250;
const longestMs = 2000;

/**
 * False while pictures of the others are on their way: what stands beside the call is drawn after them, because a page draws
 * and connects with the same thread. True from the first connection on, when nobody is there, and after two seconds at most.
 */
export function usePicturesFirst(view: CallView): boolean {
  const [isSettled, setSettled] = useState(false);
  const isIn = view.phase === "in";
  const wait =
    view.others.length === 0 ? 0 : view.others.some((one) => one.link === "connected") ? settleMs : longestMs;
  useEffect(() => {
    if (!isIn || isSettled) return undefined;
    const timer = setTimeout(() => startTransition(() => setSettled(true)), wait);
    return () => clearTimeout(timer);
  }, [isIn, isSettled, wait]);
  return isSettled;
}
