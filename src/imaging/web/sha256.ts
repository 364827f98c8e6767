const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * SHA-256 in hexadecimal. Browsers keep their own for pages over https; on a plain intranet address a library does it,
 * slower, and is fetched only then.
 */
export async function sha256(bytes: ArrayBuffer): Promise<string> {
  // In an insecure context the property is missing, whatever the types say.
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (subtle) return hex(await subtle.digest("SHA-256", bytes));
  const { default: forge } = await import("node-forge");
  const digest = forge.md.sha256.create();
  const view = new Uint8Array(bytes);
  for (let at = 0; at < view.length; at += 8_192)
    digest.update(String.fromCharCode(...view.subarray(at, at + 8_192)));
  return digest.digest().toHex();
}
