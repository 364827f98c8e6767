import { z } from "zod";
import { jsonOf, openGuardedSocket } from "./guarded-socket.js";
import type { OpenLine } from "./provider.js";

const Answer = z.object({
  text: z.string(),
  segment: z.number().int().min(0).optional(),
  is_final: z.boolean().optional(),
});

/** Without a change for so long after our own ear heard the end, the words of a segment are taken as settled. */
const settledMs = 1200;

/**
 * sherpa-onnx's streaming WebSocket server: float32 samples in, the text of the current segment out, again and again as it
 * grows; a new segment number after each pause. Older servers say nothing at the pause itself: then our own ear settles it,
 * and what such a segment says afterwards is told without what was told already.
 * Source: sherpa-onnx, python-api-examples/online-websocket-client-decode-file.py and streaming_server.py.
 */
export const openSherpa: OpenLine = (settings, events) => {
  let segment = -1;
  let text = "";
  let told = 0;
  let settling: ReturnType<typeof setTimeout> | undefined;
  const settle = () => {
    clearTimeout(settling);
    const words = text.slice(told);
    told = text.length;
    if (words.trim() !== "") events.onFinal(words, null);
  };
  const socket = openGuardedSocket({
    settings,
    ...(settings.apiKey !== "" && { headers: { authorization: `Bearer ${settings.apiKey}` } }),
    onOpen: () => undefined,
    onText(message) {
      if (message === "Done!") {
        settle();
        socket.close();
        return;
      }
      const answer = Answer.safeParse(jsonOf(message));
      if (!answer.success) {
        socket.fail("not_understood");
        return;
      }
      socket.answered();
      const { data } = answer;
      if (data.segment !== undefined && data.segment !== segment) {
        if (segment !== -1) settle();
        segment = data.segment;
        text = "";
        told = 0;
      }
      if (data.text !== text) {
        if (!data.text.startsWith(text.slice(0, told))) told = 0;
        text = data.text;
        if (text.length > told) events.onPartial(text.slice(told));
        if (settling !== undefined) settling.refresh();
      }
      if (data.is_final === true) settle();
    },
    onEnd: () => events.onFault("unreachable"),
    onFault(fault) {
      clearTimeout(settling);
      events.onFault(fault);
    },
  });
  return {
    push(pcm) {
      const samples = new Float32Array(Math.floor(pcm.length / 2));
      for (let i = 0; i < samples.length; i++) samples[i] = pcm.readInt16LE(i * 2) / 32_768;
      socket.send(Buffer.from(samples.buffer));
    },
    speechBegan() {
      clearTimeout(settling);
      socket.turnBegan();
    },
    missed: () => undefined,
    speechEnded({ startMs, endMs }) {
      socket.expectAnswer((endMs ?? startMs) - startMs);
      clearTimeout(settling);
      settling = setTimeout(settle, settledMs);
    },
    finish: () => socket.send("Done"),
    close() {
      clearTimeout(settling);
      socket.close();
    },
  };
};
