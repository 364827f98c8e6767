import fc from "fast-check";
import { expect, test } from "vitest";
import { frame, FrameReader } from "./framing.js";

const limits = { maxFrameBytes: 5000, maxStrayBytes: 50 };
const content = fc
  .uint8Array({ minLength: 1, maxLength: 200 })
  .map((bytes) => bytes.filter((byte) => byte !== 0x0b && byte !== 0x1c));

test("however the bytes arrive in pieces, the messages are the same", () => {
  fc.assert(
    fc.property(
      fc.array(content, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (messages, cuts) => {
        const stream = Buffer.concat(messages.map((message) => frame(message)));
        const reader = new FrameReader(limits);
        const found: Uint8Array[] = [];
        let at = 0;
        for (let i = 0; at < stream.length; i++) {
          const size = cuts[i % cuts.length] ?? 1;
          for (const event of reader.push(stream.subarray(at, at + size))) {
            expect(event.kind).toBe("frame");
            if (event.kind === "frame") found.push(event.bytes);
          }
          at += size;
        }
        expect(found.map((one) => [...one])).toEqual(messages.map((one) => [...one]));
        expect(reader.isMidFrame).toBe(false);
      },
    ),
  );
});

test("no stream makes the reader throw or hold more than the limit", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
      const reader = new FrameReader(limits);
      for (const chunk of chunks)
        for (const event of reader.push(chunk))
          if (event.kind === "frame") expect(event.bytes.length).toBeLessThanOrEqual(limits.maxFrameBytes);
    }),
  );
});

test("two VT are one beginning, FS needs no CR, a new block drops the broken one, noise is skipped up to a limit", () => {
  const kinds = (text: string) =>
    new FrameReader(limits).push(Buffer.from(text, "latin1")).map(({ kind }) => kind);
  expect(kinds("\x0b\x0bMSH|\x1c")).toEqual(["frame"]);
  expect(kinds("noise\x0bA\x1c\rB\x0bC\x1c\r")).toEqual(["frame", "frame"]);
  expect(kinds("\x0bhalf\x0bwhole\x1c\r")).toEqual(["broken_off", "frame"]);
  expect(kinds("x".repeat(51))).toEqual(["not_mllp"]);
  expect(kinds(`\x0b${"x".repeat(5001)}`)).toEqual(["too_large"]);
});
