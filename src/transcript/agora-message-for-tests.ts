/** A message of Agora's data stream, written by hand. */
export function agoraMessage(text: string, isFinal: boolean, uid = 1001): Uint8Array {
  const varint = (value: number): number[] => {
    const bytes: number[] = [];
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
      if (rest < 128) return [...bytes, rest];
      bytes.push((rest % 128) + 128);
    }
  };
  const field = (number: number, kind: number, body: number[]) => [...varint(number * 8 + kind), ...body];
  const bytes = (content: Iterable<number>) => {
    const all = [...content];
    return [...varint(all.length), ...all];
  };
  const word = [
    ...field(1, 2, bytes(new TextEncoder().encode(text))),
    ...field(2, 0, varint(100)),
    ...field(3, 0, varint(900)),
    ...field(4, 0, [isFinal ? 1 : 0]),
    ...field(5, 1, [0, 0, 0, 0, 0, 0, 240, 63]),
  ];
  return Uint8Array.from([
    ...field(4, 0, varint(uid)),
    ...field(6, 0, varint(1_780_000_000_000)),
    ...field(10, 2, bytes(word)),
    ...field(12, 0, varint(1200)),
    ...field(13, 2, bytes(new TextEncoder().encode("transcribe"))),
  ]);
}
