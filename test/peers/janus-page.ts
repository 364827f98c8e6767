import { joinJanus, type MediaClient, type MediaDoor } from "../../src/room/web/janus-client.js";

/** What the test reads of a page. */
interface Seen {
  readonly frames: Record<string, number>;
  readonly sizes: Record<string, string>;
  readonly firstFrameMs: Record<string, number>;
  readonly states: string[];
  readonly muted: string[];
  ended: string | null;
  readonly left: string[];
}
declare global {
  interface Window {
    seen: Seen;
    enter(identity: string, width: number, height: number, mayPublish: boolean): Promise<void>;
    client: MediaClient;
    /** Packets of sound received since the last question, of everybody together. */
    heard(): Promise<number>;
  }
}
window.seen = { frames: {}, sizes: {}, firstFrameMs: {}, states: [], muted: [], ended: null, left: [] };

window.enter = async (identity, width, height, mayPublish) => {
  const stream = mayPublish
    ? await navigator.mediaDevices.getUserMedia({
        audio: true,
        video: { width: { exact: width }, height: { exact: height } },
      })
    : null;
  const began = performance.now();
  const grant = async (): Promise<MediaDoor> =>
    (await (await fetch(`/grant?identity=${identity}&publish=${mayPublish}`)).json()) as MediaDoor;
  window.client = joinJanus(
    grant,
    { audio: stream?.getAudioTracks()[0] ?? null, video: stream?.getVideoTracks()[0] ?? null },
    mayPublish,
    {
      onStream(from, remote) {
        const known = document.getElementById(from) as HTMLVideoElement | null;
        if (remote === null) {
          window.seen.left.push(from);
          known?.remove();
          return;
        }
        const video = known ?? document.createElement("video");
        video.id = from;
        video.autoplay = true;
        video.muted = true;
        video.srcObject = remote;
        if (!known) document.body.append(video);
        const count = (): void => {
          window.seen.firstFrameMs[from] ??= performance.now() - began;
          window.seen.frames[from] = (window.seen.frames[from] ?? 0) + 1;
          window.seen.sizes[from] = `${video.videoWidth}x${video.videoHeight}`;
          video.requestVideoFrameCallback(count);
        };
        if (!known) video.requestVideoFrameCallback(count);
      },
      onMuted: (track, isMuted) => window.seen.muted.push(`${track} ${isMuted}`),
      onState: (state) => window.seen.states.push(state),
      onEnded: (reason) => (window.seen.ended = reason),
    },
  );
};

let before = 0;
window.heard = async () => {
  let total = 0;
  const stats = await window.client.connections().receive?.getStats();
  stats?.forEach((one: { type: string; kind?: string; packetsReceived?: number }) => {
    if (one.type === "inbound-rtp" && one.kind === "audio") total += one.packetsReceived ?? 0;
  });
  const since = total - before;
  before = total;
  return since;
};
