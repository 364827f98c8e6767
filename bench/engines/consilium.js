// The platform's own index, as published: `consilium/matching`.
import { askAll, build, buildOf, cpuMs, peakMb, spread } from "../measure.js";
import { codesOf, expert, pairsOf, question } from "../pool.js";
import {
  EvidenceIndex,
  loadIndex,
  PostingsBuilder,
  rarity,
  serialiseIndex,
  textTerms,
  weighted,
} from "../../dist/server/matching.js";

const weightOf = { S: 2, D: 6, O: 4 };
const text = { prefix: "", k1: 1.2, b: 0.4, usualLength: 33 };
const version = { epoch: "bench", sequence: 0 };

function documentOf(one) {
  const terms = textTerms(pairsOf(one.text), text);
  // A code stands once in a document: its impact is a constant.
  for (const code of codesOf(one)) terms.push({ term: code, impact: 116 });
  return { id: one.id, place: `S${String(one.specialties[0]).padStart(2, "0")}`, terms };
}

export async function run(n, limits) {
  const builder = new PostingsBuilder();
  const took = await build(n, (portion) => {
    for (const one of portion) {
      const { id, place, terms } = documentOf(one);
      builder.add(id, place, terms);
    }
  });
  const [c, w] = [cpuMs(), performance.now()];
  let index = EvidenceIndex.from(builder, version);
  took.cpu += cpuMs() - c;
  took.wall += performance.now() - w;
  const peak = peakMb();

  const queryOf = (asked, isCodesOnly) => {
    const weights = codesOf(asked).map((code) => [code, weightOf[code[0]]]);
    if (!isCodesOnly) for (const pair of new Set(pairsOf(asked.text))) weights.push([pair, 1]);
    return weighted(
      weights.map(([term, weight]) => [term, weight * rarity(index.documentFrequency(term), n)]),
    );
  };
  const asking = (isCodesOnly, how) => (asked) =>
    index[how](queryOf(asked, isCodesOnly), 20).map(({ id }) => id);
  const results = {
    build: buildOf(took),
    peakMb: peak,
    modes: {
      or: await askAll(asking(false, "search"), limits),
      codes: await askAll(asking(true, "search"), limits),
      exhaustive: await askAll(asking(false, "searchExhaustively"), {
        ...limits,
        questions: Math.min(100, limits.questions),
      }),
    },
  };

  const agree = () => {
    let same = 0;
    for (let k = 0; k < 100; k++) {
      const query = queryOf(question(k), false);
      const one = JSON.stringify(index.search(query, 20));
      if (one === JSON.stringify(index.searchExhaustively(query, 20))) same++;
    }
    return same;
  };
  results.sameAsExhaustive = { of: 100, fresh: agree() };

  const walls = [];
  const cpus = [];
  for (let u = 0; u < 1000; u++) {
    const changed = { ...expert(1_500_000 + u), id: String((u * 7919) % n) };
    const [c1, w1] = [cpuMs(), performance.now()];
    index.put(documentOf(changed));
    walls.push(performance.now() - w1);
    cpus.push(cpuMs() - c1);
  }
  results.updateOfOne = { updates: walls.length, wallMs: spread(walls), cpuMs: spread(cpus) };
  results.sameAsExhaustive.afterUpdates = agree();
  const [c2, w2] = [cpuMs(), performance.now()];
  index = index.merged();
  results.merge = buildOf({ cpu: cpuMs() - c2, wall: performance.now() - w2 });
  results.sameAsExhaustive.afterMerge = agree();
  if (n <= 100_000) {
    const bytes = serialiseIndex(index, "bench");
    const w3 = performance.now();
    const loaded = loadIndex(bytes, "bench");
    results.file = { mb: Math.round(bytes.length / 1e5) / 10, loadMs: Math.round(performance.now() - w3) };
    if (!loaded.ok) throw new Error(loaded.error);
  }
  return results;
}
