import { combinationRules } from "./flags/combinations.js";
import type { FlagRule, TextFact } from "./flags/flag-rule.js";
import { flagRules } from "./flags/flag-rules.js";
import { readText, type FactMention, type Mention, type Polarity } from "./flags/read-text.js";
import type { Reason, TextField } from "./finding.js";
import { isMoreSevere, type UrgencyLevel } from "./level.js";
import { sources } from "./source.js";
import type { Subject } from "./subject.js";

export interface RequestText {
  readonly question: string;
  readonly summary: string;
}

export interface SuspectedDiagnosis {
  /** ICD-10, national or clinical edition; empty when only a name is known. */
  readonly code: string;
  readonly name: string;
}

type Placed<T> = T & { readonly field: TextField };

interface Flagged {
  readonly mention: Placed<Mention>;
  readonly level: UrgencyLevel;
}

/** Everything found in the free text and the suspected diagnoses, before the person is known. */
export interface TextReading {
  readonly text: RequestText;
  /** For each rule the mention that gives the most severe level, the first of equals. */
  readonly flags: readonly Flagged[];
  /** For each fact its first affirmed or unsure mention. */
  readonly facts: readonly Placed<FactMention>[];
  readonly diagnoses: readonly {
    readonly diagnosis: SuspectedDiagnosis;
    readonly rules: readonly FlagRule[];
  }[];
  /** Facts that count: affirmed or unsure, in the text or in a diagnosis name. */
  readonly activeFacts: ReadonlySet<TextFact>;
}

const isActive = (polarity: Polarity): boolean => polarity === "present" || polarity === "uncertain";

/** Names of diagnoses that are over; their codes are often those of the acute disease. */
const isOverByName = /陈旧|恢复期|后遗症|康复|病史/;

/** A code as the rules write it: upper case, half-width, no blanks. */
export const normaliseCode = (code: string): string =>
  code.normalize("NFKC").replace(/\s/g, "").toUpperCase();

function rulesOfDiagnosis({ code, name }: SuspectedDiagnosis): readonly FlagRule[] {
  if (isOverByName.test(name)) return [];
  const plain = normaliseCode(code);
  const byCode =
    plain === "" ? [] : flagRules.filter((rule) => rule.codes?.some((prefix) => plain.startsWith(prefix)));
  const byName = readText(name)
    .mentions.filter((mention) => isActive(mention.polarity))
    .map((mention) => mention.rule);
  return [...new Set([...byCode, ...byName])];
}

/** Reads question, summary and suspected diagnoses. The order of sentences and of diagnoses does not matter. */
export function readRequest(text: RequestText, diagnoses: readonly SuspectedDiagnosis[]): TextReading {
  const flags = new Map<string, Flagged>();
  const facts = new Map<TextFact, Placed<FactMention>>();
  for (const field of ["question", "summary"] as const) {
    const reading = readText(text[field]);
    for (const mention of reading.mentions) {
      const level = levelOfMention(mention);
      const known = flags.get(mention.rule.id);
      if (level !== null && (known === undefined || isMoreSevere(level, known.level)))
        flags.set(mention.rule.id, { mention: { ...mention, field }, level });
    }
    for (const fact of reading.facts)
      if (isActive(fact.polarity) && !facts.has(fact.fact)) facts.set(fact.fact, { ...fact, field });
  }
  const inNames = diagnoses.flatMap(({ name }) => readText(name).facts.filter((f) => isActive(f.polarity)));
  return {
    text,
    flags: [...flags.values()],
    facts: [...facts.values()],
    diagnoses: diagnoses.map((diagnosis) => ({ diagnosis, rules: rulesOfDiagnosis(diagnosis) })),
    activeFacts: new Set([...facts.keys(), ...inNames.map((f) => f.fact)]),
  };
}

function isFor(rule: FlagRule, subject: Subject): boolean {
  if (rule.who === "child") return subject.isChild;
  return rule.who === undefined || subject.isNewborn;
}

/** The level a mention gives, or null when it gives none (denied, over, a relative's, long-standing and harmless). */
export function levelOfMention(mention: Mention): UrgencyLevel | null {
  if (!isActive(mention.polarity)) return null;
  const { rule } = mention;
  if (rule.onlyAcute === true && !mention.isAcute) return null;
  const level = mention.polarity === "uncertain" ? (rule.ifUncertain ?? rule.level) : rule.level;
  if (!mention.isChronic || rule.ifChronic === undefined) return level;
  if (rule.ifChronic === "none") return null;
  return isMoreSevere(rule.ifChronic, level) ? level : rule.ifChronic;
}

const longestQuote = 60;

function quoteOf(text: string, start: number, end: number): string {
  return text.slice(start, Math.min(end, start + longestQuote));
}

function mentionReason(mention: Placed<Mention>, level: UrgencyLevel, text: RequestText): Reason {
  const { rule, field, start, end, polarity, isChronic } = mention;
  const quote = quoteOf(text[field], start, end);
  const isUnsure = polarity === "uncertain";
  const isLowered = level !== rule.level && isChronic;
  return {
    ruleId: rule.id,
    level,
    zh: `${isUnsure ? "疑似：" : ""}${rule.zh}（“${quote}”${isLowered ? "，病程较长" : ""}）`,
    en: `${isUnsure ? "Suspected: " : ""}${rule.en} ("${quote}"${isLowered ? ", long-standing" : ""})`,
    source: sources[rule.source],
    evidence: { kind: "text", field, start, end, quote, polarity, isChronic },
  };
}

function combinationReasons(reading: TextReading, subject: Subject): readonly Reason[] {
  return combinationRules
    .filter((rule) => rule.test(reading.activeFacts, subject))
    .map((rule) => {
      const fact = reading.facts.find((f) => rule.quotes.includes(f.fact));
      return {
        ruleId: rule.id,
        level: rule.level,
        zh: rule.zh,
        en: rule.en,
        source: sources[rule.source],
        evidence:
          fact === undefined
            ? { kind: "none" }
            : {
                kind: "text",
                field: fact.field,
                start: fact.start,
                end: fact.end,
                quote: quoteOf(reading.text[fact.field], fact.start, fact.end),
                polarity: fact.polarity,
                isChronic: false,
              },
      };
    });
}

function diagnosisReasons(reading: TextReading, subject: Subject): readonly Reason[] {
  return reading.diagnoses.flatMap(({ diagnosis, rules }) =>
    rules
      .filter((rule) => isFor(rule, subject))
      .map((rule) => ({
        ruleId: rule.id,
        level: rule.ifUncertain ?? rule.level,
        zh: `疑似诊断 ${diagnosis.name}：${rule.zh}`,
        en: `Suspected diagnosis ${diagnosis.code === "" ? diagnosis.name : diagnosis.code}: ${rule.en}`,
        source: sources[rule.source],
        evidence: { kind: "diagnosis", code: diagnosis.code, name: diagnosis.name },
      })),
  );
}

/**
 * Reasons from what was written: for each rule the mention that gives the most severe level (the first of equals),
 * then combined findings and coded suspicions. A rule appears once, at its most severe.
 */
export function textReasons(reading: TextReading, subject: Subject): readonly Reason[] {
  const reasons = new Map<string, Reason>();
  for (const { mention, level } of reading.flags)
    if (isFor(mention.rule, subject))
      reasons.set(mention.rule.id, mentionReason(mention, level, reading.text));
  for (const reason of [...combinationReasons(reading, subject), ...diagnosisReasons(reading, subject)]) {
    const known = reasons.get(reason.ruleId);
    if (known === undefined || isMoreSevere(reason.level, known.level)) reasons.set(reason.ruleId, reason);
  }
  return [...reasons.values()];
}
