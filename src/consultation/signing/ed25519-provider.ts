import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { type Database, systemContext } from "../../platform/database/database.js";
import { type FieldCipher, FieldCipherError } from "../../platform/field-cipher.js";
import { addSigningKey, findSigningKey } from "../store/signing-key.js";
import { type Signature, type SignatureProvider, SigningUnavailableError } from "./signature-provider.js";

export const ed25519Name = "consilium-ed25519";

const spki = (key: KeyObject): string => key.export({ type: "spki", format: "der" }).toString("base64");

/** Checks an Ed25519 signature; anything that is not a key or not a signature is false. */
export function verifyEd25519(bytes: Uint8Array, signature: Signature): boolean {
  try {
    const key = createPublicKey({
      key: Buffer.from(signature.publicKey, "base64"),
      type: "spki",
      format: "der",
    });
    return (
      key.asymmetricKeyType === "ed25519" &&
      // OpenSSL also reads keys whose DER is not canonical: one key has one spelling here.
      spki(key) === signature.publicKey &&
      verify(null, bytes, key, Buffer.from(signature.value, "base64"))
    );
  } catch {
    return false;
  }
}

/**
 * One Ed25519 key pair a physician, made at the first signature and kept encrypted on this server. What it proves: the
 * text has not changed since the platform signed it in this physician's session, and who that was. What it does not:
 * sole control by the signer. The server holds the key and the session unlocks it, so by itself this is not the
 * reliable signature of 电子签名法 第13条; for that a licensed CA or a UKey provider replaces it.
 * Source: RFC 8032.
 */
export function ed25519Provider(database: Database, fieldCipher: FieldCipher): SignatureProvider {
  async function keyOf(personId: string): Promise<{ privateKey: KeyObject; publicKey: string }> {
    const made = generateKeyPairSync("ed25519");
    const fresh = {
      publicKey: spki(made.publicKey),
      privateKeyCipher: fieldCipher.encrypt(
        made.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
      ),
    };
    const kept = await database.withTx(systemContext, async (tx) => {
      const known = await findSigningKey(tx, personId);
      if (known) return known;
      // Two first signatures at once: one key is kept, and both sign with it.
      await addSigningKey(tx, personId, fresh);
      return (await findSigningKey(tx, personId)) ?? fresh;
    });
    const privateKey = createPrivateKey({
      key: Buffer.from(fieldCipher.decrypt(kept.privateKeyCipher), "base64"),
      type: "pkcs8",
      format: "der",
    });
    // A private key moved here from another person's row would sign in the wrong name.
    if (spki(createPublicKey(privateKey)) !== kept.publicKey)
      throw new SigningUnavailableError("the key pair does not match");
    return { privateKey, publicKey: kept.publicKey };
  }

  return {
    name: ed25519Name,
    algorithm: "Ed25519",
    async sign(bytes, signerPersonId) {
      try {
        const { privateKey, publicKey } = await keyOf(signerPersonId);
        return { publicKey, value: sign(null, bytes, privateKey).toString("base64") };
      } catch (error) {
        if (error instanceof FieldCipherError)
          throw new SigningUnavailableError("the key cannot be read", { cause: error });
        throw error;
      }
    },
    verify: verifyEd25519,
  };
}
