import { createHash } from "node:crypto";

export const sha256Of = (content: Uint8Array | string): string =>
  createHash("sha256").update(content).digest("hex");

/** Head of the chain after a chunk: SHA-256 over both hashes as hexadecimal text. The page computes the same. */
export const nextInChain = (chainHash: string, chunkSha256: string): string =>
  sha256Of(chainHash + chunkSha256);
