import type { Closeness } from "./kept-closeness.js";
import { eachFrom } from "./kept-sets.js";
import type { MatchModel } from "./model.js";
import type { EvidenceTerm, MatchPool } from "./pool.js";
import type { MatchRequest } from "./request.js";
import { foldText, gramsOf } from "./text.js";
import { specialtyLine, type Vocabulary } from "./vocabulary.js";

/** More diagnoses than this say nothing new about whom to ask. */
const mostDiagnoses = 5;

export type { Closeness };

export interface Topic {
  readonly code: string;
  readonly weight: number;
  /** Wanted by the doctor, or following from a diagnosis. */
  readonly isWanted: boolean;
  /** Read from the words of the request, since the doctor named none. */
  readonly isSuggested?: boolean;
}

/** What the request is about, prepared once for the whole pool. */
export interface Subject {
  readonly topics: readonly Topic[];
  readonly diagnoses: readonly SubjectDiagnosis[];
  /** Bit 0: in the question or summary; bit d + 1: in the name of diagnosis d. By gram id. */
  readonly gramBits: Uint8Array;
  /** Fit of a declared specialty, kept by code. */
  readonly fitOf: (specialtyCodes: readonly string[]) => SpecialtyFit;
  /** The best fit of one code to any topic: nobody's fit is more than that of his best code. */
  readonly bestFit: (specialtyCode: string) => number;
}

export interface SubjectDiagnosis {
  readonly code: string | null;
  readonly name: string;
  readonly weight: number;
  readonly gramCount: number;
  readonly grams: readonly string[];
  /** Where the code belongs in ICD-10; undefined without a code. */
  readonly place: ReturnType<Vocabulary["placeOf"]> | undefined;
  /** By evidence term of the pool. */
  readonly closeness: Uint8Array;
  readonly closenessOf: (code: string) => Closeness;
}

export interface SpecialtyFit {
  readonly value: number;
  /** The best declared specialty and what it answers to; undefined when nothing fits. */
  readonly code: string | undefined;
  readonly topic: Topic | undefined;
  /** A second topic the same person covers. */
  readonly second: Topic | undefined;
}

const upper = (code: string): string => code.trim().toUpperCase();

/** ICD-10 codes name one disease when their first four characters (C34.9, five with the dot) are the same. */
const isSameDisease = (a: string, b: string): boolean =>
  a === b || (a.length >= 5 && b.length >= 5 && a.slice(0, 5) === b.slice(0, 5));

function wordCloseness(label: string, name: string): Closeness {
  if (label === name) return 4;
  if (Math.min(label.length, name.length) < 2) return 0;
  return label.includes(name) || name.includes(label) ? 3 : 0;
}

function topicsOf(request: MatchRequest, vocabulary: Vocabulary, model: MatchModel): Topic[] {
  const topics: Topic[] = [];
  const add = (code: string, weight: number, isWanted: boolean, isSuggested = false) => {
    if (!topics.some((topic) => topic.code === code)) topics.push({ code, weight, isWanted, isSuggested });
  };
  if (request.specialtyCode !== null) add(request.specialtyCode, 1, true);
  let diagnosisWeight = request.specialtyCode === null ? 1 : model.impliedSpecialty;
  for (const diagnosis of request.diagnoses.slice(0, mostDiagnoses)) {
    if (diagnosis.code === null) continue;
    let weight = diagnosisWeight;
    for (const code of vocabulary.usualSpecialties(diagnosis.code, request.patientAgeYears)) {
      add(code, weight, false);
      weight *= model.nextUsualSpecialty;
    }
    diagnosisWeight *= model.laterDiagnosis;
  }
  const suggested = request.suggestedSpecialty;
  if (request.specialtyCode === null && suggested)
    add(suggested.code, model.suggestedSpecialty * suggested.chance, false, true);
  return topics.sort((a, b) => b.weight - a.weight);
}

function fitWith(topic: Topic, code: string, model: MatchModel): number {
  const fit = model.specialtyFit;
  if (code === topic.code) return fit.same;
  if (code.startsWith(`${topic.code}.`)) return fit.below;
  if (topic.code.startsWith(`${code}.`)) return fit.above;
  const [, parent] = specialtyLine(topic.code);
  return parent !== undefined && code.startsWith(`${parent}.`) ? fit.beside : 0;
}

function specialtyFits(topics: readonly Topic[], model: MatchModel): Subject["fitOf"] {
  const ofCode = new Map<string, Float64Array>();
  const fitsOf = (code: string): Float64Array => {
    let fits = ofCode.get(code);
    if (!fits) {
      fits = Float64Array.from(topics, (topic) => topic.weight * fitWith(topic, code, model));
      ofCode.set(code, fits);
    }
    return fits;
  };
  const nothing: SpecialtyFit = { value: 0, code: undefined, topic: undefined, second: undefined };
  const measured = (codes: readonly string[]): SpecialtyFit => {
    let best = 0;
    let bestTopic = -1;
    let bestCode: string | undefined;
    let next = 0;
    let nextTopic = -1;
    for (let t = 0; t < topics.length; t++) {
      let fit = 0;
      let by: string | undefined;
      for (const code of codes) {
        const own = fitsOf(code)[t] ?? 0;
        if (own > fit) {
          fit = own;
          by = code;
        }
      }
      if (fit > best) {
        [next, nextTopic] = [best, bestTopic];
        [best, bestTopic, bestCode] = [fit, t, by];
      } else if (fit > next) [next, nextTopic] = [fit, t];
    }
    if (bestTopic < 0) return nothing;
    return {
      // Someone at home in two of the fields a disease belongs to stands before someone at home in one.
      value: topics.length === 1 ? best : Math.min(1, best * 0.85 + next * 0.15),
      code: bestCode,
      topic: topics[bestTopic],
      second: next >= model.gate.specialty ? topics[nextTopic] : undefined,
    };
  };
  const ofCodes = new Map<string, SpecialtyFit>();
  return (codes) => {
    const key = codes.length === 1 ? (codes[0] ?? "") : codes.join();
    let fit = ofCodes.get(key);
    if (fit === undefined) ofCodes.set(key, (fit = measured(codes)));
    return fit;
  };
}

/** Prepares the request against this pool's evidence terms and grams. */
export function subjectOf(
  request: MatchRequest,
  pool: MatchPool,
  vocabulary: Vocabulary,
  model: MatchModel,
): Subject {
  const topics = topicsOf(request, vocabulary, model);
  const gramBits = new Uint8Array(pool.gramIds.size);
  const mark = (text: string, bit: number): string[] => {
    const grams = gramsOf(text);
    for (const gram of grams) {
      const id = pool.gramIds.get(gram);
      if (id !== undefined) gramBits[id] = (gramBits[id] ?? 0) | bit;
    }
    return [...grams];
  };
  const diagnoses = request.diagnoses.slice(0, mostDiagnoses).map((diagnosis, d): SubjectDiagnosis => {
    const code = diagnosis.code === null ? null : upper(diagnosis.code);
    const place = code === null ? undefined : vocabulary.placeOf(code);
    const name = foldText(diagnosis.name);
    const closenessAt = (other: Pick<EvidenceTerm, "code" | "category" | "block" | "chapter">): Closeness => {
      if (code === null || place === undefined || other.code === null) return 0;
      if (isSameDisease(code, other.code)) return 4;
      if (place.category === other.category) return 3;
      if (place.block !== undefined && place.block === other.block) return 2;
      return place.chapter !== undefined && place.chapter === other.chapter ? 1 : 0;
    };
    const kept = pool.closeness.codesOf(code ?? "");
    const closeness = pool.closeness.of(`${code ?? ""}:${name}`, pool.terms.length, (found, from) => {
      const compareWords = (t: number) => (found[t] = wordCloseness(pool.terms[t]?.label ?? "", name));
      if (code === null || place === undefined) {
        for (let t = from; t < pool.terms.length; t++) compareWords(t);
        return;
      }
      eachFrom(pool.uncodedTerms, from, compareWords);
      for (const where of [`h:${place.chapter ?? ""}`, `b:${place.block ?? ""}`, `c:${place.category}`])
        eachFrom(pool.termsAt.of(where), from, (t) => {
          const term = pool.terms[t];
          if (term) found[t] = closenessAt(term);
        });
    });
    const grams = mark(diagnosis.name, 1 << (d + 1));
    return {
      code,
      place,
      name: diagnosis.name,
      weight: d === 0 ? 1 : model.laterDiagnosis,
      gramCount: grams.length,
      grams,
      closeness,
      closenessOf: (otherCode) => {
        let closeness = kept.get(otherCode);
        if (closeness === undefined) {
          closeness = closenessAt({ code: upper(otherCode), ...vocabulary.placeOf(upper(otherCode)) });
          kept.set(otherCode, closeness);
        }
        return closeness;
      },
    };
  });
  mark(request.text, 1);
  const bestFit = (code: string): number =>
    topics.reduce((best, topic) => Math.max(best, topic.weight * fitWith(topic, code, model)), 0);
  return { topics, diagnoses, gramBits, fitOf: specialtyFits(topics, model), bestFit };
}
