/** Takes what a search finds. `threshold`: what scores less is of no use any more. */
export interface Sink {
  readonly threshold: number;
  readonly offer: (slot: number, score: number) => void;
}

/**
 * The best `k` by score, equal ones by id ascending, whatever the order they come in: a heap with the worst on top.
 * Nothing below `atLeast` enters.
 */
export class TopK implements Sink {
  threshold: number;
  private readonly k: number;
  private readonly idOf: (slot: number) => string;
  private readonly slots: number[] = [];
  private readonly scores: number[] = [];

  constructor(k: number, idOf: (slot: number) => string, atLeast = 0) {
    this.k = k;
    this.idOf = idOf;
    this.threshold = k <= 0 ? Number.POSITIVE_INFINITY : atLeast;
  }

  offer(slot: number, score: number): void {
    if (score < this.threshold || this.k <= 0) return;
    if (this.slots.length < this.k) {
      this.slots.push(slot);
      this.scores.push(score);
      this.rise(this.slots.length - 1);
      if (this.slots.length < this.k) return;
    } else {
      if (!this.isWorse(this.slots[0] ?? 0, this.scores[0] ?? 0, slot, score)) return;
      this.slots[0] = slot;
      this.scores[0] = score;
      this.sink();
    }
    this.threshold = this.scores[0] ?? 0;
  }

  /** Best first. The heap is used up. */
  sorted(): { slot: number; score: number }[] {
    return this.slots
      .map((slot, i) => ({ slot, score: this.scores[i] ?? 0 }))
      .sort((a, b) => (this.isWorse(a.slot, a.score, b.slot, b.score) ? 1 : -1));
  }

  private isWorse(a: number, aScore: number, b: number, bScore: number): boolean {
    return aScore !== bScore ? aScore < bScore : this.idOf(a) > this.idOf(b);
  }

  private isWorseAt(i: number, j: number): boolean {
    return this.isWorse(this.slots[i] ?? 0, this.scores[i] ?? 0, this.slots[j] ?? 0, this.scores[j] ?? 0);
  }

  private swap(i: number, j: number): void {
    [this.slots[i], this.slots[j]] = [this.slots[j] ?? 0, this.slots[i] ?? 0];
    [this.scores[i], this.scores[j]] = [this.scores[j] ?? 0, this.scores[i] ?? 0];
  }

  private rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.isWorseAt(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private sink(): void {
    for (let at = 0; ;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.slots.length && this.isWorseAt(child, worst)) worst = child;
      if (worst === at) return;
      this.swap(at, worst);
      at = worst;
    }
  }
}

/** Everything that scores at least the threshold, as it comes. */
export class AtLeast implements Sink {
  readonly threshold: number;
  readonly slots: number[] = [];

  constructor(threshold: number) {
    this.threshold = threshold;
  }

  offer(slot: number): void {
    this.slots.push(slot);
  }
}
