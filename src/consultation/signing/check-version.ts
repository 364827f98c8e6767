import { createHash } from "node:crypto";
import { readSignedText, type SignedContent } from "../domain/signed-content.js";
import { caName, verifyCa } from "./ca-provider.js";
import { ed25519Name, verifyEd25519 } from "./ed25519-provider.js";
import type { Signature } from "./signature-provider.js";
import { sm2Name, verifySm2 } from "./sm2-provider.js";

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

/** A stored version of an opinion: the exact bytes, and what was noted beside them when they were signed. */
export interface SignedVersion extends SignatureFacts {
  readonly version: number;
  readonly content: Uint8Array;
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

/**
 * Checks one version over its stored bytes. Valid means: the bytes have the hash noted beside them; the signature holds
 * over them; the key is the signer's own (`signerKeys`, undefined when he has none: then never valid); the columns say
 * what the bytes say; and the bytes name the hash of the version before (`previousSha256`, null for the first).
 * `content` is undefined when the bytes cannot be read at all.
 */
export function checkVersion(
  stored: SignedVersion,
  caseId: string,
  previousSha256: string | null,
  signerKeys: KeysOf,
): { isValid: boolean; content: SignedContent | undefined } {
  const content = readSignedText(Buffer.from(stored.content).toString("utf8"));
  const isValid =
    isSignatureOf(stored.content, stored, signerKeys) &&
    content?.caseId === caseId &&
    content.version === stored.version &&
    content.previousSha256 === previousSha256 &&
    content.author.personId === stored.signerPersonId &&
    content.author.name === stored.signerName &&
    content.signedAt === stored.signedAt;
  return { isValid, content };
}

/** Checks all versions of an opinion, oldest first; `keys`: public keys by person. Order of the answer as given. */
export function checkVersions(
  versions: readonly SignedVersion[],
  caseId: string,
  keys: ReadonlyMap<string, ReadonlySet<string>>,
) {
  return versions.map((stored, i) => ({
    stored,
    ...checkVersion(stored, caseId, versions[i - 1]?.sha256 ?? null, keys.get(stored.signerPersonId)),
  }));
}
