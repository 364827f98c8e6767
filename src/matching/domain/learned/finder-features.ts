import { rarity, weighted } from "../index/document.js";
import type { FinderPool, PastCase } from "./finder-pool.js";
import { readings, tokensOf, wordsIn } from "./finder-pool.js";

/** Figures of an expert that a product can know as well: volume, ratings, thanks, years. Names of {@link FinderExpert.figures}. */
export const figureNames = [
  "patients",
  "consultations",
  "recommendation",
  "thanksLetters",
  "evaluations",
  "activeYears",
  "articles",
  "visits",
  "gifts",
  "isChief",
  "satisfaction",
] as const;

/** What is measured of each expert for a question, in this order. */
export const finderFeatures = [
  // Past cases that are alike, added up by expert: the closest 60 sharply, the closest 300 broadly, their logarithm.
  "casesSharp",
  "casesBroad",
  "casesBroadLog",
  "closestCase",
  // The same among the department's own experts.
  "casesBroadWithin",
  // By long runs: near-repetitions of an earlier question.
  "phrases",
  "phrasesLog",
  "phrasesAll",
  "phrasesAllLog",
  "phrasesWithin",
  "sameWords",
  "sameWordsFourth",
  "meanLikeness",
  // How much he is asked at all, and within his department.
  "askedLog",
  "wasAsked",
  "shareOfDepartment",
  // His past questions as a language.
  "language",
  // Named diseases and signs: in his past cases, in his own list.
  "namesAsked",
  "namesAskedLog",
  "namesListed",
  "namesListedBest",
  // The question's words in his own list.
  "profile",
  "department",
  ...figureNames,
] as const;

const broad = 300;
const sharp = 60;
const phrased = 100;
/** Imagined runs of the department's language mixed into an expert's own; and of all cases into the department's. */
const languagePrior = 200;
const departmentPrior = 30;

interface Shares {
  /** Sum over the found cases of (score / best score) ** power, by expert. */
  readonly sums: Float64Array;
  readonly total: number;
}

function sharesOf(
  pool: FinderPool,
  hits: readonly { readonly owner: number; readonly score: number }[],
  most: number,
  power: number,
): Shares {
  const sums = new Float64Array(pool.experts.length);
  const best = hits[0]?.score ?? 1;
  let total = 0;
  for (const { owner, score } of hits.slice(0, most)) {
    const share = (score / best) ** power;
    sums[owner] = (sums[owner] ?? 0) + share;
    total += share;
  }
  return { sums, total: total || 1 };
}

/**
 * Measures every expert of the pool for the question: rows of {@link finderFeatures}, one an expert, in the pool's order.
 * @param own the question's own case, which then counts nowhere; undefined for a new question.
 * @param chances department → probability that the question is its.
 */
export function measureExperts(
  pool: FinderPool,
  text: string,
  own: PastCase | undefined,
  chances: ReadonlyMap<string, number>,
): Float32Array {
  const { experts, caseIndex, ownerOf, departmentOf, departments } = pool;
  const n = experts.length;
  const ownAt = own === undefined ? undefined : pool.caseAt.get(own.id);
  const ownExpert = own === undefined ? -1 : (pool.expertAt.get(own.expertId) ?? -1);
  const width = finderFeatures.length;
  const out = new Float32Array(n * width);
  let feature = 0;
  const put = (valueOf: (expert: number) => number): void => {
    for (let e = 0; e < n; e++) out[e * width + feature] = valueOf(e);
    feature += 1;
  };

  const [short, long] = readings.map((reading) => {
    const tokens = new Set(tokensOf(text, reading.from, reading.to));
    const query = weighted(
      Array.from(tokens, (token) => {
        const term = reading.prefix + token;
        return [term, rarity(caseIndex.documentFrequency(term), caseIndex.size)] as const;
      }),
    );
    const hits = caseIndex
      .search(query, reading.prefix === "s" ? broad + 1 : caseIndex.size)
      .flatMap(({ id, score }) => {
        const at = pool.caseAt.get(id);
        return at === undefined || at === ownAt ? [] : [{ owner: ownerOf[at] ?? 0, score }];
      });
    return { tokens, hits, most: query.reduce((sum, { weight }) => sum + weight, 0) * 255 };
  });
  if (short === undefined || long === undefined) return out;

  const asked = pool.casesOfExpert.slice();
  if (ownExpert >= 0) asked[ownExpert] = (asked[ownExpert] ?? 0) - 1;
  const askedOfDepartment = new Float64Array(departments.length);
  asked.forEach((count, e) => {
    const d = departmentOf[e] ?? 0;
    askedOfDepartment[d] = (askedOfDepartment[d] ?? 0) + count;
  });
  const shareOfDepartment = (e: number): number =>
    Math.log(((asked[e] ?? 0) + 0.5) / ((askedOfDepartment[departmentOf[e] ?? 0] ?? 0) + 20));
  const within = ({ sums, total }: Shares) => {
    const ofDepartment = new Float64Array(departments.length);
    sums.forEach((sum, e) => {
      const d = departmentOf[e] ?? 0;
      ofDepartment[d] = (ofDepartment[d] ?? 0) + sum / total;
    });
    return (e: number): number =>
      Math.log(
        ((sums[e] ?? 0) / total + 0.02 * Math.exp(shareOfDepartment(e))) /
          ((ofDepartment[departmentOf[e] ?? 0] ?? 0) + 0.02),
      );
  };
  const closest = (hits: typeof short.hits): Float64Array => {
    const best = new Float64Array(n);
    for (const { owner, score } of hits) best[owner] = Math.max(best[owner] ?? 0, score);
    return best;
  };

  const sharpShares = sharesOf(pool, short.hits, sharp, 6);
  const broadShares = sharesOf(pool, short.hits, broad, 4);
  const shortBest = closest(short.hits);
  const shortTop = short.hits[0]?.score ?? 1;
  put((e) => sharpShares.sums[e] ?? 0);
  put((e) => broadShares.sums[e] ?? 0);
  put((e) => Math.log((broadShares.sums[e] ?? 0) + 0.03));
  put((e) => (shortBest[e] ?? 0) / shortTop);
  put(within(broadShares));

  const phrases = sharesOf(pool, long.hits, phrased, 2);
  const phrasesAll = sharesOf(pool, long.hits, long.hits.length, 3);
  const longBest = closest(long.hits);
  put((e) => (phrases.sums[e] ?? 0) / phrases.total);
  put((e) => Math.log((phrases.sums[e] ?? 0) / phrases.total + 0.003));
  put((e) => (phrasesAll.sums[e] ?? 0) / phrasesAll.total);
  put((e) => Math.log((phrasesAll.sums[e] ?? 0) / phrasesAll.total + 0.003));
  put(within(phrasesAll));
  put((e) => (longBest[e] ?? 0) / Math.max(1, long.most));
  put((e) => ((longBest[e] ?? 0) / Math.max(1, long.most)) ** 4);
  const likeness = new Float64Array(n);
  for (const { owner, score } of long.hits) likeness[owner] = (likeness[owner] ?? 0) + score;
  const meanLikeness = likeness.reduce((sum, v) => sum + v, 0) / Math.max(1, pool.cases.length) || 1;
  put((e) => ((likeness[e] ?? 0) + 5 * meanLikeness) / ((asked[e] ?? 0) + 5) / meanLikeness);

  put((e) => Math.log1p(asked[e] ?? 0));
  put((e) => ((asked[e] ?? 0) > 0 ? 1 : 0));
  put(shareOfDepartment);
  put(languageMeter(pool, short.tokens, ownExpert));

  const { asked: namesAsked, listed } = countNames(pool, text, ownAt);
  put((e) => namesAsked[e] ?? 0);
  put((e) => Math.log((namesAsked[e] ?? 0) + 0.003));
  const mostListed = listed.reduce((most, v) => Math.max(most, v), 0) || 1;
  put((e) => listed[e] ?? 0);
  put((e) => (listed[e] ?? 0) / mostListed);

  const profile = new Float64Array(n);
  const profileQuery = weighted(
    Array.from(short.tokens, (token) => {
      const term = readings[0].prefix + token;
      return [term, rarity(caseIndex.documentFrequency(term), caseIndex.size)] as const;
    }),
  );
  const profileHits = pool.profileIndex.search(profileQuery, n);
  for (const { id, score } of profileHits) profile[pool.expertAt.get(id) ?? 0] = score;
  const profileTop = profileHits[0]?.score ?? 1;
  put((e) => (profile[e] ?? 0) / profileTop);
  put((e) => Math.log(Math.max(1e-4, chances.get(experts[e]?.department ?? "") ?? 0)));
  for (const name of figureNames) put((e) => experts[e]?.figures[name] ?? 0);
  return out;
}

/** How much likelier the question's runs are in the expert's past cases than in his department's, by root of its length. */
function languageMeter(
  pool: FinderPool,
  tokens: ReadonlySet<string>,
  ownExpert: number,
): (expert: number) => number {
  const sums = new Float64Array(pool.experts.length);
  for (const token of tokens) {
    const holders = pool.runs.get(token);
    if (holders === undefined) continue;
    let all = 0.5;
    for (const count of holders.values()) all += count;
    const overall = all / (pool.runTotal + 0.5 * pool.runs.size);
    for (const [e, counted] of holders) {
      const count = counted - (e === ownExpert ? 1 : 0);
      if (count <= 0) continue;
      const [total, counts] = pool.runsOfDepartment[pool.departmentOf[e] ?? 0] ?? [0, undefined];
      const expected = ((counts?.get(token) ?? 0) + departmentPrior * overall) / (total + departmentPrior);
      sums[e] = (sums[e] ?? 0) + Math.log1p(count / (languagePrior * expected));
    }
  }
  const root = Math.sqrt(tokens.size + 1);
  return (e) => {
    const runs = (pool.runsOfExpert[e] ?? 0) - (e === ownExpert ? tokens.size : 0);
    return (
      ((sums[e] ?? 0) + tokens.size * Math.log(languagePrior / (Math.max(0, runs) + languagePrior))) / root
    );
  };
}

/**
 * Named diseases and signs of the question, rare ones counting more: shares of who was asked about them, adding up to at most 1,
 * and sums over who lists them.
 */
function countNames(
  pool: FinderPool,
  text: string,
  ownAt: number | undefined,
): { readonly asked: Float64Array; readonly listed: Float64Array } {
  const asked = new Float64Array(pool.experts.length);
  const listed = new Float64Array(pool.experts.length);
  for (const name of wordsIn(pool.words, text)) {
    const owners = pool.words.experts.get(name) ?? [];
    const rare = Math.log(pool.experts.length / (owners.length + 1));
    for (const e of owners) listed[e] = (listed[e] ?? 0) + Math.max(0, rare);
    const past = pool.casesNaming.get(name) ?? [];
    const others = past.length - (ownAt === undefined ? 0 : 1);
    if (others <= 0) continue;
    const weight = Math.log(pool.cases.length / past.length) / (others + 2);
    for (const at of past) {
      const e = pool.ownerOf[at] ?? 0;
      if (at !== ownAt) asked[e] = (asked[e] ?? 0) + weight;
    }
  }
  const total = asked.reduce((sum, v) => sum + v, 0) || 1;
  return { asked: asked.map((v) => v / total), listed };
}
