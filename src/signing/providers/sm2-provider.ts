import { sm2 } from "sm-crypto-v2";
import type { Database } from "../../platform/database/database.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import { ownKey } from "./own-key.js";
import { type Signature, type SignatureProvider, SigningUnavailableError } from "./signature-provider.js";

export const sm2Name = "consilium-sm2";
const algorithm = "SM2-SM3";

/** The user id that goes into every SM2 signature when none was agreed on. Source: GM/T 0009-2012, clause 10. */
export const sm2UserId = "1234567812345678";

/** SEQUENCE{SEQUENCE{id-ecPublicKey, sm2p256v1}, BIT STRING}: what stands before the 65 bytes of a point. */
const spkiHead = "3059301306072a8648ce3d020106082a811ccf5501822d034200";
const pointPattern = /^04[0-9a-f]{128}$/u;

/** SPKI DER in base64 of an uncompressed point in hexadecimal. */
export const sm2Spki = (point: string): string => Buffer.from(spkiHead + point, "hex").toString("base64");

/** The uncompressed point of such an SPKI; undefined for any other key. */
export function sm2Point(spki: string): string | undefined {
  const der = Buffer.from(spki, "base64");
  const hex = der.toString("hex");
  const point = hex.slice(spkiHead.length);
  const isWhole = hex.startsWith(spkiHead) && pointPattern.test(point) && der.toString("base64") === spki;
  return isWhole ? point : undefined;
}

/** One INTEGER of a signature: positive, in the shortest form. */
const integerAt = (der: Buffer, at: number): number | undefined => {
  const length = der[at + 1] ?? 0;
  const [first = 0, second = 0] = der.subarray(at + 2, at + 4);
  const isShortest = first < 0x80 && (first !== 0 || second >= 0x80);
  return der[at] === 0x02 && length >= 1 && length <= 33 && isShortest ? at + 2 + length : undefined;
};

/** True for SEQUENCE{INTEGER, INTEGER} in its one spelling: a lenient reader would take other bytes for the same signature. */
function isStrictDer(der: Buffer): boolean {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return false;
  const second = integerAt(der, 2);
  return second !== undefined && integerAt(der, second) === der.length;
}

/** Checks an SM2 signature (DER, with SM3 and the standard user id); nonsense is false. */
export function verifySm2(bytes: Uint8Array, signature: Signature): boolean {
  const point = sm2Point(signature.publicKey);
  const value = Buffer.from(signature.value, "base64");
  if (point === undefined || value.toString("base64") !== signature.value || !isStrictDer(value))
    return false;
  try {
    return sm2.doVerifySignature(new Uint8Array(bytes), value.toString("hex"), point, {
      der: true,
      hash: true,
      userId: sm2UserId,
    });
  } catch {
    return false;
  }
}

function makePair() {
  const { publicKey, privateKey } = sm2.generateKeyPairHex();
  return { publicKey: sm2Spki(publicKey), privateKey };
}

/**
 * As the Ed25519 provider, with the national algorithms: SM2 over SM3. It proves the same and no more; that the algorithm
 * is a national one makes it no reliable signature as long as the server holds the key.
 * Source: GB/T 32918.2-2016 (SM2 signature), GB/T 32905-2016 (SM3).
 */
export function sm2Provider(database: Database, fieldCipher: FieldCipher): SignatureProvider {
  return {
    name: sm2Name,
    algorithm,
    async sign(bytes, { personId }) {
      const own = await ownKey(database, fieldCipher, personId, algorithm, makePair);
      if (sm2Spki(sm2.getPublicKeyFromPrivateKey(own.privateKey)) !== own.publicKey)
        throw new SigningUnavailableError("the key pair does not match");
      const point = sm2Point(own.publicKey);
      const value = sm2.doSignature(new Uint8Array(bytes), own.privateKey, {
        der: true,
        hash: true,
        userId: sm2UserId,
        ...(point !== undefined && { publicKey: point }),
      });
      return { publicKey: own.publicKey, value: Buffer.from(value, "hex").toString("base64") };
    },
    verify: verifySm2,
  };
}
