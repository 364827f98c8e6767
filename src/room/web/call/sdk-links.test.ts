import { expect, test, vi } from "vitest";
import { newAgoraLink, uidOf } from "./agora-link.js";
import { newLivekitLink } from "./livekit-link.js";

/** As much of the browser's as the links touch. */
class FakeStream {
  readonly tracks: unknown[];
  constructor(tracks: unknown[] = []) {
    this.tracks = tracks;
  }
  getTracks = () => this.tracks;
}
vi.stubGlobal("MediaStream", FakeStream);
const track = (name: string) => ({ name }) as unknown as MediaStreamTrack;
const tick = () => new Promise((resolve) => setTimeout(resolve, 5));

const grantOf = (token: string, details = {}) => ({
  provider: "livekit" as const,
  url: "wss://livekit.test",
  token,
  identity: "me-1",
  expiresAt: "2026-11-29T08:00:00Z",
  iceServers: [],
  details: { mayPublish: "true", ...details },
});
function recorder() {
  const shown: string[] = [];
  return {
    shown,
    stream: (stayId: string, stream: MediaStream | null) =>
      void shown.push(
        `${stayId} ${
          stream === null
            ? "nothing"
            : stream
                .getTracks()
                .map((one) => (one as unknown as { name: string }).name)
                .join("+")
        }`,
      ),
    state: (stayId: string, state: string) => void shown.push(`${stayId} ${state}`),
  };
}

/** A library that does nothing but remember; what it is asked for is what LiveKit's documentation says. */
function livekit() {
  const log: string[] = [];
  const heard = new Map<string, (...args: unknown[]) => void>();
  class Room {
    localParticipant = {
      publishTrack: (one: MediaStreamTrack, options: { source: string }) =>
        Promise.resolve(
          void log.push(`publish ${(one as unknown as { name: string }).name} ${options.source}`),
        ),
      unpublishTrack: (one: MediaStreamTrack) =>
        Promise.resolve(void log.push(`unpublish ${(one as unknown as { name: string }).name}`)),
    };
    on(event: string, hear: (...args: unknown[]) => void) {
      heard.set(event, hear);
      return this;
    }
    connect = (url: string, token: string) => Promise.resolve(void log.push(`connect ${url} ${token}`));
    disconnect = () => Promise.resolve(void log.push("disconnect"));
  }
  return {
    log,
    tell: (event: string, ...args: unknown[]) => heard.get(event)?.(...args),
    library: { Room } as never,
  };
}

test("LiveKit: joins once, sends what is on, shows whose picture is whose whichever side tells first, and comes back", async () => {
  const { log, tell, library } = livekit();
  const events = recorder();
  let grants = 0;
  const link = newLivekitLink(
    grantOf("first"),
    () => Promise.resolve(grantOf(`again-${++grants}`)),
    events,
    () => Promise.resolve(library),
  );
  const voice = track("voice");
  link.setLocal({ audio: voice, video: track("camera"), isDetail: false });
  link.know?.("stay-a", "person-a");
  link.meet("me", ["stay-a"], true);
  link.meet("me", ["stay-a"], false);
  await tick();
  expect(log).toEqual([
    "connect wss://livekit.test first",
    "publish voice microphone",
    "publish camera camera",
  ]);
  const remote = { mediaStreamTrack: track("a-video") };
  tell("trackSubscribed", remote, {}, { identity: "person-a" });
  expect(events.shown.slice(-2)).toEqual(["stay-a a-video", "stay-a connected"]);
  // Somebody's picture comes before the channel says who he is.
  tell("trackSubscribed", { mediaStreamTrack: track("b-video") }, {}, { identity: "person-b" });
  link.know?.("stay-b", "person-b");
  link.expect("stay-b");
  expect(events.shown.slice(-2)).toEqual(["stay-b b-video", "stay-b connected"]);
  link.setLocal({ audio: voice, video: track("screen"), isDetail: true });
  await tick();
  // The voice goes on as it was.
  expect(log.slice(3)).toEqual(["unpublish camera", "publish screen screen_share"]);
  tell("trackUnsubscribed", remote, {}, { identity: "person-a" });
  expect(events.shown.slice(-2)).toEqual(["stay-a nothing", "stay-a connecting"]);
  tell("disconnected");
  await vi.waitFor(() => expect(log).toContain("connect wss://livekit.test again-1"), { timeout: 3000 });
  link.close();
  expect(log.at(-1)).toBe("disconnect");
});

test("LiveKit: without its library the call says that it is broken, and goes on trying", async () => {
  const events = recorder();
  const link = newLivekitLink(
    grantOf("first"),
    () => Promise.reject(new Error("no network")),
    events,
    () => Promise.reject(new Error("livekit.js is not on this server")),
  );
  link.know?.("stay-a", "person-a");
  link.meet("me", ["stay-a"], true);
  await tick();
  expect(events.shown.at(-1)).toBe("stay-a broken");
  link.close();
});

test("声网: people are numbers that page and server reckon alike; its token is renewed before it ends", async () => {
  // As src/room/providers/pure.test.ts has it for the server.
  const uid = 295_799_905;
  expect(await uidOf("channel-1", "person-a")).toBe(uid);
  const log: string[] = [];
  const heard = new Map<string, (...args: unknown[]) => void>();
  const client = {
    join: (...args: unknown[]) => Promise.resolve(void log.push(`join ${args.join(" ")}`)),
    leave: () => Promise.resolve(void log.push("leave")),
    publish: (one: { name: string }) => Promise.resolve(void log.push(`publish ${one.name}`)),
    unpublish: (one: { name: string }) => Promise.resolve(void log.push(`unpublish ${one.name}`)),
    subscribe: () => Promise.resolve(),
    renewToken: (token: string) => Promise.resolve(void log.push(`renew ${token}`)),
    on: (event: string, hear: (...args: unknown[]) => void) => void heard.set(event, hear),
  };
  const custom = ({ mediaStreamTrack }: { mediaStreamTrack: MediaStreamTrack }) => ({
    name: (mediaStreamTrack as unknown as { name: string }).name,
    close: () => undefined,
  });
  const library = {
    createClient: () => client,
    createCustomAudioTrack: custom,
    createCustomVideoTrack: custom,
  };
  const events = recorder();
  const link = newAgoraLink(
    grantOf("first", { appId: "app", channel: "channel-1", uid: "7" }),
    () => Promise.resolve(grantOf("second")),
    events,
    () => Promise.resolve(library as never),
  );
  link.setLocal({ audio: track("voice"), video: null, isDetail: false });
  link.know?.("stay-a", "person-a");
  link.meet("me", ["stay-a"], true);
  await tick();
  expect(log).toEqual(["join app channel-1 first 7", "publish voice"]);
  const video = { getMediaStreamTrack: () => track("a-video") };
  heard.get("user-published")?.({ uid, videoTrack: video }, "video");
  await tick();
  expect(events.shown.slice(-2)).toEqual(["stay-a a-video", "stay-a connected"]);
  heard.get("token-privilege-will-expire")?.();
  await tick();
  expect(log.at(-1)).toBe("renew second");
  heard.get("user-left")?.({ uid });
  expect(events.shown.slice(-2)).toEqual(["stay-a nothing", "stay-a connecting"]);
  link.close();
  expect(log.at(-1)).toBe("leave");
});
