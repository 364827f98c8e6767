/** A share estimated with what is known of the peers: value and the ends of its interval, 0 to 1. */
export interface ShareEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Natural logarithm of the gamma function. Source: Lanczos (1964), g = 7, n = 9. */
function logGamma(x: number): number {
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const y = x - 1;
  let sum = c[0] ?? 0;
  for (let i = 1; i < c.length; i++) sum += (c[i] ?? 0) / (y + i);
  const t = y + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Regularized incomplete beta function. Source: Lentz's continued fraction, Numerical Recipes 3rd ed. 6.4. */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  const tiny = 1e-300;
  const guarded = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guarded(1 + even * d);
    c = guarded(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guarded(1 + odd * d);
    c = guarded(1 + odd / c);
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-12) break;
  }
  return (front * h) / a;
}

function betaQuantile(p: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (betaCdf(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * A share of few cases drawn towards the peers' (beta prior): with `priorCases` cases of the peers' mean behind it, one
 * lucky case is not a record. Deterministic.
 * @param hits may hold halves, for advice partly adopted; 0 ≤ hits ≤ of
 * @param peerShare 0 to 1; kept off the ends, where the prior would decide alone
 * @param level of the interval, such as 0.95
 */
export function shrunkShare(
  hits: number,
  of: number,
  peerShare: number,
  priorCases: number,
  level: number,
): ShareEstimate {
  const prior = Math.min(0.98, Math.max(0.02, peerShare));
  const a = hits + priorCases * prior;
  const b = of - hits + priorCases * (1 - prior);
  const tail = (1 - level) / 2;
  return { value: a / (a + b), low: betaQuantile(tail, a, b), high: betaQuantile(1 - tail, a, b) };
}

/** Middle of the values, the mean of the two in the middle for an even number; null without any. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((x, y) => x - y);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
