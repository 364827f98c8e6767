import { bytesPerSecond } from "../domain/speech.js";

const keptSeconds = 30;

/** The last half minute of sound, addressed by milliseconds since the line was opened. */
export class UtteranceBuffer {
  #pieces: Buffer[] = [];
  #firstByte = 0;
  #bytes = 0;

  push(pcm: Buffer): void {
    this.#pieces.push(pcm);
    this.#bytes += pcm.length;
    while (this.#bytes - (this.#pieces[0]?.length ?? 0) > keptSeconds * bytesPerSecond) {
      const gone = this.#pieces.shift();
      this.#bytes -= gone?.length ?? 0;
      this.#firstByte += gone?.length ?? 0;
    }
  }

  /** Sound from `startMs` to `endMs`, with a breath on both sides as far as it is kept. */
  cut(startMs: number, endMs: number, aroundMs = 200): Buffer {
    const all = Buffer.concat(this.#pieces);
    const byteAt = (ms: number) => Math.floor((ms * bytesPerSecond) / 2000) * 2 - this.#firstByte;
    return all.subarray(Math.max(0, byteAt(startMs - aroundMs)), Math.max(0, byteAt(endMs + aroundMs)));
  }
}

/** A WAV file around PCM16 mono at 16 kHz. Source: RIFF WAVE, format 1. */
export function wavOf(pcm: Buffer): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + pcm.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(bytesPerSecond, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(pcm.length, 40);
  return Buffer.concat([header, pcm]);
}
