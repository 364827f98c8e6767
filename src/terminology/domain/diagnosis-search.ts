/** A row of the national diagnosis list: 医保 2.0 code on ICD-10, e.g. J18.900 肺炎. */
export interface Diagnosis {
  readonly code: string;
  readonly name: string;
}

/**
 * A found diagnosis. `match` says why: the code begins so, the name is the words, the name holds all words, the name holds
 * the listed term for them (心梗 → 心肌梗死), or it only shares characters.
 */
export interface DiagnosisHit extends Diagnosis {
  readonly match: "code" | "exact" | "contains" | "synonym" | "similar";
}

/** Built by `buildDiagnosisIndex`; never changed. About 3 MB for 30 000 names. */
export interface DiagnosisIndex {
  readonly rows: readonly Diagnosis[];
  /** Names folded for comparison, in the order of `rows`. */
  readonly folded: readonly string[];
  /** The same without what brackets add: 心房颤动[心房纤颤] → 心房颤动. */
  readonly plain: readonly string[];
  readonly synonyms: ReadonlyMap<string, string>;
  /** Postings of pair-of-characters bucket b: rows[offsets[b]] … rows[offsets[b + 1]]. */
  readonly offsets: Uint32Array;
  readonly postings: Uint32Array;
  /** What counts against a row whatever is searched: rarer chapters, extension codes. */
  readonly burden: Uint8Array;
}

const bucketBits = 16;
const bucketOf = (a: number, b: number): number =>
  (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> (32 - bucketBits);

/** One spelling for comparison: NFKC, upper case, no blanks, 粘 for 黏, 梗死 for 梗塞. Line ends stay: a whole list folds at once. */
function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^\S\n]/gu, "")
    .replaceAll("黏", "粘")
    .replaceAll("梗塞", "梗死");
}

/**
 * @param rows in code order; codes are unique.
 * @param synonyms what clinicians say → what the list calls it.
 */
export function buildDiagnosisIndex(
  rows: readonly Diagnosis[],
  synonyms: readonly { readonly said: string; readonly listed: string }[],
): DiagnosisIndex {
  const folded = fold(rows.map((row) => row.name).join("\n")).split("\n");
  const { offsets, postings } = postBigrams(folded);
  return {
    rows,
    folded,
    plain: folded.map((name) => (/[[(]/u.test(name) ? name.replace(/[[(][^\])]*[\])]?/gu, "") : name)),
    synonyms: new Map(synonyms.map(({ said, listed }) => [fold(said), fold(listed)])),
    offsets,
    postings,
    burden: Uint8Array.from(rows, (row) => burdenOf(row.code)),
  };
}

/** Lists for every bucket the names that hold one of its pairs, each name once and in order. */
function postBigrams(names: readonly string[]): Pick<DiagnosisIndex, "offsets" | "postings"> {
  const buckets = 1 << bucketBits;
  const offsets = new Uint32Array(buckets + 1);
  const pairs = new Uint16Array(names.reduce((sum, name) => sum + name.length, 0));
  const owners = new Uint32Array(pairs.length);
  const lastSeen = new Int32Array(buckets).fill(-1);
  let count = 0;
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? "";
    let before = name.charCodeAt(0);
    for (let i = 1; i < name.length; i++) {
      const next = name.charCodeAt(i);
      const bucket = bucketOf(before, next);
      before = next;
      if (lastSeen[bucket] === at) continue;
      lastSeen[bucket] = at;
      pairs[count] = bucket;
      owners[count] = at;
      offsets[bucket + 1] = (offsets[bucket + 1] ?? 0) + 1;
      count += 1;
    }
  }
  for (let b = 0; b < buckets; b++) offsets[b + 1] = (offsets[b + 1] ?? 0) + (offsets[b] ?? 0);
  const postings = new Uint32Array(count);
  const next = offsets.slice();
  for (let i = 0; i < count; i++) {
    const bucket = pairs[i] ?? 0;
    const slot = next[bucket] ?? 0;
    postings[slot] = owners[i] ?? 0;
    next[bucket] = slot + 1;
  }
  return { offsets, postings };
}

function eachBucket(name: string, visit: (bucket: number) => void): void {
  for (let i = 0; i + 1 < name.length; i++) visit(bucketOf(name.charCodeAt(i), name.charCodeAt(i + 1)));
}

/** Diseases of organs come before pregnancy, birth, injury, status and causes; plain codes before national extensions. */
export function burdenOf(code: string): number {
  const byChapter = "VWXYU".includes(code.charAt(0)) ? 40 : "ZOPQ".includes(code.charAt(0)) ? 24 : 0;
  const byStatus = code.startsWith("S") || code.startsWith("T") ? 8 : 0;
  const byForm = (/x\d/u.test(code.slice(5)) ? 3 : 0) + (code.includes("*") ? 6 : 0);
  const isUnspecified = code.charAt(4) === "9" || code.startsWith("x", 4);
  return byChapter + byStatus + byForm + (isUnspecified ? 0 : 4);
}

/** The diagnosis of a code, or undefined. */
export function diagnosisOf(index: DiagnosisIndex, code: string): Diagnosis | undefined {
  let [low, high] = [0, index.rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((index.rows[middle]?.code ?? "") < code) low = middle + 1;
    else high = middle;
  }
  const row = index.rows[low];
  return row?.code === code ? row : undefined;
}

/** Longest query that is looked at, in characters. */
const longestQuery = 48;

/**
 * Searches the list as a clinician types: the beginning of a code (I21, j189), words of a name, spoken terms, and, when
 * nothing holds all words, names that share most of their characters. The plain term comes first: 肺炎 before 细菌性肺炎.
 * @param limit at most so many answers; ties in code order. Empty for a query without a letter, digit or character.
 */
export function searchDiagnoses(index: DiagnosisIndex, query: string, limit = 20): readonly DiagnosisHit[] {
  const words = query
    .slice(0, longestQuery)
    .split(/[\s,，、;；]+/u)
    .map(fold)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const [first] = words;
  if (first === undefined || limit < 1) return [];
  if (words.length === 1 && /^[A-Z]\d/u.test(first)) {
    const byCode = searchCodes(index, first, limit);
    if (byCode.length > 0) return byCode;
  }
  const best = new Best(limit);
  const exact = words.length === 1 ? first : undefined;
  for (const at of holders(index, words)) best.offer(at, nameScore(index, at, words));
  const spoken = words.map((word) => index.synonyms.get(word) ?? word);
  const isSpoken = spoken.some((word, i) => word !== words[i]);
  if (isSpoken) for (const at of holders(index, spoken)) best.offer(at, nameScore(index, at, spoken) + 30);
  const held = best.rows();
  const hits = held.map((at): DiagnosisHit => {
    const name = index.folded[at] ?? "";
    const isHeld = words.every((word) => name.includes(word));
    return { ...rowAt(index, at), match: name === exact ? "exact" : isHeld ? "contains" : "synonym" };
  });
  if (hits.length >= limit) return hits;
  const seen = new Set(held);
  const alike = similar(index, words.join(""), limit).filter((at) => !seen.has(at));
  return [...hits, ...alike.map((at): DiagnosisHit => ({ ...rowAt(index, at), match: "similar" }))].slice(
    0,
    limit,
  );
}

const rowAt = (index: DiagnosisIndex, at: number): Diagnosis => index.rows[at] ?? { code: "", name: "" };

/** Codes that begin with the query; the dot may be left out. Shorter codes first, then code order. */
function searchCodes(index: DiagnosisIndex, typed: string, limit: number): readonly DiagnosisHit[] {
  const compact = typed.replace(".", "");
  const dotted = compact.length > 3 ? `${compact.slice(0, 3)}.${compact.slice(3)}` : compact;
  const prefix = dotted.charAt(0) + dotted.slice(1).replaceAll("X", "x");
  const best = new Best(limit);
  index.rows.forEach(({ code }, at) => {
    if (code.startsWith(prefix)) best.offer(at, -code.length);
  });
  return best.rows().map((at) => ({ ...rowAt(index, at), match: "code" as const }));
}

/** Rows whose name holds every word, in code order. Walks the shortest list of postings, or all names for single characters. */
function holders(index: DiagnosisIndex, words: readonly string[]): readonly number[] {
  let shortest: { from: number; to: number } | undefined;
  for (const word of words) {
    eachBucket(word, (bucket) => {
      const [from, to] = [index.offsets[bucket] ?? 0, index.offsets[bucket + 1] ?? 0];
      if (shortest === undefined || to - from < shortest.to - shortest.from) shortest = { from, to };
    });
  }
  const found: number[] = [];
  const consider = (at: number): void => {
    const name = index.folded[at] ?? "";
    if (words.every((word) => name.includes(word))) found.push(at);
  };
  if (shortest === undefined) for (let at = 0; at < index.rows.length; at++) consider(at);
  else for (let i = shortest.from; i < shortest.to; i++) consider(index.postings[i] ?? 0);
  return found;
}

/**
 * Higher is plainer. In Chinese the last word names the disease, so a name that ends with the query beats one that begins
 * with it; every character beyond the query costs.
 */
function nameScore(index: DiagnosisIndex, at: number, words: readonly string[]): number {
  const full = index.folded[at] ?? "";
  const plain = index.plain[at] ?? full;
  const name = words.every((word) => plain.includes(word)) ? plain : full;
  const last = words.at(-1) ?? "";
  const typed = words.reduce((sum, word) => sum + word.length, 0);
  const place = name.endsWith(last) ? 24 : name.startsWith(words[0] ?? "") ? 16 : 0;
  return (name.length === typed ? 100 : 0) + place - 6 * (name.length - typed) - (index.burden[at] ?? 0);
}

/** Least share of common character pairs (Dice) for a name to be offered as similar. */
const leastLikeness = 0.35;

function similar(index: DiagnosisIndex, text: string, limit: number): readonly number[] {
  const counts = new Uint8Array(index.rows.length);
  const touched: number[] = [];
  let grams = 0;
  eachBucket(text, (bucket) => {
    grams += 1;
    for (let i = index.offsets[bucket] ?? 0; i < (index.offsets[bucket + 1] ?? 0); i++) {
      const at = index.postings[i] ?? 0;
      if (counts[at] === 0) touched.push(at);
      counts[at] = (counts[at] ?? 0) + 1;
    }
  });
  const best = new Best(limit);
  for (const at of touched) {
    const dice = (2 * (counts[at] ?? 0)) / (grams + Math.max(1, (index.folded[at] ?? "").length - 1));
    if (dice >= leastLikeness) best.offer(at, 100 * dice - (index.burden[at] ?? 0) / 4);
  }
  return best.rows();
}

/** Keeps the rows with the highest scores, ties by the lower row number; a row offered twice keeps its better score. */
class Best {
  readonly #limit: number;
  readonly #kept: { at: number; score: number }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(at: number, score: number): void {
    const worst = this.#kept.at(-1);
    if (this.#kept.length >= this.#limit && worst !== undefined && score <= worst.score) return;
    const before = this.#kept.findIndex((kept) => kept.at === at);
    if (before >= 0) {
      if ((this.#kept[before]?.score ?? 0) >= score) return;
      this.#kept.splice(before, 1);
    }
    const place = this.#kept.findIndex(
      (kept) => kept.score < score || (kept.score === score && kept.at > at),
    );
    this.#kept.splice(place < 0 ? this.#kept.length : place, 0, { at, score });
    if (this.#kept.length > this.#limit) this.#kept.pop();
  }

  rows(): readonly number[] {
    return this.#kept.map((kept) => kept.at);
  }
}
