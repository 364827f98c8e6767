import { createHash } from "node:crypto";
import { nextInChina } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import type { Tx } from "../platform/database/database.js";
import { schedule } from "../platform/jobs.js";

/** The one subject of the registry's nightly job; migrations/0014_membership.sql sets its first run. */
export const nightlySubject = "00000000-0000-4000-8000-000000000014";

/** The next 02:00 in China after `now`: when the registry looks at terms and due dates. */
export const nextNight = (now: Instant): Instant => nextInChina(now, "02:00");

/** Sets the next night's run. A run that fails is tried again by itself and sets the next one when it succeeds. */
export function scheduleNight(tx: Tx): Promise<void> {
  const dueAt = nextNight(tx.now);
  // Keyed by its night: the run that sets it is itself still waiting to be done.
  return schedule(tx, { kind: "experts.nightly", subjectId: nightlySubject, dueAt, dedupeKey: dueAt });
}

/**
 * One notice a run, reader and matter, however often the run is tried: an id made of its parts, in the form of a UUID.
 */
export function eventIdOf(...parts: readonly string[]): string {
  const hex = createHash("sha256").update(parts.join("\n")).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
