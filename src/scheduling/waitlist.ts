import { randomUUID } from "node:crypto";
import { lockCase } from "../cases/index.js";
import { addMinutes } from "../kernel/time.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { Instant } from "../kernel/types.js";
import type { Tx } from "../platform/database/database.js";
import { schedule } from "../platform/jobs.js";
import { bookHeld, holdSlot } from "./appointments.js";
import { findCommonSlots } from "./availability.js";
import { furthestDays } from "./domain/appointment.js";
import * as store from "./store/waitlist.js";
import type { By } from "./tell-parties.js";

export type WaitlistRefusal = "waits_already" | "waitlist_entry_not_found" | "window_empty" | "case_not_open";

/** Puts a meeting on the waiting list: it takes the first time within the window that becomes free. Runs in system scope. */
export async function joinWaitlist(
  tx: Tx,
  entry: {
    readonly caseId: string;
    readonly personIds: readonly string[];
    readonly minutes: number;
    readonly fromAt: Instant;
    readonly toAt: Instant;
    readonly by: By;
  },
): Promise<Result<{ id: string }, WaitlistRefusal>> {
  const from = entry.fromAt > tx.now ? entry.fromAt : tx.now;
  if (entry.toAt <= from || entry.toAt > addMinutes(tx.now, furthestDays * 1440))
    return refuse("window_empty");
  const found = await lockCase(tx, entry.caseId);
  if (!found) return refuse("case_not_open");
  const id = randomUUID();
  const personIds = [...new Set(entry.personIds)].sort();
  const isNew = await store.addWaitlistEntry(tx, {
    id,
    caseId: found.id,
    institutionId: found.institutionId,
    personIds,
    minutes: entry.minutes,
    fromAt: from,
    toAt: entry.toAt,
    createdBy: entry.by.personId,
  });
  if (!isNew) return refuse("waits_already");
  await schedule(tx, { kind: "scheduling.lapse-waiting", subjectId: id, dueAt: entry.toAt });
  return ok({ id });
}

/** Takes a meeting off the waiting list. */
export async function leaveWaitlist(
  tx: Tx,
  caseId: string,
  entryId: string,
): Promise<Result<null, WaitlistRefusal>> {
  return (await store.endWaiting(tx, entryId, caseId, "cancelled"))
    ? ok(null)
    : refuse("waitlist_entry_not_found");
}

/** Most entries looked at for one freed time: the next freed time looks at the rest. */
const mostTried = 50;

/**
 * People have time again: whoever waits for one of them, longest first, takes the first common slot of his window. One whose case is
 * no longer open, or for whom there is still no time, waits on.
 */
export async function refillFreed(tx: Tx, personIds: readonly string[]): Promise<void> {
  for (const entry of await store.listWaitingFor(tx, personIds, mostTried)) {
    const from = entry.fromAt > tx.now ? entry.fromAt : tx.now;
    const [slot] = await findCommonSlots(tx, { ...entry, from, to: entry.toAt, limit: 1 });
    if (!slot) continue;
    const held = await holdSlot(tx, {
      caseId: entry.caseId,
      personIds: entry.personIds,
      startsAt: slot.startsAt,
      minutes: entry.minutes,
      expiresAt: addMinutes(tx.now, 5),
    });
    if (!held.ok) continue;
    const booked = await bookHeld(tx, held.value.appointmentId);
    if (booked.ok) await store.fillWaiting(tx, entry.id, booked.value.id);
  }
}

/** The window of an entry has passed without a time. */
export const lapseWaiting = async (tx: Tx, entryId: string): Promise<void> => {
  const entry = await store.findWaiting(tx, entryId);
  if (entry && entry.toAt <= tx.now) await store.endWaiting(tx, entryId, entry.caseId, "lapsed");
};

/** What an outbox payload names; anything else is no person. */
export const personIdsOf = (payload: Readonly<Record<string, unknown>>): string[] =>
  Array.isArray(payload["personIds"]) ? payload["personIds"].filter((id) => typeof id === "string") : [];
