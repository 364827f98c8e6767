/** A signature over exact bytes, with what anyone needs to check it. */
export interface Signature {
  /** SPKI DER, base64. */
  readonly publicKey: string;
  /** Base64. */
  readonly value: string;
  /** PEM of the signer's certificate; undefined where the key stands in none. */
  readonly certificate?: string;
}

/** Who signs. */
export interface Signer {
  readonly personId: string;
  readonly name: string;
}

/**
 * Signs opinions. The built-in providers hold the keys on this server; a certificate authority's service signs with the
 * physician's own key. Versions signed before stay checkable by their provider's name.
 */
export interface SignatureProvider {
  /** Stored with every version, e.g. `consilium-ed25519`. */
  readonly name: string;
  /** Stored with every version, e.g. `Ed25519`. */
  readonly algorithm: string;
  /**
   * Signs the bytes as this person. May ask a device or a network: never call it inside a transaction.
   * Throws {@link SigningUnavailableError} when the person cannot sign now.
   */
  sign(bytes: Uint8Array, signer: Signer): Promise<Signature>;
  /** True when the signature was made over exactly these bytes with this key. Never throws: nonsense is false. */
  verify(bytes: Uint8Array, signature: Signature): boolean;
}

/** The key cannot be used now: it was written under another field key, or the device or service does not answer. */
export class SigningUnavailableError extends Error {
  override name = "SigningUnavailableError";
}
