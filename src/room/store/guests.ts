import { randomUUID } from "node:crypto";
import type { Selectable } from "kysely";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { type RoomTables, roomTables } from "../tables.js";

export interface GuestLink {
  readonly id: string;
  readonly roomId: string;
  readonly caseId: string;
  readonly guestName: string;
  readonly relation: "patient" | "family";
  readonly madeBy: string;
  readonly expiresAt: Instant;
  readonly usedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

const toLink = (row: Selectable<RoomTables["room.guest_link"]>): GuestLink => ({
  id: row.id,
  roomId: row.room_id,
  caseId: row.case_id,
  guestName: row.guest_name,
  relation: row.relation,
  madeBy: row.made_by,
  expiresAt: row.expires_at as Instant,
  usedAt: row.used_at as Instant | null,
  revokedAt: row.revoked_at as Instant | null,
});

export async function addGuestLink(
  tx: Tx,
  link: {
    readonly roomId: string;
    readonly caseId: string;
    readonly tokenHash: string;
    readonly guestName: string;
    readonly relation: "patient" | "family";
    readonly madeBy: string;
    readonly expiresAt: Instant;
  },
): Promise<string> {
  const id = randomUUID();
  await roomTables(tx)
    .insertInto("room.guest_link")
    .values({
      id,
      room_id: link.roomId,
      case_id: link.caseId,
      token_hash: link.tokenHash,
      guest_name: link.guestName,
      relation: link.relation,
      made_by: link.madeBy,
      made_at: tx.now,
      expires_at: link.expiresAt,
      revoked_at: null,
      used_at: null,
      session_hash: null,
      consented_at: null,
    })
    .execute();
  return id;
}

/** Newest first. */
export async function listGuestLinks(tx: Tx, roomId: string): Promise<GuestLink[]> {
  const rows = await roomTables(tx)
    .selectFrom("room.guest_link")
    .selectAll()
    .where("room_id", "=", roomId)
    .orderBy("made_at", "desc")
    .orderBy("id")
    .execute();
  return rows.map(toLink);
}

export async function findGuestLink(
  tx: Tx,
  by: { readonly tokenHash: string } | { readonly sessionHash: string },
): Promise<GuestLink | undefined> {
  const query = roomTables(tx).selectFrom("room.guest_link").selectAll();
  const row = await (
    "tokenHash" in by
      ? query.where("token_hash", "=", by.tokenHash)
      : query.where("session_hash", "=", by.sessionHash)
  ).executeTakeFirst();
  return row && toLink(row);
}

/** Exchanges the link for the key of one phone, once. False: somebody was first, or it is over. */
export async function useGuestLink(tx: Tx, linkId: string, sessionHash: string): Promise<boolean> {
  const rows = await roomTables(tx)
    .updateTable("room.guest_link")
    .set({ used_at: tx.now, consented_at: tx.now, session_hash: sessionHash })
    .where("id", "=", linkId)
    .where("used_at", "is", null)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", tx.now)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** False: unknown, or revoked before. */
export async function revokeGuestLink(tx: Tx, roomId: string, linkId: string): Promise<boolean> {
  const rows = await roomTables(tx)
    .updateTable("room.guest_link")
    .set({ revoked_at: tx.now })
    .where("id", "=", linkId)
    .where("room_id", "=", roomId)
    .where("revoked_at", "is", null)
    .returning("id")
    .execute();
  return rows.length === 1;
}
