import { randomUUID } from "node:crypto";
import { type Selectable, sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { type RoomTables, roomTables } from "../tables.js";

export interface Invitation {
  readonly id: string;
  readonly roomId: string;
  readonly caseId: string;
  readonly personId: string;
  readonly expertName: string;
  readonly institutionName: string;
  readonly reason: string;
  readonly status: "asked" | "confirmed" | "refused";
  readonly askedBy: string;
  readonly askedAt: Instant;
}

const toInvitation = (row: Selectable<RoomTables["room.invitation"]>): Invitation => ({
  id: row.id,
  roomId: row.room_id,
  caseId: row.case_id,
  personId: row.person_id,
  expertName: row.expert_name,
  institutionName: row.institution_name,
  reason: row.reason,
  status: row.status,
  askedBy: row.asked_by,
  askedAt: row.asked_at as Instant,
});

/** Undefined: the same person is asked for already. */
export async function addInvitation(
  tx: Tx,
  invitation: Omit<Invitation, "id" | "status" | "askedAt"> & { readonly practitionerRoleId: string },
): Promise<Invitation | undefined> {
  const row = await roomTables(tx)
    .insertInto("room.invitation")
    .values({
      id: randomUUID(),
      room_id: invitation.roomId,
      case_id: invitation.caseId,
      practitioner_role_id: invitation.practitionerRoleId,
      person_id: invitation.personId,
      expert_name: invitation.expertName,
      institution_name: invitation.institutionName,
      reason: invitation.reason,
      status: "asked",
      asked_by: invitation.askedBy,
      asked_at: tx.now,
      decided_by: null,
      decided_at: null,
    })
    .onConflict((conflict) =>
      conflict.columns(["room_id", "person_id"]).where("status", "=", sql.lit("asked")).doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
  return row && toInvitation(row);
}

export async function listInvitations(tx: Tx, roomId: string): Promise<Invitation[]> {
  const rows = await roomTables(tx)
    .selectFrom("room.invitation")
    .selectAll()
    .where("room_id", "=", roomId)
    .orderBy("asked_at", "desc")
    .execute();
  return rows.map(toInvitation);
}

/** All that wait for a decision, oldest first, as far as they are in sight. */
export async function listOpenInvitations(tx: Tx): Promise<Invitation[]> {
  const rows = await roomTables(tx)
    .selectFrom("room.invitation as i")
    .innerJoin("room.room as r", "r.id", "i.room_id")
    .selectAll("i")
    .where("i.status", "=", "asked")
    .where("r.status", "=", "open")
    .orderBy("i.asked_at")
    .limit(100)
    .execute();
  return rows.map(toInvitation);
}

/** Undefined: unknown, or decided before. */
export async function decideInvitationRow(
  tx: Tx,
  invitationId: string,
  decision: { readonly status: "confirmed" | "refused"; readonly by: string },
): Promise<Invitation | undefined> {
  const row = await roomTables(tx)
    .updateTable("room.invitation")
    .set({ status: decision.status, decided_by: decision.by, decided_at: tx.now })
    .where("id", "=", invitationId)
    .where("status", "=", "asked")
    .returningAll()
    .executeTakeFirst();
  return row && toInvitation(row);
}
