import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";

export const recordingStatuses = ["asked", "cancelled", "recording", "stopped", "sealed", "purged"] as const;
export type RecordingStatus = (typeof recordingStatuses)[number];

/** The same rows stand in platform.state_transition; a test compares the two. */
export const recordingSteps: Readonly<Record<RecordingStatus, readonly RecordingStatus[]>> = {
  asked: ["recording", "cancelled"],
  cancelled: [],
  recording: ["stopped"],
  stopped: ["sealed"],
  sealed: ["purged"],
  purged: [],
};

/** `recorder_lost`: nothing came for two minutes. */
export type StopReason = "person" | "consent_withdrawn" | "recorder_lost" | "room_closed" | "too_long";
export type ConsentAnswer = "waiting" | "agreed" | "declined" | "withdrawn";

/** Without a new chunk for so long everybody in the room is told, loudly. */
export const silenceAlarmSeconds = 10;
/** Without one for so long the recording is over. */
export const lostAfterSeconds = 120;
/** A recorder that was lost may bring what it still has for a day; then the recording is sealed with what came. */
export const sealWithoutRestHours = 24;
/** Longest recording: four hours of one-second chunks, with room for slow timers. */
export const mostChunks = 15_000;

export const genesis = "0".repeat(64);

export interface ChunkFacts {
  readonly number: number;
  readonly sha256: string;
  /** Head of the chain as the sender knows it. */
  readonly previousHash: string;
}
export interface ChainState {
  readonly status: RecordingStatus;
  readonly stopReason: StopReason | null;
  readonly chunkCount: number;
  readonly chainHash: string;
}
export type ChunkRefusal =
  | "recording_not_running"
  | "chunk_out_of_order"
  | "chunk_not_in_chain"
  | "too_many_chunks";

/**
 * Whether a chunk is the next one of the chain. `repeated`: this number came already; whether with the same bytes the
 * caller compares. A stopped recording still takes what its recorder had kept while the network was away; one that
 * somebody's withdrawn consent stopped takes nothing more.
 */
export function judgeChunk(state: ChainState, chunk: ChunkFacts): Result<"next" | "repeated", ChunkRefusal> {
  const isOpen =
    state.status === "recording" || (state.status === "stopped" && state.stopReason !== "consent_withdrawn");
  if (chunk.number < state.chunkCount) return ok("repeated");
  if (!isOpen) return refuse("recording_not_running");
  if (chunk.number >= mostChunks) return refuse("too_many_chunks");
  if (chunk.number > state.chunkCount) return refuse("chunk_out_of_order");
  return chunk.previousHash === state.chainHash ? ok("next") : refuse("chunk_not_in_chain");
}

/** Seconds since the last sign of life of a running recording, at least 0. */
export const silentSeconds = (
  recording: { readonly startedAt: Instant | null; readonly lastChunkAt: Instant | null },
  now: Instant,
): number => {
  const last = recording.lastChunkAt ?? recording.startedAt;
  return last === null ? 0 : Math.max(0, (Date.parse(now) - Date.parse(last)) / 1000);
};

/** Whether a stopped recording can be sealed: all of it came, or nothing more is waited for. */
export const isReadyToSeal = (
  recording: {
    readonly stopReason: StopReason | null;
    readonly stoppedAt: Instant;
    readonly chunkCount: number;
    readonly expectedChunks: number | null;
  },
  now: Instant,
): boolean =>
  recording.stopReason === "consent_withdrawn" ||
  (recording.expectedChunks !== null && recording.chunkCount >= recording.expectedChunks) ||
  Date.parse(now) - Date.parse(recording.stoppedAt) >= sealWithoutRestHours * 3_600_000;

/**
 * The last day of keeping, counted from a civil day. 29 February becomes 1 March, so that never a day too little is kept.
 * Source: 国家卫生健康委 国卫医发〔2018〕25号 附件3 第十五条 (资料保存); 医疗机构病历管理规定（2013年版） 第二十九条 (门诊 15 年, 住院 30 年).
 */
export function keepUntil(fromOn: string, years: number): string {
  const [year = 0, month = 1, day = 1] = fromOn.split("-").map(Number);
  const date = new Date(Date.UTC(year + years, month - 1, day));
  return date.toISOString().slice(0, 10);
}

/** Bytes asked for by a Range header, both ends inclusive; undefined: the whole. `unsatisfiable`: outside the file. */
export function readRange(
  header: string | undefined,
  size: number,
): { readonly first: number; readonly last: number } | "unsatisfiable" | undefined {
  const match = header === undefined ? null : /^bytes=(\d{0,15})-(\d{0,15})$/u.exec(header);
  if (!match) return undefined;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return undefined;
  if (from === "") {
    const length = Math.min(Number(to), size);
    return length === 0 ? "unsatisfiable" : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return first >= size || last < first ? "unsatisfiable" : { first, last };
}

/** Which pieces of files hold the bytes from `first` to `last`, and where in each. In order. */
export function piecesOf<P extends { readonly firstByte: number; readonly sizeBytes: number }>(
  parts: readonly P[],
  first: number,
  last: number,
): { readonly part: P; readonly from: number; readonly to: number }[] {
  return parts.flatMap((part) => {
    const from = Math.max(0, first - part.firstByte);
    const to = Math.min(part.sizeBytes - 1, last - part.firstByte);
    return from <= to && to >= 0 && from < part.sizeBytes ? [{ part, from, to }] : [];
  });
}
