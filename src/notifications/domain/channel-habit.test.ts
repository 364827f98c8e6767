import fc from "fast-check";
import { expect, test } from "vitest";
import { byHabit, channelHabits } from "./channel-habit.js";
import { channels } from "./channels.js";

const record = (channel: (typeof channels)[number], sent: number, read: number, minutes: number) => ({
  channel,
  sent,
  read,
  minutes,
});

test("the channel he reads soonest comes first; one seldom tried is believed little", () => {
  const habits = channelHabits([record("push", 20, 4, 400), record("sms", 20, 18, 60)]);
  expect(habits?.map(({ channel }) => channel)).toEqual(["sms", "push"]);
  // Read once at once: two minutes are no proof against eighteen readings.
  const [first] = channelHabits([record("email", 1, 1, 2), record("sms", 20, 18, 30)]) ?? [];
  expect(first?.channel).toBe("sms");
});

test("what was never read counts as waiting, and without readings there is no habit", () => {
  const [first] = channelHabits([record("push", 10, 3, 30), record("email", 10, 3, 3000)]) ?? [];
  expect(first?.channel).toBe("push");
  expect(channelHabits([])).toBeNull();
  expect(channelHabits([record("push", 40, 2, 5000)])).toBeNull();
});

test("his own order loses and gains no channel, and equals keep their places", () => {
  const order = fc.uniqueArray(fc.constantFrom(...channels));
  fc.assert(
    fc.property(order, order, (own, soonest) => {
      const made = byHabit(own, soonest);
      expect([...made].sort()).toEqual([...own].sort());
      expect(made.filter((one) => !soonest.includes(one))).toEqual(
        own.filter((one) => !soonest.includes(one)),
      );
    }),
  );
  expect(byHabit(["push", "email"], ["sms", "email"])).toEqual(["email", "push"]);
});
