import { z } from "zod";
import { agreementServices, agreementSides, agreementStatuses } from "./domain/agreement.js";
import { provinceName } from "./domain/provinces.js";

export {
  type AgreementService,
  agreementServices,
  type AgreementSplit,
  type AgreementSide,
  agreementSides,
  type AgreementStatus,
  agreementStatuses,
  agreementTransitions,
} from "./domain/agreement.js";

export const agreementStatusNames = {
  drafting: { zh: "拟定中", en: "Drafting" },
  in_force: { zh: "生效", en: "In force" },
  suspended: { zh: "暂停", en: "Suspended" },
  ended: { zh: "终止", en: "Ended" },
} as const;
export const agreementSideNames = {
  requester: { zh: "邀请方", en: "Inviting side" },
  performer: { zh: "受邀方", en: "Invited side" },
  both: { zh: "互为邀请与受邀", en: "Either side" },
} as const;

export const agreementServiceNames = {
  written: { zh: "书面会诊", en: "Written" },
  video: { zh: "视频会诊", en: "Video" },
  mdt: { zh: "多学科会诊", en: "MDT" },
} as const;
const Percent = z.number().int().min(0).max(100);
/** Whole percents that make 100 together. */
export const AgreementSplitSchema = z
  .strictObject({ inviter: Percent, invitee: Percent, platform: Percent, expert: Percent })
  .refine(
    ({ inviter, invitee, platform, expert }) => inviter + invitee + platform + expert === 100,
    "四项分成之和须为 100% The four shares must make 100%",
  );

/** GB 32100: early pilot codes fail the check character, so only the form is enforced. */
export const creditCodePattern = /^[0-9A-HJ-NPQRTUWXY]{18}$/;
const CivilDate = z.iso
  .date("请填写日期，如 2026-01-31 Enter a date such as 2026-01-31")
  // Year 0 is a date to the standard and none to the database.
  .refine((date) => date >= "1900-01-01", "日期应在 1900 年以后 Enter a date after 1900");

export const InstitutionView = z.strictObject({
  id: z.uuid(),
  kind: z.enum(["hospital", "operator"]),
  status: z.enum(["active", "suspended"]),
  name: z.string(),
  shortName: z.string(),
  aliases: z.array(z.string()),
  creditCode: z.string().nullable(),
  classCode: z.string(),
  level: z.string(),
  regionCode: z.string(),
  provinceName: z.string(),
  longitude: z.number().nullable(),
  latitude: z.number().nullable(),
  timeZone: z.string(),
});
export type InstitutionView = z.infer<typeof InstitutionView>;
/** By name. */
export const InstitutionList = z.strictObject({ items: z.array(InstitutionView) });

export const NewInstitution = z.strictObject({
  name: z.string().trim().min(2, "请填写机构名称 Enter the name").max(100),
  shortName: z.string().trim().min(2).max(30),
  creditCode: z
    .string()
    .trim()
    .toUpperCase()
    .regex(
      creditCodePattern,
      "统一社会信用代码为 18 位，不含 I、O、S、V、Z  18 characters, never I, O, S, V or Z",
    )
    .nullable()
    .default(null),
  classCode: z
    .string()
    .regex(/^[A-Z]\d{3}$/)
    .default("A100"),
  level: z.string().trim().min(1).max(20).default("未定级"),
  regionCode: z
    .string()
    .regex(/^\d{6}$/)
    .refine((code) => provinceName(code) !== "", "行政区划代码不存在 There is no such region"),
  longitude: z.number().min(-180).max(180).nullable().default(null),
  latitude: z.number().min(-90).max(90).nullable().default(null),
  timeZone: z.enum(["Asia/Shanghai", "Asia/Urumqi"]).default("Asia/Shanghai"),
});
export type NewInstitution = z.infer<typeof NewInstitution>;

export const AgreementView = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  status: z.enum(agreementStatuses),
  /** Both civil dates are included. */
  validFrom: CivilDate,
  validTo: CivilDate,
  /** Carries a dispatch today. */
  isInForce: z.boolean(),
  /** 诊疗科目 codes; empty: every one the performer offers. */
  specialtyCodes: z.array(z.string()),
  /** Empty: every service. */
  services: z.array(z.enum(agreementServices)),
  /** Null: nothing is agreed about fees. */
  split: AgreementSplitSchema.nullable(),
  parties: z.array(
    z.strictObject({ organizationId: z.uuid(), name: z.string(), side: z.enum(agreementSides) }),
  ),
  /** Where the paper one is filed that was signed by hand; null: the parties sign here. */
  paperReference: z.string().nullable(),
  /** In order of signing. */
  signatures: z.array(
    z.strictObject({
      organizationId: z.uuid(),
      signerName: z.string(),
      signedAt: z.iso.datetime(),
      /** Made with a key of the signer's own over what the agreement says today. */
      isValid: z.boolean(),
    }),
  ),
  /** Where its status may go from here. */
  nextStatuses: z.array(z.enum(agreementStatuses)),
  createdAt: z.iso.datetime(),
});
export type AgreementView = z.infer<typeof AgreementView>;
/** Newest first. */
export const AgreementList = z.strictObject({ items: z.array(AgreementView) });

export const NewAgreement = z
  .strictObject({
    name: z.string().trim().min(2, "请填写协议名称 Enter the name of the agreement").max(100),
    validFrom: CivilDate,
    validTo: CivilDate,
    specialtyCodes: z
      .array(z.string().regex(/^\d{2}(\.\d{2}){0,2}$/))
      .max(200)
      .default([]),
    services: z.array(z.enum(agreementServices)).max(agreementServices.length).default([]),
    split: AgreementSplitSchema.nullable().default(null),
    /** 纸质协议编号: signed on paper and filed there. Null: every party signs here before it comes into force. */
    paperReference: z
      .string()
      .trim()
      .min(1, "请填写纸质协议编号 Give the number of the paper one")
      .max(100)
      .nullable()
      .default(null),
    parties: z
      .array(z.strictObject({ organizationId: z.uuid(), side: z.enum(agreementSides) }))
      .min(2, "协议至少有两方 An agreement has at least two parties")
      .max(200),
  })
  .refine((agreement) => agreement.validFrom <= agreement.validTo, {
    path: ["validTo"],
    message: "终止日期早于生效日期 It ends before it begins",
  })
  .refine(({ parties }) => new Set(parties.map((party) => party.organizationId)).size === parties.length, {
    path: ["parties"],
    message: "同一机构只能出现一次 Each institution once",
  });
export type NewAgreement = z.infer<typeof NewAgreement>;

export const AgreementParams = z.strictObject({ agreementId: z.uuid() });
/** What a signature has brought about. */
export const AgreementSigned = z.strictObject({
  signedAt: z.iso.datetime(),
  /** Parties still to sign. */
  unsignedPartyIds: z.array(z.string()),
});
export type AgreementSigned = z.infer<typeof AgreementSigned>;
export const SetAgreementStatus = z.strictObject({ status: z.enum(["in_force", "suspended", "ended"]) });
