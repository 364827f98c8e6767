const rounds = 400;
const [firstRate, lastRate, lastFrom] = [0.05, 0.01, 300];

/**
 * Logistic regression with a ridge penalty on every weight but the constant, by Adam from zero: no randomness.
 * Source: Kingma & Ba 2015, Adam.
 * @returns one weight a feature, the constant last.
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  labels: readonly boolean[],
  ridge: number,
): readonly number[] {
  const width = rows[0]?.length ?? 0;
  // Features are mostly zero: only the others are visited.
  const sparse = rows.map((row) => row.flatMap((x, j) => (x === 0 ? [] : [{ j, x }])));
  const weights = new Float64Array(width + 1);
  const mean = new Float64Array(width + 1);
  const square = new Float64Array(width + 1);
  for (let round = 1; round <= rounds; round++) {
    const gradient = new Float64Array(width + 1);
    sparse.forEach((row, i) => {
      let z = weights[width] ?? 0;
      for (const { j, x } of row) z += x * (weights[j] ?? 0);
      const error = 1 / (1 + Math.exp(-z)) - (labels[i] === true ? 1 : 0);
      for (const { j, x } of row) gradient[j] = (gradient[j] ?? 0) + error * x;
      gradient[width] = (gradient[width] ?? 0) + error;
    });
    const rate = round < lastFrom ? firstRate : lastRate;
    for (let j = 0; j <= width; j++) {
      const pull = j < width ? ridge * (weights[j] ?? 0) : 0;
      const g = ((gradient[j] ?? 0) + pull) / Math.max(1, rows.length);
      const m = 0.9 * (mean[j] ?? 0) + 0.1 * g;
      const v = 0.99 * (square[j] ?? 0) + 0.01 * g * g;
      [mean[j], square[j]] = [m, v];
      weights[j] =
        (weights[j] ?? 0) - (rate * (m / (1 - 0.9 ** round))) / (Math.sqrt(v / (1 - 0.99 ** round)) + 1e-8);
    }
  }
  return [...weights].map((weight) => Math.round(weight * 1e5) / 1e5);
}
