import { expect, test } from "vitest";
import { runWithLibrary } from "../../test/library-in-context.js";

test("scheduling as a library runs where there is no Node, no DOM and no network", async () => {
  const answer = await runWithLibrary(
    "schedulingLibrary",
    `
    const person = (personId, from, to) => library.compileCalendar({ personId, zone: "Asia/Shanghai", posts: [], blocks: [], bookings: [],
      rules: [{ kind: "available", weekday: 1, from, to }], bufferMinutes: 0, followsHolidays: true,
      caps: { dayCount: null, weekCount: null, dayMinutes: null, weekMinutes: null } });
    const from = library.minuteOf("2026-12-07T00:00:00Z");
    const slots = library.commonSlots([person("a", "08:00", "11:00"), person("b", "10:30", "12:00")],
      { minutes: 30, from, to: from + 1440, limit: 5 }, library.swapsOfHolidays(library.knownHolidays));
    JSON.stringify({ globals: typeof process + typeof require + typeof fetch, clocks: slots.map((slot) => library.bothClocks(slot.start, ["Asia/Shanghai"])) })`,
  );
  expect(JSON.parse(String(answer))).toEqual({
    globals: "undefined".repeat(3),
    clocks: ["2026-12-07 10:30"],
  });
});
