import { z } from "zod";
import { evidenceKinds, evidenceSources, verifications } from "./domain/evidence.js";
import { dimensions, subScores } from "./domain/model.js";
import { skillLevels } from "./domain/skills.js";
import { confidenceLevels } from "./domain/sub-score.js";
import { profileParts, viewerClasses } from "./domain/view-policy.js";

export const ProfileParams = z.strictObject({ practitionerId: z.uuid() });
/** Whose eyes to borrow: only for a view narrower than one's own. */
export const ProfileQuery = z.strictObject({ as: z.enum(viewerClasses).optional() });
export const CompareQuery = z.strictObject({ first: z.uuid(), second: z.uuid() });

const points = z.number();
const civilDate = z.string();
const Words = z.strictObject({ zh: z.string(), en: z.string() });

/** One piece of evidence with what it adds or takes. */
export const ContributionView = z.strictObject({
  evidenceId: z.string(),
  kind: z.enum(evidenceKinds),
  label: z.string(),
  code: z.string().nullable(),
  source: z.enum(evidenceSources),
  verification: z.enum(verifications),
  observedOn: civilDate,
  verifiedOn: civilDate.nullable(),
  trust: z.number(),
  freshness: z.number(),
  points,
  words: Words,
});
export type ContributionView = z.infer<typeof ContributionView>;

const Sources = z.array(z.strictObject({ source: z.enum(evidenceSources), pieces: z.int().positive() }));

/** Numbers are null for a viewer who is shown words only. */
const scoreFields = {
  score: points.nullable(),
  low: points.nullable(),
  high: points.nullable(),
  level: z.enum(["high", "middle", "low"]),
  effective: z.number().nullable(),
  confidence: z.enum(confidenceLevels),
  newestOn: civilDate,
};

export const DimensionView = z.strictObject({
  dimension: z.enum(dimensions),
  ...scoreFields,
  /** Empty for a viewer who is not shown sub-scores. */
  parts: z.array(
    z.strictObject({
      sub: z.enum(subScores),
      basis: z.enum(["own", "none", "peers"]),
      weight: z.number(),
      score: points,
      points,
    }),
  ),
});
export type DimensionView = z.infer<typeof DimensionView>;

export const SubView = z.strictObject({
  sub: z.enum(subScores),
  dimension: z.enum(dimensions),
  ...scoreFields,
  peers: z
    .strictObject({ specialtyName: z.string().nullable(), titleRank: z.string(), members: z.int(), points })
    .nullable(),
  /** Each piece, most points first; null where the viewer is told the sources only. */
  contributions: z.array(ContributionView).nullable(),
  sources: Sources,
});
export type SubView = z.infer<typeof SubView>;

/** How the dimensions stood at the ends of quarters, by today's evidence; and the pieces that moved them most. */
export const TimelineView = z.strictObject({
  points: z.array(
    z.strictObject({
      asOf: civilDate,
      scores: z.array(z.strictObject({ dimension: z.enum(dimensions), score: points })),
    }),
  ),
  events: z.array(
    z.strictObject({ on: civilDate, sub: z.enum(subScores), pieces: z.int(), points, words: Words }),
  ),
});

export const ProfileView = z.strictObject({
  practitionerId: z.uuid(),
  name: z.string(),
  /** computed · pending: not computed yet · insufficient: computed, no evidence counts. */
  state: z.enum(["computed", "pending", "insufficient"]),
  viewer: z.enum(viewerClasses),
  /** Views this person may borrow. */
  mayViewAs: z.array(z.enum(viewerClasses)),
  showing: z.record(z.enum(profileParts), z.enum(["hide", "summary", "show"])),
  modelVersion: z.string(),
  asOf: civilDate,
  /** Whom the expert is compared with. */
  peerGroup: z.strictObject({ specialtyName: z.string().nullable(), titleRank: z.int() }),
  dimensions: z.array(DimensionView),
  subs: z.array(SubView),
  timeline: TimelineView.nullable(),
});
export type ProfileView = z.infer<typeof ProfileView>;

export const SkillView = z.strictObject({
  kind: z.enum(["disease", "operation"]),
  level: z.enum(skillLevels),
  code: z.string(),
  name: z.string(),
  strength: points.nullable(),
  word: z.enum(["some", "fair", "strong"]),
  effective: z.number().nullable(),
  newestOn: civilDate,
  isHidden: z.boolean(),
  usualSpecialties: z.array(z.strictObject({ code: z.string(), name: z.string() })),
  sources: Sources,
  /** Null where the viewer is told the sources only, and above categories. */
  documents: z.array(ContributionView).nullable(),
});
export type SkillView = z.infer<typeof SkillView>;
export const SkillList = z.strictObject({
  practitionerId: z.uuid(),
  viewer: z.enum(viewerClasses),
  items: z.array(SkillView),
});
export type SkillList = z.infer<typeof SkillList>;

const verdicts = ["first", "second", "alike", "unknown"] as const;
/** Two experts side by side, each as this person may see him. `alike`: the evidence does not tell them apart. */
export const ComparisonView = z.strictObject({
  first: ProfileView,
  second: ProfileView,
  dimensions: z.array(z.strictObject({ dimension: z.enum(dimensions), verdict: z.enum(verdicts) })),
  skills: z.array(
    z.strictObject({
      kind: z.enum(["disease", "operation"]),
      code: z.string(),
      name: z.string(),
      first: points.nullable(),
      second: points.nullable(),
    }),
  ),
});
export type ComparisonView = z.infer<typeof ComparisonView>;
