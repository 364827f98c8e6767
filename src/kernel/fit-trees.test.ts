import { expect, test } from "vitest";
import { fitTrees, type FitSettings } from "./fit-trees.js";
import { probability, scoreRow } from "./tree-ensemble.js";

const settings: FitSettings = { trees: 40, depth: 3, rate: 0.3, leastWeight: 1, ridge: 1 };

/** Rows on a grid; right are those where exactly one of the two numbers is large, which no single cut separates. */
function exclusiveOr(): { values: Float32Array; labels: Uint8Array } {
  const values: number[] = [];
  const labels: number[] = [];
  for (let a = 0; a < 20; a++)
    for (let b = 0; b < 20; b++) {
      values.push(a, b);
      labels.push(a >= 10 !== b >= 13 ? 1 : 0);
    }
  return { values: Float32Array.from(values), labels: Uint8Array.from(labels) };
}

test("learns what needs two questions, and gives each row its probability", () => {
  const { values, labels } = exclusiveOr();
  const weights = new Float32Array(labels.length).fill(1);
  const trees = fitTrees({ width: 2, values }, labels, weights, settings);
  labels.forEach((label, r) => {
    const p = probability(scoreRow(trees, values, 2 * r));
    expect(Math.abs(p - label)).toBeLessThan(0.1);
  });
  expect(fitTrees({ width: 2, values }, labels, weights, settings)).toEqual(trees);
});

test("without anything to ask, every row has the share of right ones", () => {
  const values = new Float32Array(100).fill(7);
  const labels = Uint8Array.from({ length: 100 }, (_, i) => (i < 20 ? 1 : 0));
  const trees = fitTrees({ width: 1, values }, labels, new Float32Array(100).fill(1), settings);
  expect(probability(scoreRow(trees, values))).toBeCloseTo(0.2, 1);
});
