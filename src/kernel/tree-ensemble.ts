/**
 * Boosted regression trees, flattened. Node i asks whether feature[i] < threshold[i]: left child i + 1 when it is, else
 * right[i]; right[i] = 0 marks a leaf whose value is threshold[i]. Tree t begins at roots[t].
 */
export interface TreeEnsemble {
  readonly bias: number;
  readonly roots: Uint32Array;
  readonly feature: Uint8Array;
  readonly threshold: Float32Array;
  readonly right: Uint32Array;
}

/** Log-odds of one row of features, which begins at `offset`. */
export function scoreRow(trees: TreeEnsemble, row: Float32Array, offset = 0): number {
  const { roots, feature, threshold, right } = trees;
  let sum = trees.bias;
  for (const root of roots) {
    let node = root;
    let next = right[node] ?? 0;
    while (next !== 0) {
      node = (row[offset + (feature[node] ?? 0)] ?? 0) < (threshold[node] ?? 0) ? node + 1 : next;
      next = right[node] ?? 0;
    }
    sum += threshold[node] ?? 0;
  }
  return sum;
}

export const probability = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
