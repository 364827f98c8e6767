import type { LinearScores } from "./fit-linear.js";
import type { Row } from "./grams.js";

/**
 * Complement naive Bayes: a class is likely when its grams are rare in all other classes, which keeps large classes from
 * swallowing small ones. Scores are mean-free over the classes, so that they add to those of another model.
 * Source: Rennie et al., "Tackling the poor assumptions of naive Bayes text classifiers", ICML 2003, without step 8.
 * @param of the class of each row.
 */
export function fitBayes(
  rows: readonly Row[],
  of: readonly number[],
  classes: number,
  width: number,
  smoothing = 0.3,
): LinearScores {
  const counts = new Float64Array(width * classes);
  const all = new Float64Array(width).fill(smoothing);
  rows.forEach(({ at, value }, r) => {
    const own = of[r] ?? 0;
    for (let k = 0; k < at.length; k++) {
      const place = at[k] ?? 0;
      const v = value[k] ?? 0;
      counts[place * classes + own] = (counts[place * classes + own] ?? 0) + v;
      all[place] = (all[place] ?? 0) + v;
    }
  });
  const total = all.reduce((sum, v) => sum + v, 0);
  const logTotals = Float64Array.from({ length: classes }, (_, c) => {
    let own = 0;
    for (let place = 0; place < width; place++) own += counts[place * classes + c] ?? 0;
    return Math.log(total - own);
  });
  const weights = new Float32Array(width * classes);
  for (let place = 0; place < width; place++) {
    let mean = 0;
    for (let c = 0; c < classes; c++) {
      const at = place * classes + c;
      const w = (logTotals[c] ?? 0) - Math.log((all[place] ?? 1) - (counts[at] ?? 0));
      weights[at] = w;
      mean += w / classes;
    }
    for (let c = 0; c < classes; c++) {
      const at = place * classes + c;
      weights[at] = (weights[at] ?? 0) - mean;
    }
  }
  return { classes, weights, bias: new Float32Array(classes) };
}
