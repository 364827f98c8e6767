import { diseaseKey } from "./disease-places.js";
import { roomFor } from "./index/postings.js";
import { logShare } from "./log-share.js";
import type { EvidenceTerm } from "./pool-member.js";

/** Where in ICD-10 evidence counts towards a diagnosis: the disease, its category, block and chapter. */
export type PlaceKind = "d" | "c" | "b" | "h";

/** Who has patients at one place of ICD-10, and how many on the logarithmic scale. Slots ascending, struck ones among them. */
export interface PlaceColumn {
  readonly length: number;
  readonly slots: Uint32Array;
  readonly shares: Float64Array;
}

/** What of a pool the columns are made from. */
export interface PlaceLayout {
  readonly terms: readonly EvidenceTerm[];
  readonly termsAt: { readonly of: (place: string) => readonly number[] };
  readonly slotsOfTerm: readonly (readonly number[])[];
  readonly evidenceStart: Uint32Array;
  readonly evidenceTerm: Uint32Array;
  readonly evidenceCount: Float64Array;
  readonly index: { readonly endSlot: number };
}

interface Growing {
  length: number;
  slots: Uint32Array;
  shares: Float64Array;
  upTo: number;
}

/** The coded evidence of a pool by place, each place laid out when it is first asked for; later only new slots are added. */
export class PlaceColumns {
  private readonly kept = new Map<string, Growing>();
  private readonly full: number;

  /** @param full patients that make the full mark */
  constructor(full: number) {
    this.full = full;
  }

  /** The column of a place: `d` with {@link diseaseKey} of the code, `c` with its category, `b` with its block, `h` with its chapter. */
  of(pool: PlaceLayout, kind: PlaceKind, category: string, key: string): PlaceColumn {
    const name = `${kind}:${key}`;
    let column = this.kept.get(name);
    if (column === undefined) {
      column = { length: 0, slots: new Uint32Array(16), shares: new Float64Array(16), upTo: 0 };
      this.kept.set(name, column);
    }
    const { endSlot } = pool.index;
    if (column.upTo < endSlot) {
      const terms =
        kind === "d"
          ? pool.termsAt.of(`c:${category}`).filter((t) => diseaseKey(pool.terms[t]?.code ?? "") === key)
          : pool.termsAt.of(name);
      this.extend(column, pool, terms);
      column.upTo = endSlot;
    }
    return column;
  }

  private extend(column: Growing, pool: PlaceLayout, terms: readonly number[]): void {
    const wanted = new Set(terms);
    const fresh: number[] = [];
    for (const t of terms) {
      const slots = pool.slotsOfTerm[t] ?? [];
      for (let at = slots.length - 1; at >= 0 && (slots[at] ?? 0) >= column.upTo; at--)
        fresh.push(slots[at] ?? 0);
    }
    const sorted = Uint32Array.from(fresh).sort();
    column.slots = roomFor(column.slots, column.length + sorted.length);
    column.shares = roomFor(column.shares, column.length + sorted.length);
    let last = -1;
    for (const slot of sorted) {
      if (slot === last) continue;
      last = slot;
      let patients = 0;
      const end = pool.evidenceStart[slot + 1] ?? 0;
      for (let e = pool.evidenceStart[slot] ?? 0; e < end; e++)
        if (wanted.has(pool.evidenceTerm[e] ?? 0)) patients += pool.evidenceCount[e] ?? 0;
      column.slots[column.length] = slot;
      column.shares[column.length++] = logShare(patients, this.full);
    }
  }
}
