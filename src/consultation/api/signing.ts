import { z } from "zod";
import { OpinionText } from "./opinion.js";

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

const fields = OpinionText.pick({ answer: true, conclusion: true, advice: true });
export const TemplateForm = z.strictObject({
  name: z.string().trim().min(1, "请填写名称 Name it").max(60),
  /** 诊疗科目; null: for every specialty. */
  specialtyCode: z.string().max(10).nullable(),
  body: fields,
});
export const ChangeTemplate = TemplateForm.extend({ version: z.int32().min(1) });
export const TemplateParams = z.strictObject({ templateId: z.uuid() });
export const RetireTemplate = z.strictObject({ version: z.int32().min(1) });
export const TemplateView = z.strictObject({
  id: z.string(),
  name: z.string(),
  specialtyCode: z.string().nullable(),
  specialtyName: z.string().nullable(),
  body: fields,
  /** 0: came with the platform. */
  version: z.number().int(),
  isOwn: z.boolean(),
});
export type TemplateView = z.infer<typeof TemplateView>;
export const TemplateList = z.strictObject({ items: z.array(TemplateView) });
export type TemplateList = z.infer<typeof TemplateList>;
