import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { addMinutes } from "../../kernel/time.js";
import { type Database, systemContext } from "../../platform/database/database.js";
import { channelLimits, ClientMessage, Hello, type ServerMessage } from "../api/signal.js";
import { enteredIn } from "../domain/may-enter.js";
import { type Call, type CallEvent, emptyCall, overdue, step } from "../domain/signalling.js";
import { nodeBeatSeconds, nodeLostSeconds, resumeSeconds } from "../domain/stay.js";
import * as stays from "../store/stays.js";
import { afterLeaving, comeBack, comeIn, type Entered, goOut, tellOfEntry } from "./come-in.js";
import { newFlow } from "./flow.js";
import { hearRooms, tellRoom } from "./relay.js";
import { newQualityInbox } from "./quality-inbox.js";
import { parse, toMember } from "./shapes.js";
import { type FaultCode, faultWords } from "./words.js";

const helloSeconds = 10;
const pingMs = 10_000;
/** A connection that was silent for this long is taken for cut. */
const silentMs = 25_000;
const maxBufferedBytes = 1_048_576;
/** Connections that have not shown a pass yet, on this node. */
const maxStrangers = 500;
/** By then the newcomer's pictures have come; only then the pages of the case are told of him. */
const tellEntryMs = 1500;

interface Local {
  readonly socket: WebSocket;
  readonly stayId: string;
  readonly roomId: string;
  readonly caseId: string;
  qualityAt: number;
}
interface HeldRoom {
  call: Call;
  /** The pages of this room on this node, by stay. */
  readonly locals: Map<string, Local>;
  /** Which node holds a stay. */
  readonly nodes: Map<string, string>;
  /** Somebody is coming in just now: what is heard meanwhile is applied afterwards. */
  coming: number;
  late: { event: CallEvent; node: string | null }[];
}

/** The room channels of this node. */
export interface RoomHub {
  /** Takes over a fresh connection. `sessionHash` is of the cookie it came with. */
  connect(socket: WebSocket, roomId: string, sessionHash: string | null): void;
  readonly size: number;
  stop(): Promise<void>;
}

export interface HubOptions {
  readonly onError?: (error: unknown) => void;
  /** Shorter in tests. */
  readonly resumeMs?: number;
  readonly helloMs?: number;
}

export async function startRoomHub(database: Database, options: HubOptions = {}): Promise<RoomHub> {
  const nodeId = randomUUID();
  const {
    onError = () => undefined,
    resumeMs = resumeSeconds * 1000,
    helloMs = helloSeconds * 1000,
  } = options;
  const held = new Map<string, HeldRoom>();
  const telling = new Set<ReturnType<typeof setTimeout>>();
  let strangers = 0;
  let isStopped = false;
  let relaying: Promise<unknown> = Promise.resolve();
  const quality = newQualityInbox(database, (error) => {
    if (!isStopped) onError(error);
  });
  const guard = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      if (!isStopped) onError(error);
    });
  };

  const send = (socket: WebSocket, message: ServerMessage): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxBufferedBytes) socket.terminate();
    else socket.send(JSON.stringify(message));
  };
  const fault = (socket: WebSocket, code: FaultCode): void => {
    send(socket, { t: "fault", code, ...faultWords[code] });
    socket.close(1008, code);
  };

  const relay = (roomId: string, event: CallEvent): void => {
    // The embedded database has one node only.
    if (database.kind === "pglite") return;
    relaying = relaying.then(() =>
      database.withTx(systemContext, (tx) => tellRoom(tx, roomId, event, nodeId)),
    );
    guard(relaying);
    relaying = relaying.catch(() => undefined);
  };
  const hasElsewhere = (room: HeldRoom): boolean =>
    room.call.members.some((one) => room.nodes.get(one.stayId) !== nodeId);

  const drop = (roomId: string, room: HeldRoom): void => {
    if (room.coming === 0 && room.locals.size === 0) {
      // Those who were cut here may still come back: the room is kept while this node watches over them.
      const isWatched = room.call.members.some((one) => room.nodes.get(one.stayId) === nodeId);
      if (!isWatched) held.delete(roomId);
    }
  };

  function apply(roomId: string, event: CallEvent, from: string | null = nodeId): void {
    const room = held.get(roomId);
    if (!room) return;
    if (event.t === "enter") room.nodes.set(event.member.stayId, from ?? nodeId);
    if (event.t === "back") room.nodes.set(event.stayId, from ?? nodeId);
    const isNew = event.t === "enter" && from !== nodeId;
    const { call, deliveries } = step(room.call, event);
    room.call = call;
    for (const { to, message } of deliveries) {
      const local = room.locals.get(to);
      if (!local) continue;
      send(local.socket, message as ServerMessage);
      if (message.t === "over") {
        room.locals.delete(to);
        local.socket.close(1000, message.reason);
      }
    }
    if (event.t === "leave") room.nodes.delete(event.stayId);
    if (from === nodeId && (event.t === "enter" || event.t === "back" || hasElsewhere(room)))
      relay(roomId, event);
    // Who came in at another node learns from here what our people send.
    if (isNew)
      for (const stayId of room.locals.keys()) {
        const member = room.call.members.find((one) => one.stayId === stayId);
        if (member && !member.isWaiting)
          relay(roomId, { t: "said", stayId, message: { t: "state", ...member.media } });
      }
    drop(roomId, room);
  }

  const stopHearing = await hearRooms(database, (roomId, event, node) => {
    if (node === nodeId) return;
    const room = held.get(roomId);
    if (!room) return;
    if (room.coming > 0) room.late.push({ event, node });
    else apply(roomId, event, node);
  });

  /** The first here learns from the database who is there; whoever is here already knows. */
  function merge(room: HeldRoom, { stayId, roster }: Entered, isBack: boolean): void {
    for (const one of roster) {
      if (one.stayId === stayId && !isBack) continue;
      room.nodes.set(one.stayId, one.nodeId);
      if (!room.call.members.some((member) => member.stayId === one.stayId))
        room.call = { members: [...room.call.members, toMember(one)] };
    }
  }

  function welcome(room: HeldRoom, socket: WebSocket, entered: Entered, isBack: boolean): Local {
    const { roomId, stayId, caseId, participantId, resumeKey, roster, replacedStayId } = entered;
    const local: Local = { socket, stayId, roomId, caseId, qualityAt: -Infinity };
    const older = room.locals.get(stayId);
    room.locals.set(stayId, local);
    if (older && older.socket !== socket) older.socket.close(1000, "replaced");
    send(socket, { t: "entered", stayId, participantId, resumeKey });
    if (replacedStayId !== null) apply(roomId, { t: "leave", stayId: replacedStayId, reason: "replaced" });
    const own = roster.find((one) => one.stayId === stayId);
    if (isBack) apply(roomId, { t: "back", stayId });
    else if (own) {
      apply(roomId, { t: "enter", member: toMember(own) });
      tellLater(caseId);
    }
    return local;
  }

  function tellLater(caseId: string): void {
    const timer = setTimeout(() => {
      telling.delete(timer);
      guard(tellOfEntry(database, caseId));
    }, tellEntryMs);
    telling.add(timer);
  }

  async function greet(
    socket: WebSocket,
    roomId: string,
    hello: Hello,
    sessionHash: string | null,
  ): Promise<Local | undefined> {
    const room = held.get(roomId) ?? {
      call: emptyCall,
      locals: new Map<string, Local>(),
      nodes: new Map<string, string>(),
      coming: 0,
      late: [],
    };
    held.set(roomId, room);
    room.coming++;
    let entered: Entered | undefined;
    let isOver = false;
    try {
      const result =
        hello.t === "hello"
          ? await comeIn(database, nodeId, roomId, { token: hello.token, sessionHash })
          : await comeBack(database, nodeId, roomId, hello);
      if (result.ok) entered = result.value;
      else fault(socket, result.error);
      if (entered) merge(room, entered, hello.t === "resume");
    } finally {
      room.coming--;
      if (room.coming === 0) {
        const late = room.late.splice(0);
        isOver = late.some(({ event }) => event.t === "close");
        for (const { event, node } of late) apply(roomId, event, node);
        drop(roomId, room);
      }
    }
    if (entered && isOver) fault(socket, "room_not_open");
    if (!entered || isOver) return undefined;
    held.set(roomId, room);
    const local = welcome(room, socket, entered, hello.t === "resume");
    if (socket.readyState === socket.CLOSED || socket.readyState === socket.CLOSING) lost(roomId, local);
    return local;
  }

  /** The connection is gone without a word: the stay waits for it to come back. */
  function lost(roomId: string, local: Local): void {
    const room = held.get(roomId);
    if (room?.locals.get(local.stayId) !== local) return;
    room.locals.delete(local.stayId);
    apply(roomId, { t: "cut", stayId: local.stayId, at: Date.now() });
  }

  function hear(roomId: string, local: Local, message: ClientMessage): void {
    switch (message.t) {
      case "alive":
        send(local.socket, { t: "alive" });
        return;
      case "quality":
        quality.put(local, message.samples);
        return;
      case "leave":
        held.get(roomId)?.locals.delete(local.stayId);
        apply(roomId, { t: "leave", stayId: local.stayId, reason: "left" });
        local.socket.close(1000, "left");
        guard(goOut(database, local.stayId, "left"));
        return;
      default:
        apply(roomId, { t: "said", stayId: local.stayId, message });
    }
  }

  function connect(socket: WebSocket, roomId: string, sessionHash: string | null): void {
    if (strangers >= maxStrangers || isStopped) {
      fault(socket, "busy");
      return;
    }
    strangers++;
    let isStranger = true;
    const known = () => {
      if (isStranger) strangers--;
      isStranger = false;
    };
    let local: Local | undefined;
    let isGreeting = false;
    let heardAt = Date.now();
    const mayPass = newFlow();
    // A busy node reads late: what had come before the time was over is read first, and may be the pass.
    const late = setTimeout(() => {
      setImmediate(() => {
        if (!local && !isGreeting) fault(socket, "hello_missing");
      });
    }, helloMs);
    const pulse = setInterval(() => {
      if (Date.now() - heardAt > silentMs) socket.terminate();
      else socket.ping();
    }, pingMs);
    socket.on("pong", () => (heardAt = Date.now()));
    socket.on("close", () => {
      clearTimeout(late);
      clearInterval(pulse);
      known();
      if (local && !isStopped) lost(roomId, local);
    });
    socket.on("message", (data, isBinary) => {
      heardAt = Date.now();
      if (!mayPass()) {
        fault(socket, "too_fast");
        return;
      }
      const parsed = isBinary ? undefined : parse(data as Buffer);
      if (!local) {
        const hello = Hello.safeParse(parsed);
        if (isGreeting || !hello.success) {
          fault(socket, "malformed");
          return;
        }
        isGreeting = true;
        greet(socket, roomId, hello.data, sessionHash).then(
          (one) => {
            local = one;
            known();
          },
          (error: unknown) => {
            if (!isStopped) onError(error);
            fault(socket, "internal");
          },
        );
        return;
      }
      const message = ClientMessage.safeParse(parsed);
      const isTooLong =
        message.success &&
        message.data.t === "channel" &&
        JSON.stringify(message.data.payload ?? null).length > channelLimits.payload;
      if (!message.success || isTooLong) fault(socket, "malformed");
      else hear(roomId, local, message.data);
    });
  }

  /** Ends the stays of those who did not come back in time. */
  const sweep = setInterval(
    () => {
      for (const [roomId, room] of held)
        for (const member of overdue(room.call, Date.now(), resumeMs)) {
          if (room.nodes.get(member.stayId) !== nodeId) continue;
          apply(roomId, { t: "leave", stayId: member.stayId, reason: "cut" });
          guard(goOut(database, member.stayId, "cut"));
        }
    },
    Math.min(1000, resumeMs),
  );
  sweep.unref();

  /** Says that this node lives, ends what lost nodes held, and shows out whose access is over. */
  const watch = async (): Promise<void> => {
    const mine = [...held].flatMap(([roomId, room]) =>
      [...room.nodes].filter(([, node]) => node === nodeId).map(([stayId]) => ({ roomId, stayId })),
    );
    const { lostStays, outsiders } = await database.withTx(systemContext, async (tx) => {
      const ids = mine.map((one) => one.stayId);
      await stays.beat(tx, nodeId, ids);
      const gone = await stays.endLostStays(tx, addMinutes(tx.now, -nodeLostSeconds / 60));
      await afterLeaving(tx, gone);
      for (const one of gone)
        await tellRoom(tx, one.roomId, { t: "leave", stayId: one.stayId, reason: "node_lost" });
      return { lostStays: gone, outsiders: await stays.staysWithoutAccess(tx, ids, enteredIn) };
    });
    for (const one of lostStays)
      apply(one.roomId, { t: "leave", stayId: one.stayId, reason: "node_lost" }, null);
    for (const stayId of outsiders) {
      const at = mine.find((one) => one.stayId === stayId);
      if (at) apply(at.roomId, { t: "leave", stayId, reason: "access_ended" });
      await goOut(database, stayId, "access_ended");
    }
  };
  const beat = setInterval(() => guard(watch()), nodeBeatSeconds * 1000);
  beat.unref();

  return {
    connect,
    get size() {
      return [...held.values()].reduce((sum, room) => sum + room.locals.size, 0);
    },
    async stop() {
      isStopped = true;
      clearInterval(sweep);
      clearInterval(beat);
      for (const timer of telling) clearTimeout(timer);
      const written = quality.stop();
      for (const room of held.values())
        for (const { socket } of room.locals.values()) socket.close(1012, "restart");
      await Promise.all([relaying, written]);
      await stopHearing();
    },
  };
}
