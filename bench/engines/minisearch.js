import MiniSearch from "minisearch";
import { askAll, build, buildOf, peakMb } from "../measure.js";
import { codesOf, pairsOf } from "../pool.js";

const tokenize = (text) =>
  text
    .split(" ")
    .flatMap((word) => (word.charCodeAt(0) < 128 ? [word] : pairsOf(word)))
    .filter(Boolean);

export async function run(n, limits) {
  const index = new MiniSearch({
    fields: ["codes", "text"],
    storeFields: [],
    tokenize,
    processTerm: (term) => term,
    searchOptions: { boost: { codes: 4 }, combineWith: "OR", prefix: false, fuzzy: false },
  });
  const took = await build(n, (portion) => {
    index.addAll(portion.map((one) => ({ id: one.id, codes: codesOf(one).join(" "), text: one.text })));
  });
  const first = (found) => found.slice(0, 20).map(({ id }) => id);
  return {
    build: buildOf(took),
    peakMb: peakMb(),
    modes: {
      or: await askAll((q) => first(index.search(`${codesOf(q).join(" ")} ${q.text}`)), limits),
      codes: await askAll((q) => first(index.search(codesOf(q).join(" "), { fields: ["codes"] })), limits),
    },
  };
}
