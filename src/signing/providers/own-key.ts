import { type Database, systemContext } from "../../platform/database/database.js";
import { type FieldCipher, FieldCipherError } from "../../platform/field-cipher.js";
import { addSigningKey, findSigningKey } from "../store/keys.js";
import { SigningUnavailableError } from "./signature-provider.js";

/** A key pair in the form it is kept in. */
export interface KeyPair {
  /** SPKI DER, base64. */
  readonly publicKey: string;
  /** As the provider writes and reads it; kept under the field key only. */
  readonly privateKey: string;
}

/**
 * The person's own key pair of one algorithm, made at the first signature. Two first signatures at once keep one key, and
 * both sign with it. Throws {@link SigningUnavailableError} when it was written under another field key.
 */
export async function ownKey(
  database: Database,
  fieldCipher: FieldCipher,
  personId: string,
  algorithm: string,
  make: () => KeyPair,
): Promise<KeyPair> {
  const kept = await database.withTx(systemContext, async (tx) => {
    const known = await findSigningKey(tx, personId, algorithm);
    if (known) return known;
    const { publicKey, privateKey } = make();
    const fresh = { publicKey, privateKeyCipher: fieldCipher.encrypt(privateKey) };
    await addSigningKey(tx, personId, algorithm, fresh);
    return (await findSigningKey(tx, personId, algorithm)) ?? fresh;
  });
  try {
    return { publicKey: kept.publicKey, privateKey: fieldCipher.decrypt(kept.privateKeyCipher) };
  } catch (error) {
    if (error instanceof FieldCipherError)
      throw new SigningUnavailableError("the key cannot be read", { cause: error });
    throw error;
  }
}
