import { z } from "zod";
import { CaseSummary, UrgencyLevelSchema } from "../cases/api.js";
import { offerStatuses, rings } from "./domain/offer.js";

export const OfferParams = z.strictObject({ offerId: z.uuid() });

export const declineReasons = {
  not_my_field: { zh: "不是我的专业方向", en: "Not my field" },
  no_time_now: { zh: "现在没有时间", en: "No time now" },
  in_surgery: { zh: "手术中", en: "In surgery" },
  on_leave: { zh: "休假或出差", en: "On leave" },
  conflict: { zh: "与患者或医院有利害关系", en: "Conflict of interest" },
  insufficient_information: { zh: "资料不足，无法判断", en: "Too little information" },
  needs_transfer: { zh: "应立即转诊，不宜远程会诊", en: "Should be transferred at once" },
  left_post: { zh: "已退休或调离该院", en: "Retired or no longer at that hospital" },
  other: { zh: "其他", en: "Other" },
} as const;
export const declineCodes = Object.keys(declineReasons) as (keyof typeof declineReasons)[];
export const Decline = z.strictObject({
  code: z.enum(declineCodes),
  note: z.string().trim().max(500).default(""),
});

/** What the expert sees before he says yes: the question on top, no name of the patient. */
export const OfferView = z.strictObject({
  id: z.uuid(),
  caseId: z.uuid(),
  status: z.enum(offerStatuses),
  ring: z.enum(rings),
  urgencyLevel: UrgencyLevelSchema,
  question: z.string(),
  summary: z.string(),
  patientLabel: z.string(),
  diagnoses: z.array(z.string()),
  institutionName: z.string(),
  requesterName: z.string(),
  mode: z.enum(["written", "video"]),
  /** Why you: the reasons the ranking gave. */
  reasons: z.array(z.strictObject({ zh: z.string(), en: z.string() })),
  sentAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  respondedAt: z.iso.datetime().nullable(),
});
export type OfferView = z.infer<typeof OfferView>;
export const OfferList = z.strictObject({ items: z.array(OfferView) });
/** The case that is now the expert's. */
export const OfferAccepted = z.strictObject({ caseId: z.uuid() });

/** One offer as the inviting side and the dispatcher see it. */
export const OfferLine = z.strictObject({
  id: z.uuid(),
  expertName: z.string(),
  institutionName: z.string(),
  ring: z.enum(rings),
  attempt: z.number().int(),
  status: z.enum(offerStatuses),
  sentAt: z.iso.datetime(),
  seenAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime(),
  respondedAt: z.iso.datetime().nullable(),
  declineCode: z.string().nullable(),
  declineNote: z.string().nullable(),
  withdrawCode: z.string().nullable(),
});

/** The search for an expert: ring, offers made, the backup named at once. */
export const SearchView = z.strictObject({
  status: z.enum(["running", "with_dispatcher", "assigned", "stopped"]),
  ring: z.enum(rings),
  /** Why it is with the dispatcher: `no_candidate`, `all_declined`, `clock_ran_out`, `taken_back`. */
  reasonCode: z.string().nullable(),
  backupName: z.string().nullable(),
  attempts: z.number().int(),
  offers: z.array(OfferLine),
});
export type SearchView = z.infer<typeof SearchView>;

/** A line of the dispatcher's live board, most pressing first. */
export const BoardRow = z.strictObject({
  case: CaseSummary,
  search: SearchView.nullable(),
  waitedMinutes: z.number(),
  /** Minutes past the clock of the current step; 0 when in time. */
  overdueMinutes: z.number(),
});
export type BoardRow = z.infer<typeof BoardRow>;
export const Board = z.strictObject({
  items: z.array(BoardRow),
  /** By urgency level: waiting and overdue. */
  counts: z.array(
    z.strictObject({ level: UrgencyLevelSchema, waiting: z.number().int(), overdue: z.number().int() }),
  ),
  now: z.iso.datetime(),
});
export type Board = z.infer<typeof Board>;

/** The dispatcher sends the case to this expert's role himself, and says why. */
export const Assign = z.strictObject({
  practitionerRoleId: z.uuid(),
  reason: z
    .string()
    .trim()
    .min(2, "请写明理由（至少 2 个字） Give the reason in at least two characters")
    .max(500),
});
export const Assigned = z.strictObject({ offerId: z.uuid() });
/** Why a request goes back to its author. */
export const returnReasons = {
  results_missing: { zh: "缺少检验或检查结果", en: "Test results are missing" },
  images_missing: { zh: "缺少影像资料", en: "Images are missing" },
  question_unclear: { zh: "会诊问题不明确", en: "The question is unclear" },
  data_contradictory: { zh: "资料有误或前后矛盾", en: "The data are wrong or contradict each other" },
  consent_incomplete: { zh: "知情同意不完整", en: "The consent is incomplete" },
  other: { zh: "其他", en: "Other" },
} as const;
export type ReturnCode = keyof typeof returnReasons;
export const returnCodes = Object.keys(returnReasons) as ReturnCode[];
export const ReturnRequest = z.strictObject({
  reasonCode: z.enum(returnCodes),
  /** What the doctor must add or mend, in words he reads above his form. */
  note: z
    .string()
    .trim()
    .min(2, "请写明需要补充什么（至少 2 个字） Say what is needed in at least two characters")
    .max(500),
});
export const TakeBack = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(2, "请写明理由（至少 2 个字） Give the reason in at least two characters")
    .max(500),
});
