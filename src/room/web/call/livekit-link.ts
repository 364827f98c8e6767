import type { JoinView, QualitySample } from "../../api.js";
import type { LocalTracks, MediaLink, MediaLinkEvents } from "./media-link.js";
import { loadLibrary, newPeopleBoard } from "./people-board.js";
import { type Counters, readSample } from "./quality.js";

type Grant = JoinView["media"];

interface RemoteTrack {
  readonly mediaStreamTrack: MediaStreamTrack;
  getRTCStatsReport(): Promise<RTCStatsReport | undefined>;
}
interface LivekitRoom {
  connect(url: string, token: string): Promise<void>;
  disconnect(): Promise<void>;
  on(
    event: "trackSubscribed" | "trackUnsubscribed",
    hear: (track: RemoteTrack, publication: unknown, participant: { identity: string }) => void,
  ): this;
  on(event: "reconnecting" | "reconnected" | "disconnected", hear: () => void): this;
  readonly localParticipant: {
    publishTrack(
      track: MediaStreamTrack,
      options: { source: string; degradationPreference?: string },
    ): Promise<unknown>;
    unpublishTrack(track: MediaStreamTrack, stop: boolean): Promise<unknown>;
  };
}
/** The part of LiveKit's library that is used. Source: docs.livekit.io/reference/client-sdk-js, Room and LocalParticipant. */
interface LivekitLibrary {
  Room: new (options: { adaptiveStream: boolean; dynacast: boolean }) => LivekitRoom;
}

const rests = [500, 1000, 2000, 4000];

/** Everyone sends once, to LiveKit, by LiveKit's own browser library, which this server hands out. */
export function newLivekitLink(
  first: Grant,
  newGrant: () => Promise<Grant>,
  events: MediaLinkEvents,
  load: () => Promise<LivekitLibrary> = async () => {
    await loadLibrary("livekit.js");
    return (globalThis as unknown as { LivekitClient: LivekitLibrary }).LivekitClient;
  },
): MediaLink {
  const board = newPeopleBoard(events);
  const counters = new Map<string, Counters>();
  const received = new Map<string, Set<RemoteTrack>>();
  let local: LocalTracks = { audio: null, video: null, isDetail: false };
  const sent: Record<"audio" | "video", MediaStreamTrack | null> = { audio: null, video: null };
  let room: LivekitRoom | undefined;
  let isBegun = false;
  let isClosed = false;
  let tries = 0;
  /** Publishing goes one step after the other. */
  let turn: Promise<void> = Promise.resolve();

  const show = (identity: string): void => {
    const tracks = [...(received.get(identity) ?? [])].map(({ mediaStreamTrack }) => mediaStreamTrack);
    board.put(identity, tracks.length === 0 ? null : new MediaStream(tracks));
  };
  const publish = (): void => {
    turn = turn
      .then(async () => {
        const to = room?.localParticipant;
        if (!to || first.details.mayPublish !== "true") return;
        for (const kind of ["audio", "video"] as const) {
          const wanted = local[kind];
          const before = sent[kind];
          if (wanted === before) continue;
          sent[kind] = wanted;
          if (before) await to.unpublishTrack(before, false);
          if (wanted)
            await to.publishTrack(wanted, {
              source: kind === "audio" ? "microphone" : local.isDetail ? "screen_share" : "camera",
              ...(kind === "video" && {
                degradationPreference: local.isDetail ? "maintain-resolution" : "balanced",
              }),
            });
        }
      })
      .catch(() => board.broken());
  };

  async function start(grant: Grant): Promise<void> {
    const library = await load();
    const fresh = new library.Room({ adaptiveStream: false, dynacast: true });
    fresh
      .on("trackSubscribed", (track, _publication, { identity }) => {
        received.set(identity, (received.get(identity) ?? new Set()).add(track));
        show(identity);
      })
      .on("trackUnsubscribed", (track, _publication, { identity }) => {
        received.get(identity)?.delete(track);
        show(identity);
      })
      .on("reconnecting", board.broken)
      .on("reconnected", () => {
        for (const identity of received.keys()) show(identity);
      })
      .on("disconnected", () => {
        if (room === fresh) again();
      });
    await fresh.connect(grant.url, grant.token);
    // `close` may have been called meanwhile.
    if (isClosed) {
      await fresh.disconnect();
      return;
    }
    room = fresh;
    tries = 0;
    sent.audio = sent.video = null;
    publish();
  }

  function again(): void {
    room = undefined;
    board.broken();
    if (isClosed) return;
    const rest = rests[Math.min(tries++, rests.length - 1)];
    setTimeout(() => void newGrant().then(start).catch(again), rest);
  }

  return {
    setLocal(tracks) {
      local = tracks;
      publish();
    },
    know: board.know,
    meet(_myStayId, others) {
      board.meet(others);
      if (isBegun) return;
      isBegun = true;
      start(first).catch(again);
    },
    expect: board.show,
    drop(stayId) {
      counters.delete(stayId);
      board.drop(stayId);
    },
    signal: () => undefined,
    async measure() {
      const samples: QualitySample[] = [];
      for (const [stayId, identity] of board.everybody()) {
        const reports = await Promise.all(
          [...(received.get(identity) ?? [])].map((track) => track.getRTCStatsReport()),
        );
        const there = reports.filter((one) => one !== undefined);
        if (there.length === 0) continue;
        const all = {
          forEach: (see: Parameters<RTCStatsReport["forEach"]>[0]) =>
            there.forEach((one) => one.forEach(see)),
        };
        const { sample, counters: now } = readSample(stayId, all, counters.get(stayId));
        counters.set(stayId, now);
        samples.push(sample);
      }
      return samples;
    },
    close() {
      isClosed = true;
      void room?.disconnect();
      room = undefined;
    },
  };
}
