import { type Database, systemContext } from "../../platform/database/database.js";
import type { Channel } from "../domain/channels.js";
import { notificationsTables } from "../tables.js";
import { type NotificationChannel, sent } from "./channel.js";

/** 本地信箱: keeps each message where the operator can read it, and sends nothing. Telling one twice keeps it once. */
export const localBox = (channel: Channel, database: Database): NotificationChannel => ({
  channel,
  async send(message) {
    await database.withTx(systemContext, async (tx) => {
      await notificationsTables(tx)
        .insertInto("notifications.local_message")
        .values({
          id: message.id,
          delivery_id: message.id,
          channel,
          person_id: message.personId,
          recipient: message.to,
          subject: message.subject,
          body: message.text,
          link: message.link,
          created_at: tx.now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
    return sent("local");
  },
});
