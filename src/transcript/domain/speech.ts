/** Samples a second everywhere inside: what speech recognisers for Chinese are trained on. */
export const sampleRate = 16_000;
/** Bytes of a second of PCM16 mono. */
export const bytesPerSecond = sampleRate * 2;

/** A stretch in which somebody spoke, in milliseconds of the audio pushed so far; `endMs` null: still speaking. */
export interface SpeechSpan {
  readonly startMs: number;
  readonly endMs: number | null;
}

const frameSamples = 320;
const frameMs = 20;
/** About −46 dBFS: below it a room is quiet, whatever its noise is compared with. */
const leastLevel = 0.005;
const overNoise = 3;
const toBegin = 3;

/** How long a pause ends an utterance, and the longest one there is. */
export interface SpeechLimits {
  readonly pauseMs: number;
  readonly longestMs: number;
}
const usual: SpeechLimits = { pauseMs: 600, longestMs: 20_000 };

/**
 * Finds speech by its energy: louder than three times the room's noise for 60 ms begins it, a pause ends it. The floor
 * follows the quietest frames quickly and loud ones slowly, so that a fan is learnt and a sentence is not. Pure: the same
 * samples give the same spans, however they are cut into pieces.
 */
export class SpeechTracker {
  readonly #limits: SpeechLimits;
  #rest: number[] = [];
  #frames = 0;
  #noise = 0.003;
  #loud = 0;
  #quiet = 0;
  #startFrame: number | null = null;

  constructor(limits: SpeechLimits = usual) {
    this.#limits = limits;
  }

  /** Milliseconds heard so far. */
  get heardMs(): number {
    return this.#frames * frameMs;
  }
  get isSpeaking(): boolean {
    return this.#startFrame !== null;
  }
  /** When the speech that goes on began; null while nobody speaks. */
  get startMs(): number | null {
    return this.#startFrame === null ? null : this.#startFrame * frameMs;
  }

  /** Takes samples of −32768 to 32767 and returns the spans that ended in them, in order. */
  push(samples: Int16Array): SpeechSpan[] {
    const ended: SpeechSpan[] = [];
    for (const sample of samples) {
      this.#rest.push(sample);
      if (this.#rest.length < frameSamples) continue;
      const span = this.#frame(levelOf(this.#rest));
      this.#rest = [];
      if (span) ended.push(span);
    }
    return ended;
  }

  /** The audio is over: the span that is still open, if any. */
  finish(): SpeechSpan | undefined {
    if (this.#startFrame === null) return undefined;
    const span = { startMs: this.#startFrame * frameMs, endMs: this.#frames * frameMs };
    this.#startFrame = null;
    return span;
  }

  #frame(level: number): SpeechSpan | undefined {
    this.#frames += 1;
    const isLoud = level > Math.max(leastLevel, this.#noise * overNoise);
    const share = level < this.#noise ? 0.2 : isLoud ? 0.0005 : 0.02;
    this.#noise += (level - this.#noise) * share;
    this.#loud = isLoud ? this.#loud + 1 : 0;
    this.#quiet = isLoud ? 0 : this.#quiet + 1;
    if (this.#startFrame === null) {
      if (this.#loud >= toBegin) this.#startFrame = this.#frames - this.#loud;
      return undefined;
    }
    const startMs = this.#startFrame * frameMs;
    const isPaused = this.#quiet * frameMs >= this.#limits.pauseMs;
    if (!isPaused && this.#frames * frameMs - startMs < this.#limits.longestMs) return undefined;
    this.#startFrame = null;
    this.#loud = 0;
    return { startMs, endMs: (this.#frames - (isPaused ? this.#quiet : 0)) * frameMs };
  }
}

/** Root mean square, 0 to 1. */
function levelOf(samples: readonly number[]): number {
  let sum = 0;
  for (const sample of samples) sum += (sample / 32_768) ** 2;
  return Math.sqrt(sum / samples.length);
}

/** Linear interpolation to another rate: enough for speech recognisers, which filter themselves. */
export function resample(samples: Int16Array, toRate: number): Int16Array {
  if (toRate === sampleRate) return samples;
  const length = Math.floor((samples.length * toRate) / sampleRate);
  const out = new Int16Array(length);
  for (let i = 0; i < length; i++) {
    const at = (i * sampleRate) / toRate;
    const left = Math.floor(at);
    const a = samples[left] ?? 0;
    const b = samples[left + 1] ?? a;
    out[i] = Math.round(a + (b - a) * (at - left));
  }
  return out;
}
