import { z } from "zod";
import { resample, type SpeechSpan } from "../domain/speech.js";
import { type GuardedSocket, jsonOf, openGuardedSocket } from "./guarded-socket.js";
import type { LineEvents, OpenLine, ProviderSettings } from "./provider.js";
import { UtteranceBuffer } from "./utterance-buffer.js";

const Event = z.looseObject({ type: z.string().max(200) });
const Delta = z.object({ delta: z.string() });
const Completed = z.object({ item_id: z.string().max(200).optional(), transcript: z.string() });
const Done = z.object({ text: z.string() });

const samplesOf = (pcm: Buffer): Int16Array => {
  const samples = new Int16Array(Math.floor(pcm.length / 2));
  for (let i = 0; i < samples.length; i++) samples[i] = pcm.readInt16LE(i * 2);
  return samples;
};
const append = (pcm: Buffer, rate: number): string => {
  const samples = resample(samplesOf(pcm), rate);
  const audio = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString("base64");
  return JSON.stringify({ type: "input_audio_buffer.append", audio });
};
const headersOf = ({ apiKey }: ProviderSettings): Record<string, string> =>
  apiKey === "" ? {} : { authorization: `Bearer ${apiKey}` };

/** The transcription session of OpenAI's Realtime API; the server finds the pauses. Source: OpenAI, Realtime transcription guide. */
const openOpenAi: OpenLine = (settings, events) => {
  let partial = "";
  const socket = openGuardedSocket({
    settings,
    headers: headersOf(settings),
    onOpen: () => undefined,
    onText(text) {
      const event = Event.safeParse(jsonOf(text));
      if (!event.success) {
        socket.fail("not_understood");
        return;
      }
      const { type } = event.data;
      if (type === "error" || type.endsWith("input_audio_transcription.failed")) socket.fail("refused");
      else if (type === "conversation.item.input_audio_transcription.delta") {
        const delta = Delta.safeParse(event.data);
        if (!delta.success) {
          socket.fail("not_understood");
          return;
        }
        socket.answered();
        partial = (partial + delta.data.delta).slice(-4000);
        events.onPartial(partial);
      } else if (type === "conversation.item.input_audio_transcription.completed") {
        const completed = Completed.safeParse(event.data);
        if (!completed.success) {
          socket.fail("not_understood");
          return;
        }
        socket.answered();
        partial = "";
        if (completed.data.transcript.trim() !== "") events.onFinal(completed.data.transcript, null);
      }
    },
    onEnd: () => events.onFault("unreachable"),
    onFault: events.onFault,
  });
  socket.send(
    JSON.stringify({
      type: "session.update",
      session: {
        type: "transcription",
        audio: {
          input: {
            format: { type: "audio/pcm", rate: settings.sampleRate },
            transcription: {
              model: settings.model,
              language: settings.language,
              ...(settings.hotWords.length > 0 && { prompt: settings.hotWords.join("、").slice(0, 800) }),
            },
            turn_detection: { type: "server_vad", silence_duration_ms: 500 },
          },
        },
      },
    }),
  );
  return {
    push: (pcm) => socket.send(append(pcm, settings.sampleRate)),
    speechBegan: () => socket.turnBegan(),
    missed: () => undefined,
    speechEnded: ({ startMs, endMs }) => socket.expectAnswer((endMs ?? startMs) - startMs),
    finish: () => socket.send(JSON.stringify({ type: "input_audio_buffer.commit" })),
    close: () => socket.close(),
  };
};

const mostAtOnce = 3;

/**
 * vLLM's realtime transcription: no pauses are found, and the text is settled only when the sound has ended. So each
 * utterance that our own ear finds has a connection of its own. Source: vLLM documentation, "Realtime API" of speech to text.
 */
const openVllm: OpenLine = (settings, events) => {
  const buffer = new UtteranceBuffer();
  /** Connections that have not told their words yet, with where their utterance is. */
  const open = new Map<GuardedSocket, SpeechSpan>();
  let current: GuardedSocket | undefined;
  let isOver = false;
  const failAll: LineEvents["onFault"] = (fault) => {
    if (isOver) return;
    isOver = true;
    for (const one of open.keys()) one.close();
    events.onFault(fault);
  };
  const begin = (startMs: number, endMs = Number.POSITIVE_INFINITY) => {
    if (isOver) return;
    if (open.size >= mostAtOnce) {
      failAll("overloaded");
      return;
    }
    let partial = "";
    const socket = openGuardedSocket({
      settings,
      headers: headersOf(settings),
      onOpen: () => undefined,
      onText(text) {
        const event = Event.safeParse(jsonOf(text));
        if (!event.success) {
          socket.fail("not_understood");
          return;
        }
        const { type } = event.data;
        if (type === "error") socket.fail("refused");
        else if (type === "transcription.delta") {
          const delta = Delta.safeParse(event.data);
          if (!delta.success) {
            socket.fail("not_understood");
            return;
          }
          socket.answered();
          partial = (partial + delta.data.delta).slice(-4000);
          events.onPartial(partial);
        } else if (type === "transcription.done") {
          const done = Done.safeParse(event.data);
          if (!done.success) {
            socket.fail("not_understood");
            return;
          }
          socket.answered();
          const span = open.get(socket) ?? null;
          open.delete(socket);
          socket.close();
          if (done.data.text.trim() !== "") events.onFinal(done.data.text, span);
        }
      },
      onEnd: () => failAll("unreachable"),
      onFault: failAll,
    });
    open.set(socket, { startMs, endMs: null });
    current = socket;
    socket.send(JSON.stringify({ type: "session.update", model: settings.model }));
    socket.send(JSON.stringify({ type: "input_audio_buffer.commit" }));
    const already = buffer.cut(startMs, endMs);
    if (already.length > 0) socket.send(append(already, settings.sampleRate));
  };
  const end = (span: SpeechSpan) => {
    const socket = current;
    current = undefined;
    if (socket === undefined || !open.has(socket)) return;
    open.set(socket, span);
    socket.send(JSON.stringify({ type: "input_audio_buffer.commit", final: true }));
    // Every utterance has an answer here, be it empty.
    socket.expectAnswer(settings.limits.unansweredSpeechMs);
  };
  return {
    push(pcm) {
      buffer.push(pcm);
      current?.send(append(pcm, settings.sampleRate));
    },
    speechBegan: (startMs) => begin(startMs),
    speechEnded: end,
    missed(span) {
      begin(span.startMs, span.endMs ?? undefined);
      end(span);
    },
    finish: () => undefined,
    close() {
      isOver = true;
      for (const one of open.keys()) one.close();
    },
  };
};

export const openOpenAiRealtime: OpenLine = (settings, events) =>
  (settings.dialect === "vllm" ? openVllm : openOpenAi)(settings, events);
