// What the other parts of the platform and the library entry take from the index.
export {
  allBits,
  type Bitset,
  both,
  clearBit,
  countBits,
  hasBit,
  noBits,
  setBit,
  slotsOf,
  without,
} from "./bitset.js";
export { PostingsBuilder } from "./build-postings.js";
export {
  type DocumentTerm,
  type Hit,
  impactOf,
  type IndexDocument,
  mostImpact,
  mostWeight,
  type QueryTerm,
  rarity,
  type TextField,
  textTerms,
  weighted,
} from "./document.js";
export { EvidenceIndex, type IndexVersion, type SearchOptions } from "./evidence-index.js";
export { type IndexFileRefusal, load as loadIndex, serialise as serialiseIndex } from "./index-file.js";
export type { Prior } from "./max-score.js";
export { peopleOf, type PersonScore } from "./people.js";
