import { execFile } from "node:child_process";
import { open, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Instant } from "../../kernel/types.js";
import type { RecordedFile } from "../provider.js";
import { ProviderFault } from "./fault.js";

const run = promisify(execFile);

/** Name of a track's file. Source: janus_videoroom.c 1.1, janus_videoroom_recorder_create. */
const mjrName = /^videoroom-(\d+)-user-(\d+)-(\d+)-(audio|video)-(\d+)\.mjr$/u;

/** The tracks of a room's recording that began at or after `fromMs`, by name. Times in the names are microseconds. */
export async function mjrFilesOf(folder: string, room: number, fromMs: number): Promise<RecordedFile[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    throw new ProviderFault("recording_unknown");
  }
  const files: RecordedFile[] = [];
  for (const name of names.sort()) {
    const [, ofRoom, , micros, kind] = mjrName.exec(name) ?? [];
    // Clocks of two machines differ; a second is less than the time between two recordings.
    if (Number(ofRoom) !== room || Number(micros) / 1000 < fromMs - 1000) continue;
    files.push({
      location: join(folder, name),
      mediaType: kind === "audio" ? "audio/x-janus-mjr" : "video/x-janus-mjr",
      identity: null,
      startedAt: new Date(Number(micros) / 1000).toISOString() as Instant,
      sizeBytes: (await stat(join(folder, name))).size,
    });
  }
  return files;
}

/** All tracks of a room in a folder that this server does not see, by the beginning of their names. */
export const mjrFilesUnseen = (folder: string, room: number): RecordedFile => ({
  location: join(folder, `videoroom-${room}-user-*.mjr`),
  mediaType: "application/x-janus-mjr",
  identity: null,
  startedAt: null,
  sizeBytes: null,
});

/** When the first packet was written, in microseconds, as the file's header says. Source: Janus "mjr" format, key `u`. */
async function firstPacketAt(path: string): Promise<number | undefined> {
  const file = await open(path, "r");
  try {
    const head = Buffer.alloc(4096);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    // Eight letters, the length of the JSON in two bytes, the JSON. A file cut off before that holds nothing.
    if (bytesRead < 10 || head.toString("latin1", 0, 8) !== "MJR00002") return undefined;
    const text = head.toString("utf8", 10, 10 + head.readUInt16BE(8));
    const micros = z.object({ u: z.number() }).safeParse(JSON.parse(text));
    return micros.success ? micros.data.u : undefined;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

const longestMs = 20 * 60_000;

/**
 * Puts the tracks of a recording together into one WebM at `target`: sounds mixed, pictures side by side, each from when it
 * began. Needs `janus-pp-rec` (Debian: janus-tools) and `ffmpeg`.
 * @throws ProviderFault `recording_unknown` when no track holds anything.
 */
export async function composeRecording(files: readonly RecordedFile[], target: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "consilium-mjr-"));
  try {
    const tracks: { path: string; isAudio: boolean; beganAt: number }[] = [];
    for (const { location, mediaType } of files) {
      const isAudio = mediaType.startsWith("audio/");
      const path = join(folder, `${basename(location, ".mjr")}${isAudio ? ".opus" : ".webm"}`);
      const beganAt = await firstPacketAt(location);
      if (beganAt === undefined) continue;
      try {
        await run("janus-pp-rec", [location, path], { timeout: longestMs });
        if ((await stat(path)).size > 0) tracks.push({ path, isAudio, beganAt });
      } catch {
        // A track in which nothing was sent gives no file; the others are the recording.
        continue;
      }
    }
    if (tracks.length === 0) throw new ProviderFault("recording_unknown");
    await run("ffmpeg", composeArguments(tracks, target), { timeout: longestMs });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Arguments of ffmpeg for tracks that began at different times (microseconds). */
export function composeArguments(
  tracks: readonly { readonly path: string; readonly isAudio: boolean; readonly beganAt: number }[],
  target: string,
): string[] {
  const start = Math.min(...tracks.map(({ beganAt }) => beganAt));
  const numbered = tracks.map((track, at) => ({ ...track, at, delay: (track.beganAt - start) / 1_000_000 }));
  const audio = numbered.filter(({ isAudio }) => isAudio);
  const video = numbered.filter(({ isAudio }) => !isAudio);
  const parts = [
    ...audio.map(({ at, delay }) => `[${at}:a]adelay=${Math.round(delay * 1000)}:all=1[a${at}]`),
    ...video.map(
      ({ at, delay }) =>
        `[${at}:v]setpts=PTS-STARTPTS+${delay.toFixed(3)}/TB,` +
        `scale=640:360:force_original_aspect_ratio=decrease,pad=640:360:(ow-iw)/2:(oh-ih)/2,fps=15[v${at}]`,
    ),
    ...(audio.length > 0
      ? [`${audio.map(({ at }) => `[a${at}]`).join("")}amix=inputs=${audio.length}:normalize=0[sound]`]
      : []),
    ...(video.length > 1
      ? [`${video.map(({ at }) => `[v${at}]`).join("")}hstack=inputs=${video.length}[picture]`]
      : []),
  ];
  const [only] = video;
  return [
    "-y",
    "-v",
    "error",
    ...numbered.flatMap(({ path }) => ["-i", path]),
    "-filter_complex",
    parts.join(";"),
    ...(audio.length > 0 ? ["-map", "[sound]", "-c:a", "libopus"] : []),
    ...(only === undefined
      ? []
      : [
          "-map",
          video.length > 1 ? "[picture]" : `[v${only.at}]`,
          "-c:v",
          "libvpx",
          "-b:v",
          "1M",
          "-deadline",
          "realtime",
        ]),
    target,
  ];
}
