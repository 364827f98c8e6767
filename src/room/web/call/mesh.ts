import type { QualitySample } from "../../api.js";
import type { LinkSignal, LocalTracks, MediaLink, MediaLinkEvents } from "./media-link.js";
import { type Counters, readSample } from "./quality.js";
import { preferredCodecs, withStartBitrate } from "./sdp.js";

const maxBitrate = 2_500_000;
/**
 * What a sender is tuned by; an encoder that is told so while it begins begins again. So a caller says it when it makes the
 * connection, and whoever answers says it this long after it stands, when the first picture has come.
 */
const encodings = {
  audio: { priority: "high", networkPriority: "high" },
  video: { priority: "medium", networkPriority: "medium", maxBitrate },
} as const satisfies Record<string, RTCRtpEncodingParameters>;
const tuneMs = 1500;
/** A connection that wavers is left alone this long, then given new paths, then made anew. */
const restartMs = 2000;
const renewMs = 9000;

interface Peer {
  readonly pc: RTCPeerConnection;
  readonly id: string;
  /** Empty while the connection is made ready and nobody to call is known yet. */
  stayId: string;
  /** Only who called makes offers on this connection, so that two never meet. */
  readonly isCaller: boolean;
  readonly stream: MediaStream;
  readonly early: RTCIceCandidateInit[];
  counters: Counters | undefined;
  timers: ReturnType<typeof setTimeout>[];
  /** Its offer is made and was not sent yet. */
  isReady: boolean;
  /** Its pictures have begun, and its senders know their bounds. */
  isTuned: boolean;
  /** Work on one connection goes one step after the other. */
  turn: Promise<void>;
}

const newId = (): string => crypto.randomUUID().slice(0, 18);

/**
 * Everyone sends to everyone, directly. Whoever comes in calls those who are there. A connection that breaks is given new
 * paths by its caller, and made anew by either side if that does not help.
 */
export function newMesh(
  iceServers: readonly RTCIceServer[],
  send: (to: string, message: LinkSignal) => void,
  events: MediaLinkEvents,
): MediaLink {
  const peers = new Map<string, Peer>();
  /** Their offers are made, and their paths looked for, while the room's channel opens. */
  const ready: Peer[] = [];
  let me = "";
  let local: LocalTracks = { audio: null, video: null, isDetail: false };

  const isLive = (peer: Peer): boolean => peers.get(peer.stayId) === peer || ready.includes(peer);
  const inTurn = (peer: Peer, work: () => Promise<void>): void => {
    peer.turn = peer.turn.then(async () => {
      if (isLive(peer)) await work();
    });
    peer.turn = peer.turn.catch(() => {
      if (isLive(peer)) events.state(peer.stayId, "broken");
    });
  };

  async function putTracks(peer: Peer): Promise<void> {
    const replacing = peer.pc.getTransceivers().map(async (transceiver) => {
      const { sender, receiver } = transceiver;
      const track = receiver.track.kind === "audio" ? local.audio : local.video;
      if (transceiver.direction !== "sendrecv" && transceiver.direction !== "stopped")
        transceiver.direction = "sendrecv";
      if (sender.track !== track) await sender.replaceTrack(track);
    });
    await Promise.all(replacing);
  }

  /** Sound before picture; a screen sharp before smooth. Before the first exchange there is nothing to set. */
  async function tune(peer: Peer): Promise<void> {
    for (const sender of peer.pc.getSenders()) {
      if (sender.track === null) continue;
      const isPicture = sender.track.kind === "video";
      const parameters = sender.getParameters();
      const [encoding] = parameters.encodings;
      if (encoding === undefined) continue;
      Object.assign(encoding, encodings[isPicture ? "video" : "audio"]);
      if (isPicture)
        Object.assign(parameters, {
          degradationPreference: local.isDetail ? "maintain-resolution" : "balanced",
        });
      await sender.setParameters(parameters).catch(() => undefined);
    }
    peer.isTuned = true;
  }

  function preferCodecs(pc: RTCPeerConnection): void {
    const codecs = RTCRtpReceiver.getCapabilities("video")?.codecs;
    if (!codecs) return;
    for (const transceiver of pc.getTransceivers())
      if (transceiver.receiver.track.kind === "video")
        transceiver.setCodecPreferences(preferredCodecs(codecs));
  }

  /** An offer carries the paths found until now; later ones follow it. */
  function sendOffer(peer: Peer): void {
    peer.isReady = peer.stayId === "";
    if (peer.isReady) return;
    const sdp = peer.pc.localDescription?.sdp ?? "";
    send(peer.stayId, { pc: peer.id, description: { type: "offer", sdp: withStartBitrate(sdp) } });
  }
  async function offer(peer: Peer, isRestart: boolean): Promise<void> {
    await peer.pc.setLocalDescription(await peer.pc.createOffer({ iceRestart: isRestart }));
    sendOffer(peer);
  }

  function build(stayId: string, id: string, isCaller: boolean): Peer {
    const pc = new RTCPeerConnection({
      iceServers: [...iceServers],
      bundlePolicy: "max-bundle",
      iceCandidatePoolSize: 0,
    });
    const peer: Peer = {
      pc,
      id,
      stayId,
      isCaller,
      stream: new MediaStream(),
      early: [],
      counters: undefined,
      timers: [],
      isReady: false,
      isTuned: false,
      turn: Promise.resolve(),
    };
    pc.onicecandidate = ({ candidate }) => {
      if (candidate && isLive(peer) && peer.stayId !== "")
        send(peer.stayId, { pc: id, candidate: candidate.toJSON() });
    };
    pc.ontrack = ({ track }) => {
      peer.stream.addTrack(track);
      if (isLive(peer)) events.stream(peer.stayId, peer.stream);
    };
    pc.onconnectionstatechange = () => {
      if (isLive(peer)) watch(peer);
    };
    return peer;
  }

  function keep(peer: Peer, stayId: string): void {
    drop(stayId);
    peer.stayId = stayId;
    peers.set(stayId, peer);
    events.state(stayId, "connecting");
  }

  function watch(peer: Peer): void {
    const state = peer.pc.connectionState;
    for (const timer of peer.timers.splice(0)) clearTimeout(timer);
    if (state === "connected") {
      events.state(peer.stayId, "connected");
      if (!peer.isTuned) peer.timers.push(setTimeout(() => inTurn(peer, () => tune(peer)), tuneMs));
      return;
    }
    if (state !== "disconnected" && state !== "failed") return;
    events.state(peer.stayId, "broken");
    mend(peer, state === "failed" ? 0 : restartMs);
  }

  function mend(peer: Peer, waitMs: number): void {
    const isBroken = () => isLive(peer) && peer.pc.connectionState !== "connected";
    if (peer.isCaller)
      peer.timers.push(
        setTimeout(() => {
          if (isBroken() && peer.pc.signalingState === "stable") inTurn(peer, () => offer(peer, true));
        }, waitMs),
      );
    peer.timers.push(
      setTimeout(() => {
        if (isBroken()) call(peer.stayId);
      }, waitMs + renewMs),
    );
  }

  /** A connection that calls, and whose offer is on its way. */
  function buildCaller(stayId: string): Peer {
    const peer = build(stayId, newId(), true);
    for (const kind of ["audio", "video"] as const)
      peer.pc.addTransceiver(local[kind] ?? kind, {
        direction: "sendrecv",
        sendEncodings: [encodings[kind]],
      });
    preferCodecs(peer.pc);
    return peer;
  }
  const makeOffer = (peer: Peer): void =>
    inTurn(peer, async () => {
      await putTracks(peer);
      await offer(peer, false);
    });

  function call(stayId: string): void {
    const prepared = ready.shift();
    const peer = prepared ?? buildCaller(stayId);
    keep(peer, stayId);
    if (!prepared) makeOffer(peer);
    // What is still being made ready is sent when it is.
    else if (peer.isReady) sendOffer(peer);
    // An offer that was lost on the way is made again.
    mend(peer, restartMs * 2);
  }

  function drop(stayId: string): void {
    const peer = peers.get(stayId);
    if (!peer) return;
    peers.delete(stayId);
    for (const timer of peer.timers) clearTimeout(timer);
    peer.pc.close();
    events.stream(stayId, null);
  }

  async function take(peer: Peer, message: LinkSignal): Promise<void> {
    const { pc } = peer;
    if (message.description) {
      const { type, sdp } = message.description;
      if (type === "answer" && pc.signalingState !== "have-local-offer") return;
      await pc.setRemoteDescription({ type, sdp });
      for (const candidate of peer.early.splice(0)) await pc.addIceCandidate(candidate);
      if (type === "offer") {
        preferCodecs(pc);
        await putTracks(peer);
        const made = await pc.createAnswer();
        // On its way while it is applied here; the paths that are found then follow it.
        const applied = pc.setLocalDescription(made);
        send(peer.stayId, {
          pc: peer.id,
          description: { type: "answer", sdp: withStartBitrate(made.sdp ?? "") },
        });
        await applied;
      }
    }
    if (message.candidate !== undefined && message.candidate !== null) {
      const candidate = message.candidate as RTCIceCandidateInit;
      if (pc.remoteDescription === null) peer.early.push(candidate);
      else await pc.addIceCandidate(candidate);
    }
  }

  return {
    prepare(count) {
      while (ready.length < count) {
        const peer = buildCaller("");
        ready.push(peer);
        makeOffer(peer);
      }
    },
    setLocal(tracks) {
      const { audio, video, isDetail } = local;
      if (audio === tracks.audio && video === tracks.video && isDetail === tracks.isDetail) return;
      local = tracks;
      for (const peer of [...peers.values(), ...ready])
        inTurn(peer, async () => {
          if (peer.pc.remoteDescription === null && !peer.isCaller) return;
          await putTracks(peer);
          if (peer.isTuned) await tune(peer);
        });
    },
    meet(myStayId, others, isFresh) {
      me = myStayId;
      for (const stayId of [...peers.keys()]) if (isFresh || !others.includes(stayId)) drop(stayId);
      for (const stayId of others) if (peers.get(stayId)?.pc.connectionState !== "connected") call(stayId);
      for (const { pc } of ready.splice(0)) pc.close();
    },
    expect(stayId) {
      events.state(stayId, "connecting");
    },
    drop,
    signal(from, message) {
      let peer = peers.get(from);
      if (peer?.id !== message.pc) {
        if (message.description?.type !== "offer") return;
        // Both called at once: the call of the later name stands.
        if (peer?.isCaller === true && peer.pc.remoteDescription === null && me > from) return;
        peer = build(from, message.pc, false);
        keep(peer, from);
      }
      const known = peer;
      inTurn(known, () => take(known, message));
    },
    async measure() {
      const samples: QualitySample[] = [];
      for (const peer of peers.values()) {
        if (peer.pc.connectionState !== "connected") continue;
        const { sample, counters } = readSample(peer.stayId, await peer.pc.getStats(), peer.counters);
        peer.counters = counters;
        samples.push(sample);
      }
      return samples;
    },
    close() {
      for (const stayId of [...peers.keys()]) drop(stayId);
      for (const { pc } of ready.splice(0)) pc.close();
    },
  };
}
