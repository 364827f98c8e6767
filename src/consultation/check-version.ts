import { isSignatureOf, type KeysOf, type SignatureFacts } from "../signing/index.js";
import { readSignedText, type SignedContent } from "./domain/signed-content.js";

/** A stored version of an opinion: the exact bytes, and what was noted beside them when they were signed. */
export interface SignedVersion extends SignatureFacts {
  readonly version: number;
  readonly content: Uint8Array;
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
