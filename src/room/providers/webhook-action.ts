import { ok, refuse, type Result } from "../../kernel/result.js";
import { type Database, systemContext } from "../../platform/database/database.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import { publish } from "../../platform/outbox.js";
import { ProviderFault } from "./fault.js";
import { outsideProvider, type RtcNode } from "./host.js";
import type { IdentifiedEvent } from "./identified-event.js";
import type { ProviderRefusal } from "./refusals.js";
import { findRoomAtProvider, noteEvent } from "./server-store.js";
import { findProviderSetting } from "./settings-store.js";

/**
 * Hears what an institution's LiveKit tells by itself. The signature is checked over the very bytes; an event that comes twice
 * is heard once; one of a room that is not the institution's is noted and goes no further. Told on as `room.provider-told`.
 */
export async function hearLivekit(
  host: { readonly database: Database; readonly fieldCipher: FieldCipher },
  node: RtcNode,
  institutionId: string,
  rawBody: unknown,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Promise<Result<{ heard: number }, ProviderRefusal>> {
  // Whoever asks is not told whether there is such an institution.
  if (!Buffer.isBuffer(rawBody)) return refuse("webhook_refused");
  const { database, fieldCipher: cipher } = host;
  const setting = await database.withTx(systemContext, (tx) => findProviderSetting(tx, institutionId));
  if (setting === undefined) return refuse("webhook_refused");
  let events: readonly IdentifiedEvent[];
  try {
    const provider = outsideProvider({ ...node, database, cipher }, "livekit", setting);
    events = ((await provider.onWebhook?.(rawBody, headers)) ?? []) as readonly IdentifiedEvent[];
  } catch (error) {
    if (error instanceof ProviderFault) return refuse("webhook_refused");
    throw error;
  }
  return database.withTx(systemContext, async (tx) => {
    let heard = 0;
    for (const event of events) {
      if (!(await noteEvent(tx, institutionId, "livekit", event))) continue;
      heard++;
      const roomId = await findRoomAtProvider(tx, institutionId, event.providerRoom);
      if (roomId === undefined) continue;
      const { kind, identity = null, recordingId = null, files = [] } = event;
      await publish(tx, {
        topic: "room.provider-told",
        subjectId: roomId,
        payload: { provider: "livekit", kind, identity, recordingId, files },
      });
    }
    return ok({ heard });
  });
}
