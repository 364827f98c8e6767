import fc from "fast-check";
import { expect, test } from "vitest";
import { type Arrival, type KnownExpert, KnownExperts, planLanding } from "./landing.js";

const arrival: Arrival = {
  name: "王一",
  organizationId: "A",
  licenceNumber: null,
  idNumberIndex: null,
  personKey: "王一@A:心内科",
  departmentName: "心内科",
  contentHash: "h1",
};
const stored = (
  change: Partial<KnownExpert> = {},
  role: Partial<KnownExpert["roles"][number]> = {},
): KnownExpert => ({
  id: "p1",
  name: "王一",
  licenceNumber: null,
  idNumberIndex: null,
  roles: [
    {
      id: "r1",
      organizationId: "A",
      departmentName: "心内科",
      personKey: arrival.personKey,
      contentHash: "h1",
      ...role,
    },
  ],
  ...change,
});
const plan = (experts: readonly KnownExpert[], change: Partial<Arrival> = {}) =>
  planLanding(new KnownExperts(experts), { ...arrival, ...change });

test("nobody known: a new expert; the same row again: unchanged; other content: an update", () => {
  expect(plan([])).toEqual({ kind: "add-expert" });
  expect(plan([stored()]).kind).toBe("unchanged");
  expect(plan([stored()], { contentHash: "h2" })).toMatchObject({ kind: "update", role: { id: "r1" } });
});

test("a number finds the person in another department and at another hospital", () => {
  const known = stored({ licenceNumber: "L" });
  const moved = { licenceNumber: "L", departmentName: "老年科", personKey: "other", contentHash: "h2" };
  expect(plan([known], moved)).toMatchObject({ kind: "update", role: { id: "r1" } });
  expect(plan([known], { ...moved, organizationId: "B" })).toMatchObject({ kind: "add-role" });
});

test("namesakes: told apart by numbers, never by chance", () => {
  const first = stored({ licenceNumber: "L1" });
  const second = stored({ id: "p2", licenceNumber: "L2" }, { id: "r2" });
  expect(plan([first, second])).toEqual({ kind: "conflict", conflict: "namesakes" });
  expect(plan([first, second], { licenceNumber: "L2" })).toMatchObject({ expert: { id: "p2" } });
  expect(plan([first], { licenceNumber: "L3" })).toEqual({ kind: "add-expert" });
});

test("numbers that contradict what is stored are conflicts", () => {
  const known = stored({ licenceNumber: "L1", idNumberIndex: "I1" });
  const other = stored({ id: "p2", name: "李二", licenceNumber: "L2" }, { id: "r2", personKey: "李二" });
  const codes = [
    plan([known, other], { licenceNumber: "L2" }),
    plan([known, other], { licenceNumber: "L2", idNumberIndex: "I1" }),
    plan([known], { licenceNumber: "L9", idNumberIndex: "I1" }),
    plan([known], { licenceNumber: "L1", idNumberIndex: "I9" }),
  ].map((landing) => (landing.kind === "conflict" ? landing.conflict : landing.kind));
  expect(codes).toEqual([
    "number_of_another_name",
    "numbers_of_two_people",
    "other_licence_on_record",
    "other_id_on_record",
  ]);
});

const small = fc.constantFrom("1", "2", "3");
const anArrival = fc.record({
  name: fc.constantFrom("王一", "李二"),
  organizationId: fc.constantFrom("A", "B"),
  licenceNumber: fc.option(small),
  idNumberIndex: fc.option(small),
  departmentName: fc.constantFrom("心内科", "眼科"),
  contentHash: small,
});

test("whatever comes: no two experts share a number, no expert has two posts of one department at one place, and a row that landed is unchanged when it comes again at once", () => {
  fc.assert(
    fc.property(fc.array(anArrival, { maxLength: 12 }), (rows) => {
      const experts = new Map<string, KnownExpert>();
      const known = new KnownExperts();
      rows.forEach((row, i) => {
        const one: Arrival = { ...row, personKey: `${row.name}@${row.organizationId}:${row.departmentName}` };
        const landing = planLanding(known, one);
        if (landing.kind === "conflict" || landing.kind === "unchanged") return;
        const before = "expert" in landing ? landing.expert : undefined;
        const roleId = "role" in landing ? landing.role.id : `r${i}`;
        const { organizationId, departmentName, personKey, contentHash } = one;
        const expert: KnownExpert = {
          id: before?.id ?? `p${i}`,
          name: before?.name ?? one.name,
          licenceNumber: before?.licenceNumber ?? one.licenceNumber,
          idNumberIndex: before?.idNumberIndex ?? one.idNumberIndex,
          roles: [
            ...(before?.roles ?? []).filter(({ id }) => id !== roleId),
            { id: roleId, organizationId, departmentName, personKey, contentHash },
          ],
        };
        experts.set(expert.id, expert);
        known.put(expert);
        expect(planLanding(known, one).kind).toBe("unchanged");
      });
      const all = [...experts.values()];
      for (const key of ["licenceNumber", "idNumberIndex"] as const) {
        const numbers = all.flatMap((expert) => expert[key] ?? []);
        expect(new Set(numbers).size).toBe(numbers.length);
      }
      for (const { roles } of all) {
        const places = roles.map(
          ({ organizationId, departmentName }) => `${organizationId}:${departmentName}`,
        );
        expect(new Set(places).size).toBe(places.length);
      }
    }),
    { numRuns: 500 },
  );
});
