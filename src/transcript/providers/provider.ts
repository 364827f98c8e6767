import type { ProviderFault, ProviderName } from "../domain/provider-names.js";
import type { SpeechSpan } from "../domain/speech.js";

/** How one institution's recogniser is asked. */
export interface ProviderSettings {
  readonly provider: ProviderName;
  readonly url: string;
  readonly model: string;
  readonly language: string;
  readonly dialect: "openai" | "vllm";
  /** Samples a second at which a realtime server listens; ours are 16,000. */
  readonly sampleRate: number;
  readonly apiKey: string;
  readonly hotWords: readonly string[];
  /** Private networks that may be asked. */
  readonly networks: readonly string[];
  readonly limits: ProviderLimits;
}

/** What waiting for a recogniser may cost. */
export interface ProviderLimits {
  readonly connectMs: number;
  /** After the end of speech, until anything comes about it. */
  readonly answerMs: number;
  /** Speech without a word about it before anything is owed: a cough or a keyboard is heard as speech, too. */
  readonly unansweredSpeechMs: number;
  readonly maxMessageBytes: number;
  /** Sound that waits to be sent; beyond it the other side cannot keep up. */
  readonly maxWaitingBytes: number;
}
export const usualLimits: ProviderLimits = {
  connectMs: 5000,
  answerMs: 10_000,
  unansweredSpeechMs: 6000,
  maxMessageBytes: 64 * 1024,
  maxWaitingBytes: 1024 * 1024,
};

export interface LineEvents {
  /** What has been understood of the utterance so far; replaces what was told before. */
  readonly onPartial: (text: string) => void;
  /** The words of an utterance. `span`: where it was, when this recogniser was given it by itself. */
  readonly onFinal: (text: string, span: SpeechSpan | null) => void;
  /** Something went wrong and the line is closed. Told once. */
  readonly onFault: (fault: ProviderFault) => void;
}

/** One speaker's way to a recogniser. Sound goes in as PCM16 little-endian, 16 kHz, mono. */
export interface ProviderLine {
  push(pcm: Buffer): void;
  /** Our own ear says that speech began, or ended. */
  speechBegan(startMs: number): void;
  speechEnded(span: SpeechSpan): void;
  /** An utterance that lies wholly in sound pushed before, from a time when another line was broken. */
  missed(span: SpeechSpan): void;
  /** No more sound comes; what is still owed may arrive for a moment. */
  finish(): void;
  close(): void;
}

export type OpenLine = (settings: ProviderSettings, events: LineEvents) => ProviderLine;
