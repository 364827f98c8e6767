// Invented instances, the same in every run: requests with 20–50 candidates each, experts who take 1–8 requests.

/** Mulberry32: a stream of numbers from 0 up to 1 for each seed. */
export function stream(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const whole = (random, below) => Math.floor(random() * below);

/** Rows of [expert, value] pairs as the solver's problem. */
function problemOf(rows, capacity) {
  const rowStart = new Int32Array(rows.length + 1);
  for (const [i, row] of rows.entries()) rowStart[i + 1] = rowStart[i] + row.length;
  const edges = rows.flat();
  return {
    requests: rows.length,
    experts: capacity.length,
    rowStart,
    expert: Int32Array.from(edges, ([expert]) => expert),
    value: Int32Array.from(edges, ([, value]) => value),
    capacity,
  };
}

const byExpert = (row) => [...row].sort(([a], [b]) => a - b);

/**
 * Requests of up to 60 specialties, popular and less so; 85 % of the candidates are of the request's own, the well ranked ones
 * over-represented (the more so the larger the skew), as a search for candidates returns them.
 */
function clustered({ requests, experts, skew, seed = 42 }) {
  const random = stream(seed);
  const specialties = Math.max(4, Math.min(60, Math.round(experts / 100)));
  const capacity = new Int32Array(experts);
  const ability = new Float64Array(experts);
  const members = Array.from({ length: specialties }, () => []);
  for (let j = 0; j < experts; j++) {
    capacity[j] = 1 + whole(random, 8);
    ability[j] = random() ** 1.5;
    members[Math.floor(specialties * random() ** 1.3)].push(j);
  }
  for (const list of members) list.sort((a, b) => ability[b] - ability[a]);
  const rows = Array.from({ length: requests }, () => {
    const wanted = 20 + whole(random, 31);
    const specialty = Math.floor(specialties * random() ** 1.3);
    const urgency = [1, 1.3, 1.8, 2.5][whole(random, 4)];
    const own = members[specialty].length > 0 ? members[specialty] : members[0];
    const other = members[whole(random, specialties)];
    const row = new Map();
    for (let guard = 0; row.size < wanted && guard < wanted * 20; guard++) {
      const list = random() < 0.85 || other.length === 0 ? own : other;
      const expert = list[Math.floor(list.length * random() ** skew)];
      if (row.has(expert)) continue;
      const match = 0.35 * ability[expert] + 0.45 * random() + (list === own ? 0.2 : 0);
      row.set(expert, Math.max(1, Math.round(urgency * match * 1e6)));
    }
    return byExpert(row);
  });
  return problemOf(rows, capacity);
}

/** Candidates drawn from all experts alike; values even from 0 to 1, or one of a few levels, so that ties abound. */
function uniform({ requests, experts, levels, capacityMost = 8, seed = 7 }) {
  const random = stream(seed);
  const capacity = Int32Array.from({ length: experts }, () => 1 + whole(random, capacityMost));
  const rows = Array.from({ length: requests }, () => {
    const wanted = 20 + whole(random, 31);
    random();
    const row = new Map();
    for (let guard = 0; row.size < wanted && guard < 10 * wanted; guard++) {
      const expert = whole(random, experts);
      if (row.has(expert)) continue;
      const match = levels === undefined ? random() : Math.ceil(random() * levels) / levels;
      row.set(expert, Math.max(1, Math.round(match * 1e6)));
    }
    return byExpert(row);
  });
  return problemOf(rows, capacity);
}

const normal = (requests) => () => clustered({ requests, experts: 10 * requests, skew: 2.5 });
const tight = (requests, experts) => () => clustered({ requests, experts, skew: 1.2 });
const even =
  (experts, more = {}) =>
  () =>
    uniform({ requests: 10_000, experts, ...more });

/** name → [what it is, how it is made]. */
export const families = {
  s50: ["50 × 500, experts plenty", normal(50)],
  s500: ["500 × 5,000, plenty", normal(500)],
  s2k: ["2,000 × 20,000, plenty", normal(2000)],
  s10k: ["10,000 × 100,000, plenty", normal(10_000)],
  s30k: ["30,000 × 300,000, plenty", normal(30_000)],
  s100k: ["100,000 × 1,000,000, plenty", normal(100_000)],
  t50: ["50 × 12, tight", tight(50, 12)],
  t500: ["500 × 120, tight", tight(500, 120)],
  t2k: ["2,000 × 480, tight", tight(2000, 480)],
  t10k: ["10,000 × 2,400, tight", tight(10_000, 2400)],
  t30k: ["30,000 × 7,200, tight", tight(30_000, 7200)],
  u10k: ["10,000 × 2,230, tight, even", even(2230)],
  un10k: ["10,000 × 2,000, 1.11 requests a unit", even(2000)],
  ov10k: ["10,000 × 1,500, 1.46 requests a unit", even(1500)],
  lv10k: ["10,000 × 2,230, five levels of value", even(2230, { levels: 5 })],
  c1_10k: ["10,000 × 10,000, one request each", even(10_000, { capacityMost: 1 })],
};
