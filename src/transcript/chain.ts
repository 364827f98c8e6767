import { createHash } from "node:crypto";

export const sha256Of = (content: Uint8Array | string): string =>
  createHash("sha256").update(content).digest("hex");

/** Head of the chain after a chunk: SHA-256 over both hashes as hexadecimal text. The page computes the same. */
export const nextInChain = (chainHash: string, chunkSha256: string): string =>
  sha256Of(chainHash + chunkSha256);

/** A uuid that is always the same for the same parts, so that what is told twice is known the second time. */
export const uuidOf = (...parts: readonly string[]): string => {
  const hex = sha256Of(parts.join("\n"));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
