import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type MdtFaultCode,
  mdtFaults,
  mdtFaultTexts,
  type MdtProblem,
  planGreedily,
  solveMdt,
} from "./index.js";

/** Mulberry32. */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const slots = 4;
const people = 4;

/** Two slots a day; seats of one meeting may want the same people. */
const problems = (requests: number): fc.Arbitrary<MdtProblem> =>
  fc.record({
    dayOfSlot: fc.constant([0, 0, 1, 1]),
    experts: fc.array(fc.record({ freeIn: fc.subarray([0, 1, 2, 3]), mostADay: fc.nat(2) }), {
      minLength: people,
      maxLength: people,
    }),
    requests: fc.array(
      fc.record({
        seats: fc.array(
          fc.uniqueArray(fc.record({ expert: fc.nat(people - 1), value: fc.integer({ min: -5, max: 50 }) }), {
            selector: ({ expert }) => expert,
          }),
          { minLength: 1, maxLength: 3 },
        ),
        slotValue: fc.array(fc.integer({ min: -9, max: 3 }), { minLength: slots, maxLength: slots }),
      }),
      { maxLength: requests },
    ),
  });

/** The best total by trying every slot and team for each request in turn. */
function bruteForce({ dayOfSlot, experts, requests }: MdtProblem): number {
  const taken = new Set<string>();
  const load = new Map<string, number>();
  const from = (i: number): number => {
    const asked = requests[i];
    if (asked === undefined) return 0;
    let best = from(i + 1);
    for (const slot of dayOfSlot.keys()) best = Math.max(best, fill(i, slot, 0, asked.slotValue[slot]!));
    return best;
  };
  const fill = (i: number, slot: number, seat: number, worth: number): number => {
    const candidates = requests[i]!.seats[seat];
    if (candidates === undefined) return worth + from(i + 1);
    let best = Number.NEGATIVE_INFINITY;
    for (const { expert, value } of candidates) {
      const cell = `${expert} ${slot}`;
      const day = `${expert} ${dayOfSlot[slot]!}`;
      const { freeIn, mostADay } = experts[expert]!;
      if (!freeIn.includes(slot) || taken.has(cell) || (load.get(day) ?? 0) >= mostADay) continue;
      taken.add(cell);
      load.set(day, (load.get(day) ?? 0) + 1);
      best = Math.max(best, fill(i, slot, seat + 1, worth + value));
      taken.delete(cell);
      load.set(day, (load.get(day) ?? 0) - 1);
    }
    return best;
  };
  return from(0);
}

/** What a plan is worth, counted anew; throws where it breaks a rule. */
function worth(
  { dayOfSlot, experts, requests }: MdtProblem,
  meetings: ReturnType<typeof solveMdt>["meetings"],
): number {
  const taken = new Set<string>();
  const load = new Map<string, number>();
  let sum = 0;
  for (const [i, meeting] of meetings.entries()) {
    if (meeting === undefined) continue;
    const { slot, team } = meeting;
    const { seats, slotValue } = requests[i]!;
    expect(team).toHaveLength(seats.length);
    let value = slotValue[slot]!;
    for (const [seat, j] of team.entries()) {
      value += seats[seat]!.find(({ expert }) => expert === j)!.value;
      expect(experts[j]!.freeIn).toContain(slot);
      expect(taken).not.toContain(`${j} ${slot}`);
      taken.add(`${j} ${slot}`);
      const day = `${j} ${dayOfSlot[slot]!}`;
      load.set(day, (load.get(day) ?? 0) + 1);
      expect(load.get(day)).toBeLessThanOrEqual(experts[j]!.mostADay);
    }
    expect(meeting.value).toBe(value);
    expect(value).toBeGreaterThan(0);
    sum += value;
  }
  return sum;
}

const little = (seed: number) => ({ random: stream(seed), rounds: 60, moves: 400 });

describe("a plan of meetings", () => {
  test("keeps every rule, counts right, and lies with the best under its bound", () => {
    fc.assert(
      fc.property(problems(3), fc.nat(), (problem, seed) => {
        const plan = solveMdt(problem, little(seed));
        expect(worth(problem, plan.meetings)).toBe(plan.total);
        const best = bruteForce(problem);
        expect(plan.total).toBeLessThanOrEqual(best);
        expect(plan.bound).toBeGreaterThanOrEqual(best);
        expect(plan.gap).toBe(plan.bound - plan.total);
        expect(plan.total).toBeGreaterThanOrEqual(planGreedily(problem).total);
      }),
      { numRuns: 200 },
    );
  });

  test("nearly always is the best of all on small problems", () => {
    let found = 0;
    const drawn = fc.sample(problems(3), { numRuns: 100, seed: 7 });
    for (const problem of drawn) if (solveMdt(problem, little(1)).total === bruteForce(problem)) found++;
    expect(found).toBeGreaterThanOrEqual(95);
  });

  test("is the same for the same stream, and heeds the clock", () => {
    fc.assert(
      fc.property(problems(8), fc.nat(), (problem, seed) => {
        expect(solveMdt(problem, little(seed))).toEqual(solveMdt(problem, little(seed)));
      }),
      { numRuns: 30 },
    );
    const [problem] = fc.sample(problems(8), { numRuns: 1, seed: 3 });
    let looks = 0;
    solveMdt(problem!, { random: stream(1), rounds: 1e9, moves: 1e9, timeGone: () => looks++ / 50 });
    expect(looks).toBeLessThan(200);
  });

  test("nobody to meet, no slot in common, no seats left: all answered", () => {
    const nobody = { dayOfSlot: [0], experts: [], requests: [] };
    expect(solveMdt(nobody, little(1))).toEqual({ meetings: [], total: 0, bound: 0, gap: 0 });
    const apart: MdtProblem = {
      dayOfSlot: [0, 0],
      experts: [
        { freeIn: [0], mostADay: 1 },
        { freeIn: [1], mostADay: 1 },
      ],
      requests: [{ seats: [[{ expert: 0, value: 5 }], [{ expert: 1, value: 5 }]], slotValue: [0, 0] }],
    };
    expect(solveMdt(apart, little(1))).toEqual({ meetings: [undefined], total: 0, bound: 0, gap: 0 });
  });
});

test("what is wrong is named with its place", () => {
  const seats = [[{ expert: 0, value: 1 }]];
  const sound: MdtProblem = {
    dayOfSlot: [0],
    experts: [{ freeIn: [0], mostADay: 1 }],
    requests: [{ seats, slotValue: [0] }],
  };
  expect(mdtFaults(sound)).toEqual([]);
  const faulty: [MdtFaultCode, Partial<MdtProblem>][] = [
    ["day_not_countable", { dayOfSlot: [-1] }],
    ["slot_unknown", { experts: [{ freeIn: [1], mostADay: 1 }] }],
    ["slot_twice", { experts: [{ freeIn: [0, 0], mostADay: 1 }] }],
    ["most_a_day_not_countable", { experts: [{ freeIn: [0], mostADay: -1 }] }],
    ["seats_too_few_or_many", { requests: [{ seats: [], slotValue: [0] }] }],
    ["slot_values_not_as_many_as_slots", { requests: [{ seats, slotValue: [] }] }],
    ["expert_unknown", { requests: [{ seats: [[{ expert: 1, value: 1 }]], slotValue: [0] }] }],
    ["expert_twice", { requests: [{ seats: [[...seats[0]!, ...seats[0]!]], slotValue: [0] }] }],
    ["value_out_of_range", { requests: [{ seats, slotValue: [Number.NaN] }] }],
    ["value_out_of_range", { requests: [{ seats: [[{ expert: 0, value: 0.5 }]], slotValue: [0] }] }],
  ];
  for (const [code, change] of faulty) {
    expect(mdtFaults({ ...sound, ...change }).map((fault) => fault.code)).toEqual([code]);
    expect(mdtFaultTexts[code].zh).not.toBe("");
  }
});
