import type { IncomingHttpHeaders } from "node:http";
import type { Instant } from "../kernel/types.js";

export const rtcProviderNames = ["embedded", "livekit", "janus", "agora"] as const;
export type RtcProviderName = (typeof rtcProviderNames)[number];

export interface RoomAtProvider {
  readonly roomId: string;
  /** `room.provider_room`: what the provider calls it. */
  readonly providerRoom: string;
}

/** As RTCIceServer of the browser has it. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** What a page needs to send and receive media. Names nobody but by `identity`. */
export interface JoinGrant {
  readonly provider: RtcProviderName;
  /** Of the media server; for `embedded` the path of the room's own channel, which carries the signalling. */
  readonly url: string;
  /** Lives two minutes at most; empty for `embedded`, where the channel's own token is enough. */
  readonly token: string;
  readonly identity: string;
  readonly expiresAt: Instant;
  readonly iceServers: readonly IceServer[];
  /** What this provider's client needs besides: application id, number of the room. */
  readonly details: Readonly<Record<string, string>>;
}

export interface JoiningPerson {
  readonly identity: string;
  readonly name: string;
  readonly mayPublish: boolean;
  readonly isModerator: boolean;
}

export interface RecordedFile {
  /** Where the provider keeps it, in the provider's own words. */
  readonly location: string;
  readonly mediaType: string;
  readonly identity: string | null;
  readonly startedAt: Instant | null;
  readonly sizeBytes: number | null;
}

/** What a provider's server tells by itself. */
export interface ProviderEvent {
  readonly kind:
    | "joined"
    | "left"
    | "room_closed"
    | "recording_started"
    | "recording_ended"
    | "recording_failed";
  readonly providerRoom: string;
  readonly identity?: string;
  readonly recordingId?: string;
  readonly files?: readonly RecordedFile[];
}

export interface ConnectionTest {
  readonly isReachable: boolean;
  readonly zh: string;
  readonly en: string;
  readonly milliseconds: number;
}

/** The provider cannot do this at all (the embedded one records in the browser). */
export class UnsupportedByProviderError extends Error {
  override name = "UnsupportedByProviderError";
}

/** The provider's server did not answer, or refused. Its words stay here; they may name addresses. */
export class ProviderUnreachableError extends Error {
  override name = "ProviderUnreachableError";
}

/**
 * Carries sound and pictures between the people of a room. Who may be in it, waiting, writing, hands and moderation are the
 * room's own, over its own channel, whatever the provider. Nothing here runs inside a transaction.
 */
export interface RtcProvider {
  readonly name: RtcProviderName;
  /** Doing it again changes nothing. */
  openRoom(room: RoomAtProvider, maxParticipants: number): Promise<void>;
  /** For two minutes at most, one room, one identity. */
  issueJoin(room: RoomAtProvider, who: JoiningPerson, now: Instant): Promise<JoinGrant>;
  mute(room: RoomAtProvider, identity: string, track: "audio" | "video", isMuted: boolean): Promise<void>;
  /** Cuts the person's media; somebody who is not there is no error. */
  remove(room: RoomAtProvider, identity: string): Promise<void>;
  startRecording(room: RoomAtProvider): Promise<{ readonly recordingId: string }>;
  stopRecording(
    room: RoomAtProvider,
    recordingId: string,
  ): Promise<{ readonly files: readonly RecordedFile[] }>;
  /**
   * Lets the service write down what is said; its words come to the pages (`MediaLink`), for whom the platform's are not
   * asked. Doing it again while it runs changes nothing. Only some can.
   */
  startCaptions?(room: RoomAtProvider, language: string): Promise<void>;
  /** Ends it for everyone; a room that is gone is no error. */
  closeRoom(room: RoomAtProvider): Promise<void>;
  testConnection(): Promise<ConnectionTest>;
  /** Checks the signature over the raw body, and that it was not kept for long; throws when it is not the provider's. */
  onWebhook?(rawBody: Buffer, headers: IncomingHttpHeaders, now: Instant): Promise<readonly ProviderEvent[]>;
}

/** Which provider an institution's next room gets, and the provider of a room that exists. */
export interface RtcProviders {
  forInstitution(institutionId: string): Promise<RtcProvider>;
  /** Of a room: the provider it was made with, in its institution's settings. */
  named(name: RtcProviderName, institutionId: string): Promise<RtcProvider>;
}
