import type { Instant } from "../../kernel/types.js";
import { among } from "../../platform/database/among.js";
import { json, type Tx } from "../../platform/database/database.js";
import { dispatchTables, type ReminderDetails, type ReminderStep } from "../tables.js";

/** One look at whether, and when, the expert of an offer is to be reminded. */
export interface StoredReminder {
  readonly offerId: string;
  readonly number: number;
  readonly personId: string;
  readonly madeAt: Instant;
  readonly step: ReminderStep;
  readonly remindAt: Instant | null;
  readonly policyVersion: string;
  readonly modelVersion: string;
  readonly details: ReminderDetails;
}

export async function addReminder(tx: Tx, reminder: Omit<StoredReminder, "madeAt">): Promise<void> {
  await dispatchTables(tx)
    .insertInto("dispatch.reminder")
    .values({
      offer_id: reminder.offerId,
      number: reminder.number,
      person_id: reminder.personId,
      made_at: tx.now,
      step: reminder.step,
      remind_at: reminder.remindAt,
      policy_version: reminder.policyVersion,
      model_version: reminder.modelVersion,
      details: json(reminder.details),
    })
    .execute();
}

/** The last look at each of these offers that anybody has looked at, as far as they are in sight. */
export async function lastReminders(
  tx: Tx,
  offerIds: readonly string[],
): Promise<ReadonlyMap<string, StoredReminder>> {
  if (offerIds.length === 0) return new Map();
  const rows = await dispatchTables(tx)
    .selectFrom("dispatch.reminder")
    .selectAll()
    .distinctOn("offer_id")
    .where(among("offer_id", offerIds))
    .orderBy("offer_id")
    .orderBy("number", "desc")
    .execute();
  return new Map(
    rows.map((row) => [
      row.offer_id,
      {
        offerId: row.offer_id,
        number: row.number,
        personId: row.person_id,
        madeAt: row.made_at as Instant,
        step: row.step,
        remindAt: row.remind_at as Instant | null,
        policyVersion: row.policy_version,
        modelVersion: row.model_version,
        details: row.details,
      },
    ]),
  );
}
