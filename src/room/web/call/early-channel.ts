import { openEarly } from "./channel.js";

/** The server waits ten seconds for a pass; a connection that is nearly so old is given up before it does. */
const freshMs = 8_000;

/** A connection to a room's channel that is made before it is asked for. */
export interface EarlyChannel {
  /** Somebody is about to enter: his hand is on the button. Called as often as that is seen. */
  near(roomId: string): void;
  /** He enters: the connection, made now when there was none. Whoever takes it closes it. */
  take(roomId: string): WebSocket;
  /** He does not. */
  drop(): void;
}

/** New ways through TCP and TLS take longer than asking for a pass: they are begun by the hand that is on its way. */
export function newEarlyChannel(open: (roomId: string) => WebSocket = openEarly): EarlyChannel {
  let held: { roomId: string; socket: WebSocket; timer: ReturnType<typeof setTimeout> } | undefined;
  const drop = (): void => {
    if (!held) return;
    clearTimeout(held.timer);
    held.socket.close();
    held = undefined;
  };
  const hold = (roomId: string): WebSocket => {
    if (held?.roomId === roomId && held.socket.readyState <= WebSocket.OPEN) return held.socket;
    drop();
    const socket = open(roomId);
    held = { roomId, socket, timer: setTimeout(drop, freshMs) };
    return socket;
  };
  return {
    near: (roomId) => void hold(roomId),
    take(roomId) {
      const socket = hold(roomId);
      clearTimeout(held?.timer);
      held = undefined;
      return socket;
    },
    drop,
  };
}
