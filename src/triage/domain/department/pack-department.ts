import type { DepartmentModel, Mixture } from "./department-model.js";
import type { LinearScores } from "./fit-linear.js";
import type { Vocabulary } from "./grams.js";
import type { GramVectors } from "./vectors.js";

/**
 * A model as bytes: the length of the header (four bytes, little endian), the header as UTF-8 JSON, then its arrays one
 * after another, each beginning at a multiple of four. Weights are kept in 16 bits with one factor a matrix. Compression is the
 * caller's.
 */
type Packed = Int8Array | Int16Array | Float32Array;
const kinds = { i8: 1, i16: 2, f32: 4 } as const;
type Kind = keyof typeof kinds;
const kindOf = (array: Packed): Kind =>
  array instanceof Int8Array ? "i8" : array instanceof Int16Array ? "i16" : "f32";
const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4;

interface Head {
  readonly format: "department-1" | "gram-vectors-1";
  readonly grams: readonly string[];
  readonly longest: number;
  readonly arrays?: readonly (readonly [Kind, number])[];
}
interface ModelHead extends Head {
  readonly version: string;
  readonly vectorsVersion: string | null;
  readonly labels: readonly string[];
  readonly vectorFactor: number;
  readonly mixture: Mixture;
  readonly sureFrom: number;
  readonly factors: readonly [number, number];
}
interface VectorsHead extends Head {
  readonly version: string;
  readonly dimensions: number;
}

function pack(head: Head, arrays: readonly Packed[]): Uint8Array {
  const text = new TextEncoder().encode(
    JSON.stringify({ ...head, arrays: arrays.map((array) => [kindOf(array), array.length]) }),
  );
  const size = arrays.reduce((sum, { byteLength }) => sum + padded(byteLength), 4 + padded(text.length));
  const out = new Uint8Array(size);
  new DataView(out.buffer).setUint32(0, text.length, true);
  out.set(text, 4);
  let at = 4 + padded(text.length);
  for (const array of arrays) {
    out.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += padded(array.byteLength);
  }
  return out;
}

function unpack(bytes: Uint8Array, format: Head["format"]): { head: unknown; take: () => Packed } {
  // A copy begins at a multiple of four whatever the given bytes are a part of.
  const own = bytes.slice();
  const length = new DataView(own.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(own.subarray(4, 4 + length))) as Head;
  if (head.format !== format) throw new Error(`${format} is wanted`);
  let at = 4 + padded(length);
  let next = 0;
  const take = (): Packed => {
    const [kind, count] = head.arrays?.[next++] ?? ["i8", 0];
    const from = at;
    at += padded(count * kinds[kind]);
    if (kind === "i8") return new Int8Array(own.buffer, from, count);
    return kind === "i16"
      ? new Int16Array(own.buffer, from, count)
      : new Float32Array(own.buffer, from, count);
  };
  return { head, take };
}

const namesOf = ({ place }: Vocabulary): readonly string[] => [...place.keys()];
const vocabularyOf = ({ grams, longest }: Head, idf: Float32Array): Vocabulary => ({
  longest,
  place: new Map(grams.map((gram, i) => [gram, i])),
  idf,
});

function shorten(weights: Float32Array): { factor: number; short: Int16Array } {
  const factor = weights.reduce((most, v) => Math.max(most, Math.abs(v)), 0) / 32_767 || 1;
  return { factor, short: Int16Array.from(weights, (v) => Math.round(v / factor)) };
}
const lengthen = (classes: number, short: Packed, factor: number, bias: Packed): LinearScores => ({
  classes,
  weights: Float32Array.from(short, (v) => v * factor),
  bias: Float32Array.from(bias),
});

export function packDepartment(model: DepartmentModel): Uint8Array {
  const linear = shorten(model.linear.weights);
  const bayes = shorten(model.bayes.weights);
  const head: ModelHead = {
    format: "department-1",
    version: model.version,
    vectorsVersion: model.vectorsVersion,
    labels: model.labels,
    vectorFactor: model.vectorFactor,
    mixture: model.mixture,
    sureFrom: model.sureFrom,
    factors: [linear.factor, bayes.factor],
    longest: model.vocabulary.longest,
    grams: namesOf(model.vocabulary),
  };
  return pack(head, [
    model.vocabulary.idf,
    model.shares,
    linear.short,
    model.linear.bias,
    bayes.short,
    model.bayes.bias,
    model.vectorMean,
  ]);
}

/** @throws Error when the bytes are not a model of this format. */
export function unpackDepartment(bytes: Uint8Array): DepartmentModel {
  const { head, take } = unpack(bytes, "department-1");
  const own = head as ModelHead;
  const idf = take() as Float32Array;
  const shares = take() as Float32Array;
  const classes = own.labels.length;
  return {
    version: own.version,
    vectorsVersion: own.vectorsVersion,
    labels: own.labels,
    shares,
    vocabulary: vocabularyOf(own, idf),
    linear: lengthen(classes, take(), own.factors[0], take()),
    bayes: lengthen(classes, take(), own.factors[1], take()),
    vectorMean: take() as Float32Array,
    vectorFactor: own.vectorFactor,
    mixture: own.mixture,
    sureFrom: own.sureFrom,
  };
}

export function packVectors(vectors: GramVectors): Uint8Array {
  const head: VectorsHead = {
    format: "gram-vectors-1",
    version: vectors.version,
    dimensions: vectors.dimensions,
    longest: vectors.vocabulary.longest,
    grams: namesOf(vectors.vocabulary),
  };
  return pack(head, [vectors.vocabulary.idf, vectors.scales, vectors.values]);
}

/** @throws Error when the bytes are not gram vectors of this format. */
export function unpackVectors(bytes: Uint8Array): GramVectors {
  const { head, take } = unpack(bytes, "gram-vectors-1");
  const own = head as VectorsHead;
  const vocabulary = vocabularyOf(own, take() as Float32Array);
  const scales = take() as Float32Array;
  return {
    version: own.version,
    vocabulary,
    dimensions: own.dimensions,
    scales,
    values: take() as Int8Array,
  };
}
