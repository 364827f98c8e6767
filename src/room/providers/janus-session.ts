import type { WebSocket } from "ws";
import { z } from "zod";
import { janusMids, type JanusDoor } from "./janus.js";
import { janusNumber, videoRoomErrors } from "./janus-control.js";
import { ProviderFault } from "./fault.js";
import type { FromPage, MediaEnd, ToPage } from "../api/media.js";

// Source: janus.conf.meetecho.com/docs/rest.html and videoroom.html (1.x, multistream).
const Jsep = z.looseObject({ type: z.enum(["offer", "answer"]), sdp: z.string() });
const Feed = z.looseObject({ id: z.number(), display: z.string().optional() });
const Stream = z.looseObject({
  mid: z.string(),
  type: z.string(),
  active: z.boolean().optional(),
  feed_display: z.string().optional(),
});
const VideoRoomEvent = z.looseObject({
  videoroom: z.string().optional(),
  error_code: z.number().optional(),
  private_id: z.number().optional(),
  publishers: z.array(Feed).optional(),
  leaving: z.union([z.number(), z.string()]).optional(),
  unpublished: z.union([z.number(), z.string()]).optional(),
  kicked: z.number().optional(),
  reason: z.string().optional(),
  streams: z.array(Stream).optional(),
  mid: z.string().optional(),
  moderation: z.string().optional(),
});
type VideoRoomEvent = z.output<typeof VideoRoomEvent>;
const Message = z.looseObject({
  janus: z.string(),
  transaction: z.string().optional(),
  sender: z.number().optional(),
  data: z.looseObject({ id: z.number() }).optional(),
  error: z.looseObject({ code: z.number() }).optional(),
  plugindata: z.looseObject({ data: VideoRoomEvent }).optional(),
  jsep: Jsep.optional(),
  candidate: z.looseObject({ completed: z.boolean().optional() }).optional(),
});
type Message = z.output<typeof Message>;

export interface PageSide {
  send(message: ToPage): void;
  /** Called once; nothing is sent afterwards. */
  end(reason: MediaEnd): void;
}

export interface JanusSession {
  /** Takes a message of the page after `enter`; false: no page of ours would send it. */
  hear(message: Exclude<FromPage, { kind: "enter" }>): boolean;
  close(): void;
}

const answerMs = 8000;
const keepAliveMs = 20_000;

/** The parts of an offer: sound first, picture second, nothing else, so that a moderator mutes the right one. */
export function isOurOffer(sdp: string): boolean {
  const parts = sdp.split(/^m=/mu).slice(1);
  const [sound, picture] = parts;
  return (
    parts.length === 2 &&
    sound?.startsWith("audio ") === true &&
    picture?.startsWith("video ") === true &&
    new RegExp(`^a=mid:${janusMids.audio}\\r?$`, "mu").test(sound) &&
    new RegExp(`^a=mid:${janusMids.video}\\r?$`, "mu").test(picture)
  );
}

/**
 * One page in a room of Janus: a handle that sends, and one that receives everybody. Janus's numbers and secrets stay here;
 * the page learns whose track is whose by identity.
 * @throws ProviderFault when Janus does not take the person in.
 */
export async function openJanusSession(
  socket: WebSocket,
  door: JanusDoor,
  who: { readonly identity: string; readonly mayPublish: boolean },
  page: PageSide,
): Promise<JanusSession> {
  const waiting = new Map<string, (message: Message) => void>();
  let count = 0;
  let session: number | undefined;
  let isOver = false;
  const handles: { send?: number; receive?: number } = {};

  const end = (reason: MediaEnd): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(keepAlive);
    socket.close();
    page.end(reason);
  };
  const post = (body: object): string => {
    const transaction = String(++count);
    if (socket.readyState === socket.OPEN)
      socket.send(
        JSON.stringify({
          ...body,
          transaction,
          ...(session !== undefined && { session_id: session }),
          ...(door.apiSecret !== "" && { apisecret: door.apiSecret }),
        }),
      );
    return transaction;
  };
  const ask = (body: object): Promise<Message> =>
    new Promise((resolve, reject) => {
      const transaction = post(body);
      const timer = setTimeout(() => {
        waiting.delete(transaction);
        reject(new ProviderFault("timed_out"));
      }, answerMs);
      waiting.set(transaction, (message) => {
        clearTimeout(timer);
        waiting.delete(transaction);
        if (message.janus === "error") reject(new ProviderFault("bad_request"));
        else resolve(message);
      });
    });
  const attach = async (): Promise<number> => {
    const { data } = await ask({ janus: "attach", plugin: "janus.plugin.videoroom" });
    if (data === undefined) throw new ProviderFault("wrong_shape");
    return data.id;
  };
  const request = async (handle: number, body: object, jsep?: object): Promise<Message> =>
    ask({ janus: "message", handle_id: handle, body, ...(jsep && { jsep }) });
  const eventOf = ({ plugindata }: Message): VideoRoomEvent => plugindata?.data ?? {};

  /** Identity by Janus's number of everybody who sends. */
  const senders = new Map<number, string>();
  const received = new Set<number>();
  let privateId: number | undefined;
  /** From an offer to the page until its answer has been taken. */
  let isNegotiating = false;

  const offer = (message: Message): void => {
    if (message.jsep?.type !== "offer") {
      isNegotiating = false;
      return;
    }
    isNegotiating = true;
    const parts = (eventOf(message).streams ?? []).flatMap(({ mid, active, feed_display: identity }) =>
      identity === undefined || active === false ? [] : [{ mid, identity }],
    );
    page.send({ kind: "offer", sdp: message.jsep.sdp, parts });
  };

  async function receiveEverybody(): Promise<void> {
    const missing = [...senders.keys()].filter((feed) => !received.has(feed));
    if (isNegotiating || isOver || missing.length === 0) return;
    isNegotiating = true;
    const streams = missing.map((feed) => ({ feed }));
    for (const feed of missing) received.add(feed);
    let reply: Message;
    if (handles.receive === undefined) {
      handles.receive = await attach();
      reply = await request(handles.receive, {
        request: "join",
        ptype: "subscriber",
        room: door.room,
        pin: door.pin,
        private_id: privateId,
        streams,
      });
    } else reply = await request(handles.receive, { request: "update", subscribe: streams });
    // Somebody who left meanwhile; who is still there comes with the next event.
    if (eventOf(reply).error_code !== undefined) {
      if (reply.jsep === undefined && received.size === missing.length) delete handles.receive;
      for (const feed of missing) if (!senders.has(feed)) received.delete(feed);
    }
    offer(reply);
  }
  const receiveOrEnd = (): void => void receiveEverybody().catch(() => end("unreachable"));

  function hearRoom(event: VideoRoomEvent): void {
    if (event.videoroom === "destroyed") {
      end("closed");
      return;
    }
    if (event.leaving === "ok") {
      end(event.reason === "kicked" ? "removed" : "closed");
      return;
    }
    for (const { id, display } of event.publishers ?? []) if (display !== undefined) senders.set(id, display);
    for (const gone of [event.leaving, event.unpublished, event.kicked]) {
      if (typeof gone !== "number") continue;
      const identity = senders.get(gone);
      senders.delete(gone);
      received.delete(gone);
      if (identity !== undefined) page.send({ kind: "left", identity });
    }
    if (event.moderation !== undefined && (event.mid === janusMids.audio || event.mid === janusMids.video))
      page.send({
        kind: "muted",
        track: event.mid === janusMids.audio ? "audio" : "video",
        isMuted: event.moderation === "muted",
      });
    receiveOrEnd();
  }

  function hear(text: string): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return;
    }
    const parsed = Message.safeParse(value);
    if (!parsed.success) return;
    const message = parsed.data;
    // An acknowledgement comes before the answer itself, under the same transaction.
    if (message.janus === "ack") return;
    const answered = message.transaction === undefined ? undefined : waiting.get(message.transaction);
    if (answered) {
      answered(message);
      return;
    }
    const of =
      message.sender === handles.send ? "send" : message.sender === handles.receive ? "receive" : undefined;
    if (message.janus === "timeout") end("unreachable");
    else if (message.janus === "trickle" && of !== undefined && message.candidate !== undefined) {
      const { completed, candidate, sdpMid, sdpMLineIndex } = message.candidate as {
        completed?: boolean;
        candidate?: string;
        sdpMid?: string;
        sdpMLineIndex?: number;
      };
      page.send({
        kind: "candidate",
        of,
        candidate:
          completed === true || candidate === undefined ? null : { candidate, sdpMid, sdpMLineIndex },
      });
    } else if (message.janus === "event" && message.plugindata !== undefined) {
      if (of === "receive") {
        if (message.jsep !== undefined) offer(message);
      } else hearRoom(eventOf(message));
    }
  }

  const keepAlive = setInterval(() => post({ janus: "keepalive" }), keepAliveMs);
  socket.on("message", (data) => hear((data as Buffer).toString("utf8")));
  socket.on("close", () => end("unreachable"));

  try {
    const created = await ask({ janus: "create" });
    if (created.data === undefined) throw new ProviderFault("wrong_shape");
    session = created.data.id;
    const own = (handles.send = await attach());
    const join = () =>
      request(own, {
        request: "join",
        ptype: "publisher",
        room: door.room,
        id: janusNumber(who.identity),
        display: who.identity,
        pin: door.pin,
      });
    let joined = eventOf(await join());
    if (joined.error_code === videoRoomErrors.idExists) {
      // The same person from another page, or one whose end Janus has not noticed yet: the newcomer takes over.
      await request(own, {
        request: "kick",
        room: door.room,
        secret: door.secret,
        id: janusNumber(who.identity),
      });
      joined = eventOf(await join());
    }
    if (joined.error_code !== undefined)
      throw new ProviderFault(
        joined.error_code === videoRoomErrors.noSuchRoom ? "no_such_room" : "bad_request",
      );
    privateId = joined.private_id;
    page.send({ kind: "entered" });
    hearRoom({ publishers: joined.publishers });
  } catch (error) {
    isOver = true;
    clearInterval(keepAlive);
    socket.close();
    throw error;
  }

  let hasPublished = false;
  return {
    hear(message) {
      switch (message.kind) {
        case "publish": {
          const { send } = handles;
          if (!who.mayPublish || hasPublished || send === undefined || !isOurOffer(message.sdp)) return false;
          hasPublished = true;
          request(send, { request: "publish" }, { type: "offer", sdp: message.sdp }).then(
            ({ jsep }) => (jsep ? page.send({ kind: "published", sdp: jsep.sdp }) : end("unreachable")),
            () => end("unreachable"),
          );
          return true;
        }
        case "answer": {
          const { receive } = handles;
          if (!isNegotiating || receive === undefined) return false;
          request(receive, { request: "start" }, { type: "answer", sdp: message.sdp }).then(
            () => {
              isNegotiating = false;
              receiveOrEnd();
            },
            () => end("unreachable"),
          );
          return true;
        }
        case "candidate": {
          const handle = handles[message.of];
          if (handle === undefined) return false;
          post({
            janus: "trickle",
            handle_id: handle,
            candidate: message.candidate ?? { completed: true },
          });
          return true;
        }
      }
    },
    close() {
      if (isOver) return;
      isOver = true;
      clearInterval(keepAlive);
      post({ janus: "destroy" });
      socket.close();
    },
  };
}
