import { type FromPage, type MediaEnd, ToPage } from "../api/media.js";
import { withStartBitrate } from "./call/sdp.js";

/** What the page needs of its grant to come in. */
export interface MediaDoor {
  /** Path of the media gateway on this server. */
  readonly url: string;
  readonly token: string;
  readonly iceServers: readonly RTCIceServer[];
}

export interface MediaEvents {
  /** What somebody sends, by identity; null: nothing any more. Called again when a track is added. */
  readonly onStream: (identity: string, stream: MediaStream | null) => void;
  /** A moderator has switched the own sound or picture off or on at the server. */
  readonly onMuted: (track: "audio" | "video", isMuted: boolean) => void;
  readonly onState: (state: "connecting" | "connected" | "cut") => void;
  /** It is over and is not tried again. */
  readonly onEnded: (reason: MediaEnd) => void;
}

export interface MediaClient {
  /** Sends this track from now on (the camera, then a shared screen), or nothing; nobody has to be asked. */
  setTrack(kind: "audio" | "video", track: MediaStreamTrack | null): Promise<void>;
  /** For getStats: what it sends by, what it receives by. */
  connections(): { readonly send: RTCPeerConnection | null; readonly receive: RTCPeerConnection | null };
  close(): void;
}

/** Rests before each new try after a cut, in milliseconds; the last is repeated. */
const rests = [200, 500, 1000, 2000, 4000];
const mostBitsPerSecond = 2_500_000;

/**
 * Brings the page into a room of Janus: one connection that sends sound and picture, one that receives everybody. After a cut
 * it comes back by itself with a new grant.
 * @param grant asks this server for a grant; called anew for each try.
 */
export function joinJanus(
  grant: () => Promise<MediaDoor>,
  local: { readonly audio: MediaStreamTrack | null; readonly video: MediaStreamTrack | null },
  mayPublish: boolean,
  events: MediaEvents,
): MediaClient {
  const tracks = { ...local };
  let isClosed = false;
  let attempt = 0;
  let current: Session | undefined;

  const again = (): void => {
    if (isClosed) return;
    events.onState("cut");
    const rest = rests[Math.min(attempt++, rests.length - 1)];
    setTimeout(() => void start(), rest);
  };
  const start = async (): Promise<void> => {
    if (isClosed) return;
    events.onState("connecting");
    let door: MediaDoor;
    try {
      door = await grant();
    } catch {
      again();
      return;
    }
    // `close` may have been called while the grant was asked for.
    if (isClosed as boolean) return;
    current = new Session(door, tracks, mayPublish, {
      ...events,
      onState(state) {
        if (state === "connected") attempt = 0;
        events.onState(state);
      },
      onEnded(reason) {
        current = undefined;
        // A grant may have grown old while its person waited to be let in.
        if (reason === "unreachable" || reason === "refused") again();
        else {
          isClosed = true;
          events.onEnded(reason);
        }
      },
    });
  };
  void start();
  return {
    async setTrack(kind, track) {
      tracks[kind] = track;
      await current?.setTrack(kind, track);
    },
    connections: () => ({ send: current?.send ?? null, receive: current?.receive ?? null }),
    close() {
      isClosed = true;
      current?.end();
      current = undefined;
    },
  };
}

/** One stretch through one socket; whatever goes wrong ends it, and the next one begins anew. */
class Session {
  send: RTCPeerConnection | null = null;
  receive: RTCPeerConnection | null = null;
  private readonly door: MediaDoor;
  private readonly tracks: Readonly<Record<"audio" | "video", MediaStreamTrack | null>>;
  private readonly mayPublish: boolean;
  private readonly events: MediaEvents;
  private readonly socket: WebSocket;
  private readonly senders: Partial<Record<"audio" | "video", RTCRtpSender>> = {};
  private readonly owners = new Map<string, string>();
  private readonly streams = new Map<string, MediaStream>();
  private readonly early: Record<"send" | "receive", (RTCIceCandidateInit | null)[]> = {
    send: [],
    receive: [],
  };
  /** Messages are taken one after the other: an offer must be answered before the next. */
  private work: Promise<void> = Promise.resolve();
  private isOver = false;

  constructor(
    door: MediaDoor,
    tracks: Readonly<Record<"audio" | "video", MediaStreamTrack | null>>,
    mayPublish: boolean,
    events: MediaEvents,
  ) {
    this.door = door;
    this.tracks = tracks;
    this.mayPublish = mayPublish;
    this.events = events;
    const url = new URL(door.url, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new WebSocket(url);
    this.socket.onopen = () => this.say({ kind: "enter", token: door.token });
    this.socket.onclose = () => this.finish("unreachable");
    this.socket.onmessage = ({ data }) => {
      const parsed = ToPage.safeParse(JSON.parse(String(data)));
      if (!parsed.success) return;
      this.work = this.work.then(() => this.hear(parsed.data)).catch(() => this.finish("unreachable"));
    };
  }

  async setTrack(kind: "audio" | "video", track: MediaStreamTrack | null): Promise<void> {
    await this.senders[kind]?.replaceTrack(track);
  }

  /** Leaves without a word to the page. */
  end(): void {
    this.isOver = true;
    this.socket.close();
    this.send?.close();
    this.receive?.close();
    for (const identity of this.streams.keys()) this.events.onStream(identity, null);
    this.streams.clear();
  }

  private finish(reason: MediaEnd): void {
    if (this.isOver) return;
    this.end();
    this.events.onEnded(reason);
  }

  private say(message: FromPage): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private connection(of: "send" | "receive"): RTCPeerConnection {
    const connection = new RTCPeerConnection({
      iceServers: [...this.door.iceServers],
      bundlePolicy: "max-bundle",
    });
    connection.onicecandidate = ({ candidate }) => {
      const { candidate: text = "", sdpMid = null, sdpMLineIndex = null } = candidate?.toJSON() ?? {};
      this.say({
        kind: "candidate",
        of,
        candidate: candidate === null || text === "" ? null : { candidate: text, sdpMid, sdpMLineIndex },
      });
    };
    connection.onconnectionstatechange = () => {
      const { connectionState: state } = connection;
      if (state === "connected") this.events.onState("connected");
      else if (state === "failed") this.finish("unreachable");
    };
    return connection;
  }

  private async hear(message: ToPage): Promise<void> {
    if (this.isOver) return;
    switch (message.kind) {
      case "entered":
        if (this.mayPublish) await this.publish();
        return;
      case "published":
        await this.send?.setRemoteDescription({ type: "answer", sdp: withStartBitrate(message.sdp) });
        await this.release("send");
        return;
      case "offer":
        await this.answer(message.sdp, message.parts);
        return;
      case "candidate": {
        const connection = this[message.of];
        if (connection?.remoteDescription) await add(connection, message.candidate);
        else this.early[message.of].push(plain(message.candidate));
        return;
      }
      case "left":
        this.streams.delete(message.identity);
        this.events.onStream(message.identity, null);
        return;
      case "muted":
        this.events.onMuted(message.track, message.isMuted);
        return;
      case "ended":
        this.finish(message.reason);
    }
  }

  private async publish(): Promise<void> {
    const connection = (this.send = this.connection("send"));
    // Sound first, picture second, whether there is a camera or not: a track may come later without asking anybody.
    for (const kind of ["audio", "video"] as const) {
      const { sender } = connection.addTransceiver(this.tracks[kind] ?? kind, {
        direction: "sendonly",
        ...(kind === "video" && { sendEncodings: [{ maxBitrate: mostBitsPerSecond }] }),
      });
      this.senders[kind] = sender;
    }
    await connection.setLocalDescription();
    this.say({ kind: "publish", sdp: connection.localDescription?.sdp ?? "" });
  }

  private async answer(sdp: string, parts: readonly { mid: string; identity: string }[]): Promise<void> {
    const connection = (this.receive ??= this.connection("receive"));
    this.owners.clear();
    for (const { mid, identity } of parts) this.owners.set(mid, identity);
    await connection.setRemoteDescription({ type: "offer", sdp });
    await this.release("receive");
    await connection.setLocalDescription();
    this.say({ kind: "answer", sdp: connection.localDescription?.sdp ?? "" });
    // A part may have been given to somebody else: who sends what is read anew from each offer.
    const now = new Map<string, MediaStreamTrack[]>();
    for (const { mid, receiver } of connection.getTransceivers()) {
      const identity = mid === null ? undefined : this.owners.get(mid);
      if (identity !== undefined) now.set(identity, [...(now.get(identity) ?? []), receiver.track]);
    }
    for (const [identity, own] of now) {
      const before = this.streams.get(identity);
      if (
        before?.getTracks().length === own.length &&
        own.every((track) => before.getTracks().includes(track))
      )
        continue;
      const stream = new MediaStream(own);
      this.streams.set(identity, stream);
      this.events.onStream(identity, stream);
    }
  }

  private async release(of: "send" | "receive"): Promise<void> {
    for (const candidate of this.early[of].splice(0)) {
      const connection = this[of];
      if (connection) await add(connection, candidate);
    }
  }
}

type Candidate = Extract<ToPage, { kind: "candidate" }>["candidate"];
const plain = (candidate: Candidate): RTCIceCandidateInit | null =>
  candidate && {
    candidate: candidate.candidate,
    sdpMid: candidate.sdpMid ?? null,
    sdpMLineIndex: candidate.sdpMLineIndex ?? null,
  };
const add = async (
  connection: RTCPeerConnection,
  candidate: Candidate | RTCIceCandidateInit,
): Promise<void> => {
  // The end of candidates needs no telling: the connection comes to stand without it.
  if (candidate === null) return;
  await connection.addIceCandidate(plain(candidate as Candidate) ?? undefined);
};
