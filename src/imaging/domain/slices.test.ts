import fc from "fast-check";
import { expect, test } from "vitest";
import { pictureSize } from "./picture-size.js";
import { alongNormal, inReadingOrder } from "./slice-order.js";

test("slices are read along their normal, whichever way the plane stands", () => {
  expect(alongNormal([0, 0, 12.5], [1, 0, 0, 0, 1, 0])).toBe(12.5);
  // Sagittal: rows run back, columns down.
  expect(alongNormal([-7, 3, 9], [0, 1, 0, 0, 0, -1])).toBe(7);
  expect(alongNormal([0, 0], [1, 0, 0, 0, 1, 0])).toBeNull();
  expect(alongNormal([0, Number.NaN, 1], [1, 0, 0, 0, 1, 0])).toBeNull();
});

test("by place where each has its own, else by number; the order sent in does not matter", () => {
  const one = (id: string, number: number | null, position: number | null) => ({ id, number, position });
  const ids = (slices: { id: string }[]) => slices.map(({ id }) => id).join("");
  expect(ids(inReadingOrder([one("c", 1, 9), one("a", 2, -3), one("b", 3, 1)]))).toBe("abc");
  // Two images at one place (before and after contrast): the number decides.
  expect(ids(inReadingOrder([one("b", 2, 1), one("a", 1, 1), one("c", null, 1)]))).toBe("abc");
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.record({ id: fc.uuid(), number: fc.option(fc.nat(50)), position: fc.option(fc.nat(50)) }),
        {
          selector: ({ id }) => id,
        },
      ),
      (slices) => {
        expect(inReadingOrder([...slices].reverse())).toEqual(inReadingOrder(slices));
      },
    ),
  );
});

test("the size a picture declares is read without decoding it", () => {
  const png = Buffer.alloc(33);
  png.write("\x89PNG\r\n\x1a\n", "latin1");
  png.writeUInt32BE(30_000, 16);
  png.writeUInt32BE(30_000, 20);
  expect(pictureSize(png)).toEqual({ width: 30_000, height: 30_000 });
  const jpeg = Buffer.from("ffd8ffe000104a46494600010100000100010000ffc000110807d00bb8030122", "hex");
  expect(pictureSize(jpeg)).toEqual({ width: 3_000, height: 2_000 });
  const webp = Buffer.alloc(30);
  webp.write("RIFF\0\0\0\0WEBPVP8X", "latin1");
  webp.writeUIntLE(9_999, 24, 3);
  webp.writeUIntLE(4_999, 27, 3);
  expect(pictureSize(webp)).toEqual({ width: 10_000, height: 5_000 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      for (const start of ["ffd8ff", "89504e47", "52494646"])
        expect(() => pictureSize(Buffer.concat([Buffer.from(start, "hex"), bytes]))).not.toThrow();
    }),
  );
});
