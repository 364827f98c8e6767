import type { QualitySample } from "../../api.js";

/** What the browser has counted up to now; the next look takes the difference. */
export interface Counters {
  readonly atMs: number;
  readonly bytes: number;
  readonly received: number;
  readonly lost: number;
}

interface InboundRtp {
  readonly type: string;
  readonly kind?: string;
  readonly timestamp: number;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly framesPerSecond?: number;
  readonly packetsLost?: number;
  readonly packetsReceived?: number;
  readonly bytesReceived?: number;
  readonly jitter?: number;
  readonly freezeCount?: number;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly currentRoundTripTime?: number;
}

const clamp = (value: number, max: number): number => Math.min(max, Math.max(0, value));
const tenth = (value: number | undefined, max: number): number | null =>
  value === undefined || !Number.isFinite(value) ? null : clamp(Math.round(value * 10) / 10, max);

/** One look at what is received from one person; loss and rate are since the look before. Source: W3C webrtc-stats. */
export function readSample(
  from: string,
  report: { forEach(see: (stat: InboundRtp) => void): void },
  before: Counters | undefined,
): { sample: QualitySample; counters: Counters } {
  let picture: InboundRtp | undefined;
  let roundTrip: number | undefined;
  let jitter: number | undefined;
  const now = { atMs: 0, bytes: 0, received: 0, lost: 0 };
  report.forEach((stat) => {
    if (stat.type === "inbound-rtp") {
      if (stat.kind === "video") picture = stat;
      now.atMs = Math.max(now.atMs, stat.timestamp);
      now.bytes += stat.bytesReceived ?? 0;
      now.received += stat.packetsReceived ?? 0;
      now.lost += Math.max(0, stat.packetsLost ?? 0);
      if (stat.jitter !== undefined) jitter = Math.max(jitter ?? 0, stat.jitter * 1000);
    }
    if (stat.type === "candidate-pair" && (stat.nominated === true || stat.state === "succeeded"))
      roundTrip = (stat.currentRoundTripTime ?? 0) * 1000;
  });
  const since = before ?? { ...now, bytes: 0, received: 0, lost: 0, atMs: now.atMs - 1000 };
  const received = now.received - since.received;
  const lost = now.lost - since.lost;
  const seconds = Math.max(0.1, (now.atMs - since.atMs) / 1000);
  return {
    counters: now,
    sample: {
      from,
      width: picture?.frameWidth === undefined ? null : Math.round(clamp(picture.frameWidth, 10_000)),
      height: picture?.frameHeight === undefined ? null : Math.round(clamp(picture.frameHeight, 10_000)),
      fps: tenth(picture?.framesPerSecond, 1000),
      lossPercent: received + lost > 0 ? tenth((100 * lost) / (received + lost), 100) : null,
      jitterMs: tenth(jitter, 60_000),
      roundTripMs: tenth(roundTrip, 60_000),
      freezes: picture?.freezeCount === undefined ? null : Math.round(clamp(picture.freezeCount, 1_000_000)),
      kbps: tenth(((now.bytes - since.bytes) * 8) / 1000 / seconds, 1_000_000),
      firstFrameMs: null,
    },
  };
}

export type QualityWord = "good" | "fair" | "poor";

/**
 * One word for a doctor. Source: ITU-T G.114 (one-way delay up to 150 ms is good, above 400 ms not acceptable) and G.1010
 * (loss below 3 % for speech and pictures).
 */
export function qualityWord(
  sample: Pick<QualitySample, "lossPercent" | "roundTripMs" | "fps">,
  sendsPicture: boolean,
): QualityWord {
  const loss = sample.lossPercent ?? 0;
  const roundTrip = sample.roundTripMs ?? 0;
  const fps = sendsPicture ? (sample.fps ?? 0) : 30;
  if (loss > 8 || roundTrip > 800 || fps < 5) return "poor";
  if (loss > 3 || roundTrip > 300 || fps < 12) return "fair";
  return "good";
}
