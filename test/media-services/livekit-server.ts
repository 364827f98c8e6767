import { TokenVerifier } from "livekit-server-sdk";
import { z } from "zod";
import { type Answer, startTestServer, type Taken, type TestServer } from "./http-server.js";

/** With which our side is known to the server. */
export const livekitKeys: Readonly<Record<"key" | "secret", string>> = {
  key: "devkey",
  secret: "secret-secret-secret-secret-secret",
};
const { key, secret } = livekitKeys;

const rooms = new Map<string, number>();
const egresses = new Map<string, string>();

const problem = (status: number, code: string, msg: string): Answer => ({ status, body: { code, msg } });
type Grants = Record<string, unknown>;

/**
 * What LiveKit's server takes for each call: the grant it asks for and the fields it knows.
 * Source: livekit-server pkg/service (roomservice.go, egress.go) and protocol/*.proto.
 */
const calls: Record<
  string,
  {
    grant: (g: Grants, body: { room?: string }) => boolean;
    shape: z.ZodType;
    answer: (body: never) => Answer;
  }
> = {
  "RoomService/CreateRoom": {
    grant: (g) => g.roomCreate === true,
    shape: z.strictObject({
      name: z.string().min(1),
      emptyTimeout: z.number().optional(),
      maxParticipants: z.number().optional(),
    }),
    answer: ({ name, maxParticipants }: { name: string; maxParticipants: number }) => {
      rooms.set(name, maxParticipants);
      return { status: 200, body: { sid: "RM_1", name, maxParticipants, creationTime: "1732222222" } };
    },
  },
  "RoomService/ListRooms": {
    grant: (g) => g.roomList === true,
    shape: z.strictObject({ names: z.array(z.string()).optional() }),
    answer: () => ({
      status: 200,
      body: { rooms: [...rooms.keys()].map((name) => ({ name, sid: "RM_1" })) },
    }),
  },
  "RoomService/DeleteRoom": {
    grant: (g) => g.roomCreate === true,
    shape: z.strictObject({ room: z.string().min(1) }),
    answer: ({ room: name }: { room: string }) =>
      rooms.delete(name)
        ? { status: 200, body: {} }
        : problem(404, "not_found", "requested room does not exist"),
  },
  "RoomService/GetParticipant": {
    grant: (g, body) => g.roomAdmin === true && g.room === body.room,
    shape: z.strictObject({ room: z.string(), identity: z.string() }),
    answer: ({ identity }: { identity: string }) =>
      identity === "someone-1"
        ? {
            status: 200,
            body: {
              sid: "PA_1",
              identity,
              tracks: [
                { sid: "TR_a", source: "MICROPHONE" },
                { sid: "TR_v", type: "VIDEO", source: "CAMERA" },
                { sid: "TR_s", type: "VIDEO", source: "SCREEN_SHARE" },
              ],
            },
          }
        : problem(404, "not_found", "participant does not exist"),
  },
  "RoomService/MutePublishedTrack": {
    grant: (g, body) => g.roomAdmin === true && g.room === body.room,
    shape: z.strictObject({
      room: z.string(),
      identity: z.string(),
      trackSid: z.string().startsWith("TR_"),
      muted: z.boolean().optional(),
    }),
    answer: ({ trackSid: sid, muted }: { trackSid: string; muted: boolean }) => ({
      status: 200,
      body: { track: { sid, muted } },
    }),
  },
  "RoomService/RemoveParticipant": {
    grant: (g, body) => g.roomAdmin === true && g.room === body.room,
    shape: z.strictObject({ room: z.string(), identity: z.string() }),
    answer: ({ identity }: { identity: string }) =>
      identity === "someone-1"
        ? { status: 200, body: {} }
        : problem(404, "not_found", "participant does not exist"),
  },
  "Egress/StartRoomCompositeEgress": {
    grant: (g) => g.roomRecord === true,
    shape: z.strictObject({
      roomName: z.string(),
      layout: z.string().optional(),
      fileOutputs: z.array(z.strictObject({ filepath: z.string() })).min(1),
    }),
    answer: ({ roomName, fileOutputs }: { roomName: string; fileOutputs: { filepath: string }[] }) => {
      const egressId = `EG_${egresses.size + 1}`;
      egresses.set(egressId, fileOutputs[0]?.filepath ?? "");
      return { status: 200, body: { egressId, roomName, status: "EGRESS_STARTING" } };
    },
  },
  "Egress/StopEgress": {
    grant: (g) => g.roomRecord === true,
    shape: z.strictObject({ egressId: z.string() }),
    answer: ({ egressId }: { egressId: string }) =>
      egresses.has(egressId)
        ? {
            status: 200,
            body: {
              egressId,
              status: "EGRESS_ENDING",
              fileResults: [{ filename: egresses.get(egressId), size: "1024" }],
            },
          }
        : problem(404, "not_found", "egress does not exist"),
  },
};

async function answer({ method, path, headers, body }: Taken): Promise<Answer> {
  const call = calls[path.replace("/twirp/livekit.", "")];
  if (method !== "POST" || call === undefined) return problem(404, "bad_route", "no handler for path");
  if (!String(headers["content-type"]).startsWith("application/json"))
    return problem(400, "bad_route", "unexpected Content-Type");
  let grants: Grants;
  try {
    const token = String(headers.authorization).replace("Bearer ", "");
    grants = ((await new TokenVerifier(key, secret).verify(token)).video ?? {}) as Grants;
  } catch {
    return problem(401, "unauthenticated", "permissions denied");
  }
  if (!call.grant(grants, body as { room?: string }))
    return problem(403, "permission_denied", "permissions denied");
  const parsed = call.shape.safeParse(body);
  return parsed.success ? call.answer(body as never) : problem(400, "malformed", parsed.error.message);
}

/** A LiveKit server's API on this machine. It refuses what theirs refuses. One at a time in a process. */
export async function startLivekitServer(): Promise<
  TestServer & { readonly rooms: ReadonlyMap<string, number>; reset(): void }
> {
  const server = await startTestServer(answer);
  return {
    ...server,
    rooms,
    reset() {
      server.misbehave(undefined);
      server.taken.splice(0);
      rooms.clear();
    },
  };
}
