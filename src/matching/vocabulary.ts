import {
  areNeighbours,
  icd10,
  icd10PlaceOf,
  regionIndex,
  scopeCovers,
  scopeRules,
  specialtyTree,
  usualSpecialties,
} from "../terminology/index.js";
import type { Vocabulary } from "./domain/vocabulary.js";

const places = new Map<string, ReturnType<Vocabulary["placeOf"]>>();
/** More codes than any list has; beyond it a place is worked out anew. */
const mostPlaces = 100_000;

function placeOf(code: string): ReturnType<Vocabulary["placeOf"]> {
  const known = places.get(code);
  if (known) return known;
  const { category, block, chapter } = icd10PlaceOf(icd10(), code);
  const place = {
    category: category.code,
    block: block && `${block.from}-${block.to}`,
    chapter: chapter && `${chapter.from}-${chapter.to}`,
  };
  if (places.size < mostPlaces) places.set(code, place);
  return place;
}

/** The code systems of the platform as ranking asks for them. */
export const vocabulary: Vocabulary = {
  placeOf,
  usualSpecialties,
  specialtyName: (code) => specialtyTree().byCode.get(code)?.label ?? code,
  scopeCovers: (scope, specialty) => scopeCovers(specialtyTree(), scopeRules(), scope, specialty),
  areNeighbours: (a, b) => areNeighbours(regionIndex(), a, b),
};
