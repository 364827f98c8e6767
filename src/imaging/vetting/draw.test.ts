import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { element, phantom, short, slice, type Slice } from "../dicom-for-tests.js";
import { draw } from "./draw.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "consilium-draw-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const put = (bytes: Uint8Array): string => {
  const path = join(folder, `f${files++}`);
  writeFileSync(path, bytes);
  return path;
};

/** A picture read back, as any viewer of PNG would. */
async function seen(of: Slice, frame?: number) {
  const drawn = await draw(put(slice(of)), frame);
  if (!drawn.ok) return drawn.error;
  const png = Buffer.from(drawn.png);
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const samples = png[25] === 2 ? 3 : 1;
  const at = png.indexOf("IDAT", 0, "latin1");
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const pixels = Array.from({ length: height }, (_, y) => {
    const row = [...rows.subarray(y * (width * samples + 1) + 1, (y + 1) * (width * samples + 1))];
    for (let x = samples; x < row.length; x++) row[x] = (row[x]! + row[x - samples]!) & 255;
    return row;
  });
  return { width, height, samples, pixels };
}

interface Encoder {
  getDecodedBuffer(of: object): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  setInterleaveMode?(mode: number): void;
  setNearLossless?(most: number): void;
  setQuality?(first: boolean | number, second?: number): void;
  encode(): void;
}
async function packed(library: string, name: string, bytes: Uint8Array, of: object): Promise<Uint8Array> {
  type Library = Record<string, new () => Encoder>;
  const { default: make } = (await import(library)) as { default: () => Promise<Library> };
  const encoder = new (await make())[name]!();
  if (encoder.setQuality?.length === 1) encoder.setQuality(90);
  else encoder.setQuality?.(true, 0);
  encoder.setNearLossless?.(0);
  encoder.getDecodedBuffer(of).set(bytes);
  encoder.encode();
  return new Uint8Array(encoder.getEncodedBuffer());
}

/** JPEG lossless, first-order prediction, every category with five bits. Source: ITU-T T.81 annex H. */
function lossless(side: number, values: Uint16Array): Uint8Array {
  const out: number[] = [0xff, 0xd8];
  const segment = (marker: number, body: readonly number[]) =>
    out.push(0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body);
  segment(0xc3, [16, side >> 8, side & 255, side >> 8, side & 255, 1, 1, 0x11, 0]);
  segment(0xc4, [0, ...Array.from({ length: 16 }, (_, n) => (n === 4 ? 17 : 0)), ...Array(17).keys()]);
  segment(0xda, [1, 1, 0, 1, 0, 0]);
  let bits = "";
  values.forEach((value, at) => {
    const before = at === 0 ? 1 << 15 : values[at % side === 0 ? at - side : at - 1]!;
    const step = value - before;
    const length = step === 0 ? 0 : 32 - Math.clz32(Math.abs(step));
    bits += length.toString(2).padStart(5, "0");
    if (length > 0) bits += (step > 0 ? step : step + 2 ** length - 1).toString(2).padStart(length, "0");
  });
  for (let at = 0; at < bits.length; at += 8) {
    const byte = Number.parseInt(bits.slice(at, at + 8).padEnd(8, "1"), 2);
    out.push(byte, ...(byte === 255 ? [0] : []));
  }
  return Uint8Array.from([...out, 0xff, 0xd9]);
}

/** Two segments, every run as long as it may be. */
function runLengths(bytes: Uint8Array): Uint8Array {
  const half = (odd: 0 | 1) => {
    const one = bytes.filter((_, at) => at % 2 === odd);
    const out: number[] = [];
    for (let at = 0; at < one.length;) {
      let run = 1;
      while (run < 128 && one[at + run] === one[at]) run++;
      if (run > 1) out.push(257 - run, one[at]!);
      else out.push(0, one[at]!);
      at += run;
    }
    return Buffer.from(out);
  };
  const [high, low] = [half(1), half(0)];
  const head = Buffer.alloc(64);
  [2, 64, 64 + high.length].forEach((value, at) => head.writeUInt32LE(value, at * 4));
  return Buffer.concat([head, high, low]);
}

test("a slice is small, windowed as its file says, and the same whatever packed it", async () => {
  const side = 64;
  const pixels = phantom(side, 1);
  const plain = await seen({ side, pixels });
  expect(plain).toMatchObject({ width: side, height: side, samples: 1 });
  if (typeof plain === "string") throw new Error(plain);
  // Air beside the body is black, bone is white, and the body between.
  expect(plain.pixels[1]![1]).toBe(0);
  expect(plain.pixels[46]![32]).toBe(255);
  expect(plain.pixels[32]![32]).toBeGreaterThan(90);
  expect(plain.pixels[32]![32]).toBeLessThan(170);
  const of = { width: side, height: side, bitsPerSample: 16, componentCount: 1, isSigned: false };
  const values = new Uint16Array(new Uint8Array(pixels).buffer);
  const base = "1.2.840.10008.1.2.4.";
  const openJpeg = await packed("@cornerstonejs/codec-openjpeg/wasmjs", "J2KEncoder", pixels, of);
  const packings: Record<string, Uint8Array> = {
    "1.2.840.10008.1.2.5": runLengths(pixels),
    [`${base}70`]: lossless(side, values),
    [`${base}80`]: await packed("@cornerstonejs/codec-charls/wasmjs", "JpegLSEncoder", pixels, of),
    [`${base}90`]: openJpeg,
    [`${base}201`]: await packed("@cornerstonejs/codec-openjph/wasmjs", "HTJ2KEncoder", pixels, {
      ...of,
      isUsingColorTransform: false,
    }),
  };
  for (const [transferSyntax, bytes] of Object.entries(packings))
    expect(await seen({ side, transferSyntax, fragments: [bytes] }), transferSyntax).toEqual(plain);
  const inverted = await seen({ side, pixels, photometric: "MONOCHROME1" });
  if (typeof inverted === "string") throw new Error(inverted);
  expect(inverted.pixels[1]![1]).toBe(255);
  // One fragment a frame, the middle one when none is asked for.
  const other = await packed("@cornerstonejs/codec-openjpeg/wasmjs", "J2KEncoder", phantom(side, 9), of);
  const frames = { side, frames: 3, transferSyntax: `${base}90`, fragments: [other, openJpeg, other] };
  expect(await seen(frames)).toEqual(plain);
  expect(await seen(frames, 3)).not.toEqual(plain);
  expect(await seen({ side, frames: 3, pixels: Buffer.concat([pixels, pixels, pixels]) })).toEqual(plain);
});

test("colours stay, and a large picture becomes small", async () => {
  const side = 300;
  const pixels = Uint8Array.from({ length: side * side * 3 }, (_, at) =>
    Math.floor(at / 3) % side < side / 2 ? [200, 30, 40][at % 3]! : [20, 180, 60][at % 3]!,
  );
  const plain = await seen({ side, bits: 8, photometric: "RGB", pixels });
  if (typeof plain === "string") throw new Error(plain);
  expect(plain).toMatchObject({ width: 128, height: 128, samples: 3 });
  expect(plain.pixels[60]!.slice(0, 3)).toEqual([200, 30, 40]);
  expect(plain.pixels[60]!.slice(-3)).toEqual([20, 180, 60]);
  // Plane by plane, and as brightness and two colours, it looks the same.
  const ybr = Uint8Array.from({ length: 64 * 3 }, (_, at) => [81, 90, 240][at % 3]!);
  const red = await seen({ side: 8, bits: 8, photometric: "YBR_FULL", pixels: ybr });
  if (typeof red === "string") throw new Error(red);
  expect(red.pixels[4]!.slice(0, 3)).toEqual([238, 14, 14]);
  const planes = Uint8Array.from({ length: 64 * 3 }, (_, at) => [200, 30, 40][Math.floor(at / 64)]!);
  const planar = element(0x28, 6, "US", short(1));
  const apart = await seen({ side: 8, bits: 8, photometric: "RGB", pixels: planes, extra: planar });
  if (typeof apart === "string") throw new Error(apart);
  expect(apart.pixels[4]!.slice(0, 3)).toEqual([200, 30, 40]);
  const jpeg = await packed("@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs", "JPEGEncoder", pixels, {
    width: side,
    height: side,
    bitsPerSample: 8,
    componentCount: 3,
    isSigned: false,
  });
  const photo = await seen({
    side,
    bits: 8,
    photometric: "RGB",
    transferSyntax: "1.2.840.10008.1.2.4.50",
    fragments: [jpeg],
  });
  if (typeof photo === "string") throw new Error(photo);
  photo.pixels[60]!.slice(0, 3).forEach((value, n) =>
    expect(Math.abs(value - [200, 30, 40][n]!)).toBeLessThan(12),
  );
});

test("what nobody here decodes, and what is not what it says, has no picture and a reason", async () => {
  expect(await seen({ transferSyntax: "1.2.840.10008.1.2.4.51", fragments: [Buffer.alloc(8)] })).toBe(
    "not_drawable",
  );
  expect(await seen({ bits: 8, photometric: "PALETTE COLOR", pixels: Buffer.alloc(256) })).toBe(
    "not_drawable",
  );
  expect(await seen({ transferSyntax: "1.2.840.10008.1.2.4.90", fragments: [Buffer.alloc(64)] })).toBe(
    "unreadable",
  );
  expect(await seen({ transferSyntax: "1.2.840.10008.1.2.5", fragments: [Buffer.alloc(64)] })).toBe(
    "unreadable",
  );
  expect(await seen({ pixels: Buffer.alloc(100) })).toBe("unreadable");
  // Ten thousand pixels a side are not opened for a glance.
  expect(await seen({ side: 10_000, pixels: Buffer.alloc(2) })).toBe("too_large");
});

test("no mutation of a good file makes the drawing throw", async () => {
  const good = slice({ transferSyntax: "1.2.840.10008.1.2.5", fragments: [runLengths(phantom(16, 1))] });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
      async (changes) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        expect(typeof (await draw(put(bytes))).ok).toBe("boolean");
      },
    ),
    { numRuns: 100 },
  );
});
