import type { Tx } from "../../platform/database/database.js";
import { consultationTables } from "../tables.js";

export interface StoredKey {
  readonly publicKey: string;
  readonly privateKeyCipher: string;
}

/** Undefined: this person has never signed. In system scope only. */
export async function findSigningKey(tx: Tx, personId: string): Promise<StoredKey | undefined> {
  const row = await consultationTables(tx)
    .selectFrom("consultation.signing_key")
    .select(["public_key", "private_key_cipher"])
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row && { publicKey: row.public_key, privateKeyCipher: row.private_key_cipher };
}

/** Keeps the key unless the person has one already. In system scope only. */
export async function addSigningKey(tx: Tx, personId: string, key: StoredKey): Promise<void> {
  await consultationTables(tx)
    .insertInto("consultation.signing_key")
    .values({
      person_id: personId,
      public_key: key.publicKey,
      private_key_cipher: key.privateKeyCipher,
      created_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Public key by person, of those who have one. In system scope only. */
export async function findPublicKeys(tx: Tx, personIds: readonly string[]): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await consultationTables(tx)
    .selectFrom("consultation.signing_key")
    .select(["person_id", "public_key"])
    .where("person_id", "in", [...new Set(personIds)])
    .execute();
  return new Map(rows.map((row) => [row.person_id, row.public_key]));
}
