import { z } from "zod";
import { RequestDraft } from "../cases/api.js";
import { PreviewRequest } from "../triage/api.js";
import { exclusionCodes } from "./domain/exclusion.js";
import { changeKinds } from "./domain/single-changes.js";
import { unsuitableReasons } from "./domain/unsuitable.js";

export { type ExclusionCode, exclusionCodes } from "./domain/exclusion.js";
export { type UnsuitableReason, unsuitableReasons } from "./domain/unsuitable.js";

/** A request as it stands in the form: what a ranking reads of it. */
export const RankingPreviewRequest = PreviewRequest.extend(
  RequestDraft.pick({ wantedSpecialtyCode: true, wantedTitleRank: true, mode: true }).shape,
);
export type RankingPreviewRequest = z.infer<typeof RankingPreviewRequest>;

export const RankingParams = z.strictObject({ caseId: z.uuid() });
/** Which seat of an MDT; 1 where one expert is asked for. */
export const SeatQuery = z.strictObject({ seat: z.coerce.number().int().min(1).max(5).default(1) });
/** Who should sit at the table if the request became an MDT. */
export const PanelProposal = z.strictObject({
  seats: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      zh: z.string(),
      en: z.string(),
      /** How strongly the case asks for it, 1 for the first. */
      weight: z.number(),
    }),
  ),
});
export type PanelProposal = z.infer<typeof PanelProposal>;
export const WhyNotParams = z.strictObject({ caseId: z.uuid(), practitionerRoleId: z.uuid() });

/** One share of the score. `points` are signed and sum to the score (0–100). */
export const FactorView = z.strictObject({
  key: z.string(),
  zh: z.string(),
  en: z.string(),
  points: z.number(),
});
export const CandidateView = z.strictObject({
  practitionerRoleId: z.uuid(),
  practitionerId: z.uuid(),
  name: z.string(),
  institutionName: z.string(),
  departmentName: z.string(),
  titleName: z.string().nullable(),
  score: z.number(),
  /** The three best reasons, in plain words. */
  reasons: z.array(z.strictObject({ zh: z.string(), en: z.string() })),
  factors: z.array(FactorView),
  /** True: evidence for this disease lies outside the declared specialty (隐藏技能). */
  isHiddenSkill: z.boolean(),
  /** Why somebody found the expert unsuitable for this case since the ranking was made. */
  unsuitable: z.enum(unsuitableReasons).nullable(),
});
export type CandidateView = z.infer<typeof CandidateView>;

export const ExclusionView = z.strictObject({
  code: z.enum(exclusionCodes),
  zh: z.string(),
  en: z.string(),
  count: z.number().int(),
  /** A few of them, the most relevant first. */
  examples: z.array(
    z.strictObject({
      practitionerRoleId: z.uuid(),
      name: z.string(),
      institutionName: z.string(),
      detail: z.string(),
    }),
  ),
});
export const RankingView = z.strictObject({
  decisionId: z.uuid().nullable(),
  modelVersion: z.string(),
  /** Which pool it was made from: the same epoch and version is the same pool, on any node. */
  poolEpoch: z.uuid(),
  poolVersion: z.string(),
  considered: z.number().int(),
  candidates: z.array(CandidateView),
  excluded: z.array(ExclusionView),
  madeAt: z.iso.datetime(),
});
export type RankingView = z.infer<typeof RankingView>;

/** 不合适: a ranked expert does not fit this case. A note is needed for `other`. */
export const MarkUnsuitable = z
  .strictObject({
    practitionerRoleId: z.uuid(),
    reason: z.enum(unsuitableReasons),
    note: z.string().trim().max(500).default(""),
  })
  .refine(({ reason, note }) => reason !== "other" || note.length >= 2, {
    path: ["note"],
    error:
      "选“其他”时请写明原因（至少 2 个字） Say why in at least two characters when the reason is another one",
  });
export type MarkUnsuitable = z.infer<typeof MarkUnsuitable>;
export const FeedbackQuery = z.strictObject({
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
/** What people found unsuitable, with the features of the ranking. No case and no words of a doctor. */
export const FeedbackPage = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.uuid(),
      practitionerRoleId: z.uuid(),
      modelVersion: z.string(),
      reason: z.enum(unsuitableReasons),
      givenAt: z.iso.datetime(),
      /** Place in that ranking, 1 the best. */
      place: z.number().int().nullable(),
      points: z.record(z.string(), z.number()),
    }),
  ),
});
export type FeedbackPage = z.infer<typeof FeedbackPage>;

/** One thing that, changed alone, would bring the expert to that place among people. */
export const WouldChangeView = z.strictObject({
  kind: z.enum(changeKinds),
  zh: z.string(),
  en: z.string(),
  score: z.number(),
  place: z.number().int(),
});
/** 是什么能改变排序. */
export const WhatWouldView = z.strictObject({
  /** Place among people now; null: may not be asked, or below the first that were compared. */
  place: z.number().int().nullable(),
  /** The smallest single change that does it; null: no single one does, or he is there. */
  first: WouldChangeView.nullable(),
  firstThree: WouldChangeView.nullable(),
  /** What other single changes would do. */
  others: z.array(WouldChangeView),
});
export type WhatWouldView = z.infer<typeof WhatWouldView>;

/** Why one expert is not among those shown. Judged again over the pool as it is now. */
export const WhyNotView = z.strictObject({
  /** `unknown`: not in the pool (any more). */
  status: z.enum(["unknown", "excluded", "ranked"]),
  exclusion: z
    .strictObject({ code: z.enum(exclusionCodes), zh: z.string(), en: z.string(), detail: z.string() })
    .nullable(),
  /** Place in the whole order, 1 the best, and of how many; null for one below the first `compared`. */
  position: z.number().int().nullable(),
  /** How many have a place; fewer than `eligible` only where very many may be asked. */
  compared: z.number().int().nullable(),
  eligible: z.number().int().nullable(),
  candidate: CandidateView.nullable(),
  /** The last expert that is shown, to compare with; null when this one is shown. */
  lastShown: CandidateView.nullable(),
  /** Points this expert is short of, factor by factor, the largest first. */
  gaps: z.array(z.strictObject({ key: z.string(), points: z.number() })),
  /** Null: not in the pool. */
  whatWould: WhatWouldView.nullable(),
  /** False: the pool or the model changed since the stored ranking. */
  isSamePool: z.boolean(),
  /** False: load, answers and past consultations of this post are those of now; the ranking kept only those of the posts it lists. */
  isByFactsOfThen: z.boolean(),
});
export type WhyNotView = z.infer<typeof WhyNotView>;

const EstimateView = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
const OffPolicyView = z.strictObject({
  ips: EstimateView,
  snips: EstimateView,
  doublyRobust: EstimateView,
  effective: z.number(),
});
const PointsView = z.record(z.string(), z.number());
/** What an order learned from the older rankings was worth on the newer ones, beside the order by hand. */
export const OrderFiguresView = z.strictObject({
  rankings: z.strictObject({
    all: z.number().int(),
    learnedFrom: z.number().int(),
    judged: z.number().int(),
  }),
  judgedFrom: z.string().nullable(),
  fitted: z.strictObject({
    points: PointsView,
    asks: z.number().int(),
    unsuitable: z.number().int(),
    isLearned: z.boolean(),
  }),
  foretold: z.strictObject({
    count: z.number().int(),
    byHand: z.number(),
    learned: z.number(),
    gain: EstimateView,
  }),
  choices: z.strictObject({
    count: z.number().int(),
    withOdds: z.number().int(),
    changed: z.number().int(),
    byHand: OffPolicyView,
    learned: OffPolicyView,
    difference: EstimateView,
  }),
  isBetter: z.boolean(),
});
export const RankModelView = z.strictObject({
  version: z.string(),
  baseVersion: z.string(),
  /** Points added to each factor, together 0. */
  points: PointsView,
  figures: z.strictObject({
    asks: z.number().int(),
    unsuitable: z.number().int(),
    isLearned: z.boolean(),
    evaluation: OrderFiguresView,
  }),
  trainedAt: z.iso.datetime(),
  /** False: by command line. */
  isByPerson: z.boolean(),
});
export type RankModelView = z.infer<typeof RankModelView>;
/** 排序模型: what was learned, what is in use and why. */
export const RankModelList = z.strictObject({
  baseVersion: z.string(),
  basePoints: PointsView,
  /** Null: the hand-set order alone. */
  inUse: z.string().nullable(),
  models: z.array(RankModelView),
  uses: z.array(
    z.strictObject({ version: z.string().nullable(), reason: z.string(), decidedAt: z.iso.datetime() }),
  ),
});
export type RankModelList = z.infer<typeof RankModelList>;
export const UseRankModel = z.strictObject({
  version: z.string().max(20).nullable(),
  reason: z.string().trim().min(2).max(500),
});
export const RankModelTrained = z.strictObject({ version: z.string(), isLearned: z.boolean() });
