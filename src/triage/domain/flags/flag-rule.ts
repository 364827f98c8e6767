import type { UrgencyLevel } from "../level.js";
import type { SourceKey } from "../source.js";

/**
 * A red flag in free text. The words are matched on normalised text (half-width, lower case), the longest word first,
 * so `先兆子痫` is never read as `子痫`.
 */
export interface FlagRule {
  readonly id: string;
  /** Level of an affirmed mention. */
  readonly level: UrgencyLevel;
  /** Level when the writer is unsure (疑似, 待排); the level of an affirmed mention if not given. */
  readonly ifUncertain?: UrgencyLevel;
  /**
   * Level when the clause says it lasts for months or years or keeps coming back and nothing in the sentence says it
   * is acute now; `none` when that meets no criterion. The level of an affirmed mention if not given.
   */
  readonly ifChronic?: UrgencyLevel | "none";
  /** Counts only when the sentence says it is acute: words too common in long-standing illness to count undated. */
  readonly onlyAcute?: true;
  /** A disease dated months back is over; a sign that began months back still counts, as chronic. */
  readonly nature: "disease" | "sign";
  /**
   * An attack that leaves traces: behind "for years" it is over, and in a sentence that speaks of sequelae (后遗症, 遗留) its
   * signs count as chronic unless something before them, or a worsening, says that they are new.
   */
  readonly leavesTraces?: true;
  /** The rule is for these patients only; for all if not given. */
  readonly who?: "child" | "newborn";
  /** Words separated by `|`. */
  readonly terms: string;
  /** ICD-10 prefixes, for coded suspected diagnoses; a coded suspicion is judged as an unsure mention. */
  readonly codes?: readonly string[];
  readonly zh: string;
  readonly en: string;
  readonly source: SourceKey;
}

/** A finding without a level of its own that other rules combine or read. */
export type TextFact =
  | "fever"
  | "neutropenia"
  | "dyspnoea"
  | "abdominal-pain"
  | "chest-pain"
  | "pain"
  | "amenorrhoea"
  | "pregnancy"
  | "vaginal-bleeding"
  | "head-injury"
  | "lost-consciousness"
  | "altered-mind"
  | "seizure"
  | "diabetes"
  | "kidney-failure"
  | "arrhythmia"
  | "ecg"
  | "child"
  | "newborn";

export interface FactWords {
  readonly fact: TextFact;
  readonly terms: string;
}

/** Words joined as `|` lists, every first with every second: 剧烈 × 腹痛. */
export const crossWords = (first: string, second: string): string =>
  first
    .split("|")
    .flatMap((a) => second.split("|").map((b) => a + b))
    .join("|");
