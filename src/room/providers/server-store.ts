import { sql } from "kysely";
import { type Database, systemContext, type Tx } from "../../platform/database/database.js";
import { addMinutes } from "../../kernel/time.js";
import type { IdentifiedEvent } from "./identified-event.js";
import type { Placements } from "./janus-placement.js";
import type { MediaGrant } from "./media-grant.js";
import { providerTables } from "./tables.js";

/** Placements in the database, for all nodes. Rooms that are closed count no more. */
export function placementsIn(database: Database): Placements {
  const inSystem = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.withTx(systemContext, work);
  return {
    find: (roomId) =>
      inSystem(async (tx) => {
        const row = await providerTables(tx)
          .selectFrom("room.placement")
          .select("instance")
          .where("room_id", "=", roomId)
          .executeTakeFirst();
        return row?.instance;
      }),
    load: () =>
      inSystem(async (tx) => {
        const rows = await providerTables(tx)
          .selectFrom("room.placement as p")
          .innerJoin("room.room as r", "r.id", "p.room_id")
          .select(["p.instance", sql<number>`count(*)::int`.as("rooms")])
          .where("r.status", "<>", "closed")
          .groupBy("p.instance")
          .execute();
        return new Map(rows.map(({ instance, rooms }) => [instance, rooms]));
      }),
    place: (roomId, from, to) =>
      inSystem(async (tx) => {
        const db = providerTables(tx);
        if (from === undefined)
          await db
            .insertInto("room.placement")
            .values({ room_id: roomId, instance: to, placed_at: tx.now })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        else
          await db
            .updateTable("room.placement")
            .set({ instance: to, placed_at: tx.now })
            .where("room_id", "=", roomId)
            .where("instance", "=", from)
            .execute();
        const row = await db
          .selectFrom("room.placement")
          .select("instance")
          .where("room_id", "=", roomId)
          .executeTakeFirstOrThrow();
        return row.instance;
      }),
  };
}

/** Notes an event a provider told. False: it came before. Those of a month ago are forgotten: no provider repeats itself so late. */
export async function noteEvent(
  tx: Tx,
  institutionId: string,
  provider: "livekit" | "janus" | "agora",
  event: IdentifiedEvent,
): Promise<boolean> {
  const db = providerTables(tx);
  await db
    .deleteFrom("room.provider_event")
    .where("received_at", "<", addMinutes(tx.now, -30 * 24 * 60))
    .execute();
  const rows = await db
    .insertInto("room.provider_event")
    .values({
      institution_id: institutionId,
      provider,
      event_id: event.id,
      kind: event.kind,
      provider_room: event.providerRoom,
      received_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("event_id")
    .execute();
  return rows.length === 1;
}

/** The room of an institution that a provider knows by this name; undefined: none. */
export async function findRoomAtProvider(
  tx: Tx,
  institutionId: string,
  providerRoom: string,
): Promise<string | undefined> {
  const row = await providerTables(tx)
    .selectFrom("room.room")
    .select("id")
    .where("institution_id", "=", institutionId)
    .where("provider_room", "=", providerRoom)
    .executeTakeFirst();
  return row?.id;
}

/** As whom people are known to the provider of the room. */
export async function identitiesIn(tx: Tx, roomId: string): Promise<string[]> {
  const rows = await providerTables(tx)
    .selectFrom("room.participant")
    .select("identity")
    .where("room_id", "=", roomId)
    .execute();
  return rows.map(({ identity }) => identity);
}

/** Whether whom the grant names is admitted to its room, and the room open. */
export async function mayBeIn(tx: Tx, { roomId, identity, providerRoom }: MediaGrant): Promise<boolean> {
  const row = await providerTables(tx)
    .selectFrom("room.room as r")
    .innerJoin("room.participant as p", "p.room_id", "r.id")
    .select("r.id")
    .where("r.id", "=", roomId)
    .where("r.provider_room", "=", providerRoom)
    .where("r.status", "=", "open")
    .where("p.identity", "=", identity)
    .where("p.status", "=", "admitted")
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses a grant up. False: it was used before. */
export async function useGrant(tx: Tx, tokenHash: string, grant: MediaGrant): Promise<boolean> {
  const db = providerTables(tx);
  await db.deleteFrom("room.used_grant").where("expires_at", "<", tx.now).execute();
  const rows = await db
    .insertInto("room.used_grant")
    .values({ token_hash: tokenHash, expires_at: grant.expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning("token_hash")
    .execute();
  return rows.length === 1;
}
