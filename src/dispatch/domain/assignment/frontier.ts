/** Farther than any distance of a search. */
export const nowhere = 2 ** 31 - 1;

/**
 * Experts reached by a search, nearest first: an indexed heap of four children a node, with how each expert was reached.
 * Arrays are laid out once and cleared of what was touched, so that a short search costs little among many experts.
 */
export class Frontier {
  distance: Int32Array;
  /** Request and edge by which each expert was reached. */
  viaRequest: Int32Array;
  viaEdge: Int32Array;
  /** Experts that were taken out, in that order: those nearer than where the search ended. */
  settled: Int32Array;
  settledCount = 0;

  private heap: Int32Array;
  private place: Int32Array;
  private touched: Int32Array;
  private size = 0;
  private touchedCount = 0;

  constructor(experts: number) {
    this.distance = new Int32Array(experts).fill(nowhere);
    this.viaRequest = new Int32Array(experts);
    this.viaEdge = new Int32Array(experts);
    this.settled = new Int32Array(experts);
    this.heap = new Int32Array(experts);
    this.place = new Int32Array(experts).fill(-1);
    this.touched = new Int32Array(experts);
  }

  /** The same with room for that many experts; only between searches. */
  grow(experts: number): void {
    if (experts <= this.distance.length) return;
    Object.assign(this, new Frontier(Math.max(experts, 2 * this.distance.length)));
  }

  /** Distance of the nearest expert that waits; {@link nowhere} when none does. */
  nearest(): number {
    return this.size === 0 ? nowhere : (this.distance[this.heap[0] ?? 0] ?? nowhere);
  }

  isEmpty(): boolean {
    return this.size === 0;
  }

  /** Notes that expert j is reached at `distance`, which must be less than what is known of him, who must not be settled. */
  reach(j: number, distance: number, request: number, edge: number): void {
    if (this.distance[j] === nowhere) {
      this.touched[this.touchedCount++] = j;
      this.place[j] = this.size++;
    }
    this.distance[j] = distance;
    this.viaRequest[j] = request;
    this.viaEdge[j] = edge;
    this.rise(j, distance);
  }

  /** Takes the nearest expert out. */
  settle(): number {
    const j = this.heap[0] ?? 0;
    this.place[j] = -1;
    this.settled[this.settledCount++] = j;
    this.size--;
    if (this.size > 0) this.sink(this.heap[this.size] ?? 0);
    return j;
  }

  /** Forgets the search. */
  clear(): void {
    for (let t = 0; t < this.touchedCount; t++) {
      const j = this.touched[t] ?? 0;
      this.distance[j] = nowhere;
      this.place[j] = -1;
    }
    this.touchedCount = 0;
    this.size = 0;
    this.settledCount = 0;
  }

  private rise(j: number, distance: number): void {
    const { heap, place } = this;
    let at = place[j] ?? 0;
    while (at > 0) {
      const up = (at - 1) >> 2;
      const above = heap[up] ?? 0;
      if ((this.distance[above] ?? 0) <= distance) break;
      heap[at] = above;
      place[above] = at;
      at = up;
    }
    heap[at] = j;
    place[j] = at;
  }

  private sink(j: number): void {
    const { heap, place, distance, size } = this;
    const own = distance[j] ?? 0;
    let at = 0;
    for (;;) {
      const from = 4 * at + 1;
      if (from >= size) break;
      const to = from + 4 < size ? from + 4 : size;
      let least = from;
      let leastDistance = distance[heap[from] ?? 0] ?? 0;
      for (let c = from + 1; c < to; c++) {
        const d = distance[heap[c] ?? 0] ?? 0;
        if (d < leastDistance) {
          least = c;
          leastDistance = d;
        }
      }
      if (leastDistance >= own) break;
      const child = heap[least] ?? 0;
      heap[at] = child;
      place[child] = at;
      at = least;
    }
    heap[at] = j;
    place[j] = at;
  }
}
