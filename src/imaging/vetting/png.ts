import { crc32, deflateSync } from "node:zlib";

function chunk(type: string, body: Uint8Array): Buffer {
  const whole = Buffer.alloc(12 + body.length);
  whole.writeUInt32BE(body.length, 0);
  whole.write(type, 4, "latin1");
  whole.set(body, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + body.length)), 8 + body.length);
  return whole;
}

/**
 * A PNG of 8-bit grey (`samples` 1) or red, green and blue (3), row by row. Source: ISO/IEC 15948.
 * @param pixels width × height × samples bytes
 */
export function encodePng(pixels: Uint8Array, width: number, height: number, samples: 1 | 3): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, samples === 1 ? 0 : 2, 0, 0, 0], 8);
  const stride = width * samples;
  // Before each row stands how it was filtered: as the difference from its left neighbour it packs best.
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const at = y * (stride + 1);
    rows[at] = 1;
    for (let x = 0; x < stride; x++)
      rows[at + 1 + x] =
        (pixels[y * stride + x] ?? 0) - (x < samples ? 0 : (pixels[y * stride + x - samples] ?? 0));
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}
