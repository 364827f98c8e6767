import type { Sites } from "./sites.js";

/** Prices of an expert's slots and days, and what they prove. */
export interface MdtPrices {
  /** Of expert j in slot t, at j × slots + t: price of the slot and of its day together, whole millionths. */
  readonly price: Int32Array;
  /** No plan is worth more than this. */
  readonly bound: number;
}

/** When to stop looking for a lower bound. */
export interface Rounds {
  readonly most: number;
  /** True: stop. */
  readonly isLate?: (() => boolean) | undefined;
}

/**
 * Prices for every expert's slots and days under which requests, each choosing for itself, want hardly more than there is. What
 * they then gain, and what the experts earn, bounds the worth of every plan.
 * Prices go up where too many want the same and down where nobody does (subgradient steps after Polyak, each mixed with the last
 * direction), the less the longer the bound has not fallen. `reached`: the worth of a plan that exists, to measure steps by.
 * Source: Held, Wolfe & Crowder, Math. Programming 6 (1974); Camerini, Fratta & Maffioli, Math. Programming Study 3 (1975).
 */
export function findPrices(sites: Sites, reached: number, { most, isLate }: Rounds): MdtPrices {
  const { experts, slots, days, dayOfSlot, mostADay } = sites;
  const ofSlot = new Float64Array(experts * slots);
  const ofDay = new Float64Array(experts * days);
  const slotWay = new Float64Array(experts * slots);
  const dayWay = new Float64Array(experts * days);
  const price = new Int32Array(experts * slots);
  const wanted = new Int32Array(experts * slots);
  const wantedADay = new Int32Array(experts * days);
  let best: MdtPrices | undefined;
  let boldness = 1;
  let since = 0;

  for (let round = 0; round < most && boldness > 0.002; round++) {
    let bound = 0;
    for (let c = 0; c < ofSlot.length; c++) bound += Math.round(ofSlot[c] ?? 0);
    for (let j = 0; j < experts; j++)
      for (let day = 0; day < days; day++)
        bound += Math.round(ofDay[j * days + day] ?? 0) * (mostADay[j] ?? 0);
    for (let j = 0; j < experts; j++)
      for (let t = 0; t < slots; t++)
        price[j * slots + t] =
          Math.round(ofSlot[j * slots + t] ?? 0) + Math.round(ofDay[j * days + (dayOfSlot[t] ?? 0)] ?? 0);
    wanted.fill(0);
    wantedADay.fill(0);
    bound += chooseAll(sites, price, wanted, wantedADay);
    if (best === undefined || bound < best.bound) {
      best = { price: price.slice(), bound };
      since = 0;
    } else if (++since >= 12) {
      boldness *= 0.6;
      since = 0;
    }
    if (best.bound <= reached || isLate?.() === true) break;

    let square = 0;
    for (let c = 0; c < ofSlot.length; c++) square += turn(slotWay, c, (wanted[c] ?? 0) - 1, ofSlot[c] ?? 0);
    for (let c = 0; c < ofDay.length; c++)
      square += turn(dayWay, c, (wantedADay[c] ?? 0) - (mostADay[Math.floor(c / days)] ?? 0), ofDay[c] ?? 0);
    if (square === 0) break;
    const step = (boldness * (bound - reached)) / square;
    for (let c = 0; c < ofSlot.length; c++)
      ofSlot[c] = Math.max(0, (ofSlot[c] ?? 0) + step * (slotWay[c] ?? 0));
    for (let c = 0; c < ofDay.length; c++) ofDay[c] = Math.max(0, (ofDay[c] ?? 0) + step * (dayWay[c] ?? 0));
  }
  return best ?? { price, bound: 0 };
}

/** Turns a direction towards `excess`, unless that leads below price 0, and answers its square. */
function turn(way: Float64Array, c: number, excess: number, price: number): number {
  if (excess < 0 && price <= 0) {
    way[c] = 0;
    return 0;
  }
  const next = 0.6 * (way[c] ?? 0) + excess;
  way[c] = next;
  return next * next;
}

/** Has every request choose its best site and team by the prices; notes what they want and answers what they gain together. */
function chooseAll(sites: Sites, price: Int32Array, wanted: Int32Array, wantedADay: Int32Array): number {
  const { requests, slots, days, dayOfSlot, siteStart, siteSlot, siteValue, seatStart, candidateStart } =
    sites;
  const { expert, value } = sites;
  let gained = 0;
  for (let i = 0; i < requests; i++) {
    let best = 0;
    let chosen = -1;
    for (let s = siteStart[i] ?? 0, to = siteStart[i + 1] ?? 0; s < to; s++) {
      const t = siteSlot[s] ?? 0;
      let worth = siteValue[s] ?? 0;
      for (let q = seatStart[s] ?? 0, last = seatStart[s + 1] ?? 0; q < last; q++) {
        let most = Number.NEGATIVE_INFINITY;
        for (let c = candidateStart[q] ?? 0, end = candidateStart[q + 1] ?? 0; c < end; c++) {
          const gain = (value[c] ?? 0) - (price[(expert[c] ?? 0) * slots + t] ?? 0);
          if (gain > most) most = gain;
        }
        worth += most;
      }
      if (worth > best) {
        best = worth;
        chosen = s;
      }
    }
    if (chosen < 0) continue;
    gained += best;
    const t = siteSlot[chosen] ?? 0;
    for (let q = seatStart[chosen] ?? 0, last = seatStart[chosen + 1] ?? 0; q < last; q++) {
      let most = Number.NEGATIVE_INFINITY;
      let j = 0;
      for (let c = candidateStart[q] ?? 0, end = candidateStart[q + 1] ?? 0; c < end; c++) {
        const gain = (value[c] ?? 0) - (price[(expert[c] ?? 0) * slots + t] ?? 0);
        if (gain > most) {
          most = gain;
          j = expert[c] ?? 0;
        }
      }
      wanted[j * slots + t] = (wanted[j * slots + t] ?? 0) + 1;
      const day = j * days + (dayOfSlot[t] ?? 0);
      wantedADay[day] = (wantedADay[day] ?? 0) + 1;
    }
  }
  return gained;
}
