/** `panel`: one arrives or is looked at again · `reply`: an invitation is answered or lapses · `meets`, `parts`: a meeting. */
export type PanelEventKind = "panel" | "reply" | "meets" | "parts";

/** What happens at a minute; of two at the same minute, the first put in comes first. */
export interface SimEvent {
  readonly at: number;
  readonly kind: "arrival" | "answer" | "lapse" | "finished" | "look" | "midnight" | PanelEventKind;
  readonly subject: number;
}

/** A binary heap of events in order of time. */
export class EventQueue {
  private readonly heap: { event: SimEvent; order: number }[] = [];
  private puts = 0;

  get size(): number {
    return this.heap.length;
  }

  /** Infinity when nothing is left. */
  get nextAt(): number {
    return this.heap[0]?.event.at ?? Infinity;
  }

  put(event: SimEvent): void {
    const item = { event, order: this.puts++ };
    let i = this.heap.push(item) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = this.heap[parent];
      if (!above || !EventQueue.isBefore(item, above)) break;
      this.heap[i] = above;
      i = parent;
    }
    this.heap[i] = item;
  }

  take(): SimEvent | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (!first || !last || this.heap.length === 0) return first?.event;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const [left, right] = [this.heap[child], this.heap[child + 1]];
      if (!left) break;
      let least = left;
      if (right && EventQueue.isBefore(right, left)) [least, child] = [right, child + 1];
      if (!EventQueue.isBefore(least, last)) break;
      this.heap[i] = least;
      i = child;
    }
    this.heap[i] = last;
    return first.event;
  }

  private static isBefore(
    a: { event: SimEvent; order: number },
    b: { event: SimEvent; order: number },
  ): boolean {
    return a.event.at < b.event.at || (a.event.at === b.event.at && a.order < b.order);
  }
}
