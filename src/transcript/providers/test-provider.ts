import type { ProviderFault } from "../domain/provider-names.js";
import { bytesPerSecond } from "../domain/speech.js";
import { openLine } from "./index.js";
import { transcribeFile } from "./openai-file.js";
import type { ProviderSettings } from "./provider.js";

/** Two seconds of a tone that comes and goes like syllables: no words in any language. */
export function testSound(seconds = 2): Buffer {
  const pcm = Buffer.alloc(seconds * bytesPerSecond);
  for (let i = 0; i < pcm.length / 2; i++) {
    const t = i / 16_000;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 3 * t));
    const tone = Math.sin(2 * Math.PI * 180 * t) + 0.5 * Math.sin(2 * Math.PI * 720 * t);
    pcm.writeInt16LE(Math.round(6000 * syllable * tone), i * 2);
  }
  return pcm;
}

/**
 * Whether the recogniser can be reached and speaks the protocol it should. A server that takes the sound and has nothing to
 * say about it (there are no words in it) is good: only a fault within the time to answer is bad.
 */
export async function testProvider(
  settings: ProviderSettings,
): Promise<{ readonly fault: ProviderFault | null; readonly milliseconds: number }> {
  const began = performance.now();
  const done = (fault: ProviderFault | null) => ({
    fault,
    milliseconds: Math.round(performance.now() - began),
  });
  if (settings.provider === "agora-stt") return done(null);
  if (settings.provider === "openai-file") {
    const answer = await transcribeFile(settings, testSound());
    return done("fault" in answer ? answer.fault : null);
  }
  const waitMs = Math.min(settings.limits.answerMs, 4000);
  return new Promise((settle) => {
    const end = (fault: ProviderFault | null) => {
      clearTimeout(timer);
      line.close();
      settle(done(fault));
    };
    const timer = setTimeout(() => end(null), settings.limits.connectMs + waitMs);
    const line = openLine(settings, {
      onPartial: () => end(null),
      onFinal: () => end(null),
      onFault: (fault) => end(fault === "timed_out" ? "timed_out" : fault),
    });
    line.speechBegan(0);
    line.push(testSound());
    line.push(Buffer.alloc(bytesPerSecond));
    line.speechEnded({ startMs: 0, endMs: 2000 });
    line.finish();
  });
}
