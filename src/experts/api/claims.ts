import { z } from "zod";
import { claimKinds, claimSources } from "../domain/claims/kinds.js";
import { claimStates } from "../domain/claims/states.js";

const note = (most: number) => z.string().trim().min(2).max(most);

/** Where a fact can be looked up. */
export const EvidenceView = z.strictObject({
  /** A stored file, fetched from `/api/experts/:id/claims/:claimId/evidence`. */
  fileId: z.uuid().optional(),
  reference: z.string().optional(),
  note: z.string().optional(),
});

/** One fact about an expert, with where it came from, how far it was checked, and when it is due again. */
export const ClaimView = z.strictObject({
  claimId: z.uuid(),
  /** The post it is about; null: the person. */
  practitionerRoleId: z.uuid().nullable(),
  kind: z.enum(claimKinds),
  code: z.string().nullable(),
  codeSystem: z.string().nullable(),
  label: z.string(),
  /** Canonical value of a field; see the registry's list of kinds. */
  value: z.json(),
  quantity: z.number().nullable(),
  source: z.enum(claimSources),
  state: z.enum(claimStates),
  asOf: z.iso.date(),
  /** Null for those who may not see it. */
  evidence: EvidenceView.nullable(),
  assertedBy: z.string().nullable(),
  verifiedBy: z.string().nullable(),
  verifiedAt: z.iso.datetime().nullable(),
  nextDueOn: z.iso.date().nullable(),
  isOverdue: z.boolean(),
  overdueAction: z.enum(["warn", "lower_weight", "suspend"]),
  disputedReason: z.string().nullable(),
  /** Of all that is said about this, it is what counts. */
  isStanding: z.boolean(),
  /** Another value has replaced it. */
  isSuperseded: z.boolean(),
  conflictId: z.uuid().nullable(),
});
export type ClaimView = z.infer<typeof ClaimView>;

export const ClaimQuery = z.strictObject({
  /** Also what was superseded or withdrawn; for the expert, his institutions and the operator. */
  history: z.enum(["true", "false"]).default("false"),
  /** With the eyes of somebody who sees less. */
  as: z.enum(["requester", "public"]).optional(),
});
export const ClaimList = z.strictObject({
  items: z.array(ClaimView),
  /** The asker may check, dispute and settle. */
  canCheck: z.boolean(),
  /** The asker may state facts: `self` as the expert, `institution` as his hospital or the operator. */
  statesAs: z.enum(["self_reported", "institution"]).nullable(),
});
export type ClaimList = z.infer<typeof ClaimList>;

export const ClaimParams = z.strictObject({ practitionerId: z.uuid(), claimId: z.uuid() });

/** What an expert may state of himself, or his office of him. Name, numbers and dates of birth come from papers, by import. */
export const statedKinds = [
  "title",
  "title_qualification",
  "teaching_title",
  "practice_scope",
  "practice_level",
  "independent_since",
  "supervisor",
  "post",
  "disease_cases",
  "procedure_cases",
  "skill",
  "language",
  "degree",
  "education",
  "publication",
  "grant",
  "award",
  "society",
  "teaching",
  "student_count",
  "lecture",
  "refusal",
  "conflict_of_interest",
] as const satisfies readonly (typeof claimKinds)[number][];

export const StatedClaim = z.strictObject({
  kind: z.enum(statedKinds),
  label: z.string().trim().min(1).max(500),
  value: z.json().optional(),
  quantity: z.number().min(0).max(1e9).nullable().optional(),
  code: z.string().max(40).nullable().optional(),
  codeSystem: z.string().max(40).nullable().optional(),
  practitionerRoleId: z.uuid().nullable().optional(),
  /** DOI, number of a certificate, address of a page. */
  reference: z.string().trim().max(500).optional(),
});
export const StateClaims = z.strictObject({ claims: z.array(StatedClaim).min(1).max(100) });
export type StateClaims = z.infer<typeof StateClaims>;

export const ClaimsStated = z.strictObject({
  added: z.number().int(),
  confirmed: z.number().int(),
  changed: z.number().int(),
  /** Contradictions that a person will now settle. */
  conflicts: z.number().int(),
  /** Not taken, each with why; the others are recorded. */
  refused: z.array(z.strictObject({ label: z.string(), zh: z.string(), en: z.string() })),
});

export const VerifyClaim = z.strictObject({
  reference: z.string().trim().max(500).optional(),
  note: z.string().trim().max(500).optional(),
});
export const ReasonedAct = z.strictObject({ reason: note(500) });

export const ConflictParams = z.strictObject({ conflictId: z.uuid() });
export const ConflictView = z.strictObject({
  conflictId: z.uuid(),
  practitionerId: z.uuid(),
  expertName: z.string(),
  institutionName: z.string(),
  departmentName: z.string(),
  kind: z.enum(claimKinds),
  openedAt: z.iso.datetime(),
  standing: ClaimView,
  challenger: ClaimView,
});
export type ConflictView = z.infer<typeof ConflictView>;
/** Oldest first; at most 200. */
export const ConflictList = z.strictObject({ items: z.array(ConflictView), total: z.number().int() });
export type ConflictList = z.infer<typeof ConflictList>;
export const SettleConflict = z.strictObject({ chosenClaimId: z.uuid(), reason: note(500) });

export const FileObjection = z
  .strictObject({
    about: z.enum(["claim", "score"]),
    claimId: z.uuid().optional(),
    /** Which score, as the profile names it. */
    scoreKey: z.string().trim().min(1).max(100).optional(),
    text: note(1000),
  })
  .refine((one) => (one.about === "claim") === (one.claimId !== undefined), {
    message: "对主张的异议要指明是哪一项 Say which claim is contested",
    path: ["claimId"],
  })
  .refine((one) => (one.about === "score") === (one.scoreKey !== undefined), {
    message: "对评分的异议要指明是哪一项 Say which score is contested",
    path: ["scoreKey"],
  });
export type FileObjection = z.infer<typeof FileObjection>;
export const ObjectionView = z.strictObject({
  objectionId: z.uuid(),
  practitionerId: z.uuid(),
  expertName: z.string(),
  about: z.enum(["claim", "score"]),
  claimId: z.uuid().nullable(),
  /** What the contested claim says. */
  claimLabel: z.string().nullable(),
  claimKind: z.enum(claimKinds).nullable(),
  scoreKey: z.string().nullable(),
  text: z.string(),
  status: z.enum(["open", "accepted", "rejected", "withdrawn"]),
  answer: z.string().nullable(),
  filedAt: z.iso.datetime(),
  answeredAt: z.iso.datetime().nullable(),
});
export type ObjectionView = z.infer<typeof ObjectionView>;
/** Open ones first, then the newest; at most 200. */
export const ObjectionList = z.strictObject({ items: z.array(ObjectionView) });
export type ObjectionList = z.infer<typeof ObjectionList>;
export const ObjectionFiled = z.strictObject({ objectionId: z.uuid() });
export const ObjectionParams = z.strictObject({ objectionId: z.uuid() });
export const AnswerObjection = z.strictObject({
  decision: z.enum(["accepted", "rejected"]),
  answer: note(1000),
});
