import type { Polarity } from "./flags/read-text.js";
import type { UrgencyLevel } from "./level.js";
import type { ScorePart } from "./score.js";
import type { VitalField } from "./vitals.js";

/** Which free text of the request a quote is from. */
export type TextField = "question" | "summary";

/** What a reason rests on. Text offsets are UTF-16, end exclusive, into the named field. */
export type Evidence =
  | {
      readonly kind: "vitals";
      /** `quote`: the value was read from these words, its field was empty. */
      readonly values: readonly {
        readonly field: VitalField;
        readonly value: unknown;
        readonly quote?: string;
      }[];
    }
  | {
      readonly kind: "score";
      readonly score: "NEWS2" | "MEWS";
      readonly parts: readonly ScorePart[];
      /** Parts whose value was read from the text. */
      readonly fromText: readonly VitalField[];
    }
  | {
      readonly kind: "text";
      readonly field: TextField;
      readonly start: number;
      readonly end: number;
      readonly quote: string;
      readonly polarity: Polarity;
      readonly isChronic: boolean;
    }
  | { readonly kind: "diagnosis"; readonly code: string; readonly name: string }
  | { readonly kind: "none" };

/** One reason for a level: which rule, in words a doctor reads, from which document, resting on what. */
export interface Reason {
  readonly ruleId: string;
  readonly level: UrgencyLevel;
  readonly zh: string;
  readonly en: string;
  readonly source: string;
  readonly evidence: Evidence;
}
