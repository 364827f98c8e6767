/**
 * Cohen's kappa with quadratic weights of two raters on categories 0 … categories − 1. 1: the same always; 0: as by chance.
 * Null without ratings, or when both always say the same one thing, where it is not defined.
 * Source: J. Cohen, Psychological Bulletin 70 (1968) 213–220.
 */
export function weightedKappa(
  pairs: readonly (readonly [number, number])[],
  categories: number,
): number | null {
  if (pairs.length === 0) return null;
  const rows = Array.from({ length: categories }, () => 0);
  const columns = [...rows];
  let observed = 0;
  for (const [a, b] of pairs) {
    rows[a] = (rows[a] ?? 0) + 1;
    columns[b] = (columns[b] ?? 0) + 1;
    observed += (a - b) ** 2;
  }
  let expected = 0;
  rows.forEach((inRow, a) => columns.forEach((inColumn, b) => (expected += inRow * inColumn * (a - b) ** 2)));
  if (expected === 0) return null;
  return 1 - (observed * pairs.length) / expected;
}

/**
 * ICC(1,1): how far one rating of one of many raters can be trusted, each subject rated by `k` of them.
 * Null with fewer than two subjects, or when nothing varies.
 * Source: P. E. Shrout, J. L. Fleiss, Psychological Bulletin 86 (1979) 420–428.
 */
export function intraclassCorrelation(subjects: readonly (readonly number[])[]): number | null {
  const n = subjects.length;
  const k = subjects[0]?.length ?? 0;
  if (n < 2 || k < 2 || subjects.some((ratings) => ratings.length !== k)) return null;
  const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const grand = mean(subjects.map(mean));
  const between = (k * subjects.reduce((sum, ratings) => sum + (mean(ratings) - grand) ** 2, 0)) / (n - 1);
  const within =
    subjects.reduce(
      (sum, ratings) => sum + ratings.reduce((a, one) => a + (one - mean(ratings)) ** 2, 0),
      0,
    ) /
    (n * (k - 1));
  const all = between + (k - 1) * within;
  return all === 0 ? null : (between - within) / all;
}

/** The word for a kappa. Source: J. R. Landis, G. G. Koch, Biometrics 33 (1977) 159–174. */
export const agreementWord = (
  kappa: number,
): "poor" | "slight" | "fair" | "moderate" | "substantial" | "almost_perfect" =>
  kappa < 0
    ? "poor"
    : kappa <= 0.2
      ? "slight"
      : kappa <= 0.4
        ? "fair"
        : kappa <= 0.6
          ? "moderate"
          : kappa <= 0.8
            ? "substantial"
            : "almost_perfect";
