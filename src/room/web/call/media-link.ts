import type { QualitySample } from "../../api.js";

/** What we send: the camera or the screen, and the microphone. */
export interface LocalTracks {
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
  /** The picture is a screen or an image: sharp before smooth. */
  readonly isDetail: boolean;
}

export type LinkState = "connecting" | "connected" | "broken";

export interface MediaLinkEvents {
  /** A person's sound and picture; null when they end. */
  stream(stayId: string, stream: MediaStream | null): void;
  state(stayId: string, state: LinkState): void;
  /** What the media service itself tells this page, as it came: 声网's captions. */
  service?(message: Uint8Array): void;
}

/** Carries media between us and the others of the call; one kind for each provider. */
export interface MediaLink {
  /** So many others are probably there: what can be done before they are known is done now. */
  prepare?(count: number): void;
  setLocal(tracks: LocalTracks): void;
  /** Which participant a stay is of, told before anything else of it; media servers know people by that. */
  know?(stayId: string, participantId: string): void;
  /** Who is in the call now. `isFresh`: we have just come in, whatever stood before is gone. */
  meet(myStayId: string, others: readonly string[], isFresh: boolean): void;
  /** Somebody came in after us; with a mesh he is the one who calls. */
  expect(stayId: string): void;
  drop(stayId: string): void;
  /** A message of another page's link; only links over the room's channel get any. */
  signal(from: string, message: LinkSignal): void;
  /** What is received from each person since the last look. */
  measure(): Promise<QualitySample[]>;
  close(): void;
}

export interface LinkSignal {
  readonly pc: string;
  readonly description?: { readonly type: "offer" | "answer"; readonly sdp: string } | undefined;
  readonly candidate?: unknown;
}
