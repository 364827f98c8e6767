import type { MdtProblem } from "./problem.js";

/**
 * A problem laid out flat. A site is a slot in which a request could meet: every seat has somebody who is free then. Its seats
 * follow each other, and the candidates of a seat; those who are not free are left out.
 */
export interface Sites {
  readonly requests: number;
  readonly experts: number;
  readonly slots: number;
  readonly days: number;
  readonly dayOfSlot: Int32Array;
  readonly mostADay: Int32Array;
  /** The sites of request i: siteStart[i] up to siteStart[i + 1]. */
  readonly siteStart: Int32Array;
  readonly siteSlot: Int32Array;
  /** What meeting then is worth apart from the team. */
  readonly siteValue: Int32Array;
  /** The seats of site s: seatStart[s] up to seatStart[s + 1]; the candidates of seat q likewise. */
  readonly seatStart: Int32Array;
  readonly candidateStart: Int32Array;
  /** Of each candidate: the expert, and the value on that seat. */
  readonly expert: Int32Array;
  readonly value: Int32Array;
}

/** Lays a problem out, which must have no faults; candidates of a seat keep their order. */
export function layOut({ dayOfSlot, experts, requests }: MdtProblem): Sites {
  const slots = dayOfSlot.length;
  const isFree = new Uint8Array(experts.length * slots);
  for (const [j, { freeIn, mostADay }] of experts.entries())
    if (mostADay > 0) for (const slot of freeIn) isFree[j * slots + slot] = 1;
  const siteStart = [0];
  const siteSlot: number[] = [];
  const siteValue: number[] = [];
  const seatStart = [0];
  const candidateStart = [0];
  const expert: number[] = [];
  const value: number[] = [];
  for (const { seats, slotValue } of requests) {
    for (let slot = 0; slot < slots; slot++) {
      const free = seats.map((seat) => seat.filter((one) => isFree[one.expert * slots + slot] === 1));
      if (free.some((seat) => seat.length === 0)) continue;
      siteSlot.push(slot);
      siteValue.push(slotValue[slot] ?? 0);
      for (const seat of free) {
        for (const one of seat) {
          expert.push(one.expert);
          value.push(one.value);
        }
        candidateStart.push(expert.length);
      }
      seatStart.push(candidateStart.length - 1);
    }
    siteStart.push(siteSlot.length);
  }
  return {
    requests: requests.length,
    experts: experts.length,
    slots,
    days: Math.max(0, ...dayOfSlot.map((day) => day + 1)),
    dayOfSlot: Int32Array.from(dayOfSlot),
    mostADay: Int32Array.from(experts, ({ mostADay }) => mostADay),
    siteStart: Int32Array.from(siteStart),
    siteSlot: Int32Array.from(siteSlot),
    siteValue: Int32Array.from(siteValue),
    seatStart: Int32Array.from(seatStart),
    candidateStart: Int32Array.from(candidateStart),
    expert: Int32Array.from(expert),
    value: Int32Array.from(value),
  };
}
