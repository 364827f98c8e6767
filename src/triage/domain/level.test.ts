import fc from "fast-check";
import { expect, test } from "vitest";
import { clockFor, defaultClockPolicy } from "./clocks.js";
import { compareSeverity, isMoreSevere, levelFacts, mostSevere, urgencyLevels } from "./level.js";

test("the most severe of several levels wins, whatever their order; none is IV", () => {
  expect(mostSevere([])).toBe("IV");
  expect(mostSevere(["III", "I", "IV"])).toBe("I");
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...urgencyLevels)), (levels) => {
      expect(mostSevere(levels)).toBe(mostSevere([...levels].reverse()));
      for (const level of levels) expect(isMoreSevere(level, mostSevere(levels))).toBe(false);
    }),
  );
});

test("levels sort from most to least severe", () => {
  expect(["IV", "II", "I", "III"].sort((a, b) => compareSeverity(a as "I", b as "I"))).toEqual([
    "I",
    "II",
    "III",
    "IV",
  ]);
});

test("names, colours and response limits are those of the consensus", () => {
  expect(
    urgencyLevels.map((level) => [
      levelFacts[level].zh,
      levelFacts[level].colourZh,
      levelFacts[level].responseMinutes.to,
    ]),
  ).toEqual([
    ["急危", "红", 0],
    ["急重", "橙", 10],
    ["急症", "黄", 30],
    ["亚急症·非急症", "绿", 240],
  ]);
});

test("a more urgent case never waits longer, and an offer never outlives the time to accept", () => {
  const clocks = urgencyLevels.map((level) => clockFor(level));
  for (const [i, clock] of clocks.entries()) {
    expect(clock.offerMinutes).toBeLessThanOrEqual(clock.acceptMinutes);
    expect(clock.acceptMinutes).toBeLessThanOrEqual(clock.startMinutes);
    expect(clock.startMinutes).toBeLessThanOrEqual(clock.opinionMinutes);
    const next = clocks[i + 1];
    if (next !== undefined)
      for (const step of ["acceptMinutes", "startMinutes", "opinionMinutes", "offerMinutes"] as const)
        expect(clock[step]).toBeLessThan(next[step]);
  }
  expect(defaultClockPolicy.clocks.I).toEqual({
    acceptMinutes: 2,
    startMinutes: 10,
    opinionMinutes: 40,
    offerMinutes: 2,
  });
});
