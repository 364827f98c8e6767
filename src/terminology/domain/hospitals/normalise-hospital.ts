import { regionPath, type RegionIndex } from "../regions.js";
import { bigrams } from "../specialty.js";
import { foldName, specialtyKey } from "../specialty-text.js";
import { hospitalKey, readHospitalCell, withoutDivisions } from "./hospital-text.js";

/** A registered institution with every name it is known by. */
export interface RegisteredHospital {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly aliases: readonly string[];
  /** GB/T 2260. */
  readonly regionCode: string;
}

interface Spelling {
  readonly id: string;
  readonly divisions: string;
  readonly basis: "exact" | "alias";
}

/** Registered hospitals by every key of every name. Built for one look at the register. */
export interface HospitalIndex {
  readonly names: ReadonlyMap<string, string>;
  /** By key without divisions. */
  readonly spellings: ReadonlyMap<string, readonly Spelling[]>;
  readonly likeness: readonly {
    readonly id: string;
    readonly grams: ReadonlySet<string>;
    readonly numbers: string;
  }[];
}

export interface HospitalCandidate {
  readonly id: string;
  readonly name: string;
  /** 0…1, comparable only within one answer. */
  readonly score: number;
}

/**
 * The answer for one cell. `resolved`: one registered hospital bears the name, in full, as alias, or in a usual short
 * form. `ambiguous`: several do. `unknown`: none; candidates only look alike.
 */
export interface NormalisedHospital {
  readonly input: string;
  readonly status: "resolved" | "ambiguous" | "unknown";
  readonly id: string | null;
  readonly name: string | null;
  readonly campus: string | null;
  readonly basis: "custom" | "exact" | "alias" | "form" | "none";
  readonly candidates: readonly HospitalCandidate[];
}

const digitsOf = (key: string): string => key.replace(/\D/gu, "");

export function buildHospitalIndex(
  hospitals: readonly RegisteredHospital[],
  regions: RegionIndex,
): HospitalIndex {
  const spellings = new Map<string, Spelling[]>();
  const put = (name: string, id: string, basis: Spelling["basis"]): void => {
    const { bare, divisions } = withoutDivisions(hospitalKey(foldName(name)));
    if (bare.length < 3) return;
    const list = spellings.get(bare) ?? [];
    // 临川一院 adds nothing to 临川市第一医院, and must not make 临川县第一医院 fit.
    if (!list.some((one) => one.id === id && isPart(divisions, one.divisions)))
      spellings.set(bare, [...list, { id, divisions, basis }]);
  };
  for (const hospital of hospitals) {
    put(hospital.name, hospital.id, "exact");
    for (const name of [hospital.shortName, ...hospital.aliases]) put(name, hospital.id, "alias");
    for (const name of withPlaces(hospital.name, regionPath(regions, hospital.regionCode)))
      put(name, hospital.id, "alias");
  }
  return {
    names: new Map(hospitals.map(({ id, name }) => [id, name])),
    spellings,
    likeness: hospitals.flatMap(({ id, name, aliases }) =>
      [name, ...aliases].map((one) => {
        const key = hospitalKey(foldName(one));
        return { id, grams: new Set(bigrams(key)), numbers: digitsOf(key) };
      }),
    ),
  };
}

/** The name with the divisions above it written before it, and without its province where a city follows. */
function withPlaces(name: string, path: readonly string[]): readonly string[] {
  const [province = "", city = ""] = path;
  const names: string[] = [];
  if (city !== "" && !name.startsWith(city.slice(0, 2)) && !name.startsWith(province.slice(0, 2)))
    names.push(city + name);
  if (province !== "" && !name.startsWith(province.slice(0, 2))) {
    names.push(province + name);
    if (city !== "" && !name.startsWith(city.slice(0, 2))) names.push(province + city + name);
  }
  if (province !== "" && city !== "" && name.startsWith(province)) {
    const rest = name.slice(province.length);
    if (rest.startsWith(city.slice(0, 2))) names.push(rest);
  }
  return names;
}

const isPart = (part: string, whole: string): boolean => {
  let at = 0;
  for (const char of whole) if (char === part.charAt(at)) at += 1;
  return at === part.length;
};

/**
 * Reads a hospital's name as people write it: with a campus, a former name, a number written otherwise, 市 left out. 青禾县 and
 * 青禾市 are two places: where both names say what they are, they must agree.
 * @param custom the names people have decided, by `specialtyKey`, each with a hospital's id; they win over everything.
 * @returns at most five candidates, best first, ties by name.
 */
export function normaliseHospital(
  index: HospitalIndex,
  raw: string,
  custom: ReadonlyMap<string, string> = new Map(),
): NormalisedHospital {
  const cell = readHospitalCell(raw);
  const settle = (id: string, basis: NormalisedHospital["basis"]): NormalisedHospital => {
    const name = index.names.get(id) ?? "";
    const candidates = [{ id, name, score: 1 }];
    return { input: raw, status: "resolved", id, name, campus: cell.campus, basis, candidates };
  };
  const own = custom.get(specialtyKey(raw));
  if (own !== undefined && index.names.has(own)) return settle(own, "custom");
  for (const written of cell.names) {
    const { bare, divisions } = withoutDivisions(hospitalKey(written));
    const fitting = (index.spellings.get(bare) ?? []).filter(
      (one) => isPart(one.divisions, divisions) || isPart(divisions, one.divisions),
    );
    const same = fitting.filter((one) => one.divisions === divisions);
    const found = same.length > 0 ? same : fitting;
    const ids = [...new Set(found.map((one) => one.id))];
    const [only] = ids;
    if (only === undefined) continue;
    if (ids.length === 1) {
      const isWhole = foldName(raw) === foldName(index.names.get(only) ?? "");
      const basis = isWhole ? "exact" : found.some((one) => one.basis === "alias") ? "alias" : "form";
      // A campus that is registered by itself is no campus of the answer.
      const isOwnCampus = cell.campus !== null && written.endsWith(cell.campus);
      return { ...settle(only, basis), campus: isOwnCampus ? null : cell.campus };
    }
    return {
      input: raw,
      status: "ambiguous",
      id: null,
      name: null,
      campus: cell.campus,
      basis: "form",
      candidates: ids
        .map((id) => ({ id, name: index.names.get(id) ?? "", score: Math.round(100 / ids.length) / 100 }))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .slice(0, 5),
    };
  }
  return {
    input: raw,
    status: "unknown",
    id: null,
    name: null,
    campus: cell.campus,
    basis: "none",
    candidates: lookAlikes(index, cell.names[0] ?? ""),
  };
}

/** Least likeness worth showing to a person, on the Dice scale 0…1. */
const leastLikeness = 0.45;

function lookAlikes(index: HospitalIndex, written: string): readonly HospitalCandidate[] {
  const key = hospitalKey(written);
  const grams = bigrams(key);
  const numbers = digitsOf(key);
  const best = new Map<string, number>();
  for (const other of index.likeness) {
    const shared = grams.filter((gram) => other.grams.has(gram)).length;
    const dice = (2 * shared) / (grams.length + other.grams.size);
    // 第一 and 第二 hospitals of one town differ in a single character and in everything else.
    const score = other.numbers === numbers ? dice : dice * 0.7;
    if (score >= leastLikeness) best.set(other.id, Math.max(best.get(other.id) ?? 0, score));
  }
  return [...best]
    .map(([id, score]) => ({ id, name: index.names.get(id) ?? "", score: Math.round(score * 900) / 1000 }))
    .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
    .slice(0, 5);
}
