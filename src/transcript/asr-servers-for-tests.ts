import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** A recogniser of one protocol, as a strict server speaks it: what is wrong with a request ends the connection. */
export interface AsrServer {
  readonly url: string;
  /** What was taken, for tests to look at: text messages, or requests. */
  readonly taken: string[];
  /** Headers of the last connection. */
  headers: IncomingMessage["headers"];
  /** Bytes of sound taken. */
  soundBytes: number;
  connections: number;
  close(): Promise<void>;
}

export type Misbehaviour =
  | "none"
  | "hang"
  | "huge"
  | "garbage"
  | "wrong_shape"
  | "html"
  | "cut"
  | "refuse"
  | "babble";

const listen = (server: Server, port = 0): Promise<number> =>
  new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });

const levelOf = (pcm: Buffer): number => {
  let sum = 0;
  for (let i = 0; i + 1 < pcm.length; i += 2) sum += (pcm.readInt16LE(i) / 32_768) ** 2;
  return Math.sqrt(sum / Math.max(1, pcm.length / 2));
};

/** Hears energy and pauses, as a recogniser's own end-pointing does; says when an utterance has ended. */
class Ear {
  #voicedMs = 0;
  #silentMs = 0;
  hear(pcm: Buffer): "begin" | "end" | "nothing" {
    const ms = pcm.length / 32;
    if (levelOf(pcm) > 0.01) {
      const isNew = this.#voicedMs === 0;
      this.#voicedMs += ms;
      this.#silentMs = 0;
      return isNew ? "begin" : "nothing";
    }
    this.#silentMs += ms;
    if (this.#voicedMs < 100 || this.#silentMs < 400) return "nothing";
    this.#voicedMs = 0;
    return "end";
  }
}

async function socketServer(
  serve: (socket: WebSocket, server: AsrServer) => void,
  options: { protocols?: boolean; token?: string; port?: number } = {},
): Promise<AsrServer> {
  const http = createServer();
  const sockets = new WebSocketServer({
    server: http,
    ...(options.protocols === true && {
      handleProtocols: (asked: Set<string>) => (asked.has("binary") ? "binary" : false),
    }),
    verifyClient: ({ req }: { req: IncomingMessage }) =>
      options.token === undefined || req.headers.authorization === `Bearer ${options.token}`,
  });
  const port = await listen(http, options.port);
  const server: AsrServer = {
    url: `ws://127.0.0.1:${port}`,
    taken: [],
    headers: {},
    soundBytes: 0,
    connections: 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close();
        http.close(() => {
          resolve();
        });
      }),
  };
  sockets.on("connection", (socket, request) => {
    server.headers = request.headers;
    server.connections += 1;
    socket.on("error", () => undefined);
    serve(socket, server);
  });
  return server;
}

/** Does the wrong thing at the first sound. True: it did. */
function misbehave(socket: WebSocket, how: Misbehaviour): boolean {
  if (!["huge", "garbage", "wrong_shape", "cut"].includes(how)) return false;
  if (how === "huge") socket.send(JSON.stringify({ mode: "2pass-offline", text: "啊".repeat(400_000) }));
  if (how === "garbage") socket.send("\u0000\u0001 not json");
  if (how === "wrong_shape") socket.send(JSON.stringify({ hello: "world" }));
  if (how === "cut") socket.terminate();
  return true;
}

const html = "<script>alert(1)</script>患者<b>胸痛</b><img src=x onerror=alert(1)>";

/** What understands an utterance: PCM16, 16 kHz, from shortly before its first sound. */
type Recogniser = (pcm: Buffer) => Promise<string>;

/** FunASR, two passes; it says the sentence, or what `sentence` makes of the sound. Source: runtime/docs/websocket_protocol.md. */
export const funAsrServer = (
  sentence: string | Recogniser,
  how: Misbehaviour = "none",
  token?: string,
  port?: number,
): Promise<AsrServer> =>
  socketServer(
    (socket, server) => {
      const ear = new Ear();
      let utterance: Buffer[] = [];
      let isInSpeech = false;
      let isConfigured = false;
      let hasSaidWrong = false;
      let hasBabbled = false;
      socket.on("message", (data: Buffer, isBinary: boolean) => {
        if (!isBinary) {
          server.taken.push(data.toString("utf8"));
          const message = JSON.parse(data.toString("utf8")) as Record<string, unknown>;
          if (!isConfigured) {
            const isGood =
              message["mode"] === "2pass" &&
              message["audio_fs"] === 16_000 &&
              message["wav_format"] === "pcm" &&
              message["is_speaking"] === true &&
              Array.isArray(message["chunk_size"]) &&
              typeof message["hotwords"] === "string" &&
              typeof JSON.parse(message["hotwords"]) === "object";
            if (!isGood) socket.close(1003);
            isConfigured = isGood;
          } else if (message["is_speaking"] === false)
            socket.send(
              JSON.stringify({ mode: "2pass-offline", wav_name: "line", text: "", is_final: true }),
            );
          return;
        }
        if (!isConfigured || data.length % 2 === 1) {
          socket.close(1003);
          return;
        }
        server.soundBytes += data.length;
        if (how === "babble" && !hasBabbled) {
          hasBabbled = true;
          socket.send(
            JSON.stringify({
              mode: "2pass-offline",
              wav_name: "line",
              text: "谢谢观看请订阅",
              is_final: false,
            }),
          );
        }
        const heard = ear.hear(data);
        utterance.push(data);
        if (heard === "begin") isInSpeech = true;
        if (!isInSpeech) utterance = utterance.slice(-5);
        if (heard === "nothing") return;
        if (typeof sentence !== "string") {
          if (heard === "begin") return;
          const said = Buffer.concat(utterance);
          isInSpeech = false;
          void sentence(said).then((text) => {
            socket.send(JSON.stringify({ mode: "2pass-offline", wav_name: "line", text, is_final: false }));
          });
          return;
        }
        if (!hasSaidWrong && misbehave(socket, how)) {
          hasSaidWrong = true;
          return;
        }
        if (how === "hang") return;
        const text = how === "html" ? html : sentence;
        if (heard === "begin")
          socket.send(
            JSON.stringify({
              mode: "2pass-online",
              wav_name: "line",
              text: text.slice(0, 4),
              is_final: false,
            }),
          );
        else
          socket.send(
            JSON.stringify({
              mode: "2pass-offline",
              wav_name: "line",
              text,
              is_final: false,
              timestamp: "[[100,200],[200,500]]",
              stamp_sents: [{ text_seg: text, punc: "。", start: 100, end: 500, ts_list: [[100, 500]] }],
            }),
          );
      });
    },
    { protocols: true, ...(token !== undefined && { token }), ...(port !== undefined && { port }) },
  );

/** sherpa-onnx streaming server: float32 in, text of the growing segment out. Source: python-api-examples/streaming_server.py. */
export const sherpaServer = (sentence: string, how: Misbehaviour = "none"): Promise<AsrServer> =>
  socketServer((socket, server) => {
    const ear = new Ear();
    let segment = 0;
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (!isBinary) {
        server.taken.push(data.toString("utf8"));
        if (data.toString("utf8") === "Done") {
          socket.send("Done!");
          socket.close();
        } else socket.close(1003);
        return;
      }
      if (data.length % 4 !== 0) {
        socket.close(1003);
        return;
      }
      server.soundBytes += data.length;
      const pcm = Buffer.alloc(data.length / 2);
      for (let i = 0; i < data.length / 4; i++) {
        const sample = data.readFloatLE(i * 4);
        if (!(Math.abs(sample) <= 1)) {
          socket.close(1007);
          return;
        }
        pcm.writeInt16LE(Math.round(sample * 32_767), i * 2);
      }
      const heard = ear.hear(pcm);
      if (heard === "nothing" || misbehave(socket, how) || how === "hang") return;
      socket.send(JSON.stringify({ text: heard === "begin" ? sentence.slice(0, 3) : sentence, segment }));
      if (heard === "end") segment += 1;
    });
  });

const pcmOf = (audio: unknown, rate: number): Buffer => {
  const given = Buffer.from(String(audio), "base64");
  // Back to 16 kHz for the ear, by dropping samples.
  const out = Buffer.alloc(Math.floor((given.length / 2) * (16_000 / rate)) * 2);
  for (let i = 0; i < out.length / 2; i++)
    out.writeInt16LE(given.readInt16LE(Math.floor((i * rate) / 16_000) * 2), i * 2);
  return out;
};

/** A transcription session of OpenAI's Realtime API, 24 kHz. Source: OpenAI, Realtime transcription guide. */
export const openAiRealtimeServer = (sentence: string, how: Misbehaviour = "none"): Promise<AsrServer> =>
  socketServer(
    (socket, server) => {
      const ear = new Ear();
      let rate: number | undefined;
      const send = (event: object) => {
        socket.send(JSON.stringify({ event_id: "event_1", ...event }));
      };
      send({ type: "session.created", session: { type: "transcription" } });
      socket.on("message", (data: Buffer) => {
        const event = JSON.parse(data.toString("utf8")) as Record<string, unknown>;
        if (event["type"] !== "input_audio_buffer.append") server.taken.push(data.toString("utf8"));
        if (event["type"] === "session.update") {
          const session = event["session"] as {
            type?: string;
            audio?: { input?: { format?: { type: string; rate: number } } };
          };
          rate = session.audio?.input?.format?.rate;
          if (session.type !== "transcription" || rate !== 24_000)
            send({ type: "error", error: { type: "invalid_request_error", message: "bad session" } });
          else send({ type: "session.updated", session });
          return;
        }
        if (event["type"] !== "input_audio_buffer.append" || rate === undefined) return;
        const pcm = pcmOf(event["audio"], rate);
        server.soundBytes += pcm.length;
        const heard = ear.hear(pcm);
        if (heard === "nothing" || misbehave(socket, how) || how === "hang") return;
        if (how === "refuse") send({ type: "error", error: { type: "server_error", message: "overloaded" } });
        else if (heard === "begin") {
          send({ type: "input_audio_buffer.speech_started", audio_start_ms: 0, item_id: "item_1" });
          send({
            type: "conversation.item.input_audio_transcription.delta",
            item_id: "item_1",
            content_index: 0,
            delta: sentence.slice(0, 3),
          });
        } else
          send({
            type: "conversation.item.input_audio_transcription.completed",
            item_id: "item_1",
            content_index: 0,
            transcript: sentence,
          });
      });
    },
    { token: "sk-test" },
  );

/** vLLM's dialect, 16 kHz: a commit begins, one with `final` ends. Source: vLLM documentation, Realtime API. */
export const vllmServer = (sentence: string): Promise<AsrServer> =>
  socketServer((socket, server) => {
    let hasBegun = false;
    let bytes = 0;
    socket.send(JSON.stringify({ type: "session.created", id: "sess-1", created: 1 }));
    socket.on("message", (data: Buffer) => {
      const event = JSON.parse(data.toString("utf8")) as Record<string, unknown>;
      if (event["type"] !== "input_audio_buffer.append") server.taken.push(data.toString("utf8"));
      if (event["type"] === "input_audio_buffer.commit") {
        if (event["final"] !== true) hasBegun = true;
        else if (bytes > 0) {
          socket.send(JSON.stringify({ type: "transcription.delta", delta: sentence.slice(0, 2) }));
          socket.send(JSON.stringify({ type: "transcription.done", text: sentence, usage: {} }));
        }
      }
      if (event["type"] === "input_audio_buffer.append") {
        if (!hasBegun) socket.close(1003);
        bytes += Buffer.from(String(event["audio"]), "base64").length;
        server.soundBytes = bytes;
      }
    });
  });

/** `/v1/audio/transcriptions`. Source: OpenAI API reference, "Create transcription". */
export async function fileServer(sentence: string, how: Misbehaviour = "none"): Promise<AsrServer> {
  const answer = (request: IncomingMessage, body: Buffer, response: ServerResponse, server: AsrServer) => {
    const text = body.toString("latin1");
    server.taken.push(text.slice(0, 600));
    const wavAt = body.indexOf("RIFF");
    const isGood =
      request.method === "POST" &&
      request.url === "/v1/audio/transcriptions" &&
      /^multipart\/form-data; boundary=/u.test(request.headers["content-type"] ?? "") &&
      text.includes('name="model"') &&
      text.includes('name="file"; filename=') &&
      wavAt > 0 &&
      body.readUInt32LE(wavAt + 24) === 16_000;
    const reply = (status: number, value: string) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(value);
    };
    if (!isGood) reply(400, JSON.stringify({ error: { message: "bad request" } }));
    else if (request.headers.authorization !== "Bearer sk-test")
      reply(401, JSON.stringify({ error: { message: "no key" } }));
    else if (how === "huge") reply(200, JSON.stringify({ text: "啊".repeat(400_000) }));
    else if (how === "garbage") reply(200, "<html>");
    else if (how === "wrong_shape") reply(200, JSON.stringify({ words: [] }));
    else if (how === "refuse") reply(500, "{}");
    else if (how !== "hang") {
      server.soundBytes += body.length - wavAt;
      reply(200, JSON.stringify({ text: sentence, usage: { type: "duration", seconds: 1 } }));
    }
  };
  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      server.headers = request.headers;
      server.connections += 1;
      answer(request, Buffer.concat(chunks), response, server);
    });
  });
  const port = await listen(http);
  const server: AsrServer = {
    url: `http://127.0.0.1:${port}/v1`,
    taken: [],
    headers: {},
    soundBytes: 0,
    connections: 0,
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => {
          resolve();
        });
      }),
  };
  return server;
}

/** A tone like speech, then a pause, in pieces of 100 ms of PCM16. */
export function* spokenSound(speechMs: number, pauseMs: number): Generator<Buffer> {
  for (let at = 0; at < speechMs + pauseMs; at += 100) {
    const pcm = Buffer.alloc(3200);
    if (at < speechMs)
      for (let i = 0; i < 1600; i++)
        pcm.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * 220 * i) / 16_000)), i * 2);
    yield pcm;
  }
}
