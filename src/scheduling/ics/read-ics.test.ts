import { expect, test, vi } from "vitest";
import { instant } from "../../kernel/time.js";
import { readIcsAside } from "./read-aside.js";
import { icsLimits, readIcs } from "./read-ics.js";

const asked = {
  from: instant("2026-11-30T00:00:00Z"),
  to: instant("2027-02-28T00:00:00Z"),
  zone: "Asia/Shanghai",
};
const event = (...lines: string[]) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"].join("\r\n");
const calendar = (...parts: string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//t//CN", ...parts, "END:VCALENDAR"].join("\r\n");
const read = (...parts: string[]) => {
  const result = readIcs(calendar(...parts), asked);
  if (!result.ok) throw new Error(result.error);
  return result.value;
};
const times = (...parts: string[]) =>
  read(...parts).blocks.map(
    (block) => `${block.kind} ${block.startsAt.slice(0, 16)}/${block.endsAt.slice(11, 16)}`,
  );

test("one event in a named zone, in UTC, on no zone, and for a whole day", () => {
  expect(
    times(
      event(
        "UID:a",
        "SUMMARY:专家门诊 张某某",
        "DTSTART;TZID=Asia/Shanghai:20261203T080000",
        "DTEND;TZID=Asia/Shanghai:20261203T120000",
      ),
    ),
  ).toEqual(["outpatient 2026-12-03T00:00/04:00"]);
  expect(times(event("UID:b", "SUMMARY:手术", "DTSTART:20261203T010000Z", "DURATION:PT2H"))).toEqual([
    "surgery 2026-12-03T01:00/03:00",
  ]);
  expect(times(event("UID:c", "DTSTART:20261203T090000", "DTEND:20261203T100000"))).toEqual([
    "do_not_disturb 2026-12-03T01:00/02:00",
  ]);
  expect(times(event("UID:d", "SUMMARY:年假", "DTSTART;VALUE=DATE:20261203"))).toEqual([
    "leave 2026-12-02T16:00/16:00",
  ]);
});

test("a weekly rule keeps its wall clock over a change of the clock, without what was taken out or moved", () => {
  const london = (date: string) => `TZID=Europe/London:${date}T090000`;
  const result = readIcs(
    calendar(
      event(
        "UID:w",
        "SUMMARY:clinic",
        `DTSTART;${london("20261005")}`,
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=6",
        `EXDATE;${london("20261019")}`,
      ),
      event(
        "UID:w",
        "SUMMARY:clinic",
        `RECURRENCE-ID;${london("20261102")}`,
        "DTSTART;TZID=Europe/London:20261103T150000",
        "DURATION:PT1H",
      ),
    ),
    { ...asked, from: instant("2026-10-01T00:00:00Z") },
  );
  expect(result.ok && result.value.blocks.map((block) => block.startsAt.slice(0, 16))).toEqual([
    "2026-10-05T08:00",
    "2026-10-12T08:00",
    "2026-10-26T09:00",
    "2026-11-09T09:00",
    "2026-11-03T15:00",
  ]);
});

test("an endless rule is laid out within the window only", () => {
  expect(
    read(event("UID:e", "DTSTART:20200101T010000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")).blocks,
  ).toHaveLength(90);
});

test("a zone the file brings itself is used; one nobody knows is told, and the other events come in", () => {
  const zone = [
    "BEGIN:VTIMEZONE",
    "TZID:China Standard Time",
    "BEGIN:STANDARD",
    "DTSTART:16010101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "END:STANDARD",
    "END:VTIMEZONE",
  ].join("\r\n");
  const inZone = (uid: string, tzid: string) =>
    event(`UID:${uid}`, `DTSTART;TZID=${tzid}:20261203T080000`, "DURATION:PT1H");
  expect(times(zone, inZone("a", "China Standard Time"))).toEqual(["do_not_disturb 2026-12-03T00:00/01:00"]);
  const mixed = read(inZone("a", "Mars/Olympus"), inZone("b", "Asia/Urumqi"));
  expect(mixed.problems).toEqual([{ line: 4, fault: "unknown_zone" }]);
  expect(mixed.blocks.map((block) => block.startsAt)).toEqual(["2026-12-03T02:00:00.000Z"]);
});

test.each([
  ["FREQ=SECONDLY", "repeats_too_often"],
  ["FREQ=MINUTELY", "repeats_too_often"],
  ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "rule_not_understood"],
  ["FREQ=DAILY;INTERVAL=7;BYDAY=TU", "repeats_too_often"],
  ["FREQ=WEEKLY;INTERVAL=999999999", "rule_not_understood"],
  ["FREQ=WEEKLY;INTERVAL=0", undefined],
  ["FREQ=DAILY;BYHOUR=0,1,2,3", "rule_not_understood"],
  ["FREQ=BOGUS", "unreadable"],
  ["NONSENSE", "rule_not_understood"],
])("a hostile rule ends in time and is told: %s", (rule, fault) => {
  const result = read(
    event("UID:h", "DTSTART:20261207T010000Z", "DURATION:PT1H", `RRULE:${rule}`),
    event("UID:good", "DTSTART:20261203T010000Z", "DURATION:PT1H"),
  );
  expect(result.steps).toBeLessThanOrEqual(icsLimits.steps + 10_000);
  expect(result.problems.map((problem) => problem.fault)).toEqual(fault === undefined ? [] : [fault]);
  expect(result.blocks.some((block) => block.key === "good")).toBe(true);
});

const neverTrue = (i: number) =>
  event(`UID:${i}`, "DTSTART:20261207T010000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU");

test("a file full of rules that never come true is read in bounded steps, and no plain event is lost with them", () => {
  const many = Array.from({ length: 300 }, (_, i) => neverTrue(i));
  const { problems, blocks, steps } = read(
    ...many,
    event("UID:good", "DTSTART:20261203T010000Z", "DURATION:PT1H"),
  );
  expect(problems).toHaveLength(300);
  expect(blocks.map(({ key }) => key)).toEqual(["good"]);
  expect(steps).toBeLessThan(icsLimits.stepsOfFile + 300 * 10_000);
});

test("a slow or busy machine reads the same: no clock is looked at", () => {
  const rules = ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY"];
  const events = rules.map((rule, i) =>
    event(`UID:${i}`, "DTSTART:19950203T010000Z", "DURATION:PT1H", `RRULE:${rule}`),
  );
  const usual = read(...events, neverTrue(9));
  // Each look at the clock finds that a second more has gone by.
  const clock = vi.spyOn(performance, "now");
  let seconds = 0;
  clock.mockImplementation(() => 1000 * seconds++);
  const slow = read(...events, neverTrue(9));
  clock.mockRestore();
  expect(slow).toEqual(usual);
  expect(usual.problems.map(({ fault }) => fault)).toEqual(["repeats_too_often"]);
  // Daily for forty years is no hostile rule.
  expect(usual.blocks.filter(({ key }) => key === "0")).toHaveLength(90);
});

test("whatever a file holds, the server goes on answering while it is read", async () => {
  const text = calendar(...Array.from({ length: 60 }, (_, i) => neverTrue(i)));
  let turns = 0;
  let isRead = false;
  const turn = (): void => {
    turns++;
    if (!isRead) setImmediate(turn);
  };
  // The thread itself is started before.
  await readIcsAside({ text: calendar(), ...asked });
  setImmediate(turn);
  const result = await readIcsAside({ text, ...asked });
  isRead = true;
  expect(result).toEqual(readIcs(text, asked));
  // Read on the server's own thread, not one other turn would have come between.
  expect(turns).toBeGreaterThan(20);
});

test("ends before starts, no start, centuries, broken lines: each told with its line, nothing else lost", () => {
  const result = read(
    event("UID:1", "DTSTART:20261203T010000Z", "DTEND:20261203T000000Z"),
    event("UID:2", "SUMMARY:nothing"),
    event("UID:3", "DTSTART:20261203T010000Z", "DURATION:P900D"),
    event("UID:4", "DTSTART:99991203T010000Z", "DURATION:PT1H"),
    event("UID:5", "DTSTART:2026-garbage", "DURATION:PT1H"),
    event("UID:6", "DTSTART:20261203T010000Z", "DURATION:PT1H", "STATUS:CANCELLED"),
    event("UID:7", "DTSTART:20261203T050000Z", "DURATION:PT1H"),
  );
  expect(result.problems.map((problem) => problem.fault)).toEqual([
    "ends_before_start",
    "no_start",
    "too_long",
    "no_start",
    expect.any(String),
  ]);
  expect(result.blocks.map((block) => block.key)).toEqual(["7"]);
  expect(result.leftOut).toBe(1);
});

test("what is no calendar, too large or too full is refused whole", () => {
  expect(readIcs("", asked)).toEqual({ ok: false, error: "ics_not_a_calendar" });
  expect(readIcs("<html>login</html>", asked)).toEqual({ ok: false, error: "ics_not_a_calendar" });
  expect(readIcs(calendar("X-A:" + "长".repeat(1_700_000)), asked)).toEqual({
    ok: false,
    error: "ics_too_large",
  });
  const tiny = event("UID:x", "DTSTART:20261203T010000Z");
  expect(readIcs(calendar(...Array.from({ length: icsLimits.events + 1 }, () => tiny)), asked)).toEqual({
    ok: false,
    error: "ics_too_many_events",
  });
});
