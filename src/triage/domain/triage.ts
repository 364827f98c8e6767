import type { Reason } from "./finding.js";
import { compareSeverity, isMoreSevere, mostSevere, type UrgencyLevel } from "./level.js";
import { scoreMews } from "./mews.js";
import { questions, type Question } from "./questions.js";
import { scoreNews2 } from "./news2.js";
import type { Score } from "./score.js";
import { sources } from "./source.js";
import { resolveSubject } from "./subject.js";
import {
  normaliseCode,
  readRequest,
  textReasons,
  type SuspectedDiagnosis,
  type TextReading,
} from "./text-flags.js";
import type { TriageInput } from "./triage-input.js";
import { type Estimate, estimate, type Visit } from "./urgency-model/estimate.js";
import type { UrgencyModel } from "./urgency-model/model.js";
import type { VitalContext } from "./vital-rule.js";
import { scoreReasons, vitalReasons } from "./vital-findings.js";
import { readVitals, type VitalInText, withVitalsInText } from "./vitals-in-text.js";
import { checkVitals, usableVitals, type TriageProblem } from "./vitals.js";

/** Something not given that could make the case more urgent. */
export interface MissingItem {
  readonly field: string;
  readonly zh: string;
  readonly en: string;
  /** The most severe level this item alone could lead to. */
  readonly wouldChange: UrgencyLevel;
}

export interface TriageResult {
  readonly level: UrgencyLevel;
  /** Most severe first; never empty: without a finding there is one reason `none`. */
  readonly reasons: readonly Reason[];
  /** Most consequential first; empty when nothing asked for could raise the level. */
  readonly missing: readonly MissingItem[];
  readonly scores: { readonly news2: Score; readonly mews: Score };
  /** Values to ask back: impossible ones were not used, suspicious and contradictory ones were. */
  readonly problems: readonly TriageProblem[];
  /** Vital signs read from the words because their field was empty; what rests on them says so. */
  readonly vitalsFromText: readonly VitalInText[];
  /**
   * What a trained model says of similar emergency visits: advice beside the level, which it does not change. Null without
   * a model and where it has not learned.
   */
  readonly estimate: Estimate | null;
  /** 先救治后会诊: rescue on site must not wait for the consultation. True for levels I and II. */
  readonly rescueFirst: boolean;
  /** Version of the rules; stored with the decision. */
  readonly version: string;
}

/** Changes whenever a criterion, a word list or a threshold changes. */
export const triageVersion = "triage/4";

export type { TriageInput } from "./triage-input.js";

type Judgement = Pick<TriageResult, "level" | "reasons" | "scores" | "problems"> & {
  readonly context: VitalContext;
};

const bySeverity = (a: Reason, b: Reason): number =>
  compareSeverity(a.level, b.level) || (a.ruleId < b.ruleId ? -1 : a.ruleId > b.ruleId ? 1 : 0);

/** The judgement on a request whose text is already read, so that what-if questions need not read it again. */
function judge(input: TriageInput, reading: TextReading, fromText: readonly VitalInText[]): Judgement {
  const facts = reading.activeFacts;
  const { subject, problems } = resolveSubject(input, {
    child: facts.has("child"),
    newborn: facts.has("newborn"),
    pregnant: facts.has("pregnancy"),
  });
  const vitals = usableVitals(input.vitals);
  const news2 = scoreNews2(vitals, subject);
  const mews = scoreMews(vitals, subject);
  const context = {
    subject,
    textDyspnoea: facts.has("dyspnoea"),
    textFever: facts.has("fever"),
    textNeutropenia: facts.has("neutropenia"),
  };
  const reasons = [
    ...vitalReasons(vitals, context, fromText),
    ...scoreReasons(news2, mews, fromText),
    ...textReasons(reading, subject),
    ...newbornReason(subject.isNewborn),
  ].sort(bySeverity);
  return {
    level: mostSevere(reasons.map((r) => r.level)),
    reasons,
    scores: { news2, mews },
    problems,
    context,
  };
}

/** A newborn known by age is at least 急症, as one known by the text is. */
function newbornReason(isNewborn: boolean): readonly Reason[] {
  if (!isNewborn) return [];
  return [
    {
      ruleId: "age.III.newborn",
      level: "III",
      zh: "新生儿(稳定者)",
      en: "Newborn, stable",
      source: sources.consensusManual,
      evidence: { kind: "none" },
    },
  ];
}

/** ICD-10 shape: a letter, two characters, optionally a point and more; editions add digits and `x` suffixes. */
const icd10Shape = /^[A-Z]\d[0-9A-Z](?:\.[0-9A-Z+*.]*)?(?:[+*].*)?$/;

function checkDiagnoses(diagnoses: readonly SuspectedDiagnosis[]): readonly TriageProblem[] {
  return diagnoses
    .filter(({ code }) => code !== "" && !icd10Shape.test(normaliseCode(code)))
    .map(({ code }) => ({
      field: "suspectedDiagnoses",
      kind: "impossible",
      code: "code_not_icd10",
      zh: `诊断编码 ${code.slice(0, 20)} 不是 ICD-10 编码，请核对`,
      en: `Diagnosis code ${code.slice(0, 20)} is not ICD-10, please check`,
    }));
}

function couldBecome(question: Question, input: TriageInput, reading: TextReading): UrgencyLevel {
  if (question.couldShow !== undefined) return question.couldShow;
  const levels = question.answers(input).map((answer) => judge(answer, reading, []).level);
  return mostSevere(levels);
}

function missingItems(input: TriageInput, reading: TextReading, level: UrgencyLevel): readonly MissingItem[] {
  const usable = { ...input, vitals: usableVitals(input.vitals) };
  return questions
    .filter((question) => question.isOpen(usable, reading.activeFacts))
    .map((question) => ({
      field: question.field,
      zh: question.zh,
      en: question.en,
      wouldChange: couldBecome(question, usable, reading),
    }))
    .filter((item) => isMoreSevere(item.wouldChange, level))
    .sort((a, b) => compareSeverity(a.wouldChange, b.wouldChange));
}

function noFinding(missing: readonly MissingItem[]): Reason {
  const asked = missing.map((item) => item.zh).join("、");
  return {
    ruleId: "none",
    level: "IV",
    zh: missing.length === 0 ? "未达到 I–III 级任何标准" : `现有信息未达到 I–III 级任何标准；尚缺：${asked}`,
    en:
      missing.length === 0
        ? "No criterion of levels I–III is met"
        : `No criterion of levels I–III is met by what is known; not given: ${missing.map((item) => item.en).join(", ")}`,
    source: sources.consensusVitals,
    evidence: { kind: "none" },
  };
}

/** The request as it is judged: what the words say, and vital signs in them in place of empty fields. */
function readAll(request: TriageInput) {
  const reading = readRequest(request.text, request.suspectedDiagnoses);
  const { vitals, used } = withVitalsInText(request.vitals, readVitals(request.text));
  const input = { ...request, vitals };
  return { reading, input, used, judged: judge(input, reading, used) };
}

/** The level of {@link triage} alone: what is missing, and the estimate, take as long again and never change it. */
export const triageLevel = (request: TriageInput): UrgencyLevel => readAll(request).judged.level;

/**
 * The urgency of a consult request. Single vital signs by the 2018 consensus, early-warning scores, red flags in the
 * text and coded suspicions each give reasons; the most severe wins, and nothing ever takes a level back. NEWS2 of 7
 * and more counts as level I and 5–6 or a single 3 as level II: the platform's policy for remote consults, named as
 * such in the reason. A vital sign written only in the text stands in for an empty field, never for a typed one.
 * Impossible values are not used and asked back; text of any length and content is read.
 *
 * @param model gives `estimate`; the level is the same with any model and without one.
 * @param visit what only an emergency department knows, for `estimate` alone.
 *
 * Source: 急诊预检分诊专家共识(2018); NEWS2 (RCP 2017); further sources are named with each rule.
 */
export function triage(
  request: TriageInput,
  model: UrgencyModel | null = null,
  visit: Visit = {},
): TriageResult {
  const { reading, input, used, judged } = readAll(request);
  const missing = missingItems(input, reading, judged.level);
  return {
    level: judged.level,
    reasons: judged.reasons.length > 0 ? judged.reasons : [noFinding(missing)],
    missing,
    scores: judged.scores,
    problems: [...checkVitals(input.vitals), ...judged.problems, ...checkDiagnoses(input.suspectedDiagnoses)],
    vitalsFromText: used,
    estimate:
      model === null ? null : estimate(model, input, usableVitals(input.vitals), judged.context, visit),
    rescueFirst: judged.level === "I" || judged.level === "II",
    version: triageVersion,
  };
}
