import { z } from "zod";
import { roles } from "./domain/roles.js";

export { roleNames, roles, type Role } from "./domain/roles.js";

export const RoleSchema = z.enum(roles);

/** Who is signed in, as the shell needs it. `actions` are the policy actions this person may try at all. */
export const SessionView = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  institution: z.strictObject({ id: z.uuid(), name: z.string(), timeZone: z.string() }),
  roles: z.array(RoleSchema),
  actions: z.array(z.string()),
  isDemo: z.boolean(),
  /** Entered through the link of a message: this one case, without signing; null: signed in. */
  limitedToCase: z.uuid().nullable(),
});
export type SessionView = z.infer<typeof SessionView>;

/** What the sign-in page must know before anyone is signed in. */
export const SignInOptions = z.strictObject({
  isDemo: z.boolean(),
  /** True on a fresh production installation: the first administrator is made with the first-run secret. */
  needsSetup: z.boolean(),
});
export type SignInOptions = z.infer<typeof SignInOptions>;

export const DemoPerson = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  roles: z.array(RoleSchema),
  institutionName: z.string(),
  /** One line on why to enter as this person: department, waiting offers, open cases. */
  hint: z.string(),
});
export type DemoPerson = z.infer<typeof DemoPerson>;
export const DemoPeople = z.strictObject({ people: z.array(DemoPerson) });

export const SignIn = z.strictObject({
  username: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(256),
});
export const DemoSignIn = z.strictObject({ personId: z.uuid() });

export const passwordRule = z
  .string()
  .min(10, "口令至少 10 个字符 Password: at least 10 characters")
  .max(256);
const FirstAdministrator = z.strictObject({
  name: z.string().trim().min(2).max(50),
  username: z.string().trim().min(3).max(64),
  password: passwordRule,
});
/** Two people from the first minute: who makes accounts may not grant roles, and the other way round. */
export const Setup = z.strictObject({
  secret: z.string().min(16).max(128),
  institutionName: z.string().trim().min(2).max(100),
  systemAdministrator: FirstAdministrator,
  securityAdministrator: FirstAdministrator,
});
export const ChangePassword = z.strictObject({ current: z.string().min(1).max(256), next: passwordRule });

export const AccountView = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  username: z.string().nullable(),
  institutionId: z.uuid(),
  institutionName: z.string(),
  roles: z.array(RoleSchema),
  status: z.enum(["active", "disabled"]),
});
export type AccountView = z.infer<typeof AccountView>;
export const AccountList = z.strictObject({ items: z.array(AccountView), total: z.number().int() });
export const NewAccount = z.strictObject({
  name: z.string().trim().min(2).max(50),
  username: z.string().trim().min(3).max(64),
  password: passwordRule,
  institutionId: z.uuid(),
});

/** One line of the audit trail, as the audit administrator reads it. */
export const AuditLine = z.strictObject({
  /** Whose chain the line stands in. */
  institutionName: z.string(),
  sequence: z.number().int(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.uuid().nullable(),
  caseId: z.uuid().nullable(),
  outcome: z.enum(["done", "refused", "read"]),
  details: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
export const AuditPage = z.strictObject({ items: z.array(AuditLine), total: z.number().int() });
export const AuditQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  action: z.string().max(60).optional(),
  caseId: z.uuid().optional(),
});
export const AuditVerification = z.strictObject({
  entries: z.number().int(),
  chains: z.number().int(),
  faults: z.array(
    z.strictObject({
      institutionId: z.uuid(),
      sequence: z.number().int(),
      problem: z.enum(["missing", "altered", "unlinked", "head_differs"]),
    }),
  ),
});
