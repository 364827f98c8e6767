import { channelPath, type JoinView, ServerMessage } from "../../api.js";

export type ChannelState = "connecting" | "open" | "resuming" | "over";
/** Why it is over: the server's reason or the code of its refusal. */
export interface Over {
  readonly reason: string;
  readonly words?: { readonly zh: string; readonly en: string };
}

export interface ChannelEvents {
  heard(message: ServerMessage): void;
  state(state: ChannelState, over?: Over): void;
}

export interface RoomSocket {
  say(message: unknown): void;
  leave(): void;
}

const aliveMs = 4000;
/** Nothing heard for this long: the connection is gone, whatever the browser thinks. */
const deadMs = 10_000;
const waits = [200, 500, 1000, 2000, 3000] as const;
/** After these a new pass is asked for; after every other refusal the call is over for this page. */
const passAgain = [
  "resume_over",
  "token_invalid",
  "too_fast",
  "too_slow",
  "busy",
  "internal",
  "hello_missing",
];

const addressOf = (path: string): string =>
  `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;

/**
 * A connection to a room's channel, before there is a pass: made while the pass is asked for, so that the two ways to the server
 * are one. The server shows it out when no pass comes within seconds.
 */
export const openEarly = (roomId: string): WebSocket => new WebSocket(addressOf(channelPath(roomId)));

/**
 * The room's channel of one page. A cut connection is resumed with its key; when the stay has ended meanwhile, the page
 * comes in anew with a new pass. Tries until the server says it is over, or `leave` is called. `early` is used for the first pass
 * if it still stands.
 */
export function openChannel(
  first: JoinView,
  newPass: () => Promise<JoinView>,
  events: ChannelEvents,
  early?: WebSocket,
): RoomSocket {
  let pass: JoinView | undefined = first;
  let stay: { stayId: string; key: string } | undefined;
  let socket: WebSocket | undefined;
  /** The server has let this connection in; before that it takes whatever else is said for no hello. */
  let isIn = false;
  let tries = 0;
  let isOver = false;
  /** Asked after waiting, when it may have ended meanwhile. */
  const hasEnded = (): boolean => isOver;
  let heardAt = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const end = (over: Over): void => {
    if (isOver) return;
    isOver = true;
    stopAll();
    events.state("over", over);
  };

  function hear(text: string): void {
    heardAt = Date.now();
    const parsed = ServerMessage.safeParse(JSON.parse(text));
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.t === "alive") return;
    if (message.t === "entered") {
      stay = { stayId: message.stayId, key: message.resumeKey };
      isIn = true;
      tries = 0;
      events.state("open");
    }
    if (message.t === "fault") {
      if (passAgain.includes(message.code)) stay = undefined;
      else end({ reason: message.code, words: { zh: message.zh, en: message.en } });
      return;
    }
    if (message.t === "over") {
      // A node that was lost, or a cut taken for an end: we are still here and come in anew.
      if (message.reason === "node_lost" || message.reason === "cut") stay = undefined;
      else end({ reason: message.reason });
      return;
    }
    events.heard(message);
  }

  async function connect(): Promise<void> {
    if (isOver) return;
    if (!stay && !pass)
      try {
        pass = await newPass();
      } catch (error) {
        const problem = error as { status?: number; code?: string };
        // Refused with words: the room or the right to it is gone. No answer: the network is.
        if (problem.status !== undefined && problem.status < 500)
          end({ reason: problem.code ?? "room_not_open" });
        else again();
        return;
      }
    if (hasEnded()) return;
    const address = addressOf((pass ?? first).channel.path);
    const isReady = early?.url === address && early.readyState <= WebSocket.OPEN;
    const opened = early && isReady ? early : new WebSocket(address);
    early = undefined;
    socket = opened;
    isIn = false;
    heardAt = Date.now();
    const greet = (): void => {
      opened.send(
        JSON.stringify(
          stay
            ? { t: "resume", stayId: stay.stayId, key: stay.key }
            : { t: "hello", token: pass?.channel.token ?? "" },
        ),
      );
      // A pass is for one use.
      pass = undefined;
    };
    if (opened.readyState === WebSocket.OPEN) greet();
    else opened.onopen = greet;
    opened.onmessage = ({ data }) => {
      if (socket === opened && typeof data === "string") hear(data);
    };
    opened.onclose = () => {
      if (socket !== opened || isOver) return;
      socket = undefined;
      again();
    };
  }

  function again(): void {
    if (isOver) return;
    events.state("resuming");
    clearTimeout(retry);
    const wait = waits[Math.min(tries++, waits.length - 1)] ?? 3000;
    retry = setTimeout(() => void connect(), wait);
  }

  const pulse = setInterval(() => {
    if (!socket || isOver) return;
    if (Date.now() - heardAt > deadMs) {
      const gone = socket;
      socket = undefined;
      gone.close();
      again();
    } else if (isIn && socket.readyState === WebSocket.OPEN) socket.send('{"t":"alive"}');
  }, aliveMs);
  const online = () => {
    if (socket || isOver) return;
    tries = 0;
    again();
  };
  const offline = () => {
    if (!socket || isOver) return;
    const gone = socket;
    socket = undefined;
    gone.close();
    again();
  };
  addEventListener("online", online);
  addEventListener("offline", offline);
  function stopAll(): void {
    clearInterval(pulse);
    clearTimeout(retry);
    removeEventListener("online", online);
    removeEventListener("offline", offline);
    const gone = socket;
    socket = undefined;
    gone?.close();
  }

  events.state("connecting");
  void connect();
  return {
    say(message) {
      if (isIn && socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    leave() {
      if (isOver) return;
      if (isIn && socket?.readyState === WebSocket.OPEN) socket.send('{"t":"leave"}');
      end({ reason: "left" });
    },
  };
}
