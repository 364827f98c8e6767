import { z } from "zod";
import { oneLine } from "../../kernel/one-line.js";
import { stratifierKeys } from "../domain/indicator.js";
import { longestQuestion, termKinds } from "../domain/question.js";
import { DrillView, Value } from "./indicators.js";

const Two = z.strictObject({ zh: z.string(), en: z.string() });
const question = oneLine(longestQuestion).refine((text) => text.length >= 2, "请写下问题 Write a question");

export const Ask = z.strictObject({ question });
export const AskCases = z.strictObject({
  question,
  set: z.enum(["hit", "missed", "pending"]).default("missed"),
});
const Named = z.strictObject({ code: z.string(), name: Two });

/** What was understood of a question, and the figure when exactly one indicator was named. */
export const AskView = z.strictObject({
  status: z.enum(["answered", "no_indicator", "several_indicators"]),
  understood: z.array(
    z.strictObject({ text: z.string(), kind: z.enum([...termKinds, "period"]), name: Two }),
  ),
  notUnderstood: z.array(z.string()),
  suggestions: z.array(Named),
  /** First and last day, Beijing time. */
  period: z.strictObject({ from: z.iso.date(), until: z.iso.date(), isAssumed: z.boolean() }),
  statistic: z.enum(["share", "median", "p90"]).nullable(),
  answer: z
    .strictObject({
      indicator: Named.extend({
        type: z.enum(["share", "duration"]),
        numerator: Two,
        denominator: Two,
        exclusions: Two,
      }),
      value: Value,
      /** Where the figure is not shown or there is none: questions about more cases that have one, the nearest first. */
      wider: z.array(
        z.strictObject({ question: z.string(), kind: z.enum([...termKinds, "period"]), name: Two }),
      ),
      chart: z.strictObject({
        by: z.enum(stratifierKeys),
        items: z.array(z.strictObject({ key: z.string(), label: z.string(), value: Value })),
      }),
    })
    .nullable(),
});
export type AskView = z.infer<typeof AskView>;
export const AskedCases = DrillView;
