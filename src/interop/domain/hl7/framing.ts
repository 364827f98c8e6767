/** Source: HL7 Version 2.x, Transport Specification MLLP Release 1: VT, data, FS, CR. */
const startOfBlock = 0x0b;
const endOfBlock = 0x1c;
const carriageReturn = 0x0d;

export interface FrameLimits {
  /** Largest message, in bytes. */
  readonly maxFrameBytes: number;
  /** Bytes between frames that are skipped before the connection counts as something other than MLLP. */
  readonly maxStrayBytes: number;
}

/**
 * What a stretch of bytes held. `frame`: a whole message · `broken_off`: a new block began before the last one ended, whose
 * bytes are dropped (its sender got no answer and sends it again) · `too_large`, `not_mllp`: the connection is to be closed.
 */
export type FrameEvent =
  | { readonly kind: "frame"; readonly bytes: Uint8Array }
  | { readonly kind: "broken_off" | "too_large" | "not_mllp" };

/**
 * Cuts a byte stream into messages however it arrives in pieces. A CR after FS is dropped and not needed; two VT in a row
 * count as one; stray bytes between frames are skipped up to a limit. Neither UTF-8 nor GB18030 uses VT or FS inside a
 * character, so cutting comes before decoding.
 */
export class FrameReader {
  readonly #limits: FrameLimits;
  #parts: Uint8Array[] = [];
  #size = 0;
  #isInside = false;
  #stray = 0;
  #isDead = false;

  constructor(limits: FrameLimits) {
    this.#limits = limits;
  }

  /** True while a message has begun and not ended. */
  get isMidFrame(): boolean {
    return this.#isInside;
  }

  push(chunk: Uint8Array): FrameEvent[] {
    const events: FrameEvent[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length && !this.#isDead; at++) {
      const byte = chunk[at];
      if (byte === startOfBlock) {
        if (this.#isInside && this.#size + at - from > 0) events.push({ kind: "broken_off" });
        this.#begin();
        from = at + 1;
      } else if (!this.#isInside) {
        if (byte !== carriageReturn && byte !== 0x0a && ++this.#stray > this.#limits.maxStrayBytes)
          events.push(this.#die("not_mllp"));
      } else if (byte === endOfBlock) {
        this.#keep(chunk.subarray(from, at));
        events.push(
          this.#size > this.#limits.maxFrameBytes
            ? this.#die("too_large")
            : { kind: "frame", bytes: this.#take() },
        );
      }
    }
    if (this.#isInside && !this.#isDead) {
      this.#keep(chunk.subarray(from));
      if (this.#size > this.#limits.maxFrameBytes) events.push(this.#die("too_large"));
    }
    return events;
  }

  #begin(): void {
    this.#parts = [];
    this.#size = 0;
    this.#isInside = true;
    this.#stray = 0;
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    // A copy: the socket may use its buffer again.
    this.#parts.push(part.slice());
    this.#size += part.length;
  }

  #take(): Uint8Array {
    const bytes = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#size = 0;
    this.#isInside = false;
    return bytes;
  }

  #die(kind: "too_large" | "not_mllp"): FrameEvent {
    this.#isDead = true;
    this.#parts = [];
    return { kind };
  }
}

/** The message as a block, ready for the wire. */
export function frame(message: Uint8Array): Uint8Array {
  const block = new Uint8Array(message.length + 3);
  block[0] = startOfBlock;
  block.set(message, 1);
  block[message.length + 1] = endOfBlock;
  block[message.length + 2] = carriageReturn;
  return block;
}
