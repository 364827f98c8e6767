import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Answer, startTestServer, type Taken, type TestServer } from "./http-server.js";

const Envelope = z.looseObject({
  janus: z.string(),
  transaction: z.string().min(1),
  apisecret: z.literal("janus-secret"),
});
const Message = z.looseObject({
  body: z.looseObject({ request: z.string(), room: z.number().int(), secret: z.string().optional() }),
});

interface JanusRoom {
  readonly secret: string;
  isRecording: boolean;
}

/**
 * Janus's HTTP interface with its VideoRoom, as far as rooms and their recording go: what is recorded is written into `folder`, one file
 * for each voice and picture of who publishes, named as Janus names them.
 * Source: janus.conf.meetecho.com/docs/rest.html and videoroom.html; janus_videoroom.c 1.1, janus_videoroom_recorder_create.
 */
export async function startJanusServer(
  folder: string,
): Promise<TestServer & { reset(): void; publish(room: number, user: number): void }> {
  const rooms = new Map<number, JanusRoom>();
  let nextId = 1;
  const plugin = (data: object): Answer => ({
    status: 200,
    body: { janus: "success", plugindata: { plugin: "janus.plugin.videoroom", data } },
  });
  const fault = (code: number): Answer =>
    plugin({ videoroom: "event", error_code: code, error: `error ${code}` });
  const inRoom = ({ request, room: id, secret, record }: z.output<typeof Message>["body"]): Answer => {
    if (request === "create") {
      if (rooms.has(id)) return fault(427);
      rooms.set(id, { secret: secret ?? "", isRecording: false });
      return plugin({ videoroom: "created", room: id });
    }
    const room = rooms.get(id);
    if (!room) return fault(426);
    if (room.secret !== secret) return fault(433);
    if (request === "enable_recording") {
      if (typeof record !== "boolean") return fault(430);
      room.isRecording = record;
      return plugin({ videoroom: "success", record });
    }
    if (request === "destroy") {
      rooms.delete(id);
      return plugin({ videoroom: "destroyed", room: id });
    }
    return fault(423);
  };
  const answer = ({ method, body }: Taken): Answer => {
    if (method === "GET")
      return {
        status: 200,
        body: {
          janus: "server_info",
          version_string: "1.1.2",
          plugins: { "janus.plugin.videoroom": { version: 9 } },
        },
      };
    const said = Envelope.safeParse(body);
    if (!said.success) return { status: 200, body: { janus: "error", error: { code: 403, reason: "" } } };
    if (said.data.janus === "create" || said.data.janus === "attach")
      return { status: 200, body: { janus: "success", data: { id: nextId++ } } };
    if (said.data.janus === "destroy") return { status: 200, body: { janus: "success" } };
    const message = Message.safeParse(body);
    return message.success ? inRoom(message.data.body) : fault(430);
  };
  const server = await startTestServer(answer);
  return {
    ...server,
    publish(room, user) {
      if (rooms.get(room)?.isRecording !== true) return;
      for (const [part, kind] of ["audio", "video"].entries())
        writeFileSync(
          join(folder, `videoroom-${room}-user-${user}-${Date.now() * 1_000}-${kind}-${part}.mjr`),
          "MJR00002",
        );
    },
    reset() {
      server.misbehave(undefined);
      rooms.clear();
    },
  };
}
