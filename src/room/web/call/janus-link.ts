import type { JoinView, QualitySample } from "../../api.js";
import { joinJanus, type MediaClient } from "../janus-client.js";
import type { LocalTracks, MediaLink, MediaLinkEvents } from "./media-link.js";
import { newPeopleBoard } from "./people-board.js";
import { type Counters, readSample } from "./quality.js";

type Grant = JoinView["media"];

/**
 * Everyone sends once, to the hospital's Janus, and receives the others from there. Media and channel are cut and come back
 * each on its own.
 */
export function newJanusLink(
  first: Grant,
  newGrant: () => Promise<Grant>,
  events: MediaLinkEvents,
): MediaLink {
  const board = newPeopleBoard(events);
  const counters = new Map<string, Counters>();
  const mayPublish = first.details.mayPublish === "true";
  let local: LocalTracks = { audio: null, video: null, isDetail: false };
  let client: MediaClient | undefined;
  let grant: Grant | undefined = first;

  const start = (): MediaClient =>
    joinJanus(
      async () => {
        // A grant is for one use; the one that came with the pass is used first.
        const own = grant ?? (await newGrant());
        grant = undefined;
        return {
          url: own.url,
          token: own.token,
          iceServers: own.iceServers.map((server) => ({ ...server, urls: [...server.urls] }) as RTCIceServer),
        };
      },
      { audio: local.audio, video: local.video },
      mayPublish,
      {
        onStream: board.put,
        // The room's own channel asks the page to mute and says so; the server only makes sure of it.
        onMuted: () => undefined,
        onState: (state) => {
          if (state === "cut") board.broken();
        },
        onEnded: board.broken,
      },
    );

  return {
    setLocal(tracks) {
      local = tracks;
      if (!mayPublish) return;
      void client?.setTrack("audio", tracks.audio);
      void client?.setTrack("video", tracks.video);
    },
    know: board.know,
    meet(_myStayId, others) {
      client ??= start();
      board.meet(others);
    },
    expect: board.show,
    drop(stayId) {
      counters.delete(stayId);
      board.drop(stayId);
    },
    signal: () => undefined,
    async measure() {
      const { receive = null } = client?.connections() ?? {};
      if (receive?.connectionState !== "connected") return [];
      const samples: QualitySample[] = [];
      for (const [stayId, participantId] of board.everybody()) {
        const tracks = board.streamOf(participantId)?.getTracks() ?? [];
        const reports = await Promise.all(
          receive
            .getReceivers()
            .filter(({ track }) => tracks.includes(track))
            .map((receiver) => receiver.getStats()),
        );
        if (reports.length === 0) continue;
        const all = {
          forEach: (see: Parameters<RTCStatsReport["forEach"]>[0]) =>
            reports.forEach((one) => one.forEach(see)),
        };
        const { sample, counters: now } = readSample(stayId, all, counters.get(stayId));
        counters.set(stayId, now);
        samples.push(sample);
      }
      return samples;
    },
    close() {
      client?.close();
      client = undefined;
    },
  };
}
