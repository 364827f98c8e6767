import { expect, test } from "vitest";
import { qualityWord, readSample } from "./quality.js";

const report = (received: number, lost: number, bytes: number, timestamp: number) => [
  {
    type: "inbound-rtp",
    kind: "video",
    timestamp,
    frameWidth: 1280,
    frameHeight: 720,
    framesPerSecond: 29.97,
    packetsLost: lost,
    packetsReceived: received,
    bytesReceived: bytes,
    jitter: 0.004,
    freezeCount: 2,
  },
  { type: "candidate-pair", timestamp, nominated: true, currentRoundTripTime: 0.025 },
  { type: "codec", timestamp },
];

test("loss and rate are those since the look before", () => {
  const first = readSample("a", report(100, 0, 100_000, 1000), undefined);
  const second = readSample("a", report(190, 10, 725_000, 6000), first.counters);
  expect(second.sample).toEqual({
    from: "a",
    width: 1280,
    height: 720,
    fps: 30,
    lossPercent: 10,
    jitterMs: 4,
    roundTripMs: 25,
    freezes: 2,
    kbps: 1000,
    firstFrameMs: null,
  });
});

test("a page that receives nothing yet says nothing", () => {
  expect(readSample("a", [], undefined).sample).toMatchObject({
    width: null,
    fps: null,
    lossPercent: null,
    kbps: 0,
  });
});

test("words: still pictures are poor, no picture at all is not", () => {
  const fine = { lossPercent: 0.5, roundTripMs: 40, fps: 30 };
  expect(qualityWord(fine, true)).toBe("good");
  expect(qualityWord({ ...fine, lossPercent: 5 }, true)).toBe("fair");
  expect(qualityWord({ ...fine, roundTripMs: 900 }, true)).toBe("poor");
  expect(qualityWord({ ...fine, fps: 0 }, true)).toBe("poor");
  expect(qualityWord({ ...fine, fps: null }, false)).toBe("good");
});
