import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { notificationsTables } from "../tables.js";

/** 一键接诊: the right of one person to accept one offer with one tap, once and in time. */
export interface OneTap {
  readonly id: string;
  readonly personId: string;
  readonly subjectId: string;
  readonly tokenHash: string;
  readonly expiresAt: Instant;
  readonly usedAt: Instant | null;
  readonly usedKeyHash: string | null;
}

/** The row for an offer and person, made now unless there is one; all channels carry the same link. Needs system scope. */
export async function putOneTap(
  tx: Tx,
  link: { id: string; personId: string; subjectId: string; tokenHash: string; expiresAt: Instant },
): Promise<OneTap> {
  const db = notificationsTables(tx);
  await db
    .insertInto("notifications.one_tap")
    .values({
      id: link.id,
      person_id: link.personId,
      subject_id: link.subjectId,
      token_hash: link.tokenHash,
      expires_at: link.expiresAt,
      used_at: null,
      used_key_hash: null,
      created_at: tx.now,
    })
    .onConflict((conflict) => conflict.columns(["subject_id", "person_id"]).doNothing())
    .execute();
  const row = await db
    .selectFrom("notifications.one_tap")
    .selectAll()
    .where("subject_id", "=", link.subjectId)
    .where("person_id", "=", link.personId)
    .executeTakeFirstOrThrow();
  return toOneTap(row);
}

const toOneTap = (row: {
  id: string;
  person_id: string;
  subject_id: string;
  token_hash: string;
  expires_at: string;
  used_at: string | null;
  used_key_hash: string | null;
}): OneTap => ({
  id: row.id,
  personId: row.person_id,
  subjectId: row.subject_id,
  tokenHash: row.token_hash,
  expiresAt: row.expires_at as Instant,
  usedAt: row.used_at as Instant | null,
  usedKeyHash: row.used_key_hash,
});

/** Undefined: no such link was ever made. */
export async function findOneTap(tx: Tx, tokenHash: string): Promise<OneTap | undefined> {
  const row = await notificationsTables(tx)
    .selectFrom("notifications.one_tap")
    .selectAll()
    .where("token_hash", "=", tokenHash)
    .executeTakeFirst();
  return row && toOneTap(row);
}

/** Uses the link up. False: it was used before, or its time is over. */
export async function useOneTap(tx: Tx, id: string, keyHash: string): Promise<boolean> {
  const rows = await notificationsTables(tx)
    .updateTable("notifications.one_tap")
    .set({ used_at: tx.now, used_key_hash: keyHash })
    .where("id", "=", id)
    .where("used_at", "is", null)
    .where("expires_at", ">", tx.now)
    .returning("id")
    .execute();
  return rows.length === 1;
}
