import { ok, refuse, type Result } from "../../kernel/result.js";
import { type Database, systemContext, type Tx } from "../../platform/database/database.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import { publish } from "../../platform/outbox.js";
import { agoraUid } from "./agora-rest.js";
import { ProviderFault } from "./fault.js";
import { outsideProvider, type RtcNode } from "./host.js";
import type { IdentifiedEvent } from "./identified-event.js";
import type { ProviderRefusal } from "./refusals.js";
import { findRoomAtProvider, identitiesIn, noteEvent } from "./server-store.js";
import { findProviderSetting } from "./settings-store.js";

/**
 * Hears what an institution's LiveKit or 声网 tells by itself. The signature is checked over the very bytes; an event that comes twice
 * is heard once; one of a room that is not the institution's is noted and goes no further. Told on as `room.provider-told`.
 */
export async function hearProvider(
  host: { readonly database: Database; readonly fieldCipher: FieldCipher },
  node: RtcNode,
  name: "livekit" | "agora",
  institutionId: string,
  rawBody: unknown,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Promise<Result<{ heard: number }, ProviderRefusal>> {
  // Whoever asks is not told whether there is such an institution.
  if (!Buffer.isBuffer(rawBody)) return refuse("webhook_refused");
  const { database, fieldCipher: cipher } = host;
  const { setting, now } = await database.withTx(systemContext, async (tx) => ({
    setting: await findProviderSetting(tx, institutionId),
    now: tx.now,
  }));
  if (setting === undefined) return refuse("webhook_refused");
  let events: readonly IdentifiedEvent[];
  try {
    const provider = outsideProvider({ ...node, database, cipher }, name, setting);
    events = ((await provider.onWebhook?.(rawBody, headers, now)) ?? []) as readonly IdentifiedEvent[];
  } catch (error) {
    if (error instanceof ProviderFault) return refuse("webhook_refused");
    throw error;
  }
  return database.withTx(systemContext, async (tx) => {
    let heard = 0;
    for (const event of events) {
      if (!(await noteEvent(tx, institutionId, name, event))) continue;
      heard++;
      const roomId = await findRoomAtProvider(tx, institutionId, event.providerRoom);
      if (roomId === undefined) continue;
      const { kind, recordingId = null, files = [], uid } = event;
      const identity =
        event.identity ?? (uid === undefined ? null : await identityOf(tx, roomId, event.providerRoom, uid));
      await publish(tx, {
        topic: "room.provider-told",
        subjectId: roomId,
        payload: { provider: name, kind, identity, recordingId, files },
      });
    }
    return ok({ heard });
  });
}

/** 声网 knows people by numbers that are worked out from their identities; null: of nobody in the room. */
const identityOf = async (tx: Tx, roomId: string, channel: string, uid: number): Promise<string | null> =>
  (await identitiesIn(tx, roomId)).find((identity) => agoraUid(channel, identity) === uid) ?? null;
