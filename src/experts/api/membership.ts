import { z } from "zod";
import { DutyHoursView, SpecialtyView } from "../api.js";
import { missingCodes } from "../domain/application.js";
import { membershipActs, membershipStatuses } from "../domain/membership.js";

export { type MissingCode } from "../domain/application.js";
export {
  membershipReasons,
  type MembershipAct,
  type MembershipStatus,
  type ReasonedAct,
  reasonWords,
  renewableDays,
} from "../domain/membership.js";

export const MembershipParams = z.strictObject({ membershipId: z.uuid() });

/** Plain text of one line or several, without signs no database takes. */
const text = (most: number) =>
  z
    .string()
    .max(most)
    .overwrite((typed) => typed.replace(/[^\P{Cc}\n]+/gu, " ").trim());

const licence = z
  .string()
  .trim()
  .regex(/^\d{15}$/, "执业证书编码为 15 位数字 The licence number has 15 digits");

export const ApplicationForm = z.strictObject({
  name: text(50).pipe(z.string().min(2, "请填写姓名 Give the name")),
  departmentName: text(100),
  titleText: text(100),
  licenceNumber: licence.nullable(),
  independentSinceOn: z.iso.date().nullable(),
  skillsText: text(2000),
  specialtyCodes: z.array(z.string().regex(/^\d{2}(\.\d{2}){0,2}$/)).max(10),
});
export type ApplicationForm = z.infer<typeof ApplicationForm>;

/** Sent without an account. One `applicationKey` is one application, however often it is sent. */
export const NewApplication = ApplicationForm.omit({ specialtyCodes: true }).extend({
  organizationId: z.uuid(),
  licenceNumber: licence,
  phone: z
    .string()
    .trim()
    .regex(/^[0-9+\-() ]{6,20}$/, "请填写可联系到您的电话 Give a telephone number"),
  invitation: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,64}$/)
    .nullable(),
  applicationKey: z.uuid(),
  /** The applicant has read what the data is for. */
  agrees: z.literal(true, "请先勾选同意 Please agree first"),
});
export type NewApplication = z.infer<typeof NewApplication>;
/** The code by which the applicant asks how his application stands; shown once. */
export const ApplicationReceipt = z.strictObject({ receipt: z.string() });

export const MissingView = z.strictObject({
  code: z.enum(missingCodes),
  isBlocking: z.boolean(),
  zh: z.string(),
  en: z.string(),
});

const ReasonView = z.strictObject({ code: z.string(), zh: z.string(), en: z.string(), note: z.string() });

/** How an application stands, for whoever holds its receipt: no name. */
export const ApplicationStanding = z.strictObject({
  institutionName: z.string(),
  status: z.enum(membershipStatuses),
  statusSince: z.iso.datetime(),
  missing: z.array(MissingView),
  reason: ReasonView.nullable(),
});
export type ApplicationStanding = z.infer<typeof ApplicationStanding>;
export const AskStanding = z.strictObject({ receipt: z.string().trim().min(4).max(40) });

/** Where one can apply; open to everybody. */
export const ApplicationOptions = z.strictObject({
  institutions: z.array(z.strictObject({ id: z.uuid(), name: z.string() })),
  titles: z.array(z.string()),
});
export type ApplicationOptions = z.infer<typeof ApplicationOptions>;
export const AskInvitation = z.strictObject({ invitation: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/) });
/** What an invitation says of its bearer. */
export const InvitationView = z.strictObject({
  organizationId: z.uuid(),
  institutionName: z.string(),
  name: z.string(),
  departmentName: z.string(),
});
export type InvitationView = z.infer<typeof InvitationView>;

export const Invite = z.strictObject({
  organizationId: z.uuid(),
  name: text(50).pipe(z.string().min(2, "请填写姓名 Give the name")),
  departmentName: text(100).default(""),
});
export type Invite = z.infer<typeof Invite>;
/** `path` holds the invitation's code; it is shown this once. */
export const Invited = z.strictObject({ membershipId: z.uuid(), path: z.string() });

const modes = ["written", "video"] as const;
export const SignOffForm = z.strictObject({
  dailyCap: z.number().int().min(0).max(100),
  weeklyCap: z.number().int().min(0).max(500),
  dutyHours: z.array(DutyHoursView).max(42),
  acceptsModes: z.array(z.enum(modes)).min(1, "至少选择一种会诊方式 Choose at least one mode").max(2),
  feeRule: text(500).pipe(z.string().min(2, "请写明劳务费规则 Say by what rule the expert is paid")),
  note: text(500).default(""),
});
export type SignOffForm = z.infer<typeof SignOffForm>;

export const Appoint = z.strictObject({
  /** Years of the term. */
  years: z.number().int().min(1).max(4).default(4),
  note: text(500).default(""),
});

export const Reasoned = z.strictObject({ code: z.string().min(1).max(40), note: text(500).default("") });
export const Exit = Reasoned.extend({
  act: z.enum(["lapse", "retire", "transfer"]),
  /** With `transfer`: where to; an application is opened there. */
  toOrganizationId: z.uuid().nullable().default(null),
});

export const MembershipQuery = z.strictObject({
  /** `open`: invited, applied or approved by the hospital · `ending`: the term ends within 90 days · `left`: out of the pool. */
  view: z.enum(["open", "members", "ending", "paused", "left", "all"]).default("open"),
  institutionId: z.uuid().optional(),
  q: text(50).default(""),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});
export type MembershipQuery = z.infer<typeof MembershipQuery>;

export const MembershipLine = z.strictObject({
  membershipId: z.uuid(),
  practitionerId: z.uuid().nullable(),
  name: z.string(),
  departmentName: z.string(),
  titleName: z.string().nullable(),
  institutionId: z.uuid(),
  institutionName: z.string(),
  status: z.enum(membershipStatuses),
  statusSince: z.iso.datetime(),
  origin: z.enum(["application", "invitation", "transfer", "list", "recorded"]),
  termFrom: z.iso.date().nullable(),
  termTo: z.iso.date().nullable(),
  reason: ReasonView.nullable(),
});
export type MembershipLine = z.infer<typeof MembershipLine>;
export const MembershipList = z.strictObject({
  items: z.array(MembershipLine),
  total: z.number().int(),
  /** By state, of everything in sight. */
  counts: z.record(z.string(), z.number().int()),
});

export const MembershipStepView = z.strictObject({
  sequence: z.number().int(),
  act: z.enum(membershipActs),
  toStatus: z.enum(membershipStatuses),
  reason: ReasonView.nullable(),
  by: z.string(),
  at: z.iso.datetime(),
  details: z.record(z.string(), z.unknown()),
});

export const MembershipView = MembershipLine.extend({
  practitionerRoleId: z.uuid().nullable(),
  application: ApplicationForm.extend({ name: z.string(), licenceNumber: z.string().nullable() }),
  /** For the hospital and the platform while an application is open. */
  phone: z.string().nullable(),
  /** 诊疗科目 as the department's name is read, or as chosen. */
  specialties: z.array(SpecialtyView),
  missing: z.array(MissingView),
  signOff: SignOffForm.nullable(),
  timeZone: z.string(),
  /** Every step, first one first. */
  steps: z.array(MembershipStepView),
  /** What the reader may do with it now. */
  may: z.array(z.enum(membershipActs)),
});
export type MembershipView = z.infer<typeof MembershipView>;
