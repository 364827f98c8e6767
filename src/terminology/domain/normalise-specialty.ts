import { institutionKindOf, type InstitutionKind } from "./institution-kind.js";
import { bigrams, type Meaning, type Relation, type SpecialtyIndex } from "./specialty.js";
import { readSpecialtyCode, type SpecialtyEdition } from "./specialty-code-input.js";
import { readStructure, viewedAs } from "./specialty-structure.js";
import { nameStages, nameStem, specialtyKey, splitBrackets, splitInstitution } from "./specialty-text.js";
import { isWithin } from "./specialty-tree.js";

/** What is known about the cell besides its text. Every part may be left out. */
export interface NormaliseContext {
  /** The institution's own names, by `specialtyKey`, each with the code it decided on. They win over everything. */
  readonly custom?: ReadonlyMap<string, string>;
  /** The edition in which bare codes are written; without it the dental codes 12.01–12.06 stay ambiguous. */
  readonly edition?: SpecialtyEdition;
  /** A hospital of Chinese medicine means 50.01 by 脾胃病科; a children's hospital means 07.05 by 心内科. */
  readonly institution?: InstitutionKind;
}

export interface SpecialtyCandidate {
  readonly code: string;
  readonly name: string;
  /** 0…1, higher is likelier; comparable only within one answer. */
  readonly score: number;
}

/** How an answer was reached, in falling order of trust. */
export type Basis =
  | "custom"
  | "code"
  | "official"
  | "alias"
  | "stem"
  | "structure"
  | "context"
  | "similarity"
  | "none";

/**
 * The answer for one name. `resolved`: `code`, `name` and `relation` are set. `ambiguous`: the name has several readings,
 * or one that is not certain; they are the candidates. `unknown`: no reading; candidates only look alike.
 */
export type NormalisedSpecialty = { readonly input: string; readonly basis: Basis } & (
  | {
      readonly status: "resolved";
      readonly code: string;
      readonly name: string;
      readonly relation: Relation;
      readonly candidates: readonly SpecialtyCandidate[];
    }
  | {
      readonly status: "ambiguous" | "unknown";
      readonly code: null;
      readonly name: null;
      readonly relation: null;
      readonly candidates: readonly SpecialtyCandidate[];
    }
);

interface Reading {
  readonly status: "resolved" | "ambiguous" | "unknown";
  readonly codes: readonly string[];
  readonly relation: Relation;
  readonly basis: Basis;
}

const nothing: Reading = { status: "unknown", codes: [], relation: "narrower", basis: "none" };

/**
 * Maps a department's name, as a hospital writes it, to a code of 医疗机构诊疗科目名录. It asks, in this order: the
 * institution's own names, codes, known names, the same with ward and unit words off, the words the name is made of.
 * It never guesses: what these do not settle comes back ambiguous or unknown, with candidates by likeness of spelling.
 * @param raw the cell as it stands, one department; `splitDepartments` cuts a cell that holds several.
 * @returns `input` is `raw` unchanged; at most five candidates, best first, ties in code order.
 */
export function normaliseSpecialty(
  index: SpecialtyIndex,
  raw: string,
  context: NormaliseContext = {},
): NormalisedSpecialty {
  const key = specialtyKey(raw);
  if (key === "") return answer(index, raw, nothing, "");
  const own = context.custom?.get(key);
  if (own !== undefined && index.tree.byCode.has(own))
    return answer(index, raw, { status: "resolved", codes: [own], relation: "exact", basis: "custom" }, key);
  return answer(index, raw, read(index, key, context), key);
}

function read(index: SpecialtyIndex, key: string, context: NormaliseContext): Reading {
  const coded = readSpecialtyCode(index.tree, key, context.edition);
  if (coded !== undefined) {
    const byCode: Reading = {
      status: coded.certain ? "resolved" : coded.codes.length > 0 ? "ambiguous" : "unknown",
      codes: coded.codes,
      relation: "exact",
      basis: "code",
    };
    if (coded.rest === "") return byCode;
    return reconcile(index, readName(index, coded.rest, context), byCode);
  }
  return readName(index, key, context);
}

/** A name with brackets: the bracket narrows the name, repeats it, contradicts it, or names a ward and says nothing. */
function readName(index: SpecialtyIndex, key: string, context: NormaliseContext): Reading {
  const whole = lookUp(index, key, context);
  if (whole !== undefined) return forInstitution(index, whole, context);
  const [hospital, department] = splitInstitution(key);
  const kind = institutionKindOf(undefined, hospital);
  const setting = kind === "general" ? context : { ...context, institution: kind };
  const { outside, inside } = splitBrackets(department);
  let reading = readPlain(index, outside, setting);
  for (const text of inside) {
    if (/^(?:原|曾|又|简称|含|包括|不含|限)/u.test(text)) continue;
    const joined = readPlain(index, text + outside, setting);
    const inner = readPlain(index, text, setting);
    const onlyPopulation = inner.codes.every((code) => ["07", "03.10", "50", "52", "07.01"].includes(code));
    const isView = inner.status === "resolved" && onlyPopulation && joined.status === "resolved";
    reading = isView ? joined : reconcile(index, reading, inner);
  }
  return reading;
}

/** Known name → name without ward words → words; the first that settles the name wins. */
function readPlain(index: SpecialtyIndex, name: string, context: NormaliseContext): Reading {
  if (name === "") return nothing;
  const stages = nameStages(name);
  for (const stage of stages) {
    const found = lookUp(index, stage, context);
    if (found !== undefined) return forInstitution(index, found, context);
  }
  const stem = stages.at(-1);
  const byStem = stem === undefined ? undefined : index.stems.get(stem);
  if (byStem !== undefined) return forInstitution(index, fromMeaning(byStem, "stem"), context);
  const structure = readStructure(index, name);
  if (structure.isNotClinical || structure.codes.length === 0) return nothing;
  const status = structure.certain ? "resolved" : structure.covered >= 0.5 ? "ambiguous" : "unknown";
  const reading: Reading = {
    status,
    codes: structure.codes,
    relation: structure.relation,
    basis: "structure",
  };
  return forInstitution(index, reading, context);
}

function lookUp(index: SpecialtyIndex, key: string, context: NormaliseContext): Reading | undefined {
  const tcm = context.institution === "tcm" ? index.tcmNames.get(key) : undefined;
  if (tcm !== undefined) return fromMeaning(tcm, "alias");
  const meaning = index.names.get(key);
  return meaning === undefined ? undefined : fromMeaning(meaning, meaning.official ? "official" : "alias");
}

function fromMeaning(meaning: Meaning, basis: Basis): Reading {
  const codes = meaning.readings.map((reading) => reading.code);
  const relation = meaning.readings[0]?.relation ?? "narrower";
  return { status: meaning.certain ? "resolved" : "ambiguous", codes, relation, basis };
}

/** In a children's hospital every name means its paediatric counterpart. */
function forInstitution(index: SpecialtyIndex, reading: Reading, context: NormaliseContext): Reading {
  if (context.institution !== "children" || reading.codes.length === 0) return reading;
  const codes = viewedAs(index, reading.codes, "child");
  return { ...reading, codes, status: codes.length > 1 ? "ambiguous" : reading.status };
}

/** Joins two readings of one cell. Agreement keeps the closer; a sure reading settles a doubtful one that allows it. */
function reconcile(index: SpecialtyIndex, first: Reading, second: Reading): Reading {
  if (second.codes.length === 0) return first;
  if (first.codes.length === 0) return second.status === "unknown" ? first : { ...second };
  const near = (a: string, b: string): boolean => isWithin(index.tree, a, b) || isWithin(index.tree, b, a);
  const [sure, other] = first.status === "resolved" ? [first, second] : [second, first];
  const code = sure.codes[0];
  if (sure.status !== "resolved" || code === undefined)
    return { ...first, status: "ambiguous", codes: [...new Set([...first.codes, ...second.codes])] };
  const inside = other.codes.includes(code) ? [] : other.codes.filter((c) => isWithin(index.tree, c, code));
  if (other.status === "ambiguous" && inside.length === 1 && other.codes.length > 1 && sure === first)
    return { ...other, status: "resolved", codes: inside };
  if (other.status !== "resolved")
    return other.codes.some((c) => near(c, code)) || sure === first
      ? sure
      : { ...first, status: "ambiguous", codes: [...new Set([...first.codes, ...second.codes])] };
  const otherCode = other.codes[0] ?? code;
  if (!near(code, otherCode)) return { ...first, status: "ambiguous", codes: [code, otherCode] };
  const deeper = isWithin(index.tree, otherCode, code) && otherCode !== code ? other : sure;
  return deeper;
}

const scoreOf: Readonly<Record<Basis, number>> = {
  custom: 1,
  code: 1,
  official: 1,
  alias: 1,
  stem: 0.95,
  structure: 0.85,
  context: 0.8,
  similarity: 0,
  none: 0,
};

function answer(index: SpecialtyIndex, input: string, reading: Reading, key: string): NormalisedSpecialty {
  const { status, codes, relation } = reading;
  const [only] = codes;
  const base = scoreOf[reading.basis];
  if (status === "resolved" && only !== undefined) {
    const name = nameOf(index, only);
    const candidates = [{ code: only, name, score: base }];
    return { input, basis: reading.basis, status, code: only, name, relation, candidates };
  }
  const share = codes.length === 0 ? 0 : Math.max(0.5, base / codes.length);
  const likely = codes.map((code) => ({
    code,
    name: nameOf(index, code),
    score: round(Math.min(0.9, share)),
  }));
  const isStopped = codes.length === 0 && key !== "" && readStructure(index, key).isNotClinical;
  const alike = isStopped ? [] : lookAlikes(index, key).filter((other) => !codes.includes(other.code));
  const candidates = [...likely, ...(codes.length > 1 ? [] : alike)].slice(0, 5);
  const basis = codes.length > 0 ? reading.basis : candidates.length > 0 ? "similarity" : "none";
  const open = status === "ambiguous" && codes.length > 0 ? "ambiguous" : "unknown";
  return { input, basis, status: open, code: null, name: null, relation: null, candidates };
}

const nameOf = (index: SpecialtyIndex, code: string): string => index.tree.byCode.get(code)?.label ?? "";
const round = (score: number): number => Math.round(score * 1000) / 1000;

/** Least likeness worth showing to a person, on the Dice scale 0…1. */
const leastLikeness = 0.4;

/** Codes whose known stems share most character pairs with the name's (Dice), best first, ties in code order. */
function lookAlikes(index: SpecialtyIndex, key: string): readonly SpecialtyCandidate[] {
  const stem = nameStem(key);
  if (stem.length < 2) return [];
  const grams = bigrams(stem);
  const shared = new Map<number, number>();
  for (const gram of grams)
    for (const at of index.grams.get(gram) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1);
  const best = new Map<string, number>();
  for (const [at, count] of shared) {
    const spelling = index.spellings[at];
    if (spelling === undefined) continue;
    const dice = (2 * count) / (grams.length + bigrams(spelling.key).length);
    if (dice < leastLikeness) continue;
    for (const code of spelling.codes) best.set(code, Math.max(best.get(code) ?? 0, dice));
  }
  return [...best]
    .map(([code, dice]) => ({ code, name: nameOf(index, code), score: round(0.8 * dice) }))
    .sort((a, b) => b.score - a.score || (a.code < b.code ? -1 : 1))
    .slice(0, 5);
}
