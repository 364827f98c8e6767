import { createHash } from "node:crypto";
import { caName, verifyCa } from "./providers/ca-provider.js";
import { ed25519Name, verifyEd25519 } from "./providers/ed25519-provider.js";
import type { Signature } from "./providers/signature-provider.js";
import { sm2Name, verifySm2 } from "./providers/sm2-provider.js";

/** What is noted beside signed bytes. */
export interface SignatureFacts {
  readonly sha256: string;
  readonly signerPersonId: string;
  readonly signerName: string;
  readonly signedAt: string;
  readonly provider: string;
  readonly algorithm: string;
  readonly publicKey: string;
  /** PEM; null where the key stands in none. */
  readonly certificate?: string | null;
  readonly signature: string;
  /** RFC 3161 token in base64; null: `signedAt` is the server's clock alone. */
  readonly timeToken?: string | null;
}

export const sha256Hex = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/** How each provider's signatures are checked, also those of a provider that no longer signs. */
const verifiers: Readonly<Record<string, (bytes: Uint8Array, signature: Signature) => boolean>> = {
  [ed25519Name]: verifyEd25519,
  [sm2Name]: verifySm2,
  [caName]: verifyCa,
};

/** The public keys that were ever a person's own; undefined: he has none. */
export type KeysOf = ReadonlySet<string> | undefined;

/** True when the signature stands over these bytes, by one of the signer's own keys, and the hash beside them fits. */
export function isSignatureOf(bytes: Uint8Array, facts: SignatureFacts, signerKeys: KeysOf): boolean {
  const signature = {
    publicKey: facts.publicKey,
    value: facts.signature,
    ...(facts.certificate && { certificate: facts.certificate }),
  };
  return (
    (verifiers[facts.provider]?.(bytes, signature) ?? false) &&
    signerKeys?.has(facts.publicKey) === true &&
    sha256Hex(bytes) === facts.sha256
  );
}
