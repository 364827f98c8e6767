import { ok, type Result } from "../../../kernel/result.js";
import { ForwardSearch } from "./forward-search.js";
import { Frontier } from "./frontier.js";
import { withRoomFor } from "./growing.js";
import { LiveSide } from "./live-edges.js";
import { Market } from "./market.js";
import type { Assignment, AssignmentProblem, ProblemFault } from "./problem.js";
import { type Edge, edgeFaults, type ExpertOffer, offerFaults } from "./read-problem.js";
import { ReverseSearch } from "./reverse-search.js";
import { readOut, solveMarket } from "./solve.js";

type Faults = readonly ProblemFault[];

/**
 * An assignment that stays the best while requests come and go and experts change: each change costs a search or two from where
 * it happened, not a new solution. Requests and experts go by numbers; that of a removed request is given out again.
 * After any sequence of changes the total is exactly what {@link solve} would find.
 */
export class LiveAssignment {
  private readonly market: Market;
  private readonly rows: LiveSide;
  private readonly columns: LiveSide;
  private readonly frontier: Frontier;
  private readonly forward: ForwardSearch;
  private readonly reverse: ReverseSearch;
  private isWaiting = new Uint8Array(0);
  private readonly vacant: number[] = [];
  private requests = 0;
  private experts = 0;
  private costEnd = 0;
  private seenBy: Int32Array = new Int32Array(0);

  /** Begins with a problem, which must have no faults; its requests and experts keep their numbers. Beside none: empty. */
  constructor(problem?: AssignmentProblem) {
    this.market =
      problem === undefined
        ? new Market(0, new Int32Array(0), undefined)
        : solveMarket({ ...problem, capacity: problem.capacity.slice() });
    this.rows = new LiveSide((i, by) => {
      const { edgeOf } = this.market;
      if ((edgeOf[i] ?? -1) >= 0) edgeOf[i] = (edgeOf[i] ?? 0) + by;
    });
    this.columns = new LiveSide(() => undefined);
    LiveSide.pair(this.rows, this.columns);
    this.frontier = new Frontier(problem?.experts ?? 0);
    if (problem !== undefined) this.takeOver(problem);
    this.forward = new ForwardSearch(this.market, this.rows, this.frontier);
    this.reverse = new ReverseSearch(this.market, this.rows, this.columns, this.frontier);
    this.market.moved = [];
  }

  /** Adds an expert, whom no request names yet. */
  addExpert(offer: ExpertOffer): Result<number, Faults> {
    const j = this.experts;
    const faults = offerFaults(offer.capacity, offer.unitCosts, j);
    if (faults.length > 0) return { ok: false, error: faults };
    this.makeRoom(this.requests, j + 1);
    this.experts = j + 1;
    this.writeOffer(j, offer);
    return ok(j);
  }

  /** Gives an expert another capacity or other unit costs; capacity 0 takes him out. Requests he must give up go elsewhere. */
  changeCapacity(j: number, offer: ExpertOffer): Result<number, Faults> {
    const faults = offerFaults(offer.capacity, offer.unitCosts, this.knownExpert(j));
    if (faults.length > 0) return { ok: false, error: faults };
    const { market } = this;
    this.writeOffer(j, offer);
    while ((market.used[j] ?? 0) > offer.capacity) this.forward.eject(j, false);
    while ((market.exit[j] ?? 0) > (market.price[j] ?? 0)) this.forward.eject(j, true);
    this.reverse.fill(j);
    return ok(j);
  }

  /** Adds a request and answers its number. */
  addRequest(edges: readonly Edge[]): Result<number, Faults> {
    const i = this.vacant.at(-1) ?? this.requests;
    const faults = this.faultsOf(edges, i);
    if (faults.length > 0) return { ok: false, error: faults };
    this.vacant.pop();
    this.makeRoom(i + 1, this.experts);
    this.requests = Math.max(this.requests, i + 1);
    this.isWaiting[i] = 1;
    this.writeEdges(i, edges);
    this.forward.place(i);
    return ok(i);
  }

  /** Takes a request out; its expert's unit goes to whoever gains most by it. */
  removeRequest(i: number): void {
    this.takeOut(this.knownRequest(i));
    this.isWaiting[i] = 0;
    this.vacant.push(i);
  }

  /** Gives a request other edges. Where by the prices nothing better can come of it, nothing is searched. */
  changeEdges(i: number, edges: readonly Edge[]): Result<number, Faults> {
    const faults = this.faultsOf(edges, this.knownRequest(i));
    if (faults.length > 0) return { ok: false, error: faults };
    const { market } = this;
    const kept = this.keptEdge(i, edges);
    if (kept === undefined) {
      this.takeOut(i);
      this.writeEdges(i, edges);
      this.forward.place(i);
    } else {
      this.dropEdges(i);
      this.writeEdges(i, edges);
      if (kept >= 0) market.edgeOf[i] = (this.rows.start[i] ?? 0) + kept;
    }
    return ok(i);
  }

  /** The expert of a request; −1 nobody. */
  expertOf(i: number): number {
    return this.market.expertOf[this.knownRequest(i)] ?? -1;
  }

  /** By how much the total would rise with one more unit of expert j at that cost (millionths). Nothing changes. */
  gainOfOneMore(j: number, cost = 0): number {
    return this.reverse.gain(this.knownExpert(j), cost);
  }

  /** Requests with another expert than when this was last asked, or with one since removed or come; ascending. */
  takeMoved(): number[] {
    const moved = [...new Set(this.market.moved)].sort((a, b) => a - b);
    this.market.moved = [];
    return moved;
  }

  /**
   * The state as a problem and its solution, to certify, explain or compare with a new solution.
   * `numbers`: of each request of the problem, its number here.
   */
  snapshot(): { numbers: Int32Array; problem: AssignmentProblem; assignment: Assignment } {
    const { market, rows, experts } = this;
    const numbers = Int32Array.from(this.isWaiting.keys()).filter((i) => this.isWaiting[i] === 1);
    const rowStart = new Int32Array(numbers.length + 1);
    for (const [at, i] of numbers.entries())
      rowStart[at + 1] = (rowStart[at] ?? 0) + (rows.end[i] ?? 0) - (rows.start[i] ?? 0);
    const expert = new Int32Array(rowStart.at(-1) ?? 0);
    const value = new Int32Array(expert.length);
    const edgeOf = new Int32Array(numbers.length);
    for (const [at, i] of numbers.entries()) {
      const [from, to, place] = [rows.start[i] ?? 0, rows.end[i] ?? 0, rowStart[at] ?? 0];
      expert.set(rows.other.subarray(from, to), place);
      value.set(rows.value.subarray(from, to), place);
      const chosen = market.edgeOf[i] ?? -1;
      edgeOf[at] = chosen < 0 ? -1 : place + chosen - from;
    }
    const problem: AssignmentProblem = {
      requests: numbers.length,
      experts,
      rowStart,
      expert,
      value,
      capacity: market.capacity.slice(0, experts),
      unitCosts:
        market.costStart === undefined
          ? undefined
          : { start: market.costStart.slice(0, experts), cost: market.cost.slice(0, this.costEnd) },
    };
    return { numbers, problem, assignment: readOut(problem, market, edgeOf) };
  }

  private knownRequest(i: number): number {
    if (this.isWaiting[i] !== 1) throw new RangeError(`no request has the number ${i}`);
    return i;
  }

  private knownExpert(j: number): number {
    if (!Number.isInteger(j) || j < 0 || j >= this.experts)
      throw new RangeError(`no expert has the number ${j}`);
    return j;
  }

  private faultsOf(edges: readonly Edge[], i: number): Faults {
    const faults = edgeFaults(edges, this.experts, this.seenBy, i);
    for (const { expert } of edges) if (expert in this.seenBy) this.seenBy[expert] = -1;
    return faults;
  }

  private makeRoom(requests: number, experts: number): void {
    this.market.grow(requests, experts);
    this.rows.addNodes(requests);
    this.columns.addNodes(experts);
    this.frontier.grow(experts);
    this.seenBy = withRoomFor(this.seenBy, experts, -1);
    if (requests > this.isWaiting.length) {
      const longer = new Uint8Array(2 * requests);
      longer.set(this.isWaiting);
      this.isWaiting = longer;
    }
  }

  private takeOver({ requests, experts, rowStart, expert, value, unitCosts }: AssignmentProblem): void {
    this.requests = requests;
    this.experts = experts;
    this.costEnd = unitCosts?.cost.length ?? 0;
    this.makeRoom(requests, experts);
    const chosen = this.market.edgeOf.slice();
    this.market.edgeOf.fill(-1);
    for (let i = 0; i < requests; i++) {
      this.isWaiting[i] = 1;
      for (let e = rowStart[i] ?? 0, to = rowStart[i + 1] ?? 0; e < to; e++)
        this.writeEdge(i, expert[e] ?? 0, value[e] ?? 0);
      const e = chosen[i] ?? -1;
      if (e >= 0) this.market.edgeOf[i] = (this.rows.start[i] ?? 0) + e - (rowStart[i] ?? 0);
    }
  }

  private writeEdge(i: number, j: number, value: number): void {
    const e = this.rows.append(i, j, value, 0);
    this.rows.twin[e] = this.columns.append(j, i, value, e);
  }

  private writeEdges(i: number, edges: readonly Edge[]): void {
    for (const { expert, value } of edges) this.writeEdge(i, expert, value);
  }

  private dropEdges(i: number): void {
    const { rows, columns } = this;
    for (let e = rows.start[i] ?? 0, to = rows.end[i] ?? 0; e < to; e++)
      columns.remove(rows.other[e] ?? 0, rows.twin[e] ?? 0);
    rows.clear(i);
  }

  /** Leaves request i with nobody and without edges, and the rest at its best. */
  private takeOut(i: number): void {
    const { market } = this;
    const j = market.expertOf[i] ?? -1;
    if (j >= 0) market.detach(i);
    market.profit[i] = 0;
    this.dropEdges(i);
    if (j >= 0) this.reverse.fill(j);
  }

  /** Which of new edges request i can stay with as prices stand; −1: it stays with nobody; undefined: it may do better. */
  private keptEdge(i: number, edges: readonly Edge[]): number | undefined {
    const { price, profit, expertOf } = this.market;
    const holder = expertOf[i] ?? -1;
    const at = edges.findIndex(({ expert }) => expert === holder);
    const kept = edges[at];
    if (holder >= 0 && kept === undefined) return undefined;
    const worth = kept === undefined ? 0 : kept.value - (price[kept.expert] ?? 0);
    if (worth < 0 || edges.some(({ expert, value }) => value - (price[expert] ?? 0) > worth))
      return undefined;
    profit[i] = worth;
    return at;
  }

  private writeOffer(j: number, { capacity, unitCosts }: ExpertOffer): void {
    const { market } = this;
    const units = market.capacity[j] ?? 0;
    if (unitCosts !== undefined) this.writeCosts(j, units, unitCosts);
    else if (market.costStart !== undefined) market.costStart[j] = -1;
    market.capacity[j] = capacity;
    market.setUsed(j, market.used[j] ?? 0);
  }

  /** `units`: how many costs of expert j are kept now, if any are. */
  private writeCosts(j: number, units: number, costs: readonly number[]): void {
    const { market } = this;
    market.costStart ??= new Int32Array(market.capacity.length).fill(-1);
    let from = market.costStart[j] ?? -1;
    if (from < 0 || costs.length > units) {
      market.costStart[j] = -1;
      if (this.costEnd + costs.length > market.cost.length) this.packCosts(costs.length);
      from = this.costEnd;
      this.costEnd += costs.length;
      market.costStart[j] = from;
    }
    market.cost.set(costs, from);
  }

  private packCosts(more: number): void {
    const { costStart, cost, capacity } = this.market;
    if (costStart === undefined) return;
    let kept = 0;
    for (const [j, from] of costStart.entries()) if (from >= 0) kept += capacity[j] ?? 0;
    const packed = new Int32Array(2 * kept + 2 * more + 8);
    let end = 0;
    for (const [j, from] of costStart.entries()) {
      if (from < 0) continue;
      packed.set(cost.subarray(from, from + (capacity[j] ?? 0)), end);
      costStart[j] = end;
      end += capacity[j] ?? 0;
    }
    this.market.cost = packed;
    this.costEnd = end;
  }
}
