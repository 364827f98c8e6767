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

/** The code systems of the platform as ranking asks for them. */
export const vocabulary: Vocabulary = {
  placeOf: (code) => {
    const place = icd10PlaceOf(icd10(), code);
    return {
      category: place.category.code,
      block: place.block && `${place.block.from}-${place.block.to}`,
      chapter: place.chapter && `${place.chapter.from}-${place.chapter.to}`,
    };
  },
  usualSpecialties,
  specialtyName: (code) => specialtyTree().byCode.get(code)?.label ?? code,
  scopeCovers: (scope, specialty) => scopeCovers(specialtyTree(), scopeRules(), scope, specialty),
  areNeighbours: (a, b) => areNeighbours(regionIndex(), a, b),
};
