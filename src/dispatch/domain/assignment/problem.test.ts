import { expect, test } from "vitest";
import { faultTexts, mostValue, problemFaults, readProblem, toMillionths } from "./index.js";

const edge = (expert: number, value = 1) => ({ expert, value });

test.each([
  ["capacity −1", [{ capacity: -1 }], [], { code: "capacity_not_countable", expert: 0, found: -1 }],
  ["half a unit", [{ capacity: 0.5 }], [], { code: "capacity_not_countable", expert: 0, found: 0.5 }],
  [
    "too few costs",
    [{ capacity: 2, unitCosts: [1] }],
    [],
    { code: "costs_not_as_many_as_capacity", expert: 0 },
  ],
  [
    "falling costs",
    [{ capacity: 2, unitCosts: [2, 1] }],
    [],
    { code: "cost_falls", expert: 0, at: 1, found: 1 },
  ],
  [
    "a negative cost",
    [{ capacity: 1, unitCosts: [-1] }],
    [],
    { code: "cost_out_of_range", expert: 0, at: 0, found: -1 },
  ],
  [
    "an unknown expert",
    [{ capacity: 1 }],
    [[edge(1)]],
    { code: "expert_unknown", request: 0, expert: 1, at: 0 },
  ],
  [
    "an expert twice",
    [{ capacity: 1 }],
    [[], [edge(0), edge(0)]],
    { code: "expert_twice", request: 1, expert: 0, at: 1 },
  ],
  [
    "not a number",
    [{ capacity: 1 }],
    [[edge(0, Number.NaN)]],
    { code: "value_out_of_range", request: 0, expert: 0, at: 0, found: Number.NaN },
  ],
  [
    "too large",
    [{ capacity: 1 }],
    [[edge(0, mostValue + 1)]],
    { code: "value_out_of_range", request: 0, expert: 0, at: 0, found: mostValue + 1 },
  ],
])("%s is named with its place", (_, experts, requests, fault) => {
  expect(readProblem(experts, requests)).toEqual({ ok: false, error: [fault] });
});

test("all faults are told at once, and every one has its words", () => {
  const read = readProblem([{ capacity: -1 }], [[edge(3)], [edge(0), edge(0)]]);
  expect(read.ok ? [] : read.error.map(({ code }) => code)).toEqual([
    "capacity_not_countable",
    "expert_unknown",
    "expert_twice",
  ]);
  for (const { zh, en } of Object.values(faultTexts)) expect(zh.length * en.length).toBeGreaterThan(0);
});

test("capacity 0 is sound, and so is what the reader lays out", () => {
  const read = readProblem([{ capacity: 0 }, { capacity: 2, unitCosts: [1, 2] }], [[edge(1)], [edge(0)]]);
  expect(read.ok && problemFaults(read.value)).toEqual([]);
  expect(read.ok && [...(read.value.unitCosts?.start ?? [])]).toEqual([-1, 0]);
});

test("arrays from elsewhere are checked alike", () => {
  const sound = {
    requests: 1,
    experts: 1,
    rowStart: Int32Array.of(0, 2),
    expert: Int32Array.of(0, 0),
    value: Int32Array.of(1, 1),
    capacity: Int32Array.of(1),
  };
  const codes = (problem: typeof sound) => problemFaults(problem).map(({ code }) => code);
  expect(codes(sound)).toEqual(["expert_twice"]);
  expect(codes({ ...sound, capacity: Int32Array.of(-1), expert: Int32Array.of(0, 1) })).toEqual([
    "capacity_not_countable",
    "expert_unknown",
  ]);
  expect(codes({ ...sound, rowStart: Int32Array.of(0, 1) })).toEqual(["rows_out_of_order"]);
  expect(codes({ ...sound, rowStart: Int32Array.of(0) })).toEqual(["lengths_differ"]);
});

test("a utility becomes millionths", () => {
  expect(toMillionths(1.234567)).toBe(1234567);
});
