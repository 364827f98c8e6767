import * as words from "./domain/words.js";

/** What dimensions, sub-scores and findings are called, for whoever prints a profile. */
export const profileWords = {
  dimensionNames: words.dimensionNames,
  subNames: words.subNames,
  confidenceNames: words.confidenceNames,
  insufficient: words.insufficientWords,
  peers: words.peerWords,
  hidden: words.hiddenWords,
};
