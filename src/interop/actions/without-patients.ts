/** Segments of a schedule that say when, who and what for; all others are of patients, or nobody's business here. */
const needed: ReadonlySet<string> = new Set(["MSH", "SCH", "TQ1", "RGS", "AIS", "AIG", "AIL", "AIP"]);

/**
 * A schedule message's bytes without the segments that tell of patients, for keeping. No charset that is taken puts a line end
 * inside a character.
 */
export function withoutPatients(bytes: Uint8Array): Uint8Array {
  const lines = Buffer.from(bytes)
    .toString("latin1")
    .split(/\r\n?|\n/u);
  const kept = lines.filter((line, i) => i === 0 || needed.has(line.slice(0, 3)));
  return Buffer.from(`${kept.join("\r")}\r`, "latin1");
}
