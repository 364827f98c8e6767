import type { FieldCipher } from "../../platform/field-cipher.js";
import type { RoomAtProvider, RtcProvider } from "../provider.js";
import { type ProviderReach, timed } from "./ask.js";
import { ProviderFault } from "./fault.js";
import { endOfGrant } from "./grant-time.js";
import {
  janusInfo,
  type JanusInstance,
  janusNumber,
  type JanusSettings,
  videoRoomErrors,
  withVideoRoom,
} from "./janus-control.js";
import { orderOfTrial, type Placements } from "./janus-placement.js";
import { mjrFilesOf, mjrFilesUnseen } from "./janus-recording.js";
import { sealGrant } from "./media-grant.js";

/** What the media gateway needs to bring a page into a room. */
export interface JanusDoor {
  readonly socketUrl: string;
  readonly apiSecret: string;
  readonly room: number;
  readonly pin: string;
  readonly secret: string;
}

export interface JanusProvider extends RtcProvider {
  readonly name: "janus";
  door(room: RoomAtProvider): Promise<JanusDoor>;
}

export interface JanusHost {
  readonly institutionId: string;
  readonly settings: JanusSettings;
  readonly reach: ProviderReach;
  readonly cipher: FieldCipher;
  readonly placements: Placements;
  /** Where this server sees Janus's recording folder; undefined: it does not. */
  readonly recordingsFolder: string | undefined;
}

/** The pages always offer sound first and picture second: that is what their parts are called. */
export const janusMids = { audio: "0", video: "1" } as const;

/**
 * Janus's VideoRoom behind {@link RtcProvider}. Pages reach it through this server's media gateway only, so that its rooms,
 * pins and secrets stay inside; sound and picture go straight between page and Janus.
 */
export function janusProvider(host: JanusHost): JanusProvider {
  const { settings, reach, cipher, placements } = host;
  // The same on every node, and told to nobody.
  const secretOf = (use: "secret" | "pin", { providerRoom }: RoomAtProvider): string =>
    cipher.blindIndex(`janus ${use} ${providerRoom}`).slice(0, 32);

  async function instanceOf(room: RoomAtProvider): Promise<JanusInstance> {
    const placed = await placements.find(room.roomId);
    const instance = settings.instances.find(({ apiUrl }) => apiUrl === placed);
    if (instance === undefined) throw new ProviderFault("no_such_room");
    return instance;
  }

  const create = (instance: JanusInstance, room: RoomAtProvider, publishers: number): Promise<unknown> =>
    withVideoRoom(instance, settings, reach, (ask) =>
      ask(
        {
          request: "create",
          room: janusNumber(room.providerRoom),
          ...(settings.adminKey !== "" && { admin_key: settings.adminKey }),
          description: "consilium",
          is_private: true,
          secret: secretOf("secret", room),
          pin: secretOf("pin", room),
          require_pvtid: true,
          publishers,
          bitrate: 2_500_000,
          fir_freq: 10,
          audiocodec: "opus",
          videocodec: "vp8,h264",
          record: false,
          lock_record: true,
          ...(settings.recordingPath !== "" && { rec_dir: settings.recordingPath }),
        },
        [videoRoomErrors.roomExists],
      ),
    );

  const inRoom = async (room: RoomAtProvider, body: object): Promise<unknown> =>
    withVideoRoom(await instanceOf(room), settings, reach, (ask) =>
      ask({ room: janusNumber(room.providerRoom), secret: secretOf("secret", room), ...body }),
    );

  return {
    name: "janus",
    async openRoom(room, maxParticipants) {
      const placed = await placements.find(room.roomId);
      const listed = orderOfTrial(settings.instances, await placements.load());
      const order = [
        ...listed.filter(({ apiUrl }) => apiUrl === placed),
        ...listed.filter(({ apiUrl }) => apiUrl !== placed),
      ];
      let lastFault: ProviderFault | undefined;
      for (const instance of order) {
        try {
          await create(instance, room, maxParticipants);
        } catch (error) {
          if (!(error instanceof ProviderFault)) throw error;
          lastFault = error;
          continue;
        }
        const standing = await placements.place(room.roomId, placed, instance.apiUrl);
        const other = settings.instances.find(({ apiUrl }) => apiUrl === standing);
        // Another node placed it meanwhile: its room is the one people are sent to.
        if (other !== undefined && other !== instance) await create(other, room, maxParticipants);
        return;
      }
      throw lastFault ?? new ProviderFault("not_configured");
    },
    issueJoin(room, who, now) {
      const expiresAt = endOfGrant(now);
      return Promise.resolve({
        provider: "janus",
        url: `/api/rooms/${room.roomId}/media`,
        token: sealGrant(cipher, {
          roomId: room.roomId,
          providerRoom: room.providerRoom,
          institutionId: host.institutionId,
          identity: who.identity,
          mayPublish: who.mayPublish,
          expiresAt,
        }),
        identity: who.identity,
        expiresAt,
        iceServers: [],
        details: { mayPublish: String(who.mayPublish) },
      });
    },
    async mute(room, identity, track, isMuted) {
      await inRoom(room, {
        request: "moderate",
        id: janusNumber(identity),
        mid: janusMids[track],
        mute: isMuted,
      });
    },
    async remove(room, identity) {
      await tolerating(["no_such_room", "no_such_participant"], () =>
        inRoom(room, { request: "kick", id: janusNumber(identity) }),
      );
    },
    async startRecording(room) {
      if (settings.recordingPath === "") throw new ProviderFault("recording_not_set_up");
      const beganAt = Date.now();
      await inRoom(room, { request: "enable_recording", record: true });
      return { recordingId: `${beganAt}-${janusNumber(room.providerRoom)}` };
    },
    async stopRecording(room, recordingId) {
      const number = janusNumber(room.providerRoom);
      const [, beganAt, of] = /^(\d{13})-(\d+)$/u.exec(recordingId) ?? [];
      if (Number(of) !== number) throw new ProviderFault("recording_unknown");
      // A room that has ended has closed its files.
      await tolerating(["no_such_room"], () => inRoom(room, { request: "enable_recording", record: false }));
      const { recordingsFolder } = host;
      // Unseen from here it is known all the same how Janus names what it writes.
      return {
        files:
          recordingsFolder === undefined
            ? [mjrFilesUnseen(settings.recordingPath, number)]
            : await mjrFilesOf(recordingsFolder, number, Number(beganAt)),
      };
    },
    async closeRoom(room) {
      await tolerating(["no_such_room"], () => inRoom(room, { request: "destroy", permanent: false }));
    },
    async door(room) {
      const { socketUrl } = await instanceOf(room);
      return {
        socketUrl,
        apiSecret: settings.apiSecret,
        room: janusNumber(room.providerRoom),
        pin: secretOf("pin", room),
        secret: secretOf("secret", room),
      };
    },
    testConnection: () =>
      timed(
        async () => {
          if (settings.instances.length === 0) throw new ProviderFault("not_configured");
          const versions: string[] = [];
          for (const instance of settings.instances) {
            const info = await janusInfo(instance, reach);
            if (!("janus.plugin.videoroom" in info.plugins)) throw new ProviderFault("not_configured");
            versions.push(info.version_string);
            await tryRoom(instance, settings, reach);
          }
          return {
            zh: `Janus ${versions.join("、")} 可以连接，能建立并关闭房间`,
            en: `Janus ${versions.join(", ")} answers, makes rooms and ends them`,
          };
        },
        { zh: "Janus ", en: "Janus" },
      ),
  };
}

/** Makes a room that nobody knows of and ends it: shows whether the keys are right and rooms are counted by numbers. */
async function tryRoom(
  instance: JanusInstance,
  settings: JanusSettings,
  reach: ProviderReach,
): Promise<void> {
  const room = janusNumber(`trial ${crypto.randomUUID()}`);
  const secret = crypto.randomUUID();
  await withVideoRoom(instance, settings, reach, async (ask) => {
    await ask({
      request: "create",
      room,
      secret,
      is_private: true,
      ...(settings.adminKey !== "" && { admin_key: settings.adminKey }),
    });
    await ask({ request: "destroy", room, secret });
  });
}

async function tolerating(
  codes: readonly ProviderFault["code"][],
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ProviderFault && codes.includes(error.code))) throw error;
  }
}
