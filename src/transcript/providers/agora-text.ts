/** One caption of Agora's speech-to-text as its data stream carries it. */
export interface AgoraCaption {
  /** Of the speaker, in Agora's channel. */
  readonly uid: number;
  readonly text: string;
  readonly isFinal: boolean;
  readonly durationMs: number;
  /** Where it began, by Agora's own clock, in milliseconds. */
  readonly atMs: number;
}

class Malformed extends Error {
  override name = "Malformed";
}
const longestMessage = 32_768;

type Field = { readonly number: number; readonly value: bigint | Uint8Array };

/** Fields of a protobuf message, in order. Source: Protocol Buffers, "Encoding" (wire types 0, 1, 2, 5). */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Malformed();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new Malformed();
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new Malformed();
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const number = Math.floor(key / 8);
    const kind = key % 8;
    if (number === 0) throw new Malformed();
    if (kind === 0) yield { number, value: varint() };
    else if (kind === 2) yield { number, value: take(Number(varint())) };
    else if (kind === 1) {
      take(8);
      yield { number, value: view.getBigUint64(at - 8, true) };
    } else if (kind === 5) {
      take(4);
      yield { number, value: BigInt(view.getUint32(at - 4, true)) };
    } else throw new Malformed();
  }
}

const words = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads one message of the data stream (`Text` of Agora's SttMessage.proto: 4 uid, 6 time, 10 words, 12 duration_ms,
 * 13 data_type; in `Word`: 1 text, 4 is_final). Undefined: not a transcript, or malformed.
 * Source: Agora documentation, "Parse transcription data".
 */
export function readAgoraCaption(bytes: Uint8Array): AgoraCaption | undefined {
  if (bytes.length > longestMessage) return undefined;
  try {
    let [uid, time, duration, kind, text, isFinal] = [0n, 0n, 0n, "transcribe", "", false];
    for (const { number, value } of fieldsOf(bytes)) {
      if (number === 10 && value instanceof Uint8Array) {
        for (const inner of fieldsOf(value)) {
          if (inner.number === 1 && inner.value instanceof Uint8Array) text += words.decode(inner.value);
          if (inner.number === 4) isFinal = inner.value === 1n;
        }
      } else if (number === 13 && value instanceof Uint8Array) kind = words.decode(value);
      else if (typeof value === "bigint") {
        if (number === 4) uid = value;
        if (number === 6) time = value;
        if (number === 12) duration = value;
      }
    }
    if (kind !== "transcribe" || text === "") return undefined;
    const numbers = [uid, time, duration].map(Number);
    if (!numbers.every(Number.isSafeInteger)) return undefined;
    const [speaker = 0, atMs = 0, durationMs = 0] = numbers;
    return { uid: speaker, text, isFinal, durationMs, atMs };
  } catch {
    return undefined;
  }
}
