import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../../../kernel/time.js";
import { defaultMapping } from "../mapping.js";
import { readMinutes, readPackedMinutes } from "./duration.js";
import { readScheduleMessage } from "./siu.js";

const settings = {
  mapping: defaultMapping,
  offsetMinutes: 480,
  receivedAt: instant("2026-11-30T00:00:00Z"),
};
const header = (event: string, type = "SIU") =>
  `MSH|^~\\&|HIS|H|C|P|20261130080000||${type}^${event}^SIU_S12|1|P|2.5.1`;
const read = (...segments: string[]) => {
  const result = readScheduleMessage(segments.join("\r"), settings);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};
const only = (...segments: string[]) => {
  const [entry] = read(header("S12"), ...segments).entries;
  if (entry === undefined) throw new Error("no entry");
  return entry;
};
const codes = (...segments: string[]) =>
  only(...segments).faults.map(({ place, code }) => `${place} ${code}`);

test("a clinic is read with its person, time and kind; nothing of the patient is", () => {
  const entry = only(
    "SCH|P1|F1||||||OP^专家门诊|||||||||||||||||BOOKED",
    "PID|1||110101195001011234||张^三",
    "RGS|1|A",
    "AIS|1|A|OP^门诊|20261202080000|||4|h",
    "AIL|1|A|3楼^12诊室",
    "AIP|1|A|1001^秦^守诚^^^^^^HIS^^^^EI|||20261202083000|||210|min",
  );
  expect(entry).toMatchObject({
    action: "book",
    bookingKey: "F1",
    effectiveAt: "2026-11-30T00:00:00.000Z",
    people: [
      {
        place: "AIP-3",
        staffKeys: ["1001"],
        licenceNumbers: [],
        startsAt: "2026-12-02T00:30:00.000Z",
        endsAt: "2026-12-02T04:00:00.000Z",
      },
    ],
    faults: [],
  });
  expect(JSON.stringify(entry)).not.toMatch(/张|1101011950/u);
});

test.each([
  ["its own start and length", ["SCH||F", "AIP|1||7^^|||202612020900|||30|min"], "01:00", "01:30"],
  ["its service's", ["SCH||F", "RGS|1", "AIS|1||x|202612020900|||2|h", "AIP|1||7"], "01:00", "03:00"],
  ["the whole's, by TQ1", ["SCH||F", "TQ1|1||||||202612020900|202612021000", "AIP|1||7"], "01:00", "02:00"],
  ["the whole's, by SCH-11", ["SCH||F|||||||||^^M45^202612020900", "AIP|1||7"], "01:00", "01:45"],
  ["SCH-11 with an end", ["SCH||F|||||||||^^^202612020900^202612021000", "AIP|1||7"], "01:00", "02:00"],
  ["SCH-9", ["SCH||F|||||||90|MIN|^^^202612020900", "AIP|1||7"], "01:00", "02:30"],
  [
    "an offset from the whole's start",
    ["SCH||F|||||||60|MIN|^^^202612020900", "AIP|1||7||||30|min"],
    "01:30",
    "02:30",
  ],
])("the stretch is %s", (_, segments, from, to) => {
  const [person] = only(...segments).people;
  expect([person?.startsAt.slice(11, 16), person?.endsAt.slice(11, 16)]).toEqual([from, to]);
});

test.each([
  [["SCH|||", "AIP|1||7|||202612020900|||30"], "SCH-2 booking_key_missing"],
  [["SCH||F"], "AIP segment_missing"],
  [["SCH||F", "AIP|1||^秦|||202612020900|||30"], "AIP-3 key_missing"],
  [["SCH||F", "AIP|1||7||||||30"], "AIP-6 booking_time_missing"],
  [["SCH||F", "AIP|1||7|||2026-12-02|||30"], "AIP-6 time_unread"],
  [["SCH||F", "AIP|1||7|||202612020900"], "AIP-9 booking_length_missing"],
  [["SCH||F", "AIP|1||7|||202612020900|||3|fortnight"], "AIP-9 booking_unit_unknown"],
  [["SCH||F", "AIP|1||7|||202612020900|||0"], "AIP-6 booking_ends_before_start"],
  [["SCH||F", "AIP|1||7|||202612020900|||60|d"], "AIP-6 booking_too_long"],
  [["SCH||F", "AIP|1||7|||205012020900|||30"], "AIP-6 booking_too_far"],
  [["SCH||F", "AIP|1||7|||202612020900|||30", "AIP|2||8|||bad|||30"], "AIP[2]-6 time_unread"],
])("what is wrong is named with segment and field: %j", (segments, fault) => {
  expect(codes(...segments)).toContain(fault);
});

test("a licence is known by its type or its fifteen digits, identity numbers are passed over", () => {
  const [typed] = only(
    "SCH||F",
    "AIP|1||110330100000011^^^^^^^^^^^^执业证~110101197001011234^^^^^^^^^^^^身份证~88^^^^^^^^^^^^EI|||202612020900|||30",
  ).people;
  expect(typed).toMatchObject({ licenceNumbers: ["110330100000011"], staffKeys: ["88"] });
});

test("where no AIP is, an AIG that is a person counts; resources that are taken away do not", () => {
  expect(
    only("SCH||F", "RGS|1", "AIG|1||9^手术台^X|ROOM", "AIG|2||7^秦|D^医师||||202612020900|||30|min").people,
  ).toMatchObject([{ place: "AIG[2]-3", staffKeys: ["7"] }]);
  expect(
    only("SCH||F", "RGS|1", "AIP|1|D|7|||202612020900|||30", "AIP|2|A|8|||202612020900|||30").people,
  ).toMatchObject([{ staffKeys: ["8"] }]);
});

test("what it is for is read from codes and words, a connector's own code first; else it is told", () => {
  const kind = (text: string) => only(`SCH||F||||||${text}`, "AIP|1||7|||202612020900|||30").kind;
  expect(kind("NORMAL^择期手术")).toBe("surgery");
  expect(kind("AMB^专家门诊")).toBe("outpatient");
  expect(codes("SCH||F||||||77^其他", "AIP|1||7|||202612020900|||30")).toContain(
    "SCH-8 booking_kind_unknown",
  );
  const mapped = readScheduleMessage(
    [header("S12"), "SCH||F||||||77^其他", "AIP|1||7|||202612020900|||30"].join("\r"),
    { ...settings, mapping: { ...defaultMapping, bookingKinds: { "77": "surgery" } } },
  );
  expect(mapped.ok && mapped.value.entries).toMatchObject([{ kind: "surgery", faults: [] }]);
});

test("a cancellation needs its number alone; other events and types are refused", () => {
  expect(read(header("S15"), "SCH||F").entries).toMatchObject([{ action: "cancel", people: [], faults: [] }]);
  expect(read(header("S18"), "SCH||F").faults).toMatchObject([{ place: "MSH-9", code: "message_type" }]);
  expect(read(header("A01", "ADT"), "SCH||F").faults).toMatchObject([{ code: "message_type" }]);
  expect(read(header("S12")).faults).toMatchObject([{ place: "SCH", code: "segment_missing" }]);
});

test("whatever stands in its fields, a message is read or refused, and a stretch ends after its start", () => {
  const field = fc.oneof(
    fc.constantFrom("", "7", "202612020900", "30", "min", "^^M30^202612020900", "D", '""', "99999999"),
    fc.string({ maxLength: 12 }).filter((text) => !/[\r\n|]/u.test(text)),
  );
  const segment = fc
    .tuple(
      fc.constantFrom("SCH", "TQ1", "RGS", "AIS", "AIG", "AIL", "AIP"),
      fc.array(field, { maxLength: 14 }),
    )
    .map(([name, fields]) => [name, ...fields].join("|"));
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 8 }), (segments) => {
      const result = readScheduleMessage([header("S12"), ...segments].join("\r"), settings);
      if (!result.ok) return;
      for (const entry of result.value.entries)
        for (const { startsAt, endsAt } of entry.people) expect(endsAt > startsAt).toBe(true);
    }),
    { seed: 20261129, numRuns: 500 },
  );
});

test("lengths are read with their units, and in the packed form", () => {
  expect([readMinutes("90", ""), readMinutes("90", "s"), readMinutes("1.5", "小时")]).toEqual([90, 2, 90]);
  expect([readMinutes("", "h"), readMinutes("-5", "min"), readMinutes("5", "lightyear")]).toEqual([
    "none",
    "unit",
    "unit",
  ]);
  expect([readPackedMinutes("H2"), readPackedMinutes("X2"), readPackedMinutes("")]).toEqual([
    120,
    "unit",
    "none",
  ]);
});
