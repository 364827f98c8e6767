/** More diagnoses than this are not kept: the one not asked about longest goes. */
const mostDiagnoses = 512;

/** How close each evidence term of a pool is to a diagnosis. Terms only come on: what is known of one never changes. */
export class KeptCloseness {
  private readonly kept = new Map<string, Uint8Array>();

  /** By term. `key` names the diagnosis; `measure` fills in the terms from `from` on. Read it only. */
  of(key: string, terms: number, measure: (closeness: Uint8Array, from: number) => void): Uint8Array {
    let closeness = this.kept.get(key) ?? new Uint8Array(0);
    this.kept.delete(key);
    if (closeness.length < terms) {
      const known = closeness.length;
      const grown = new Uint8Array(terms);
      grown.set(closeness);
      measure(grown, known);
      closeness = grown;
    }
    this.kept.set(key, closeness);
    if (this.kept.size > mostDiagnoses)
      for (const oldest of this.kept.keys()) {
        this.kept.delete(oldest);
        break;
      }
    return closeness;
  }
}
