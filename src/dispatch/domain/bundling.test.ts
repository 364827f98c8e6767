import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseStart, noBundling } from "./bundling.js";

const on = { isOn: true, walkMinutes: 20, waitPrice: 0.1 };
const ask = { level: "IV", relativeUrgency: 1, latestStart: 10_000 } as const;
const slot = (start: number, joinsSitting = false) => ({ start, joinsSitting });

test("a later start that joins a sitting is taken while the way saved is worth more than the wait", () => {
  expect(chooseStart([slot(0), slot(60, true)], ask, on)).toEqual({
    slot: slot(60, true),
    laterMinutes: 60,
    gain: 14,
  });
  expect(chooseStart([slot(0), slot(240, true)], ask, on)).toMatchObject({ laterMinutes: 0 });
  // Level III weighs twice as much: the same wait costs twice as much.
  expect(
    chooseStart([slot(0), slot(150, true)], { ...ask, level: "III", relativeUrgency: 2 }, on),
  ).toMatchObject({ laterMinutes: 0 });
});

test("urgent cases, a policy without it, the first time itself and the latest start are never overruled", () => {
  const slots = [slot(0), slot(15, true)];
  for (const level of ["I", "II"] as const)
    expect(chooseStart(slots, { ...ask, level }, on)).toMatchObject({ laterMinutes: 0 });
  expect(chooseStart(slots, ask, noBundling)).toMatchObject({ laterMinutes: 0 });
  expect(chooseStart(slots, { ...ask, latestStart: 14 }, on)).toMatchObject({ laterMinutes: 0 });
  expect(chooseStart([slot(0, true), slot(15, true)], ask, on)).toMatchObject({ laterMinutes: 0, gain: 0 });
  expect(chooseStart([], ask, on)).toBeUndefined();
});

test("whatever the times, the choice is one of them, in time, and never worse than the first", () => {
  const slots = fc
    .uniqueArray(fc.record({ start: fc.nat(5000), joinsSitting: fc.boolean() }), {
      selector: (one) => one.start,
      maxLength: 30,
      minLength: 1,
    })
    .map((list) => list.sort((a, b) => a.start - b.start));
  fc.assert(
    fc.property(
      slots,
      fc.nat(5000),
      fc.constantFrom("I", "II", "III", "IV" as const),
      fc.integer({ min: 1, max: 8 }),
      (list, latestStart, level, relativeUrgency) => {
        const chosen = chooseStart(list, { level, relativeUrgency, latestStart }, on);
        if (chosen === undefined) throw new Error("there was a slot");
        expect(list).toContain(chosen.slot);
        expect(chosen.laterMinutes).toBe(chosen.slot.start - (list[0]?.start ?? 0));
        if (chosen.laterMinutes === 0) return;
        expect(["III", "IV"]).toContain(level);
        expect(chosen.slot.start).toBeLessThanOrEqual(latestStart);
        expect(chosen.gain).toBeGreaterThan(0);
        expect(chosen.laterMinutes).toBeLessThan(on.walkMinutes / on.waitPrice / relativeUrgency);
      },
    ),
    { seed: 20261129 },
  );
});
