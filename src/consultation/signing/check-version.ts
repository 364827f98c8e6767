import { createHash } from "node:crypto";
import { readSignedText, type SignedContent } from "../domain/signed-content.js";
import { ed25519Name, verifyEd25519 } from "./ed25519-provider.js";
import type { Signature } from "./signature-provider.js";

/** A stored version of an opinion: the exact bytes, and what was noted beside them when they were signed. */
export interface SignedVersion {
  readonly version: number;
  readonly content: Uint8Array;
  readonly sha256: string;
  readonly signerPersonId: string;
  readonly signerName: string;
  readonly signedAt: string;
  readonly provider: string;
  readonly algorithm: string;
  readonly publicKey: string;
  readonly signature: string;
}

export const sha256Hex = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/** How each provider's signatures are checked, also those of a provider that no longer signs. */
const verifiers: Readonly<Record<string, (bytes: Uint8Array, signature: Signature) => boolean>> = {
  [ed25519Name]: verifyEd25519,
};

/**
 * Checks one version over its stored bytes. Valid means: the bytes have the hash noted beside them; the signature holds
 * over them; the key is the signer's own (`signerKey`, undefined when he has none: then never valid); the columns say
 * what the bytes say; and the bytes name the hash of the version before (`previousSha256`, null for the first).
 * `content` is undefined when the bytes cannot be read at all.
 */
export function checkVersion(
  stored: SignedVersion,
  caseId: string,
  previousSha256: string | null,
  signerKey: string | undefined,
): { isValid: boolean; content: SignedContent | undefined } {
  const content = readSignedText(Buffer.from(stored.content).toString("utf8"));
  const isSigned =
    verifiers[stored.provider]?.(stored.content, { publicKey: stored.publicKey, value: stored.signature }) ??
    false;
  const isValid =
    isSigned &&
    stored.publicKey === signerKey &&
    sha256Hex(stored.content) === stored.sha256 &&
    content?.caseId === caseId &&
    content.version === stored.version &&
    content.previousSha256 === previousSha256 &&
    content.author.personId === stored.signerPersonId &&
    content.author.name === stored.signerName &&
    content.signedAt === stored.signedAt;
  return { isValid, content };
}

/** Checks all versions of an opinion, oldest first; `keys`: public key by person. Order of the answer as given. */
export function checkVersions(
  versions: readonly SignedVersion[],
  caseId: string,
  keys: ReadonlyMap<string, string>,
) {
  return versions.map((stored, i) => ({
    stored,
    ...checkVersion(stored, caseId, versions[i - 1]?.sha256 ?? null, keys.get(stored.signerPersonId)),
  }));
}
