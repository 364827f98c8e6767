import { z } from "zod";
import { CaseSummary, UrgencyLevelSchema } from "../cases/api.js";
import { offerStatuses } from "./domain/offer.js";
import { ringNames } from "./domain/policy/dispatch-policy.js";

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

/**
 * When whoever has not answered is reminded, and why then. `planned`: at `at` · `sent`: at `at` · `dropped`: at no time. Null where
 * nobody has looked yet, and for everybody but the expert himself and the dispatcher.
 */
export const ReminderView = z.strictObject({
  status: z.enum(["planned", "sent", "dropped"]),
  at: z.iso.datetime().nullable(),
  /** learned: by his own answers · fixed: nothing is known of them. */
  basis: z.enum(["learned", "fixed"]),
  /** What the time rests on, e.g. 周三下午通常 3 分钟应答（近 90 天 14 次派单）. */
  zh: z.string(),
  en: z.string(),
  /** Chance of an answer in time, without the reminder and with it. */
  chanceWithout: z.number().min(0).max(1),
  chanceWith: z.number().min(0).max(1),
  /** Channels by how soon he reads what comes by them; null: his own order. */
  channels: z.array(z.string()).nullable(),
  policyVersion: z.string(),
  modelVersion: z.string(),
});
export type ReminderView = z.infer<typeof ReminderView>;

/** What the expert sees before he says yes: the question on top, no name of the patient. */
export const OfferView = z.strictObject({
  id: z.uuid(),
  caseId: z.uuid(),
  status: z.enum(offerStatuses),
  ring: z.enum(ringNames),
  urgencyLevel: UrgencyLevelSchema,
  question: z.string(),
  summary: z.string(),
  patientLabel: z.string(),
  diagnoses: z.array(z.string()),
  institutionName: z.string(),
  requesterName: z.string(),
  mode: z.enum(["written", "video"]),
  /** The time a panel is to meet at; null: one expert is asked for. */
  meeting: z.strictObject({ startsAt: z.iso.datetime(), endsAt: z.iso.datetime() }).nullable(),
  /** The specialty of the seat in a panel. */
  seatSpecialtyName: z.string().nullable(),
  /** Why you: the reasons the ranking gave. */
  reasons: z.array(z.strictObject({ zh: z.string(), en: z.string() })),
  sentAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  respondedAt: z.iso.datetime().nullable(),
  /** Why it was taken back. */
  withdrawCode: z.string().nullable(),
  reminder: ReminderView.nullable(),
});
export type OfferView = z.infer<typeof OfferView>;
export const OfferList = z.strictObject({ items: z.array(OfferView) });
/** The case that is now the expert's. */
export const OfferAccepted = z.strictObject({ caseId: z.uuid() });

export const oneTapStates = ["open", "accepted", "declined", "withdrawn", "expired", "used"] as const;
export type OneTapState = (typeof oneTapStates)[number];
/** 一键接诊: the token of a message's link. */
export const OneTapToken = z.strictObject({ token: z.string().min(1).max(128) });
/** What a link shows to whoever holds it: nothing of the patient, no question. */
export const OneTapView = z.strictObject({
  state: z.enum(oneTapStates),
  expertName: z.string(),
  institutionName: z.string(),
  urgencyLevel: UrgencyLevelSchema,
  mode: z.enum(["written", "video"]),
  expiresAt: z.iso.datetime(),
  /** The expert's. */
  timeZone: z.string(),
});
export type OneTapView = z.infer<typeof OneTapView>;

/** One offer as the inviting side and the dispatcher see it. */
export const OfferLine = z.strictObject({
  id: z.uuid(),
  expertName: z.string(),
  institutionName: z.string(),
  ring: z.enum(ringNames),
  seat: z.number().int(),
  /** 1: asked first; more: asked beside others who have not answered yet. */
  line: z.number().int(),
  attempt: z.number().int(),
  status: z.enum(offerStatuses),
  sentAt: z.iso.datetime(),
  seenAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime(),
  respondedAt: z.iso.datetime().nullable(),
  declineCode: z.string().nullable(),
  declineNote: z.string().nullable(),
  withdrawCode: z.string().nullable(),
  reminder: ReminderView.nullable(),
});

/** The search for an expert: ring, offers made, the backup named at once. */
const searchStatus = z.enum(["running", "with_dispatcher", "assigned", "stopped"]);
export const SeatView = z.strictObject({
  /** 1 where one expert is asked for. */
  seat: z.number().int(),
  /** The specialty of a seat in an MDT; null: what the request itself asks for. */
  specialtyCode: z.string().nullable(),
  specialtyName: z.string().nullable(),
  status: searchStatus,
  ring: z.enum(ringNames),
  reasonCode: z.string().nullable(),
  backupName: z.string().nullable(),
  /** Who has taken the seat. */
  expertName: z.string().nullable(),
});
export const SearchView = z.strictObject({
  /** Of the seat that is worst off, as are ring, reason, backup and the next look. */
  status: searchStatus,
  ring: z.enum(ringNames),
  /**
   * Why it is with the dispatcher: `no_candidate`, `all_declined`, `enough_tried`, `nobody_free`, `clock_ran_out`,
   * `taken_back`; or `waits_for_expert`: somebody is worth waiting for.
   */
  reasonCode: z.string().nullable(),
  backupName: z.string().nullable(),
  /** When somebody is looked for again, where nobody can be asked now. */
  lookAt: z.iso.datetime().nullable(),
  attempts: z.number().int(),
  seats: z.array(SeatView),
  /** A panel's time: held while its experts are asked, booked when all have accepted. */
  meeting: z
    .strictObject({ startsAt: z.iso.datetime(), endsAt: z.iso.datetime(), isBooked: z.boolean() })
    .nullable(),
  offers: z.array(OfferLine),
});
export type SearchView = z.infer<typeof SearchView>;

const Two = z.strictObject({ zh: z.string(), en: z.string() });
/** One look at one seat: what was decided, from what, and why. */
export const DispatchDecision = z.strictObject({
  madeAt: z.iso.datetime(),
  seat: z.number().int(),
  policyVersion: z.string(),
  step: z.enum(["asked", "waits", "handed_over"]),
  openRing: z.enum(ringNames),
  /** All seats that wanted an offer in that moment, and by how much the whole could have been better at most; 0: not at all. */
  waitingSeats: z.number().int(),
  gap: z.number(),
  offers: z.array(
    z.strictObject({
      offerId: z.uuid(),
      expertName: z.string(),
      institutionName: z.string(),
      ring: z.enum(ringNames),
      line: z.number().int(),
      why: Two,
      /** Parts of the value; they add up to it. */
      utility: z.strictObject({
        ability: z.number(),
        answer: z.number(),
        waiting: z.number(),
        value: z.number(),
      }),
      load: z.number(),
      price: z.number(),
      propensity: z.number(),
    }),
  ),
  considered: z.array(
    z.strictObject({
      practitionerRoleId: z.uuid(),
      expertName: z.string(),
      institutionName: z.string(),
      ring: z.enum(ringNames),
      ability: z.number(),
      acceptChance: z.number(),
      value: z.number(),
      /** The odds with which this look would have asked him first; null: nobody was asked, or not kept then. */
      chance: z.number().nullable(),
      /** Why he was not asked then; null: he was. */
      whyNot: Two.nullable(),
    }),
  ),
  backupName: z.string().nullable(),
  waitMinutes: z.number().nullable(),
  handOver: z.string().nullable(),
});
export type DispatchDecision = z.infer<typeof DispatchDecision>;
export const DispatchDecisions = z.strictObject({ items: z.array(DispatchDecision) });

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
  seat: z.number().int().min(1).max(5).default(1),
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
  seat: z.number().int().min(1).max(5).default(1),
  reason: z
    .string()
    .trim()
    .min(2, "请写明理由（至少 2 个字） Give the reason in at least two characters")
    .max(500),
});

/** A time that joins a sitting of the expert, where the policy finds it worth the wait. */
export const SittingView = z.strictObject({
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  /** The first time they all have. */
  firstStartsAt: z.iso.datetime(),
  /** How much later it is than that. */
  laterMinutes: z.number().int(),
  /** What the way saved is worth by the policy. */
  walkMinutes: z.number(),
  personIds: z.array(z.uuid()),
  minutes: z.number().int(),
});
export type SittingView = z.infer<typeof SittingView>;
export const SittingProposal = z.strictObject({ proposal: SittingView.nullable() });
