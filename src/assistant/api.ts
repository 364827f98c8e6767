import { z } from "zod";
import { oneLine } from "../kernel/one-line.js";
import { urgencyLevels } from "../kernel/urgency.js";
import { callOutcomes } from "./domain/outcome.js";
import { identifierKinds } from "./domain/span.js";

export { type CallOutcome, callOutcomes } from "./domain/outcome.js";
export { type IdentifierKind, identifierKinds } from "./domain/span.js";

const Level = z.enum(urgencyLevels);
const Tokens = z.strictObject({ prompt: z.number().nullable(), completion: z.number().nullable() });

/** Whose assistant; without it, that of the person's own institution. */
export const AssistantQuery = z.strictObject({ institutionId: z.uuid().optional() });

export const answerFormats = ["json_schema", "json_object"] as const;
export const callStatuses = ["queued", "running", "done", "failed"] as const;

export const CallView = z.strictObject({
  callId: z.uuid(),
  kind: z.enum(["case", "test"]),
  /** Number of the case; null for a trial. */
  caseNumber: z.string().nullable(),
  status: z.enum(callStatuses),
  outcome: z.enum(callOutcomes).nullable(),
  host: z.string(),
  model: z.string(),
  attempts: z.number().int(),
  tokens: Tokens,
  durationMs: z.number().int().nullable(),
  createdAt: z.iso.datetime(),
});
export type CallView = z.infer<typeof CallView>;

/** How one institution uses a language model, today. */
export const AssistantState = z.strictObject({
  institutionId: z.uuid(),
  institutionName: z.string(),
  isEnabled: z.boolean(),
  /** Where calls go; null: neither the institution nor the server names an endpoint. */
  endpoint: z.strictObject({ host: z.string(), model: z.string(), isOwn: z.boolean() }).nullable(),
  /** The institution's own settings; the key is never shown. */
  setting: z.strictObject({
    baseUrl: z.string().nullable(),
    model: z.string(),
    answerFormat: z.enum(answerFormats),
    hasKey: z.boolean(),
    dailyCalls: z.number().int(),
    dailyTokens: z.number().int(),
    leastConfidence: z.number(),
    version: z.number().int(),
  }),
  /** The server's configuration names an endpoint. */
  hasServerEndpoint: z.boolean(),
  usedToday: z.strictObject({ calls: z.number().int(), tokens: z.number() }),
  /** Of the endpoint, on the node that answers. */
  circuit: z.enum(["closed", "half_open", "open"]).nullable(),
  waiting: z.number().int(),
  /** The newest fifty, newest first. */
  calls: z.array(CallView),
});
export type AssistantState = z.infer<typeof AssistantState>;

/** Base of an endpoint: no account, query or fragment. */
export const EndpointUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return (
      url !== undefined && url.username === "" && url.password === "" && url.search === "" && url.hash === ""
    );
  }, "只写基地址，不含账号和参数 Write the base address without user name and query");

export const ChangeAssistant = z.strictObject({
  institutionId: z.uuid().optional(),
  version: z.int32().min(0),
  /** Null: use the server's endpoint. */
  baseUrl: EndpointUrl.nullable(),
  model: oneLine(200),
  answerFormat: z.enum(answerFormats),
  /** Absent: keep the saved key. Empty: remove it. */
  apiKey: z
    .string()
    .max(4000)
    .regex(/^[\x21-\x7e]*$/, "密钥只含可见的英文字符 A key has visible ASCII characters only")
    .optional(),
  dailyCalls: z.number().int().min(0).max(100_000),
  dailyTokens: z.number().int().min(0).max(1_000_000_000),
  leastConfidence: z.number().min(0).max(1),
});
export type ChangeAssistant = z.infer<typeof ChangeAssistant>;
export const SwitchAssistant = z.strictObject({
  institutionId: z.uuid().optional(),
  isEnabled: z.boolean(),
});
export const TestAssistant = AssistantQuery;
export const AssistantTest = z.strictObject({
  isGood: z.boolean(),
  steps: z.array(z.strictObject({ isGood: z.boolean(), zh: z.string(), en: z.string() })),
});
export type AssistantTest = z.infer<typeof AssistantTest>;

const Finding = z.strictObject({ quote: z.string(), level: Level, reason: z.string() });

/** What the assistant was asked about a case and what it said. Machine-made, and named so wherever it is shown. */
export const CaseCallView = z.strictObject({
  callId: z.uuid(),
  at: z.iso.datetime(),
  status: z.enum(callStatuses),
  outcome: z.enum(callOutcomes).nullable(),
  model: z.string(),
  /** By kind; null before anything was sent. */
  removedCounts: z.partialRecord(z.enum(identifierKinds), z.number().int()).nullable(),
  /** The texts as they left, and each thing taken out; null once the request has changed since, or nothing was sent. */
  sent: z
    .strictObject({
      question: z.string(),
      summary: z.string(),
      removed: z.array(
        z.strictObject({ kind: z.enum(identifierKinds), words: z.string(), placeholder: z.string() }),
      ),
    })
    .nullable(),
  advice: z
    .strictObject({
      level: Level,
      confidence: z.number(),
      findings: z.array(Finding),
      specialty: z.strictObject({ code: z.string(), name: z.string() }).nullable(),
      missing: z.array(z.string()),
      structure: z.strictObject({
        chiefComplaint: z.string().nullable(),
        onset: z.string().nullable(),
        history: z.array(z.string()),
      }),
      dropped: z.number().int(),
      effect: z.enum([
        "raised",
        "not_higher",
        "not_grounded",
        "not_sure",
        "person_decided",
        "level_is_settled",
      ]),
      levelBefore: Level,
      /** It raised the level, and a person set another one since. */
      overriddenTo: Level.nullable(),
    })
    .nullable(),
});
export type CaseCallView = z.infer<typeof CaseCallView>;
export const CaseAssistant = z.strictObject({ items: z.array(CaseCallView) });
