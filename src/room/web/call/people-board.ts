import type { MediaLinkEvents } from "./media-link.js";

/**
 * Puts together what two sides tell: the room's channel, which stay is of which participant; the media server, what that
 * participant sends. Either may come first.
 */
export function newPeopleBoard(events: MediaLinkEvents) {
  const participantOf = new Map<string, string>();
  const streams = new Map<string, MediaStream>();
  const show = (stayId: string): void => {
    const stream = streams.get(participantOf.get(stayId) ?? "") ?? null;
    events.stream(stayId, stream);
    events.state(stayId, stream === null ? "connecting" : "connected");
  };
  return {
    know: (stayId: string, participantId: string) => void participantOf.set(stayId, participantId),
    /** Who is in the call now; others are forgotten. */
    meet(others: readonly string[]): void {
      for (const stayId of [...participantOf.keys()])
        if (!others.includes(stayId)) participantOf.delete(stayId);
      for (const stayId of others) show(stayId);
    },
    show,
    drop: (stayId: string): void => {
      participantOf.delete(stayId);
      events.stream(stayId, null);
    },
    /** What somebody sends from now on; null or without tracks: nothing. */
    put: (participantId: string, stream: MediaStream | null): void => {
      if (stream === null || stream.getTracks().length === 0) streams.delete(participantId);
      else streams.set(participantId, stream);
      for (const [stayId, known] of participantOf) if (known === participantId) show(stayId);
    },
    streamOf: (participantId: string): MediaStream | undefined => streams.get(participantId),
    broken: () => {
      for (const stayId of participantOf.keys()) events.state(stayId, "broken");
    },
    /** Stay and participant of everybody. */
    everybody: (): readonly (readonly [string, string])[] => [...participantOf],
  };
}
export type PeopleBoard = ReturnType<typeof newPeopleBoard>;

const loading = new Map<string, Promise<void>>();

/** Fetches a maker's browser library from this server, once; rejects when it is not there. */
export function loadLibrary(name: "livekit.js" | "agora.js"): Promise<void> {
  const known = loading.get(name);
  if (known) return known;
  const fresh = new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `/api/rtc/sdk/${name}`;
    script.onload = () => resolve();
    script.onerror = () => {
      loading.delete(name);
      reject(new Error(`${name} is not on this server`));
    };
    document.head.append(script);
  });
  loading.set(name, fresh);
  return fresh;
}
