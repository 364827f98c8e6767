import { openFunAsr } from "./funasr.js";
import { openOpenAiFile } from "./openai-file.js";
import { openOpenAiRealtime } from "./openai-realtime.js";
import type { OpenLine } from "./provider.js";
import { openSherpa } from "./sherpa.js";

const nothingSent: OpenLine = () => ({
  push: () => undefined,
  speechBegan: () => undefined,
  speechEnded: () => undefined,
  missed: () => undefined,
  finish: () => undefined,
  close: () => undefined,
});

/** Opens a line to the recogniser the settings name. */
export const openLine: OpenLine = (settings, events) => {
  const open = {
    funasr: openFunAsr,
    "sherpa-onnx": openSherpa,
    "openai-realtime": openOpenAiRealtime,
    "openai-file": openOpenAiFile,
    // Agora hears its room itself; its captions come in by a route.
    "agora-stt": nothingSent,
  }[settings.provider];
  return open(settings, events);
};
