import { gramBuckets } from "./grams.js";
import { indexMemory, type MemoryIndex } from "./memory.js";
import type { TermIndex } from "./term-index.js";
import type { NameClassifier } from "./name-classifier.js";
import type { Correspondences, GramOdds, Knowledge } from "./term-model.js";

/** A list of terms together with what was learned, and the scratch space of one question at a time. */
export interface TermEngine {
  readonly index: TermIndex;
  readonly memory: MemoryIndex;
  readonly correspondences: Correspondences;
  /** Row of `correspondences` by source gram; −1: none. */
  readonly rowOf: Int32Array;
  readonly classifier: NameClassifier;
  /** The term of the list that each class means; −1: not on it. */
  readonly classTerm: Int32Array;
  readonly extra: Float32Array;
  readonly missing: Float32Array;
  readonly scratch: Scratch;
}

/** Buffers that are zero, or −1, between questions. */
export interface Scratch {
  readonly formScore: Float32Array;
  readonly unitScore: Float32Array;
  readonly targetWeight: Float32Array;
  /** First link of the chain of string grams that a target gram can be matched with; −1: none. */
  readonly chain: Int32Array;
}

const dense = ({ grams, odds }: GramOdds): Float32Array => {
  const out = new Float32Array(gramBuckets);
  grams.forEach((gram, i) => (out[gram] = odds[i] ?? 0));
  return out;
};

export function buildTermEngine(index: TermIndex, knowledge: Knowledge): TermEngine {
  const memory = indexMemory(knowledge.memory, index);
  const { correspondences } = knowledge;
  const rowOf = new Int32Array(gramBuckets).fill(-1);
  correspondences.sources.forEach((gram, row) => (rowOf[gram] = row));
  return {
    index,
    memory,
    correspondences,
    rowOf,
    classifier: knowledge.classifier,
    classTerm: Int32Array.from(knowledge.classifier.names, (name) => memory.byKey.get(name) ?? -1),
    extra: dense(knowledge.extra),
    missing: dense(knowledge.missing),
    scratch: {
      formScore: new Float32Array(index.forms.length),
      unitScore: new Float32Array(memory.norm.length),
      targetWeight: new Float32Array(gramBuckets),
      chain: new Int32Array(gramBuckets).fill(-1),
    },
  };
}
