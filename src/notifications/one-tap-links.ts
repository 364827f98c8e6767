import { randomUUID, timingSafeEqual } from "node:crypto";
import { sha256 } from "../identity/index.js";
import { refuse, ok, type Result } from "../kernel/result.js";
import type { Instant } from "../kernel/types.js";
import type { Tx } from "../platform/database/database.js";
import type { FieldCipher } from "../platform/field-cipher.js";
import { oneTapPattern, signedText } from "./domain/one-tap-token.js";
import { findOneTap, type OneTap, putOneTap, useOneTap } from "./store/one-tap.js";

/** 128 bits of HMAC-SHA256 under a key derived from the server's field key. */
const signatureOf = (cipher: FieldCipher, link: Parameters<typeof signedText>[0]): string =>
  Buffer.from(cipher.blindIndex(signedText(link)).slice(0, 32), "hex").toString("base64url");

const tokenOf = (cipher: FieldCipher, link: Parameters<typeof signedText>[0]): string =>
  Buffer.from(link.id.replaceAll("-", ""), "hex").toString("base64url") + signatureOf(cipher, link);

/**
 * The path of the link by which this person accepts this offer. The database keeps the hash only; the same link is made
 * again from the row and the key whenever another channel needs it. Needs system scope.
 */
export async function oneTapPath(
  tx: Tx,
  cipher: FieldCipher,
  offer: { readonly personId: string; readonly subjectId: string; readonly expiresAt: Instant },
): Promise<string> {
  const id = randomUUID();
  const row = await putOneTap(tx, { id, ...offer, tokenHash: sha256(tokenOf(cipher, { id, ...offer })) });
  return `/o/${tokenOf(cipher, row)}`;
}

export type LinkRefusal = "link_unknown" | "link_expired" | "link_used";

/**
 * The link behind a token. `link_unknown` for whatever was not signed by this server, and for a row that was altered;
 * both cost the same. Needs system scope.
 */
export async function readLink(
  tx: Tx,
  cipher: FieldCipher,
  token: string,
): Promise<Result<OneTap, "link_unknown">> {
  if (!oneTapPattern.test(token)) return refuse("link_unknown");
  const link = await findOneTap(tx, sha256(token));
  const [given, right] = [token, link ? tokenOf(cipher, link) : "-".repeat(44)].map((one) =>
    Buffer.from(one),
  );
  if (!link || !given || !right || given.length !== right.length || !timingSafeEqual(given, right))
    return refuse("link_unknown");
  return ok(link);
}

/** Uses the link up, once and in time. `key` is remembered with it, as a hash. Needs system scope. */
export async function redeemLink(
  tx: Tx,
  link: OneTap,
  key: string,
): Promise<Result<null, "link_expired" | "link_used">> {
  if (await useOneTap(tx, link.id, sha256(key))) return ok(null);
  const now = await findOneTap(tx, link.tokenHash);
  return refuse(now?.usedAt == null ? "link_expired" : "link_used");
}
