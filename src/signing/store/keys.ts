import type { Tx } from "../../platform/database/database.js";
import { signingTables } from "../tables.js";

export interface StoredKey {
  readonly publicKey: string;
  readonly privateKeyCipher: string;
}

/** Undefined: this person has never signed with a key of ours of this algorithm. In system scope only. */
export async function findSigningKey(
  tx: Tx,
  personId: string,
  algorithm: string,
): Promise<StoredKey | undefined> {
  const row = await signingTables(tx)
    .selectFrom("signing.key")
    .select(["public_key", "private_key_cipher"])
    .where("person_id", "=", personId)
    .where("algorithm", "=", algorithm)
    .where("private_key_cipher", "is not", null)
    .executeTakeFirst();
  return row?.private_key_cipher == null
    ? undefined
    : { publicKey: row.public_key, privateKeyCipher: row.private_key_cipher };
}

/** Keeps the key unless the person has one of this algorithm already. In system scope only. */
export async function addSigningKey(
  tx: Tx,
  personId: string,
  algorithm: string,
  key: { readonly publicKey: string; readonly privateKeyCipher: string | null },
): Promise<void> {
  await signingTables(tx)
    .insertInto("signing.key")
    .values({
      person_id: personId,
      algorithm,
      public_key: key.publicKey,
      private_key_cipher: key.privateKeyCipher,
      created_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Public keys by person, of those who have any. In system scope only. */
export async function findPublicKeys(
  tx: Tx,
  personIds: readonly string[],
): Promise<Map<string, ReadonlySet<string>>> {
  if (personIds.length === 0) return new Map();
  const rows = await signingTables(tx)
    .selectFrom("signing.key")
    .select(["person_id", "public_key"])
    .where("person_id", "in", [...new Set(personIds)])
    .execute();
  const keys = new Map<string, Set<string>>();
  for (const { person_id: person, public_key: key } of rows)
    keys.set(person, (keys.get(person) ?? new Set<string>()).add(key));
  return keys;
}
