import { z } from "zod";
import { jsonOf, openGuardedSocket } from "./guarded-socket.js";
import type { OpenLine } from "./provider.js";

/** The parts of an answer that are read; servers add others (`timestamp`, `stamp_sents`, `wav_name`). */
const Answer = z.object({
  mode: z.enum(["2pass-online", "2pass-offline", "online", "offline"]),
  text: z.string(),
  is_final: z.boolean().optional(),
});

/**
 * FunASR's own WebSocket, two passes: pieces of text while somebody speaks, the whole sentence after each pause. The server
 * finds the pauses itself, so that all sound goes to it. `hotwords` is JSON inside a string.
 * Source: FunASR, runtime/docs/websocket_protocol.md.
 */
export const openFunAsr: OpenLine = (settings, events) => {
  let pieces = "";
  const socket = openGuardedSocket({
    settings,
    // The C++ runtime serves this subprotocol; a server that knows none leaves it out.
    protocols: ["binary"],
    ...(settings.apiKey !== "" && { headers: { authorization: `Bearer ${settings.apiKey}` } }),
    onOpen: () => undefined,
    onText(text) {
      const answer = Answer.safeParse(jsonOf(text));
      if (!answer.success) {
        socket.fail("not_understood");
        return;
      }
      socket.answered();
      const { mode, text: words } = answer.data;
      if (mode === "2pass-online" || mode === "online") {
        pieces = (pieces + words).slice(-4000);
        events.onPartial(pieces);
        return;
      }
      pieces = "";
      if (words.trim() !== "") events.onFinal(words, null);
    },
    onEnd: () => events.onFault("unreachable"),
    onFault: events.onFault,
  });
  socket.send(
    JSON.stringify({
      mode: "2pass",
      wav_name: "line",
      wav_format: "pcm",
      audio_fs: 16_000,
      is_speaking: true,
      chunk_size: [5, 10, 5],
      chunk_interval: 10,
      hotwords: JSON.stringify(Object.fromEntries(settings.hotWords.map((word) => [word, 20]))),
      itn: true,
    }),
  );
  return {
    push: (pcm) => socket.send(pcm),
    speechBegan: () => socket.turnBegan(),
    missed: () => undefined,
    speechEnded: ({ startMs, endMs }) => socket.expectAnswer((endMs ?? startMs) - startMs),
    finish: () => socket.send(JSON.stringify({ is_speaking: false })),
    close: () => socket.close(),
  };
};
