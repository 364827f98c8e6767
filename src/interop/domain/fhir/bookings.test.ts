import { expect, test } from "vitest";
import { instant } from "../../../kernel/time.js";
import { defaultMapping } from "../mapping.js";
import { bookingOnly, missingOfBookings, readBookings } from "./bookings.js";
import type { BundleEntry } from "./bundle.js";

const entry = (type: string, id: string, resource: object): BundleEntry => ({
  type,
  id,
  resource: { resourceType: type, id, ...resource },
  lastUpdated: "2026-11-01T00:00:00Z",
  place: `${type}/${id}`,
});
const schedule = entry("Schedule", "s", {
  actor: [{ reference: "PractitionerRole/r" }, { reference: "Location/l" }],
  serviceType: [{ text: "专家门诊" }],
});
const role = entry("PractitionerRole", "r", { practitioner: { reference: "Practitioner/p" } });
const person = entry("Practitioner", "p", {
  identifier: [
    { system: "urn:oid:2.16.156.10011.1.8", value: "110330100000011" },
    { system: "urn:oid:2.16.156.10011.1.3", value: "110101197001011234" },
    { value: "1001" },
  ],
});
const slot = (more: object = {}) =>
  entry("Slot", "t", {
    schedule: { reference: "Schedule/s" },
    status: "free",
    start: "2026-12-01T08:00:00+08:00",
    end: "2026-12-01T12:00:00+08:00",
    ...more,
  });
const resources = (...entries: BundleEntry[]) =>
  new Map(entries.map((one) => [`${one.type}/${one.id}`, one]));
const settings = {
  mapping: defaultMapping,
  organizations: [],
  receivedAt: instant("2026-11-30T00:00:00Z"),
  slots: "all" as const,
};
const all = resources(schedule, role, person);

test("a slot leads over schedule and post to the person; identity numbers are no keys", () => {
  expect(missingOfBookings([slot()], new Map())).toEqual(["Schedule/s"]);
  expect(missingOfBookings([slot()], resources(schedule))).toEqual(["PractitionerRole/r"]);
  expect(missingOfBookings([slot()], resources(schedule, role))).toEqual(["Practitioner/p"]);
  expect(missingOfBookings([slot()], all)).toEqual([]);
  expect(readBookings([slot()], all, settings, 1)).toMatchObject([
    {
      action: "move",
      kind: "outpatient",
      bookingKey: "Slot/t",
      people: [
        {
          licenceNumbers: ["110330100000011"],
          staffKeys: ["PractitionerRole/r", "Practitioner/p", "1001"],
          startsAt: "2026-12-01T00:00:00.000Z",
        },
      ],
      faults: [],
    },
  ]);
});

test("a free slot takes time or not, as the connector says; one of a closed schedule never does", () => {
  const action = (one: BundleEntry, slots: "all" | "busy", from = all) =>
    readBookings([one], from, { ...settings, slots }, 1)[0]?.action;
  expect([action(slot(), "all"), action(slot(), "busy")]).toEqual(["move", "cancel"]);
  expect(action(slot({ status: "busy" }), "busy")).toBe("move");
  expect(action(slot({ status: "entered-in-error" }), "all")).toBe("cancel");
  const closed = { ...schedule, resource: { ...schedule.resource, active: false } };
  expect(action(slot({ status: "busy" }), "all", resources(closed, role, person))).toBe("cancel");
  expect(action({ ...slot(), resource: undefined }, "all")).toBe("cancel");
});

test("what cannot be used says why", () => {
  const codes = (one: BundleEntry, from = all) =>
    readBookings([one], from, settings, 1)[0]?.faults.map(({ code }) => code);
  expect(codes(slot({ start: "2026-12-01" }))).toEqual(["booking_time_missing"]);
  expect(codes(slot({ end: undefined }))).toEqual(["booking_length_missing"]);
  expect(codes(slot({ end: "2026-12-01T07:00:00+08:00" }))).toEqual(["booking_ends_before_start"]);
  expect(codes(slot(), new Map())).toEqual(["reference_unresolved"]);
  expect(codes(entry("Appointment", "a", { ...slot().resource, resourceType: "Appointment" }))).toContain(
    "nobody_booked",
  );
});

test("what is kept of an appointment has nothing of the patient", () => {
  const appointment = entry("Appointment", "a", {
    status: "booked",
    description: "张三",
    comment: "张三",
    participant: [
      { actor: { reference: "Patient/x", display: "张三" } },
      { actor: { reference: "Practitioner/p", display: "秦守诚" } },
    ],
  });
  const kept = JSON.stringify(bookingOnly(appointment));
  expect(kept).toContain("Practitioner/p");
  expect(kept).not.toMatch(/张三|Patient/u);
});
