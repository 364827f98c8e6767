import { z } from "zod";

const provider = z.enum(["ed25519", "sm2", "ca"]);

/** How the person who asks would sign now. */
export const SigningNow = z.strictObject({
  provider,
  hasTrustedTime: z.boolean(),
  /** He has to prove himself before he can sign. */
  needsPassword: z.boolean(),
  unlockedUntil: z.iso.datetime().nullable(),
  /** A visitor of the demonstration: no password, and nothing that counts. */
  isDemo: z.boolean(),
});
export type SigningNow = z.infer<typeof SigningNow>;
export const UnlockSigning = z.strictObject({ password: z.string().min(1).max(256) });

const address = z.union([z.literal(""), z.url({ protocol: /^https?$/ }).max(500)]);
const pem = z.string().trim().max(20_000);
export const SigningSettingView = z.strictObject({
  provider,
  caUrl: z.string(),
  hasCaToken: z.boolean(),
  caIssuer: z.string(),
  tsaUrl: z.string(),
  tsaCertificate: z.string(),
  /** 0: nobody has set anything, these are the defaults. */
  version: z.number().int(),
});
export type SigningSettingView = z.infer<typeof SigningSettingView>;
export const SetSigning = z.strictObject({
  version: z.int32().min(0),
  provider,
  caUrl: address.default(""),
  /** Left out: as it was. Empty: none. */
  caToken: z.string().max(4000).optional(),
  caIssuer: pem.default(""),
  tsaUrl: address.default(""),
  tsaCertificate: pem.default(""),
});
export const SigningTest = z.strictObject({
  steps: z.array(z.strictObject({ isGood: z.boolean(), zh: z.string(), en: z.string() })),
});
export type SigningTest = z.infer<typeof SigningTest>;
