import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import type { Channel } from "../domain/channels.js";
import { notificationsTables } from "../tables.js";

/** What would have gone out, newest first. */
export async function listLocalMessages(
  tx: Tx,
  limit: number,
): Promise<
  {
    id: string;
    channel: Channel;
    personId: string;
    recipient: string;
    subject: string;
    body: string;
    link: string;
    createdAt: Instant;
  }[]
> {
  const rows = await notificationsTables(tx)
    .selectFrom("notifications.local_message")
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    personId: row.person_id,
    recipient: row.recipient,
    subject: row.subject,
    body: row.body,
    link: row.link,
    createdAt: row.created_at as Instant,
  }));
}
