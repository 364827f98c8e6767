import { z } from "zod";
import type { Instant } from "../../kernel/types.js";
import type { FieldCipher } from "../../platform/field-cipher.js";

const MediaGrant = z.strictObject({
  use: z.literal("media"),
  roomId: z.uuid(),
  providerRoom: z.string().min(8).max(64),
  institutionId: z.uuid(),
  identity: z.string().min(8).max(64),
  mayPublish: z.boolean(),
  expiresAt: z.iso.datetime(),
});
/** Lets one identity through the media gateway into one room, until `expiresAt`. */
export type MediaGrant = Omit<z.output<typeof MediaGrant>, "use" | "expiresAt"> & {
  readonly expiresAt: Instant;
};

/** The grant as a token: sealed by the server's field key, so that any node can read it and nobody else can make one. */
export const sealGrant = (cipher: FieldCipher, grant: MediaGrant): string =>
  cipher.encrypt(JSON.stringify({ use: "media", ...grant }));

/** Undefined: not one of ours, altered, or past its end. */
export function openGrant(cipher: FieldCipher, token: string, now: Instant): MediaGrant | undefined {
  let text: string;
  try {
    text = cipher.decrypt(token);
  } catch {
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = MediaGrant.safeParse(value);
  if (!parsed.success || Date.parse(parsed.data.expiresAt) <= Date.parse(now)) return undefined;
  const { roomId, providerRoom, institutionId, identity, mayPublish, expiresAt } = parsed.data;
  return { roomId, providerRoom, institutionId, identity, mayPublish, expiresAt: expiresAt as Instant };
}
