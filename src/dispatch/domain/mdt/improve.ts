import { mostSeats } from "./problem.js";
import type { Timetable } from "./timetable.js";

/** What improving may use. */
export interface Effort {
  /** A stream of numbers from 0 up to 1; the same stream gives the same plan. */
  readonly random: () => number;
  /** Share of the effort that is spent, from 0; 1 ends it. Asked every few dozen moves. */
  readonly spent: (moves: number) => number;
}

/**
 * Improves a timetable: a request is put somewhere by force, those in its way leave and look for another place, and what comes of
 * it stays if it is better, or, less and less often as the effort is spent, a little worse (simulated annealing over a large
 * neighbourhood). `price` leads away from what many want. The timetable ends as the best that was seen.
 * Source: Shaw, CP 1998; Kirkpatrick, Gelatt & Vecchi, Science 220 (1983).
 * @returns how many moves were made.
 */
export function improve(table: Timetable, price: Int32Array, enough: number, effort: Effort): number {
  const { random } = effort;
  const { sites, siteOf, team } = table;
  const movable = Array.from({ length: sites.requests }, (_, i) => i).filter(
    (i) => (sites.siteStart[i] ?? 0) < (sites.siteStart[i + 1] ?? 0),
  );
  if (movable.length === 0) return 0;
  const typical = typicalValue(table);
  const force = new Force(table, price, movable, typical, random);
  const best = { total: table.total, siteOf: siteOf.slice(), team: team.slice() };
  let moves = 0;
  let heat = 0;
  for (;;) {
    if (moves % 64 === 0) {
      const spent = effort.spent(moves);
      if (spent >= 1 || best.total >= enough) break;
      heat = typical * 0.05 * 0.2 ** spent;
    }
    moves++;
    let i = movable[force.pick(movable.length)] ?? 0;
    for (let look = 0; look < 8 && (siteOf[i] ?? -1) >= 0; look++)
      i = movable[force.pick(movable.length)] ?? 0;
    const before = table.total;
    force.move(i);
    const change = table.total - before;
    if (change < 0 && random() >= Math.exp(change / heat)) force.undo();
    else if (table.total > best.total) {
      best.total = table.total;
      best.siteOf.set(siteOf);
      best.team.set(team);
    }
  }
  for (const i of movable) table.drop(i);
  for (const i of movable)
    if ((best.siteOf[i] ?? -1) >= 0)
      table.put(i, best.siteOf[i] ?? 0, best.team.subarray(i * mostSeats, (i + 1) * mostSeats));
  return moves;
}

/** Mean value of a meeting, or of a site where nobody meets yet. */
function typicalValue(table: Timetable): number {
  const meeting = table.siteOf.filter((site) => site >= 0).length;
  return meeting === 0 ? 1 : table.total / meeting;
}

/** How many others, that do not meet, a move offers what became free. */
const guests = 2;

/** One move and its undoing. */
class Force {
  private readonly table: Timetable;
  private readonly price: Int32Array;
  /** Requests that have a site at all. */
  private readonly movable: readonly number[];
  private readonly typical: number;
  private readonly random: () => number;
  /** Requests the move touched, with where they were. */
  private touched: { readonly i: number; readonly site: number; readonly team: Int32Array }[] = [];
  private readonly team = new Int32Array(mostSeats);
  private readonly chosen = new Int32Array(mostSeats);

  constructor(
    table: Timetable,
    price: Int32Array,
    movable: readonly number[],
    typical: number,
    random: () => number,
  ) {
    this.table = table;
    this.price = price;
    this.movable = movable;
    this.typical = typical;
    this.random = random;
  }

  pick(count: number): number {
    return Math.min(count - 1, Math.floor(this.random() * count));
  }

  /** Puts request i somewhere by force; the table may be worth less afterwards. */
  move(i: number): void {
    const { table } = this;
    const { siteStart, siteSlot, seatStart, expert } = table.sites;
    this.touched = [];
    this.lift(i);
    const share = 3 * this.random();
    const noise = 0.5 * this.typical * this.random();
    let site = -1;
    let best = Number.NEGATIVE_INFINITY;
    for (let s = siteStart[i] ?? 0, to = siteStart[i + 1] ?? 0; s < to; s++) {
      const worth = this.chooseTeam(s, share) + noise * this.random();
      if (worth <= best) continue;
      best = worth;
      site = s;
      this.chosen.set(this.team);
    }
    if (site < 0) return;
    this.team.set(this.chosen);
    const seats = (seatStart[site + 1] ?? 0) - (seatStart[site] ?? 0);
    for (let k = 0; k < seats; k++) {
      const j = expert[this.team[k] ?? 0] ?? 0;
      const other = table.inTheWay(j, siteSlot[site] ?? 0);
      if (other >= 0) this.lift(other);
    }
    table.put(i, site, this.team);
    const turned = this.pick(this.touched.length);
    for (let k = 0; k < this.touched.length; k++) {
      const other = this.touched[(k + turned) % this.touched.length]?.i ?? i;
      if (other !== i) table.putBest(other);
    }
    for (let k = 0; k < guests; k++) {
      const other = this.movable[this.pick(this.movable.length)] ?? 0;
      if ((table.siteOf[other] ?? -1) >= 0 || this.touched.some((one) => one.i === other)) continue;
      this.lift(other);
      table.putBest(other);
    }
  }

  undo(): void {
    for (const { i } of this.touched) this.table.drop(i);
    for (const { i, site, team } of this.touched) if (site >= 0) this.table.put(i, site, team);
  }

  private lift(i: number): void {
    const { table } = this;
    const team = table.team.slice(i * mostSeats, (i + 1) * mostSeats);
    this.touched.push({ i, site: table.siteOf[i] ?? -1, team });
    table.drop(i);
  }

  /** The team that is worth most on a site, that share of the prices taken off, and what it is worth so; −∞ where there is none. */
  private chooseTeam(site: number, share: number): number {
    const { slots, siteSlot, siteValue, seatStart, candidateStart, expert, value } = this.table.sites;
    const t = siteSlot[site] ?? 0;
    let worth = siteValue[site] ?? 0;
    const first = seatStart[site] ?? 0;
    for (let q = first, last = seatStart[site + 1] ?? 0; q < last; q++) {
      let most = Number.NEGATIVE_INFINITY;
      let chosen = -1;
      for (let c = candidateStart[q] ?? 0, end = candidateStart[q + 1] ?? 0; c < end; c++) {
        const j = expert[c] ?? 0;
        const gain = (value[c] ?? 0) - share * (this.price[j * slots + t] ?? 0);
        if (gain <= most) continue;
        let sits = false;
        for (let k = 0; k < q - first; k++) sits ||= expert[this.team[k] ?? 0] === j;
        if (sits) continue;
        most = gain;
        chosen = c;
      }
      if (chosen < 0) return Number.NEGATIVE_INFINITY;
      worth += most;
      this.team[q - first] = chosen;
    }
    return worth;
  }
}
