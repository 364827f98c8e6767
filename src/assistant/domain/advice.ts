import { type UrgencyLevel, urgencyLevels } from "../../kernel/urgency.js";
import { foldWidth } from "./fold.js";

/** One thing the model points at, in the request's own words. */
export interface AdviceFinding {
  /** Words of the text that was sent, as they stand in it. */
  readonly quote: string;
  readonly level: UrgencyLevel;
  readonly reason: string;
}

/** A checked answer. Nothing in it about the patient is the model's own wording but the reasons, which say so. */
export interface Advice {
  readonly level: UrgencyLevel;
  /** 0 to 1, the model's own claim. */
  readonly confidence: number;
  readonly findings: readonly AdviceFinding[];
  readonly specialty: { readonly code: string; readonly name: string } | null;
  readonly missing: readonly string[];
  /** Excerpts of the text that was sent: 主诉, 起病, 病史. */
  readonly structure: {
    readonly chiefComplaint: string | null;
    readonly onset: string | null;
    readonly history: readonly string[];
  };
  /** How many quotes were thrown away because the text does not hold them. */
  readonly dropped: number;
}

const squeezed = (text: string): string => foldWidth(text).replace(/[\s\u200B-\u200D\uFEFF]+/gu, "");

/**
 * True when the words stand in one of the texts, apart from width and white space, and say something: at least two
 * letters or digits outside placeholders.
 */
export function isQuoteOf(texts: readonly string[], quote: string): boolean {
  const words = squeezed(quote);
  const said = words.replace(/\[[^\]]*\]/gu, "").replace(/[^\p{L}\p{N}]/gu, "");
  return Array.from(said).length >= 2 && texts.some((text) => squeezed(text).includes(words));
}

export interface RaisePolicy {
  /** 0 to 1: below it nothing is raised. */
  readonly leastConfidence: number;
}

export type RaiseEffect = "raised" | "not_higher" | "not_grounded" | "not_sure";

/** What follows from the advice: the level after it, why, and the findings that carry it. */
export interface RaiseDecision {
  readonly effect: RaiseEffect;
  readonly level: UrgencyLevel;
  readonly grounds: readonly AdviceFinding[];
}

const rank = (level: UrgencyLevel): number => urgencyLevels.indexOf(level);
const isMoreSevere = (a: UrgencyLevel, b: UrgencyLevel): boolean => rank(a) < rank(b);

/**
 * Whether advice makes the case more urgent. It goes no further than both the level it names and its gravest quoted
 * finding; without a quote, or less sure than the policy asks, it changes nothing; and it never takes a level back: the
 * answer's level is at least the rules'.
 */
export function decideRaise(rules: UrgencyLevel, advice: Advice, policy: RaisePolicy): RaiseDecision {
  const stays = (effect: RaiseEffect): RaiseDecision => ({ effect, level: rules, grounds: [] });
  if (!isMoreSevere(advice.level, rules)) return stays("not_higher");
  const grounds = advice.findings.filter(({ level }) => isMoreSevere(level, rules));
  const [first] = [...grounds].sort((a, b) => rank(a.level) - rank(b.level));
  if (first === undefined) return stays("not_grounded");
  if (!(advice.confidence >= policy.leastConfidence)) return stays("not_sure");
  const level = isMoreSevere(first.level, advice.level) ? advice.level : first.level;
  return { effect: "raised", level, grounds };
}
