import FlexSearch from "flexsearch";
import { askAll, build, buildOf, peakMb } from "../measure.js";
import { codesOf, pairsOf } from "../pool.js";

/** Codes as they are, Chinese in pairs of characters. */
const encode = (text) =>
  text
    .split(" ")
    .flatMap((word) => (word.charCodeAt(0) < 128 ? [word] : pairsOf(word)))
    .filter(Boolean);

export async function run(n, limits) {
  const field = (name) => ({ field: name, tokenize: "strict", encode, resolution: 9 });
  const index = new FlexSearch.Document({ document: { id: "id", index: [field("codes"), field("text")] } });
  const took = await build(n, (portion) => {
    for (const one of portion) index.add({ id: one.id, codes: codesOf(one).join(" "), text: one.text });
  });
  const ids = (found) => found.map(({ id }) => id);
  const options = { suggest: true, limit: 20, merge: true };
  return {
    build: buildOf(took),
    peakMb: peakMb(),
    modes: {
      or: await askAll(
        (q) => ids(index.search({ ...options, query: `${codesOf(q).join(" ")} ${q.text}` })),
        limits,
      ),
      codes: await askAll(
        (q) => ids(index.search({ ...options, query: codesOf(q).join(" "), index: ["codes"] })),
        limits,
      ),
    },
  };
}
