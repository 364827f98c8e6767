import {
  AccessToken,
  TrackSource,
  type VideoGrant,
  type WebhookEvent,
  WebhookReceiver,
} from "livekit-server-sdk";
import { z } from "zod";
import type { ProviderEvent, RecordedFile, RtcProvider } from "../provider.js";
import { askJson, below, type ProviderReach, timed } from "./ask.js";
import { ProviderFault, type ProviderFaultCode } from "./fault.js";
import { endOfGrant, grantSeconds } from "./grant-time.js";
import type { IdentifiedEvent } from "./identified-event.js";

export interface LivekitSettings {
  /** Where this server reaches LiveKit's API, such as http://10.1.2.3:7880. */
  readonly apiUrl: string;
  /** Where browsers reach it, such as wss://livekit.hospital.example. */
  readonly clientUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Folder on the egress host for recordings; empty: none are made. */
  readonly recordingPath: string;
}

// Source: protocol/livekit_room.proto and livekit_models.proto of github.com/livekit/protocol, in protobuf's JSON form.
const Room = z.looseObject({ name: z.string(), sid: z.string() });
const Rooms = z.looseObject({ rooms: z.array(Room).optional() });
const Track = z.looseObject({ sid: z.string(), source: z.string().optional(), type: z.string().optional() });
const Participant = z.looseObject({ identity: z.string(), tracks: z.array(Track).optional() });
const MuteAnswer = z.looseObject({ track: Track.optional() });
const Egress = z.looseObject({
  egressId: z.string().min(1),
  status: z.string().optional(),
  fileResults: z
    .array(
      z.looseObject({
        filename: z.string().optional(),
        location: z.string().optional(),
        size: z.union([z.string(), z.number()]).optional(),
      }),
    )
    .optional(),
});
const Nothing = z.looseObject({});

/** Twirp names its errors in the body. Source: twitchtv.github.io/twirp, "Errors". */
const TwirpError = z.looseObject({ code: z.string() });

const adminSeconds = 60;

/** LiveKit behind {@link RtcProvider}: its server API is Twirp over HTTP, spoken through this platform's guarded egress. */
export function livekitProvider(settings: LivekitSettings, reach: ProviderReach): RtcProvider {
  const { apiKey, apiSecret } = settings;

  /** Every call carries a token of its own with the least grant that it needs. */
  async function call<T extends z.ZodType>(
    service: "RoomService" | "Egress",
    method: string,
    grant: VideoGrant,
    body: object,
    shape: T,
    notFound: ProviderFaultCode = "no_such_room",
  ): Promise<z.output<T>> {
    const token = new AccessToken(apiKey, apiSecret, { ttl: adminSeconds });
    token.addGrant(grant);
    return askJson(
      reach,
      {
        url: below(settings.apiUrl, `/twirp/livekit.${service}/${method}`),
        method: "POST",
        headers: { authorization: `Bearer ${await token.toJwt()}` },
        body,
        onStatus: (status, said) => {
          const twirp = TwirpError.safeParse(said);
          return status === 404 && twirp.success && twirp.data.code === "not_found" ? notFound : undefined;
        },
      },
      shape,
    );
  }

  const trackOf = async (room: string, identity: string, track: "audio" | "video"): Promise<string[]> => {
    const { tracks = [] } = await call(
      "RoomService",
      "GetParticipant",
      { roomAdmin: true, room },
      { room, identity },
      Participant,
      "no_such_participant",
    );
    // Protobuf's JSON leaves out a field with its first value: type AUDIO (0), source UNKNOWN (0).
    const wanted = (one: z.output<typeof Track>): boolean =>
      track === "audio"
        ? one.source === "MICROPHONE" || (one.source === undefined && (one.type ?? "AUDIO") === "AUDIO")
        : one.source === "CAMERA";
    return tracks.filter(wanted).map(({ sid }) => sid);
  };

  return {
    name: "livekit",
    async openRoom({ providerRoom }, maxParticipants) {
      await call(
        "RoomService",
        "CreateRoom",
        { roomCreate: true },
        { name: providerRoom, emptyTimeout: 600, maxParticipants },
        Room,
      );
    },
    async issueJoin({ providerRoom }, who, now) {
      const token = new AccessToken(apiKey, apiSecret, {
        identity: who.identity,
        name: who.name,
        ttl: grantSeconds,
      });
      token.addGrant({
        roomJoin: true,
        room: providerRoom,
        canSubscribe: true,
        canPublish: who.mayPublish,
        canPublishData: false,
        canUpdateOwnMetadata: false,
        // Whoever moderates does so through this platform, which keeps a record of it.
        roomAdmin: false,
        ...(who.mayPublish && {
          canPublishSources: [
            TrackSource.CAMERA,
            TrackSource.MICROPHONE,
            TrackSource.SCREEN_SHARE,
            TrackSource.SCREEN_SHARE_AUDIO,
          ],
        }),
      });
      return {
        provider: "livekit",
        url: settings.clientUrl,
        token: await token.toJwt(),
        identity: who.identity,
        expiresAt: endOfGrant(now),
        iceServers: [],
        details: { mayPublish: String(who.mayPublish) },
      };
    },
    async mute({ providerRoom: room }, identity, track, isMuted) {
      for (const trackSid of await trackOf(room, identity, track))
        await call(
          "RoomService",
          "MutePublishedTrack",
          { roomAdmin: true, room },
          { room, identity, trackSid, muted: isMuted },
          MuteAnswer,
          "no_such_participant",
        );
    },
    async remove({ providerRoom: room }, identity) {
      await gone(() =>
        call("RoomService", "RemoveParticipant", { roomAdmin: true, room }, { room, identity }, Nothing),
      );
    },
    async startRecording({ providerRoom }) {
      if (settings.recordingPath === "") throw new ProviderFault("recording_not_set_up");
      const { egressId } = await call(
        "Egress",
        "StartRoomCompositeEgress",
        { roomRecord: true },
        {
          roomName: providerRoom,
          layout: "grid",
          fileOutputs: [
            { filepath: `${settings.recordingPath.replace(/\/+$/u, "")}/${providerRoom}-{time}.mp4` },
          ],
        },
        Egress,
      );
      return { recordingId: egressId };
    },
    async stopRecording(_room, recordingId) {
      const stopped = await call(
        "Egress",
        "StopEgress",
        { roomRecord: true },
        { egressId: recordingId },
        Egress,
        "recording_unknown",
      );
      const files = (stopped.fileResults ?? []).map((file): RecordedFile => ({
        location: file.location ?? file.filename ?? "",
        mediaType: "video/mp4",
        identity: null,
        startedAt: null,
        sizeBytes: file.size === undefined ? null : Number(file.size),
      }));
      return { files };
    },
    async closeRoom({ providerRoom }) {
      // LiveKit forgets a room by itself when it has been empty for a while.
      await gone(() =>
        call("RoomService", "DeleteRoom", { roomCreate: true }, { room: providerRoom }, Nothing),
      );
    },
    testConnection: () =>
      timed(
        async () => {
          const { rooms = [] } = await call("RoomService", "ListRooms", { roomList: true }, {}, Rooms);
          return {
            zh: `LiveKit 可以连接，密钥有效，当前 ${rooms.length} 个房间`,
            en: `LiveKit answers and takes the key; ${rooms.length} rooms now`,
          };
        },
        { zh: "LiveKit ", en: "LiveKit" },
      ),
    async onWebhook(rawBody, headers) {
      const { authorization } = headers;
      if (authorization === undefined) throw new ProviderFault("not_authorized");
      const receiver = new WebhookReceiver(apiKey, apiSecret);
      let event;
      try {
        event = await receiver.receive(rawBody.toString("utf8"), authorization.replace(/^Bearer\s+/iu, ""));
      } catch {
        throw new ProviderFault("not_authorized");
      }
      return toProviderEvents(event);
    },
  };
}

/** What is not there need not be removed. */
async function gone(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ProviderFault && error.code === "no_such_room")) throw error;
  }
}

/** Source: docs.livekit.io, "Webhooks": events and their fields. */
const kinds: Readonly<Record<string, ProviderEvent["kind"]>> = {
  participant_joined: "joined",
  participant_left: "left",
  participant_connection_aborted: "left",
  room_finished: "room_closed",
  egress_started: "recording_started",
  egress_ended: "recording_ended",
};

function toProviderEvents(event: WebhookEvent): IdentifiedEvent[] {
  const { egressInfo: egress } = event;
  const kind = kinds[event.event];
  const providerRoom = event.room?.name ?? egress?.roomName;
  if (kind === undefined || providerRoom === undefined || event.id === "") return [];
  // A recording that ended for a fault ends with the same event. Source: livekit_egress.proto, EgressStatus.
  const hasFailed = kind === "recording_ended" && egress !== undefined && egress.error !== "";
  return [
    {
      id: event.id,
      kind: hasFailed ? "recording_failed" : kind,
      providerRoom,
      ...(event.participant && { identity: event.participant.identity }),
      ...(egress && {
        recordingId: egress.egressId,
        files: egress.fileResults.map((file) => ({
          location: file.location || file.filename,
          mediaType: "video/mp4",
          identity: null,
          startedAt: null,
          sizeBytes: Number(file.size),
        })),
      }),
    },
  ];
}
