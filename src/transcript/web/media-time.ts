/** Minutes and seconds, with hours where there are any: 3:07, 1:02:09. */
export function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Where in a film a line was spoken, in seconds; undefined: not in this film, or in none that is still there. */
export function secondsInto(
  recording: {
    readonly startedAt: string | null;
    readonly stoppedAt: string | null;
    readonly status: string;
    readonly sizeBytes: number;
  },
  session: { readonly startedAt: string },
  segment: { readonly startMs: number; readonly endMs: number },
): number | undefined {
  if (recording.startedAt === null || recording.status === "purged" || recording.sizeBytes === 0)
    return undefined;
  const spokenAt = Date.parse(session.startedAt) + segment.startMs;
  const endAt = recording.stoppedAt === null ? Number.POSITIVE_INFINITY : Date.parse(recording.stoppedAt);
  const seconds = (spokenAt - Date.parse(recording.startedAt)) / 1000;
  if (spokenAt > endAt || spokenAt + (segment.endMs - segment.startMs) < Date.parse(recording.startedAt))
    return undefined;
  return Math.max(0, seconds);
}
