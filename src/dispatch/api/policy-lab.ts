import { z } from "zod";
import { UrgencyLevelSchema } from "../../cases/api.js";
import { instant } from "../../kernel/time.js";
import { personStates, policyProblems, reaches } from "../domain/policy/dispatch-policy.js";
import { rolloutStatuses } from "../domain/policy/rollout.js";
import { lineUpIds } from "../domain/simulation/line-up-names.js";

const LevelRule = z.strictObject({
  parallelOffers: z.number().int(),
  maxOffers: z.number().int(),
  ringOpensAfter: z.strictObject({
    best: z.number(),
    wider: z.number(),
    neighbour: z.number(),
    national: z.number(),
  }),
  patienceMinutes: z.number(),
  mayInterrupt: z.array(z.enum(personStates)),
  urgency: z.number(),
  answerWeight: z.number(),
});

/** A dispatch policy as data, within its bounds. */
export const PolicySchema = z
  .strictObject({
    version: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9-]{1,39}$/,
        "版本名用小写字母、数字和连字符 Lower-case letters, digits and hyphens",
      ),
    levels: z.strictObject({ I: LevelRule, II: LevelRule, III: LevelRule, IV: LevelRule }),
    bestShare: z.number(),
    widerShare: z.number(),
    ageing: z.strictObject({ perClock: z.number(), most: z.number() }),
    fairness: z.number(),
    openOffersPerExpert: z.number().int(),
    maxWithdrawnPerDay: z.number().int(),
    tieBand: z.number(),
    bundling: z
      .strictObject({ isOn: z.boolean(), walkMinutes: z.number(), waitPrice: z.number() })
      .optional(),
    panelLateness: z.number().optional(),
    reminder: z
      .strictObject({
        isOn: z.boolean(),
        earliestShare: z.number(),
        fixedShare: z.number(),
        leastLeftShare: z.number(),
      })
      .optional(),
  })
  .superRefine((policy, context) => {
    for (const problem of policyProblems(policy))
      context.addIssue({
        code: "custom",
        path: problem.field.split("."),
        message: `${problem.zh} ${problem.en}`,
      });
  });

const Moment = z.iso.datetime().transform((text) => instant(text));

const ReplaySchema = z.strictObject({
  experts: z.array(
    z.strictObject({ id: z.string(), groupId: z.string().nullable(), dayCap: z.number().int().min(0) }),
  ),
  requests: z
    .array(
      z.strictObject({
        submittedAt: Moment,
        level: UrgencyLevelSchema,
        candidates: z.array(
          z.strictObject({ expert: z.number().int(), ability: z.number(), reach: z.enum(reaches) }),
        ),
        offers: z.array(
          z.strictObject({
            expert: z.number().int(),
            sentAt: Moment,
            waitedMinutes: z.number().min(0),
            end: z.enum(["accepted", "declined", "expired", "withdrawn"]),
          }),
        ),
      }),
    )
    .min(1),
});

/** What is to be simulated. Bounded, so that one question cannot take the machine for an hour. */
export const LabSettings = z.strictObject({
  policies: z
    .array(z.enum(lineUpIds))
    .min(1, "至少选择一种策略 Choose at least one policy")
    .max(20)
    .default(["longest_idle", "greedy", "ours"]),
  /** Requests a day. */
  demand: z.number().int().min(50).max(5000).default(1500),
  /** Requests for several experts at one time, a day, beside the others; runs from before they were simulated had none. */
  panels: z.number().int().min(0).max(500).default(0),
  experts: z.number().int().min(20).max(1000).default(300),
  /** The first of several days is not measured. */
  days: z.number().int().min(1).max(7).default(4),
  seeds: z.array(z.number().int().min(1).max(1_000_000)).min(1).max(20).default([1, 2, 3]),
  baseline: z.string().default("longest_idle"),
});
export type LabSettings = z.infer<typeof LabSettings>;

/** One run, as a process of its own gets it. */
export const LabJob = z.strictObject({
  settings: LabSettings,
  /** What “ours” dispatches by; the default policy when not given. */
  policy: PolicySchema.optional(),
  /** History in the place of an invented stretch. */
  replay: ReplaySchema.optional(),
});
export type LabJob = z.infer<typeof LabJob>;

const Interval = z.strictObject({ mean: z.number(), half: z.number().nullable() });
const Figures = z.record(z.string(), Interval);

/** What the lab found, policy by policy; figures by path, e.g. `levels.I.breach`. */
export const LabResultView = z.strictObject({
  baseline: z.string(),
  seeds: z.array(z.number()),
  rows: z.array(
    z.strictObject({
      id: z.string(),
      zh: z.string(),
      en: z.string(),
      kind: z.enum(["peers", "ours", "part", "wrong"]),
      figures: Figures,
      difference: Figures,
    }),
  ),
});
export type LabResultView = z.infer<typeof LabResultView>;

const RunLine = z.strictObject({
  id: z.uuid(),
  settings: LabSettings,
  policyVersion: z.string(),
  isReplay: z.boolean(),
  status: z.enum(["running", "done", "failed", "cancelled"]),
  progress: z.number(),
  /** `interrupted`, or what the process said; null unless failed. */
  failure: z.string().nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type RunLine = z.infer<typeof RunLine>;
export const RunView = z.strictObject({ ...RunLine.shape, result: LabResultView.nullable() });
export type RunView = z.infer<typeof RunView>;

const Version = z.strictObject({
  version: z.string(),
  policy: PolicySchema,
  basedOn: z.string().nullable(),
  reason: z.string().nullable(),
  createdAt: z.iso.datetime().nullable(),
});
export type PolicyVersion = z.infer<typeof Version>;

/** One arm of a rollout: what became of its cases. */
const ArmView = z.strictObject({
  arm: z.enum(["standing", "candidate"]),
  policyVersion: z.string(),
  cases: z.number().int(),
  accepted: z.number().int(),
  /** Of the judged: accepted after the level's clock, or not yet though it has run out. */
  late: z.number().int(),
  judged: z.number().int(),
  medianAcceptMinutes: z.number().nullable(),
  offers: z.number().int(),
  withdrawn: z.number().int(),
  adopted: z.number().int(),
  decided: z.number().int(),
  /** MDT among the cases: a common time was found, every seat is filled, and how long that took. */
  panels: z.strictObject({
    cases: z.number().int(),
    found: z.number().int(),
    filled: z.number().int(),
    medianFillMinutes: z.number().nullable(),
  }),
});
export type ArmView = z.infer<typeof ArmView>;

export const LabView = z.strictObject({
  runs: z.array(RunLine),
  /** Newest first; the one the platform came with is the last. */
  versions: z.array(Version),
  standing: z.string(),
  trial: z
    .strictObject({
      id: z.uuid(),
      version: z.string(),
      status: z.enum(rolloutStatuses),
      percent: z.number().int(),
      startedAt: z.iso.datetime(),
      changedAt: z.iso.datetime(),
      arms: z.array(ArmView),
      /** While it only watches: decisions, and in how many it would have asked the same people. */
      shadow: z.strictObject({
        decisions: z.number().int(),
        same: z.number().int(),
        cases: z.number().int(),
      }),
    })
    .nullable(),
});
export type LabView = z.infer<typeof LabView>;

export const RunParams = z.strictObject({ runId: z.uuid() });
export const StartRun = z.strictObject({
  settings: LabSettings,
  policyVersion: z.string(),
  isReplay: z.boolean().default(false),
});
export const RunStarted = z.strictObject({ runId: z.uuid() });
const reason = z
  .string()
  .trim()
  .min(2, "请写明理由（至少 2 个字） Give the reason in at least two characters")
  .max(500);
export const AddVersion = z.strictObject({ policy: PolicySchema, basedOn: z.string().max(40), reason });
export const StartTrial = z.strictObject({ version: z.string().max(40), reason });
export const MoveTrial = z.strictObject({
  from: z.enum(rolloutStatuses),
  to: z.enum(rolloutStatuses),
  reason,
});
