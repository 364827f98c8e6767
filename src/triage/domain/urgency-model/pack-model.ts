import type { TreeEnsemble } from "../../../kernel/tree-ensemble.js";
import type { UrgencyModel } from "./model.js";

const rounded = (x: number): number => Math.round(x * 1e5) / 1e5;

const packTrees = ({ bias, roots, feature, threshold, right }: TreeEnsemble): unknown => ({
  bias: rounded(bias),
  roots: [...roots],
  feature: [...feature],
  threshold: [...threshold].map(rounded),
  right: [...right],
});

/** The model as JSON text: one line a part, so that a new model is a readable change. */
export function packUrgencyModel({ version, linear, trees, thresholds }: UrgencyModel): string {
  const line = (value: unknown): string => JSON.stringify(value);
  const block = (lines: readonly string[]): string => `[\n${lines.join(",\n")}\n]`;
  return [
    `{"version":${line(version)},"thresholds":${line(thresholds)},`,
    `"linear":${block(linear.map(line))},`,
    `"trees":${block(trees.map((own) => block(own.map((one) => line(packTrees(one))))))}}`,
    "",
  ].join("\n");
}

interface PackedTrees {
  readonly bias: number;
  readonly roots: readonly number[];
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly right: readonly number[];
}

/** Reads what `packUrgencyModel` wrote. Throws for anything else. */
export function unpackUrgencyModel(text: string): UrgencyModel {
  const packed = JSON.parse(text) as Omit<UrgencyModel, "trees"> & {
    readonly trees: readonly (readonly PackedTrees[])[];
  };
  if (packed.trees.length !== 3 || packed.linear.length !== 3 || packed.thresholds.length !== 3)
    throw new Error("not an urgency model");
  return {
    ...packed,
    trees: packed.trees.map((own) =>
      own.map(({ bias, roots, feature, threshold, right }) => ({
        bias,
        roots: Uint32Array.from(roots),
        feature: Uint8Array.from(feature),
        threshold: Float32Array.from(threshold),
        right: Uint32Array.from(right),
      })),
    ),
  };
}
