import { dropOldest } from "../../kernel/collections.js";
import { decayOf, diseaseKey } from "./disease-places.js";
import { roomFor } from "./index/postings.js";
import type { MatchModel } from "./model.js";
import type { PlaceColumn, PlaceColumns, PlaceLayout } from "./place-columns.js";

/** More columns than this are not kept: the one not asked for longest goes. Of 100,000 experts, one takes some 50 kB. */
const mostColumns = 512;

/** Who has coded patients of the disease, its category or its block. Slots ascending, struck ones among them. */
export interface DiagnosisColumn {
  readonly length: number;
  readonly slots: Uint32Array;
  /** The strength of his evidence for it, 0 to 1, before the weight of the diagnosis, in single precision. */
  readonly values: Float32Array;
  /** The same of evidence for the disease itself or its category alone. */
  readonly proofs: Float32Array;
}

interface Growing {
  length: number;
  slots: Uint32Array;
  values: Float32Array;
  proofs: Float32Array;
  upTo: number;
  /** How far each place's column has been walked: they only grow at their ends. */
  readonly walked: Uint32Array;
}

interface Diagnosis {
  readonly code: string;
  readonly place: {
    readonly category: string;
    readonly block?: string | undefined;
  };
}

/** The columns of the places where a diagnosis belongs, walked side by side once; later only new slots are added. */
export class DiagnosisColumns {
  private readonly kept = new Map<string, Growing>();
  private readonly places: PlaceColumns;

  constructor(places: PlaceColumns) {
    this.places = places;
  }

  of(pool: PlaceLayout, { code, place }: Diagnosis, model: MatchModel): DiagnosisColumn {
    const key = `${model.codeDecay.join()}:${place.category}:${diseaseKey(code)}`;
    let column = this.kept.get(key);
    if (column === undefined)
      column = {
        length: 0,
        slots: new Uint32Array(16),
        values: new Float32Array(16),
        proofs: new Float32Array(16),
        upTo: 0,
        walked: new Uint32Array(3),
      };
    else this.kept.delete(key);
    this.kept.set(key, column);
    const { endSlot } = pool.index;
    if (column.upTo < endSlot) {
      const { category, block } = place;
      extend(
        column,
        block === undefined ? noColumn : this.places.of(pool, "b", category, block),
        this.places.of(pool, "c", category, category),
        this.places.of(pool, "d", category, diseaseKey(code)),
        model,
      );
      column.upTo = endSlot;
    }
    dropOldest(this.kept, mostColumns);
    return column;
  }
}

/** Walks block, category and disease side by side: slots ascend in each. */
function extend(
  column: Growing,
  block: PlaceColumn,
  category: PlaceColumn,
  disease: PlaceColumn,
  model: MatchModel,
): void {
  const [ofBlock = 0, ofCategory = 0, ofDisease = 0] = [2, 3, 4].map((level) => decayOf(level, model));
  let [b = 0, c = 0, d = 0] = column.walked;
  const most = column.length + block.length - b + category.length - c + disease.length - d;
  column.slots = roomFor(column.slots, most);
  column.values = roomFor(column.values, most);
  column.proofs = roomFor(column.proofs, most);
  const { slots, values, proofs } = column;
  let length = column.length;
  for (;;) {
    const atBlock = b < block.length ? (block.slots[b] ?? 0) : end;
    const atCategory = c < category.length ? (category.slots[c] ?? 0) : end;
    const atDisease = d < disease.length ? (disease.slots[d] ?? 0) : end;
    const m = Math.min(atBlock, atCategory, atDisease);
    if (m === end) break;
    let proof = 0;
    if (atCategory === m) proof = ofCategory * (category.shares[c++] ?? 0);
    if (atDisease === m) proof = Math.max(proof, ofDisease * (disease.shares[d++] ?? 0));
    let value = proof;
    if (atBlock === m) value = Math.max(value, ofBlock * (block.shares[b++] ?? 0));
    slots[length] = m;
    values[length] = value;
    proofs[length++] = proof;
  }
  // Who has evidence at several places was counted at each: most of the room is left over the first time.
  if (2 * length < slots.length) {
    column.slots = slots.slice(0, length);
    column.values = values.slice(0, length);
    column.proofs = proofs.slice(0, length);
  }
  column.length = length;
  column.walked.set([b, c, d]);
}

const noColumn: PlaceColumn = { length: 0, slots: new Uint32Array(0), shares: new Float64Array(0) };
const end = 0xffff_ffff;
