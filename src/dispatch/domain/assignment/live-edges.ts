import { withRoomFor } from "./growing.js";
import type { Side } from "./market.js";

/**
 * One side of edges that come and go: each node's edges lie together in one long array, in a block with some room, and move to
 * its end when the room is used up. Every edge stands on both sides; `twin` is its place on the other one.
 */
export class LiveSide implements Side {
  start: Int32Array = new Int32Array(0);
  end: Int32Array = new Int32Array(0);
  other: Int32Array = new Int32Array(0);
  value: Int32Array = new Int32Array(0);
  twin: Int32Array = new Int32Array(0);
  /** Told when a node's edges have moved, and by how much. */
  private readonly onMove: (node: number, by: number) => void;
  private room: Int32Array = new Int32Array(0);
  private nodes = 0;
  private filled = 0;
  private count = 0;
  private opposite: LiveSide | undefined;

  constructor(onMove: (node: number, by: number) => void) {
    this.onMove = onMove;
  }

  /** Makes two sides each other's. */
  static pair(a: LiveSide, b: LiveSide): void {
    a.opposite = b;
    b.opposite = a;
  }

  /** For a search that calls it so. */
  get edge(): Int32Array {
    return this.twin;
  }

  addNodes(nodes: number): void {
    this.start = withRoomFor(this.start, nodes, 0);
    this.end = withRoomFor(this.end, nodes, 0);
    this.room = withRoomFor(this.room, nodes, 0);
    this.nodes = Math.max(nodes, this.nodes);
  }

  /** Adds an edge to a node and answers its place, which holds until the next one is added to this side. */
  append(node: number, other: number, value: number, twin: number): number {
    const size = (this.end[node] ?? 0) - (this.start[node] ?? 0);
    if (size >= (this.room[node] ?? 0)) this.moveToEnd(node, Math.max(4, 2 * size));
    const at = this.end[node] ?? 0;
    this.other[at] = other;
    this.value[at] = value;
    this.twin[at] = twin;
    this.end[node] = at + 1;
    this.count++;
    return at;
  }

  /** Takes the edge at that place from a node; the node's last edge comes to stand there. */
  remove(node: number, at: number): void {
    const last = (this.end[node] ?? 0) - 1;
    this.end[node] = last;
    this.count--;
    if (at !== last) this.copy(this, last, at);
  }

  /** Takes all edges from a node; the other side keeps them until it is told. */
  clear(node: number): void {
    this.count -= (this.end[node] ?? 0) - (this.start[node] ?? 0);
    this.end[node] = this.start[node] ?? 0;
  }

  private copy(
    from: LiveSide | Readonly<Record<"other" | "value" | "twin", Int32Array>>,
    x: number,
    to: number,
  ): void {
    const twin = from.twin[x] ?? 0;
    this.other[to] = from.other[x] ?? 0;
    this.value[to] = from.value[x] ?? 0;
    this.twin[to] = twin;
    if (this.opposite !== undefined) this.opposite.twin[twin] = to;
  }

  private moveToEnd(node: number, room: number): void {
    if (this.filled + room > this.other.length) this.layOutAnew(room);
    const [from, to, at] = [this.start[node] ?? 0, this.end[node] ?? 0, this.filled];
    for (let x = from; x < to; x++) this.copy(this, x, at + x - from);
    this.start[node] = at;
    this.end[node] = at + to - from;
    this.room[node] = room;
    this.filled = at + room;
    this.onMove(node, at - from);
  }

  /** Packs all blocks, each with half its size as room, into arrays with as much again to spare, and `more`. */
  private layOutAnew(more: number): void {
    const from = { other: this.other, value: this.value, twin: this.twin };
    const length = 3 * this.count + 4 * this.nodes + more;
    this.other = new Int32Array(length);
    this.value = new Int32Array(length);
    this.twin = new Int32Array(length);
    let at = 0;
    for (let node = 0; node < this.nodes; node++) {
      const [start, end] = [this.start[node] ?? 0, this.end[node] ?? 0];
      const size = end - start;
      for (let x = start; x < end; x++) this.copy(from, x, at + x - start);
      this.start[node] = at;
      this.end[node] = at + size;
      this.room[node] = size + (size >> 1);
      this.onMove(node, at - start);
      at += size + (size >> 1);
    }
    this.filled = at;
  }
}
