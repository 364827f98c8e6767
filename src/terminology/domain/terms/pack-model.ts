import type { TreeEnsemble } from "../../../kernel/tree-ensemble.js";
import type { EngineKind, TermModel } from "./term-model.js";

/** 2: the classifier gives margins; in 1 it gave probabilities. */
const currentFormat = 2;

/**
 * A model as bytes: a header of ASCII JSON (its length in the first four bytes, little endian) that names the arrays, then the
 * arrays one after another, each beginning at a multiple of four. Numbers of 18 bits (grams) and of 32 bits stay as they
 * are; compression is the caller's.
 */
interface Header {
  readonly format: typeof currentFormat;
  readonly kind: EngineKind;
  readonly version: string;
  readonly thresholds: TermModel["thresholds"];
  readonly classifierScale: number;
  readonly bias: { readonly ranker: number; readonly chooser: number };
  readonly arrays: readonly { readonly type: ArrayType; readonly length: number }[];
}

type ArrayType = "u8" | "i8" | "u32" | "f32";
type Packed = Uint8Array | Int8Array | Uint32Array | Float32Array;

const typeOf = (array: Packed): ArrayType =>
  array instanceof Uint8Array
    ? "u8"
    : array instanceof Int8Array
      ? "i8"
      : array instanceof Uint32Array
        ? "u32"
        : "f32";

const treeArrays = ({ roots, feature, threshold, right }: TreeEnsemble): readonly Packed[] => [
  roots,
  feature,
  threshold,
  right,
];

export function packModel(model: TermModel): Uint8Array {
  const { correspondences, extra, missing, memory, classifier } = model.knowledge;
  const arrays: readonly Packed[] = [
    correspondences.sources,
    correspondences.from,
    correspondences.targets,
    correspondences.strengths,
    extra.grams,
    extra.odds,
    missing.grams,
    missing.odds,
    memory.gramsFrom,
    memory.grams,
    memory.namesFrom,
    memory.names,
    classifier.names,
    classifier.weights,
    classifier.bias,
    ...treeArrays(model.ranker),
    ...treeArrays(model.chooser),
  ];
  const header: Header = {
    format: currentFormat,
    kind: model.kind,
    version: model.version,
    thresholds: model.thresholds,
    classifierScale: classifier.scale,
    bias: { ranker: model.ranker.bias, chooser: model.chooser.bias },
    arrays: arrays.map((array) => ({ type: typeOf(array), length: array.length })),
  };
  const head = Uint8Array.from(JSON.stringify(header), (ch) => ch.charCodeAt(0));
  const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4;
  const out = new Uint8Array(
    4 + padded(head.length) + arrays.reduce((sum, array) => sum + padded(array.byteLength), 0),
  );
  new DataView(out.buffer).setUint32(0, head.length, true);
  out.set(head, 4);
  let at = 4 + padded(head.length);
  for (const array of arrays) {
    out.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += padded(array.byteLength);
  }
  return out;
}

/** @throws Error when the bytes are not a model of this format: the installation is broken. */
export function unpackModel(bytes: Uint8Array): TermModel {
  // A copy begins at a multiple of four whatever the given bytes are a part of.
  const own = bytes.slice();
  const length = new DataView(own.buffer).getUint32(0, true);
  const header = JSON.parse(String.fromCharCode(...own.subarray(4, 4 + length))) as Header;
  if ((header.format as number) !== currentFormat)
    throw new Error(`term model of unknown format ${String(header.format)}`);
  let at = 4 + Math.ceil(length / 4) * 4;
  let next = 0;
  const take = (): Packed => {
    const { type, length: count } = header.arrays[next++] ?? { type: "u8", length: 0 };
    const from = at;
    at += Math.ceil((count * (type === "u32" || type === "f32" ? 4 : 1)) / 4) * 4;
    if (type === "u8") return new Uint8Array(own.buffer, from, count);
    if (type === "i8") return new Int8Array(own.buffer, from, count);
    return type === "u32"
      ? new Uint32Array(own.buffer, from, count)
      : new Float32Array(own.buffer, from, count);
  };
  const u32 = (): Uint32Array => take() as Uint32Array;
  const f32 = (): Float32Array => take() as Float32Array;
  const correspondences = { sources: u32(), from: u32(), targets: u32(), strengths: f32() };
  const extra = { grams: u32(), odds: f32() };
  const missing = { grams: u32(), odds: f32() };
  const memory = { gramsFrom: u32(), grams: u32(), namesFrom: u32(), names: u32() };
  const classifier = {
    names: u32(),
    scale: header.classifierScale,
    weights: take() as Int8Array,
    bias: f32(),
  };
  const trees = (bias: number): TreeEnsemble => ({
    bias,
    roots: u32(),
    feature: take() as Uint8Array,
    threshold: f32(),
    right: u32(),
  });
  return {
    kind: header.kind,
    version: header.version,
    thresholds: header.thresholds,
    knowledge: { correspondences, extra, missing, memory, classifier },
    ranker: trees(header.bias.ranker),
    chooser: trees(header.bias.chooser),
  };
}
