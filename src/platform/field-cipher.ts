import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** Encrypts single values (an ID number, a private key) before they reach a column, and finds them again by a keyed hash. */
export interface FieldCipher {
  /** `<key id>.<iv, tag and ciphertext, base64url>`; a fresh IV each time, so equal texts give different answers. */
  encrypt(text: string): string;
  /** Throws {@link FieldCipherError} when the text was made with a key this server does not hold, or was altered. */
  decrypt(cipher: string): string;
  /** Equal texts give equal answers under one key: for a unique column or a search without decrypting. Exact bytes count. */
  blindIndex(text: string): string;
}

/** The value cannot be read: another FIELD_KEY wrote it (`unknown_key`), or it was altered (`altered`). */
export class FieldCipherError extends Error {
  override name = "FieldCipherError";
  readonly code: "unknown_key" | "altered";
  constructor(code: "unknown_key" | "altered") {
    super(
      code === "unknown_key" ? "written with a field key this server does not hold" : "altered or truncated",
    );
    this.code = code;
  }
}

interface Keys {
  readonly id: string;
  readonly cipherKey: Buffer;
  readonly indexKey: Buffer;
}

const ivBytes = 12;
const tagBytes = 16;

/** One secret, three uses, three keys: none tells anything about another. Source: RFC 5869 (HKDF). */
function deriveKeys(keyHex: string): Keys {
  if (!/^[0-9a-f]{64}$/i.test(keyHex)) throw new Error("a field key is 64 hexadecimal digits");
  const secret = Buffer.from(keyHex, "hex");
  const derive = (use: string, bytes: number) =>
    Buffer.from(hkdfSync("sha256", secret, new Uint8Array(0), `consilium field ${use}`, bytes));
  return {
    id: derive("key id", 4).toString("hex"),
    cipherKey: derive("cipher", 32),
    indexKey: derive("blind index", 32),
  };
}

/**
 * AES-256-GCM under the server's field key. Values written before a rotation stay readable while their key is among
 * `earlierKeysHex`; new ones are always written with `keyHex`. The blind index uses the current key only, so indexed
 * columns are written anew at a rotation.
 * Source: NIST SP 800-38D (GCM, 96-bit IV).
 */
export function newFieldCipher(keyHex: string, earlierKeysHex: readonly string[] = []): FieldCipher {
  const current = deriveKeys(keyHex);
  const byId = new Map([current, ...earlierKeysHex.map(deriveKeys)].map((keys) => [keys.id, keys]));
  return {
    encrypt(text) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", current.cipherKey, iv);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `${current.id}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url")}`;
    },
    decrypt(text) {
      const [keyId = "", body = ""] = text.split(".");
      const keys = byId.get(keyId);
      if (!keys) throw new FieldCipherError("unknown_key");
      const bytes = Buffer.from(body, "base64url");
      if (bytes.length < ivBytes + tagBytes) throw new FieldCipherError("altered");
      const decipher = createDecipheriv("aes-256-gcm", keys.cipherKey, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      try {
        return (
          decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, "utf8") + decipher.final("utf8")
        );
      } catch {
        throw new FieldCipherError("altered");
      }
    },
    blindIndex: (text) => createHmac("sha256", current.indexKey).update(text, "utf8").digest("hex"),
  };
}
