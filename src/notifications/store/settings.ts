import type { Selectable } from "kysely";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { Channel, Weight } from "../domain/channels.js";
import { defaultOrder } from "../domain/plan.js";
import type { QuietHours } from "../domain/quiet-hours.js";
import { type NotificationsTables, notificationsTables } from "../tables.js";

/** How one person wants to be told, defaults filled in. */
export interface Setting {
  readonly order: Readonly<Record<Weight, readonly Channel[]>>;
  readonly quiet: QuietHours | null;
  /** Null: the zone of the person's institution. */
  readonly timeZone: string | null;
  readonly inCallUntil: Instant | null;
  /** 0: nothing saved yet. */
  readonly version: number;
}

export async function findSetting(tx: Tx, personId: string): Promise<Setting> {
  const row = await notificationsTables(tx)
    .selectFrom("notifications.setting")
    .selectAll()
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return {
    order: row?.channel_order ?? defaultOrder,
    quiet:
      row?.quiet_from != null && row.quiet_to !== null ? { from: row.quiet_from, to: row.quiet_to } : null,
    timeZone: row?.time_zone ?? null,
    inCallUntil: (row?.in_call_until ?? null) as Instant | null,
    version: row?.version ?? 0,
  };
}

/** Saves over the version that was read. False: another window saved first. */
export async function saveSetting(
  tx: Tx,
  personId: string,
  version: number,
  setting: Pick<Setting, "order" | "quiet" | "timeZone">,
): Promise<boolean> {
  const values = {
    channel_order: json(setting.order as Record<Weight, Channel[]>),
    quiet_from: setting.quiet?.from ?? null,
    quiet_to: setting.quiet?.to ?? null,
    time_zone: setting.timeZone,
    updated_at: tx.now,
  };
  const db = notificationsTables(tx);
  if (version === 0) {
    const added = await db
      .insertInto("notifications.setting")
      .values({ person_id: personId, ...values, in_call_until: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning("person_id")
      .execute();
    return added.length === 1;
  }
  const changed = await db
    .updateTable("notifications.setting")
    .set((e) => ({ ...values, version: e("version", "+", 1) }))
    .where("person_id", "=", personId)
    .where("version", "=", version)
    .returning("person_id")
    .execute();
  return changed.length === 1;
}

/**
 * The person has entered a call that ends at `until` at the latest, or left it (null). Meanwhile nothing goes out to
 * him; afterwards he is told what he missed. Needs system scope or the person's own.
 */
export async function setInCall(tx: Tx, personId: string, until: Instant | null): Promise<void> {
  await notificationsTables(tx)
    .insertInto("notifications.setting")
    .values({
      person_id: personId,
      channel_order: null,
      quiet_from: null,
      quiet_to: null,
      time_zone: null,
      in_call_until: until,
      updated_at: tx.now,
    })
    .onConflict((conflict) => conflict.column("person_id").doUpdateSet({ in_call_until: until }))
    .execute();
}

export interface Address {
  readonly id: string;
  readonly channel: Channel;
  /** Sealed with the field key. */
  readonly cipher: string;
  readonly hint: string;
  readonly verifiedAt: Instant | null;
  readonly codeExpiresAt: Instant | null;
  readonly wrongCodes: number;
  readonly createdAt: Instant;
}

const toAddress = (row: Selectable<NotificationsTables["notifications.address"]>): Address => ({
  id: row.id,
  channel: row.channel,
  cipher: row.address_cipher,
  hint: row.address_hint,
  verifiedAt: row.verified_at as Instant | null,
  codeExpiresAt: row.code_expires_at as Instant | null,
  wrongCodes: row.wrong_codes,
  createdAt: row.created_at as Instant,
});

/** The person's addresses, by channel, oldest first. */
export async function listAddresses(tx: Tx, personId: string): Promise<Address[]> {
  const rows = await notificationsTables(tx)
    .selectFrom("notifications.address")
    .selectAll()
    .where("person_id", "=", personId)
    .orderBy("channel")
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(toAddress);
}

/** Names the person's address of a channel, in place of the one before; a push subscription stands beside the others. */
export async function putAddress(
  tx: Tx,
  personId: string,
  address: {
    id: string;
    channel: Channel;
    cipher: string;
    hash: string;
    hint: string;
    verifiedAt: Instant | null;
    codeExpiresAt: Instant | null;
  },
): Promise<void> {
  const db = notificationsTables(tx);
  let before = db
    .deleteFrom("notifications.address")
    .where("person_id", "=", personId)
    .where("channel", "=", address.channel);
  if (address.channel === "push") before = before.where("address_hash", "=", address.hash);
  await before.execute();
  await db
    .insertInto("notifications.address")
    .values({
      id: address.id,
      person_id: personId,
      channel: address.channel,
      address_cipher: address.cipher,
      address_hash: address.hash,
      address_hint: address.hint,
      verified_at: address.verifiedAt,
      code_expires_at: address.codeExpiresAt,
      created_at: tx.now,
    })
    .execute();
}

/** Returns whether there was one. */
export async function removeAddress(tx: Tx, personId: string, id: string): Promise<boolean> {
  const rows = await notificationsTables(tx)
    .deleteFrom("notifications.address")
    .where("person_id", "=", personId)
    .where("id", "=", id)
    .returning("id")
    .execute();
  return rows.length === 1;
}

export async function markVerified(tx: Tx, id: string): Promise<void> {
  await notificationsTables(tx)
    .updateTable("notifications.address")
    .set({ verified_at: tx.now, code_expires_at: null })
    .where("id", "=", id)
    .execute();
}

/** Counts one wrong code; the next one may be the last that is looked at. */
export async function countWrongCode(tx: Tx, id: string): Promise<void> {
  await notificationsTables(tx)
    .updateTable("notifications.address")
    .set((e) => ({ wrong_codes: e("wrong_codes", "+", 1) }))
    .where("id", "=", id)
    .execute();
}
