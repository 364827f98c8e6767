import { mostSeats } from "./problem.js";
import type { Sites } from "./sites.js";

/** Who meets when, and who holds which expert's slot; meetings are put in, taken out and put elsewhere. */
export class Timetable {
  readonly sites: Sites;
  /** Of each request: its site; −1 when it does not meet. */
  readonly siteOf: Int32Array;
  /** Of each request: its team as candidates of the site's seats, {@link mostSeats} apart. */
  readonly team: Int32Array;
  /** Of expert j in slot t, at j × slots + t: the request that holds it; −1 nobody. */
  readonly holder: Int32Array;
  /** Of expert j on a day, at j × days + day: meetings. */
  readonly load: Int32Array;
  total = 0;
  private readonly valueOf: Float64Array;
  private readonly trial = new Int32Array(mostSeats);
  private readonly found = new Int32Array(mostSeats);

  constructor(sites: Sites) {
    this.sites = sites;
    this.siteOf = new Int32Array(sites.requests).fill(-1);
    this.team = new Int32Array(sites.requests * mostSeats);
    this.holder = new Int32Array(sites.experts * sites.slots).fill(-1);
    this.load = new Int32Array(sites.experts * sites.days);
    this.valueOf = new Float64Array(sites.requests);
  }

  /** Puts request i, which does not meet, where it is worth most among what is free, if that is anything; whether it did. */
  putBest(i: number): boolean {
    const { siteStart } = this.sites;
    let best = 0;
    let chosen = -1;
    for (let s = siteStart[i] ?? 0, to = siteStart[i + 1] ?? 0; s < to; s++) {
      const worth = this.bestFreeTeam(s, best);
      if (worth <= best) continue;
      best = worth;
      chosen = s;
      this.found.set(this.trial);
    }
    if (chosen < 0) return false;
    this.put(i, chosen, this.found);
    return true;
  }

  /** Puts request i, which does not meet, on a site with a team, all of whom must be free. */
  put(i: number, site: number, team: ArrayLike<number>): void {
    const { slots, days, dayOfSlot, siteSlot, siteValue, seatStart, expert, value } = this.sites;
    const t = siteSlot[site] ?? 0;
    let worth = siteValue[site] ?? 0;
    const seats = (seatStart[site + 1] ?? 0) - (seatStart[site] ?? 0);
    for (let k = 0; k < seats; k++) {
      const c = team[k] ?? 0;
      const j = expert[c] ?? 0;
      worth += value[c] ?? 0;
      this.team[i * mostSeats + k] = c;
      this.holder[j * slots + t] = i;
      const day = j * days + (dayOfSlot[t] ?? 0);
      this.load[day] = (this.load[day] ?? 0) + 1;
    }
    this.siteOf[i] = site;
    this.valueOf[i] = worth;
    this.total += worth;
  }

  /** Takes request i out, if it meets. */
  drop(i: number): void {
    const site = this.siteOf[i] ?? -1;
    if (site < 0) return;
    const { slots, days, dayOfSlot, siteSlot, seatStart, expert } = this.sites;
    const t = siteSlot[site] ?? 0;
    const seats = (seatStart[site + 1] ?? 0) - (seatStart[site] ?? 0);
    for (let k = 0; k < seats; k++) {
      const j = expert[this.team[i * mostSeats + k] ?? 0] ?? 0;
      this.holder[j * slots + t] = -1;
      const day = j * days + (dayOfSlot[t] ?? 0);
      this.load[day] = (this.load[day] ?? 0) - 1;
    }
    this.siteOf[i] = -1;
    this.total -= this.valueOf[i] ?? 0;
  }

  /** Takes out every meeting that is worth nothing or less. */
  dropWorthless(): void {
    for (const [i, site] of this.siteOf.entries()) if (site >= 0 && (this.valueOf[i] ?? 0) <= 0) this.drop(i);
  }

  /** Of meetings that would stand in the way of expert j in slot t: one; −1 none. On a full day, the first of that day. */
  inTheWay(j: number, t: number): number {
    const { slots, days, dayOfSlot, mostADay } = this.sites;
    const holder = this.holder[j * slots + t] ?? -1;
    const day = dayOfSlot[t] ?? 0;
    if (holder >= 0 || (this.load[j * days + day] ?? 0) < (mostADay[j] ?? 0)) return holder;
    for (let other = 0; other < slots; other++)
      if (dayOfSlot[other] === day && (this.holder[j * slots + other] ?? -1) >= 0)
        return this.holder[j * slots + other] ?? -1;
    return -1;
  }

  /** Worth of a site with the best team that is free, left in `trial`; −∞ where a seat stays empty. */
  private bestFreeTeam(site: number, atLeast: number): number {
    const { slots, days, dayOfSlot, mostADay, siteSlot, siteValue, seatStart, candidateStart } = this.sites;
    const { expert, value } = this.sites;
    const { trial, holder, load } = this;
    const t = siteSlot[site] ?? 0;
    const day = dayOfSlot[t] ?? 0;
    const first = seatStart[site] ?? 0;
    let worth = siteValue[site] ?? 0;
    for (let q = first, last = seatStart[site + 1] ?? 0; q < last; q++) {
      let most = Number.NEGATIVE_INFINITY;
      let chosen = -1;
      for (let c = candidateStart[q] ?? 0, end = candidateStart[q + 1] ?? 0; c < end; c++) {
        const gain = value[c] ?? 0;
        const j = expert[c] ?? 0;
        if (gain <= most || (holder[j * slots + t] ?? -1) >= 0) continue;
        if ((load[j * days + day] ?? 0) >= (mostADay[j] ?? 0) || this.sitsAlready(j, q - first)) continue;
        most = gain;
        chosen = c;
      }
      if (chosen < 0) return Number.NEGATIVE_INFINITY;
      worth += most;
      trial[q - first] = chosen;
    }
    return worth > atLeast ? worth : Number.NEGATIVE_INFINITY;
  }

  private sitsAlready(j: number, seats: number): boolean {
    for (let k = 0; k < seats; k++) if (this.sites.expert[this.trial[k] ?? 0] === j) return true;
    return false;
  }
}
