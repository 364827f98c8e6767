import { hintOf } from "../src/notifications/domain/address-hint.js";
import type { NotificationsTables } from "../src/notifications/tables.js";
import type { Tx } from "../src/platform/database/database.js";
import type { FieldCipher } from "../src/platform/field-cipher.js";
import type { Alliance } from "./alliance.js";
import { insertInto } from "./insert.js";
import type { Random } from "./random.js";

/** An invented, confirmed e-mail address for everyone with an account: their messages lie in the operator's local box. */
export async function writeAddresses(
  tx: Tx,
  alliance: Alliance,
  cipher: FieldCipher,
  random: Random,
): Promise<void> {
  const people = [
    ...alliance.people.map(({ id }) => id),
    ...alliance.experts.flatMap(({ personId }) => (personId ? [personId] : [])),
  ];
  await insertInto<NotificationsTables>()(
    tx,
    "notifications.address",
    people.map((personId) => {
      const address = `${personId.slice(0, 8)}@mail.example`;
      return {
        id: random.fork(personId).uuid(),
        person_id: personId,
        channel: "email" as const,
        address_cipher: cipher.encrypt(address),
        address_hash: cipher.blindIndex(`address ${address}`),
        address_hint: hintOf("email", address),
        verified_at: tx.now,
        code_expires_at: null,
        created_at: tx.now,
      };
    }),
  );
}
