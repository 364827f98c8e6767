import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import type { Database } from "../../platform/database/database.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import { ownKey } from "./own-key.js";
import { type Signature, type SignatureProvider, SigningUnavailableError } from "./signature-provider.js";

export const ed25519Name = "consilium-ed25519";
const algorithm = "Ed25519";

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

function makePair() {
  const made = generateKeyPairSync("ed25519");
  return {
    publicKey: spki(made.publicKey),
    privateKey: made.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
  };
}

/**
 * One Ed25519 key pair a physician, made at the first signature and kept encrypted on this server. What it proves: the
 * text has not changed since the platform signed it in this physician's session, and who that was. What it does not:
 * sole control by the signer. The server holds the key and the session unlocks it, so by itself this is not the
 * reliable signature of 电子签名法 第13条; for that a licensed CA replaces it.
 * Source: RFC 8032.
 */
export function ed25519Provider(database: Database, fieldCipher: FieldCipher): SignatureProvider {
  return {
    name: ed25519Name,
    algorithm,
    async sign(bytes, { personId }) {
      const own = await ownKey(database, fieldCipher, personId, algorithm, makePair);
      const privateKey = createPrivateKey({
        key: Buffer.from(own.privateKey, "base64"),
        type: "pkcs8",
        format: "der",
      });
      // A private key moved here from another person's row would sign in the wrong name.
      if (spki(createPublicKey(privateKey)) !== own.publicKey)
        throw new SigningUnavailableError("the key pair does not match");
      return { publicKey: own.publicKey, value: sign(null, bytes, privateKey).toString("base64") };
    },
    verify: verifyEd25519,
  };
}
