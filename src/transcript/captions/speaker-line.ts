import type { ProviderFault } from "../domain/provider-names.js";
import { bytesPerSecond, type SpeechSpan, SpeechTracker } from "../domain/speech.js";
import { cleanWords } from "../domain/words.js";
import type { LineEvents, OpenLine, ProviderLine, ProviderSettings } from "../providers/provider.js";

/** What was understood, in milliseconds since the line's first sound. */
export interface Heard {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly isFinal: boolean;
}

export interface SpeakerLineEvents {
  readonly onPartial: (text: string) => void;
  readonly onHeard: (heard: Heard) => void;
  readonly onFault: (fault: ProviderFault) => void;
}

/** Sound kept until its words have come, to be sent again after a fault; what is older is not written down. */
const keptSeconds = 15;
const mostTries = 5;
/** Words that come so long after the last speech are none: recognisers invent sentences in silence. */
const echoMs = 5000;
/** Speech that got no words for so long was a cough. */
const staleMs = 20_000;
/** Recognisers wait longer than our own ear before they call it a pause. */
const onePauseMs = 1000;
/** Sound is taken from the day's budget in advance, so much at a time. */
const budgetSeconds = 30;

const samplesOf = (pcm: Buffer): Int16Array => {
  const samples = new Int16Array(Math.floor(pcm.length / 2));
  for (let i = 0; i < samples.length; i++) samples[i] = pcm.readInt16LE(i * 2);
  return samples;
};

/**
 * One speaker, from sound to lines of text. Listens along with an ear of its own (energy), so that a recogniser which hangs,
 * or says words where nobody spoke, is noticed; connects again after a fault with growing pauses, with the sound of the
 * meantime; gives up after five tries in a row.
 */
export class SpeakerLine {
  readonly #settings: ProviderSettings;
  readonly #open: OpenLine;
  readonly #events: SpeakerLineEvents;
  readonly #take: (seconds: number) => Promise<boolean>;
  readonly #retryMs: number;
  readonly #tracker = new SpeechTracker();
  #line: ProviderLine | undefined;
  /** Where the open line's own clock stands at zero. */
  #lineStartMs = 0;
  #pushedMs = 0;
  #backlog: Buffer[] = [];
  #backlogBytes = 0;
  /** Speech that no words have come for yet. */
  #unclaimed: SpeechSpan[] = [];
  #lastEndMs = 0;
  #partial = "";
  #tries = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #paidBytes = 0;
  #isPaying = false;
  #isOver = false;

  constructor(
    settings: ProviderSettings,
    open: OpenLine,
    events: SpeakerLineEvents,
    take: (seconds: number) => Promise<boolean>,
    retryMs = 1000,
  ) {
    this.#settings = settings;
    this.#open = open;
    this.#events = events;
    this.#take = take;
    this.#retryMs = retryMs;
  }

  /** Takes sound of any length; an odd last byte is left out. */
  push(pcm: Buffer): void {
    if (this.#isOver) return;
    this.#pay(pcm.length);
    if (this.#line === undefined && this.#retry === undefined) this.#connect();
    const wasSpeaking = this.#tracker.isSpeaking;
    const ended = this.#tracker.push(samplesOf(pcm));
    this.#pushedMs += (pcm.length * 1000) / bytesPerSecond;
    this.#keep(pcm);
    this.#line?.push(pcm);
    const offset = this.#lineStartMs;
    for (const span of ended) {
      this.#wait(span);
      if (!wasSpeaking) this.#line?.speechBegan(span.startMs - offset);
      this.#line?.speechEnded({ startMs: span.startMs - offset, endMs: (span.endMs ?? 0) - offset });
    }
    const { startMs } = this.#tracker;
    if (startMs !== null && (!wasSpeaking || ended.length > 0)) this.#line?.speechBegan(startMs - offset);
    while (this.#unclaimed.length > 50) this.#unclaimed.shift();
  }

  /** The speaker switched captions off or left: what is still owed may come for a moment. */
  finish(): void {
    const rest = this.#tracker.finish();
    if (rest) {
      this.#wait(rest);
      this.#line?.speechEnded({
        startMs: rest.startMs - this.#lineStartMs,
        endMs: (rest.endMs ?? 0) - this.#lineStartMs,
      });
    }
    this.#line?.finish();
    setTimeout(() => this.close(), 5000).unref();
  }

  close(): void {
    if (this.#isOver) return;
    this.#keepPartial();
    this.#isOver = true;
    clearTimeout(this.#retry);
    this.#line?.close();
  }

  #pay(bytes: number): void {
    this.#paidBytes -= bytes;
    if (this.#paidBytes > 0 || this.#isPaying) return;
    this.#isPaying = true;
    this.#take(budgetSeconds).then(
      (isPaid) => {
        this.#isPaying = false;
        if (isPaid) this.#paidBytes += budgetSeconds * bytesPerSecond;
        else this.#end("budget_used_up");
      },
      // The database is away for a moment: the call's words are worth more than the account of them.
      () => {
        this.#isPaying = false;
      },
    );
  }

  #keep(pcm: Buffer): void {
    this.#backlog.push(pcm);
    this.#backlogBytes += pcm.length;
    while (this.#backlogBytes > keptSeconds * bytesPerSecond)
      this.#backlogBytes -= this.#backlog.shift()?.length ?? 0;
  }

  /** Sound about which everything has been said is not sent again. */
  #forget(untilMs: number): void {
    let startMs = this.#pushedMs - (this.#backlogBytes * 1000) / bytesPerSecond;
    for (let first = this.#backlog[0]; first !== undefined; first = this.#backlog[0]) {
      startMs += (first.length * 1000) / bytesPerSecond;
      if (startMs > untilMs) return;
      this.#backlog.shift();
      this.#backlogBytes -= first.length;
    }
  }

  /** Speech waits for its words, as far as they did not come before its end was heard. */
  #wait(span: SpeechSpan): void {
    const endMs = span.endMs ?? this.#pushedMs;
    if (endMs > this.#lastEndMs)
      this.#unclaimed.push({ startMs: Math.max(span.startMs, this.#lastEndMs), endMs });
  }

  #connect(): void {
    this.#retry = undefined;
    let isMine = true;
    const offset = this.#pushedMs - (this.#backlogBytes * 1000) / bytesPerSecond;
    const events: LineEvents = {
      onPartial: (text) => {
        if (!isMine || this.#isOver) return;
        this.#tries = 0;
        this.#partial = cleanWords(text);
        if (this.#partial !== "") this.#events.onPartial(this.#partial);
      },
      onFinal: (text, span) => {
        if (!isMine || this.#isOver) return;
        this.#tries = 0;
        this.#final(
          cleanWords(text),
          span && { startMs: span.startMs + offset, endMs: span.endMs === null ? null : span.endMs + offset },
        );
      },
      onFault: (fault) => {
        if (!isMine) return;
        isMine = false;
        this.#fault(fault);
      },
    };
    this.#lineStartMs = offset;
    this.#line = this.#open(this.#settings, events);
    for (const pcm of this.#backlog) this.#line.push(pcm);
    for (const { startMs, endMs } of this.#unclaimed)
      if (startMs >= offset)
        this.#line.missed({ startMs: startMs - offset, endMs: (endMs ?? startMs) - offset });
    const { startMs } = this.#tracker;
    if (startMs !== null) this.#line.speechBegan(Math.max(0, startMs - offset));
  }

  #final(text: string, given: SpeechSpan | null): void {
    this.#partial = "";
    const open = this.#tracker.startMs;
    const span = given ?? this.#claim(open);
    if (text === "" || span === undefined) return;
    if (given) this.#unclaimed = this.#unclaimed.filter(({ startMs }) => startMs > given.startMs);
    const startMs = Math.max(0, Math.round(span.startMs));
    const endMs = Math.max(startMs, Math.round(span.endMs ?? this.#pushedMs));
    this.#lastEndMs = Math.max(this.#lastEndMs, endMs);
    this.#forget(endMs);
    this.#events.onHeard({ text, startMs, endMs, isFinal: true });
  }

  /**
   * The speech these words are about: the oldest that has none yet, with what followed it closely enough for a recogniser to
   * have heard one sentence. Undefined: nobody has spoken lately.
   */
  #claim(openStartMs: number | null): SpeechSpan | undefined {
    const waiting = this.#unclaimed.filter(({ endMs }) => this.#pushedMs - (endMs ?? 0) < staleMs);
    const first = waiting.shift();
    let endMs = first?.endMs ?? null;
    while (endMs !== null && (waiting[0]?.startMs ?? Infinity) - endMs < onePauseMs)
      endMs = waiting.shift()?.endMs ?? null;
    this.#unclaimed = waiting;
    if (first !== undefined) return { startMs: first.startMs, endMs };
    if (openStartMs !== null)
      return { startMs: Math.max(openStartMs, this.#lastEndMs), endMs: this.#pushedMs };
    // A recogniser may cut one utterance in two and tell the rest a little later.
    return this.#lastEndMs > 0 && this.#pushedMs - this.#lastEndMs < echoMs
      ? { startMs: this.#lastEndMs, endMs: this.#lastEndMs }
      : undefined;
  }

  /** Words that were never settled are kept, and marked so. */
  #keepPartial(): void {
    const text = this.#partial;
    this.#partial = "";
    const span = text === "" ? undefined : this.#claim(this.#tracker.startMs);
    if (span === undefined) return;
    const startMs = Math.round(span.startMs);
    this.#events.onHeard({
      text,
      startMs,
      endMs: Math.max(startMs, Math.round(span.endMs ?? this.#pushedMs)),
      isFinal: false,
    });
  }

  #fault(fault: ProviderFault): void {
    this.#line = undefined;
    if (this.#isOver) return;
    // Its sound is sent again.
    if (this.#tries + 1 < mostTries) this.#partial = "";
    this.#tries += 1;
    const isHopeless = fault === "address_refused" || fault === "not_authorized";
    if (isHopeless) {
      this.#end(fault);
      return;
    }
    if (this.#tries >= mostTries) {
      this.#end("gave_up");
      return;
    }
    this.#events.onFault(fault);
    this.#retry = setTimeout(
      () => {
        if (!this.#isOver) this.#connect();
      },
      this.#retryMs * 2 ** (this.#tries - 1),
    );
    this.#retry.unref();
  }

  #end(fault: ProviderFault): void {
    if (this.#isOver) return;
    this.close();
    this.#events.onFault(fault);
  }
}
