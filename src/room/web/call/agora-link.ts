import type { JoinView } from "../../api.js";
import type { LocalTracks, MediaLink, MediaLinkEvents } from "./media-link.js";
import { loadLibrary, newPeopleBoard } from "./people-board.js";

type Grant = JoinView["media"];
type Kind = "audio" | "video";

interface AgoraTrack {
  getMediaStreamTrack(): MediaStreamTrack;
  close(): void;
}
interface AgoraUser {
  readonly uid: number | string;
  readonly audioTrack?: AgoraTrack;
  readonly videoTrack?: AgoraTrack;
}
interface AgoraClient {
  join(appId: string, channel: string, token: string, uid: number): Promise<unknown>;
  leave(): Promise<void>;
  publish(track: AgoraTrack): Promise<void>;
  unpublish(track: AgoraTrack): Promise<void>;
  subscribe(user: AgoraUser, kind: Kind): Promise<unknown>;
  renewToken(token: string): Promise<void>;
  on(event: "user-published" | "user-unpublished", hear: (user: AgoraUser, kind: Kind) => void): void;
  on(event: "user-left", hear: (user: AgoraUser) => void): void;
  on(event: "token-privilege-will-expire", hear: () => void): void;
  on(event: "stream-message", hear: (uid: number | string, message: Uint8Array) => void): void;
  on(event: "connection-state-change", hear: (state: string) => void): void;
}
/** The part of 声网's library that is used. Source: api-ref.agora.io, Web SDK 4.x, IAgoraRTC and IAgoraRTCClient. */
interface AgoraLibrary {
  createClient(options: { mode: "rtc"; codec: "vp8" | "h264" }): AgoraClient;
  createCustomAudioTrack(options: { mediaStreamTrack: MediaStreamTrack }): AgoraTrack;
  createCustomVideoTrack(options: {
    mediaStreamTrack: MediaStreamTrack;
    bitrateMax: number;
    optimizationMode: "detail" | "balanced";
  }): AgoraTrack;
}

/** The number by which 声网 knows an identity in a channel: as this server reckons it (`agoraUid`). */
export async function uidOf(channel: string, identity: string): Promise<number> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${channel}\n${identity}`));
  return (new DataView(digest).getUint32(0) % 0x7fff_fffe) + 1;
}

/**
 * Everyone sends once, through 声网, by its own browser library, which this server hands out. Its tokens live two minutes as all
 * do, and are renewed while the call lasts. What is received is measured in 声网's console, not here.
 */
export function newAgoraLink(
  first: Grant,
  newGrant: () => Promise<Grant>,
  events: MediaLinkEvents,
  load: () => Promise<AgoraLibrary> = async () => {
    await loadLibrary("agora.js");
    return (globalThis as unknown as { AgoraRTC: AgoraLibrary }).AgoraRTC;
  },
): MediaLink {
  const board = newPeopleBoard(events);
  const { channel = "", appId = "" } = first.details;
  const identities = new Map<number, string>();
  const received = new Map<number, Map<Kind, MediaStreamTrack>>();
  let local: LocalTracks = { audio: null, video: null, isDetail: false };
  const sent: Record<Kind, { track: MediaStreamTrack; at: AgoraTrack } | null> = { audio: null, video: null };
  let client: AgoraClient | undefined;
  let library: AgoraLibrary | undefined;
  let isBegun = false;
  let isClosed = false;
  let turn: Promise<void> = Promise.resolve();

  const show = (uid: number): void => {
    const identity = identities.get(uid);
    const tracks = [...(received.get(uid)?.values() ?? [])];
    if (identity !== undefined) board.put(identity, tracks.length === 0 ? null : new MediaStream(tracks));
  };
  const publish = (): void => {
    turn = turn
      .then(async () => {
        if (!client || !library || first.details.mayPublish !== "true") return;
        for (const kind of ["audio", "video"] as const) {
          const wanted = local[kind];
          const before = sent[kind];
          if (wanted === (before?.track ?? null)) continue;
          sent[kind] = null;
          if (before) await client.unpublish(before.at);
          if (!wanted) continue;
          const at =
            kind === "audio"
              ? library.createCustomAudioTrack({ mediaStreamTrack: wanted })
              : library.createCustomVideoTrack({
                  mediaStreamTrack: wanted,
                  bitrateMax: 2500,
                  optimizationMode: local.isDetail ? "detail" : "balanced",
                });
          await client.publish(at);
          sent[kind] = { track: wanted, at };
        }
      })
      .catch(() => board.broken());
  };

  async function start(grant: Grant): Promise<void> {
    library = await load();
    const fresh = library.createClient({ mode: "rtc", codec: "vp8" });
    fresh.on("user-published", (user, kind) => {
      fresh.subscribe(user, kind).then(
        () => {
          const track = (kind === "audio" ? user.audioTrack : user.videoTrack)?.getMediaStreamTrack();
          const uid = Number(user.uid);
          if (track)
            received.set(uid, (received.get(uid) ?? new Map<Kind, MediaStreamTrack>()).set(kind, track));
          show(uid);
        },
        () => undefined,
      );
    });
    fresh.on("user-unpublished", (user, kind) => {
      received.get(Number(user.uid))?.delete(kind);
      show(Number(user.uid));
    });
    fresh.on("user-left", (user) => {
      received.delete(Number(user.uid));
      show(Number(user.uid));
    });
    fresh.on("stream-message", (_uid, message) => events.service?.(message));
    fresh.on("token-privilege-will-expire", () => {
      void newGrant()
        .then(({ token }) => fresh.renewToken(token))
        .catch(board.broken);
    });
    fresh.on("connection-state-change", (state) => {
      if (state === "RECONNECTING" || state === "DISCONNECTED") board.broken();
      else if (state === "CONNECTED") for (const uid of received.keys()) show(uid);
    });
    await fresh.join(appId, channel, grant.token, Number(grant.details.uid));
    if (isClosed) {
      await fresh.leave();
      return;
    }
    client = fresh;
    publish();
  }

  /** A token may have grown old while its person waited to be let in. After the first entry the library comes back by itself. */
  function again(): void {
    board.broken();
    if (!isClosed) setTimeout(() => void newGrant().then(start).catch(again), 2000);
  }

  return {
    setLocal(tracks) {
      local = tracks;
      publish();
    },
    know(stayId, participantId) {
      board.know(stayId, participantId);
      void uidOf(channel, participantId).then((uid) => {
        identities.set(uid, participantId);
        show(uid);
      });
    },
    meet(_myStayId, others) {
      board.meet(others);
      if (isBegun) return;
      isBegun = true;
      start(first).catch(again);
    },
    expect: board.show,
    drop: board.drop,
    signal: () => undefined,
    measure: () => Promise.resolve([]),
    close() {
      isClosed = true;
      for (const one of Object.values(sent)) one?.at.close();
      void client?.leave();
      client = undefined;
    },
  };
}
