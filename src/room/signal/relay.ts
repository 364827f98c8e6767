import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Database, Tx } from "../../platform/database/database.js";
import type { CallEvent } from "../domain/signalling.js";
import { roomTables } from "../tables.js";

const channel = "consilium_room";
/** A NOTIFY takes 8000 bytes at most; a session description is longer. Source: PostgreSQL 15 manual, NOTIFY. */
const pieceLength = 5600;

interface Piece {
  /** The node that has applied it already; null: it comes out of a transaction, every node applies it. */
  readonly node: string | null;
  readonly room: string;
  readonly id: string;
  readonly at: number;
  readonly of: number;
  readonly data: string;
}

/** Sends the event to every node on commit, in pieces where it is long. Ids and session descriptions only, never what was written. */
export async function tellRoom(
  tx: Tx,
  roomId: string,
  event: CallEvent,
  node: string | null = null,
): Promise<void> {
  const data = Buffer.from(JSON.stringify(event)).toString("base64");
  const of = Math.max(1, Math.ceil(data.length / pieceLength));
  const id = randomUUID();
  for (let at = 0; at < of; at++) {
    const piece: Piece = {
      node,
      room: roomId,
      id,
      at,
      of,
      data: data.slice(at * pieceLength, (at + 1) * pieceLength),
    };
    await sql`select pg_notify(${channel}, ${JSON.stringify(piece)})`.execute(roomTables(tx));
  }
}

/** Hears what other nodes and transactions tell of rooms. A message of which a piece is lost is dropped. */
export function hearRooms(
  database: Database,
  hear: (roomId: string, event: CallEvent, node: string | null) => void,
): Promise<() => Promise<void>> {
  const partial = new Map<string, (string | undefined)[]>();
  return database.listen(channel, (payload) => {
    const piece = JSON.parse(payload) as Piece;
    const pieces = partial.get(piece.id) ?? [];
    pieces[piece.at] = piece.data;
    if (piece.at < piece.of - 1) {
      if (partial.size > 1000) partial.clear();
      partial.set(piece.id, pieces);
      return;
    }
    partial.delete(piece.id);
    if (pieces.filter((one) => one !== undefined).length !== piece.of) return;
    const event = JSON.parse(Buffer.from(pieces.join(""), "base64").toString("utf8")) as CallEvent;
    hear(piece.room, event, piece.node);
  });
}
