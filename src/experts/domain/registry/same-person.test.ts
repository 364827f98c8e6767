import fc from "fast-check";
import { expect, test } from "vitest";
import { likenessOf, likePairs, mergeFault, proposed, type RecordTraits } from "./same-person.js";

const record = (traits: Partial<RecordTraits>): RecordTraits => ({
  id: "a",
  name: "王一",
  gender: null,
  birthOn: null,
  licenceNumber: null,
  claimedLicences: [],
  idNumberIndex: null,
  phoneIndex: null,
  specialtyCodes: ["03.04"],
  titleCodes: ["231"],
  regionCodes: ["330100"],
  organizationIds: ["h1"],
  ...traits,
});

test("a name alone is not enough; with specialty and town, or any number, it is", () => {
  const elsewhere = {
    specialtyCodes: ["10"],
    regionCodes: ["110100"],
    organizationIds: ["h2"],
    titleCodes: ["234"],
  };
  expect(likenessOf(record({}), record({ id: "b", ...elsewhere }))?.score).toBeLessThan(proposed);
  const near = likenessOf(record({}), record({ id: "b", organizationIds: ["h2"] }));
  expect(near?.score).toBeGreaterThanOrEqual(proposed);
  expect(near?.reasons).toEqual(["name", "specialty", "region", "title"]);
  const phone = likenessOf(record({ phoneIndex: "p" }), record({ id: "b", phoneIndex: "p", ...elsewhere }));
  expect(phone?.score).toBeGreaterThanOrEqual(proposed);
});

test("different ID number, date of birth, sex or licence: two people, however alike the rest", () => {
  for (const [one, other] of [
    [{ idNumberIndex: "x" }, { idNumberIndex: "y" }],
    [{ birthOn: "1970-01-01" }, { birthOn: "1970-01-02" }],
    [{ gender: "male" as const }, { gender: "female" as const }],
    [{ licenceNumber: "1" }, { licenceNumber: "2" }],
  ] as const)
    expect(likenessOf(record(one), record({ id: "b", ...other }))).toBeUndefined();
});

test("a licence that a source states and another record holds brings the two together under any name", () => {
  const pairs = likePairs(
    [record({ id: "b", name: "王壹", claimedLicences: ["110"] }), record({ id: "a", licenceNumber: "110" })],
    () => false,
  );
  expect(pairs).toMatchObject([{ firstId: "a", secondId: "b" }]);
  expect(pairs[0]?.reasons[0]).toBe("licence");
  expect(likePairs([record({}), record({ id: "b" })], () => true)).toEqual([]);
});

test("two accounts or two numbers are refused", () => {
  const one = { id: "a", personId: "p", idNumberIndex: null, licenceNumber: "1", mergedInto: null };
  expect(mergeFault(one, { ...one, id: "b", personId: "q" })).toBe("both_have_accounts");
  expect(mergeFault(one, { ...one, id: "b", personId: null, licenceNumber: "2" })).toBe("different_licences");
  expect(mergeFault(one, one)).toBe("same_record");
  expect(mergeFault(one, { ...one, id: "b", personId: null, licenceNumber: null })).toBeUndefined();
  expect(mergeFault(one, { ...one, id: "b", personId: null, mergedInto: "c" })).toBe("already_merged");
});

const few = (...values: string[]) => fc.option(fc.constantFrom(...values));
const traits = fc.record({
  id: fc.constantFrom("a", "b", "c", "d"),
  name: fc.constantFrom("王一", "李二"),
  gender: fc.constantFrom(null, "male" as const, "female" as const),
  birthOn: few("1970-01-01", "1980-01-01"),
  licenceNumber: few("1", "2"),
  claimedLicences: fc.subarray(["1", "2"]),
  idNumberIndex: few("x"),
  phoneIndex: few("p", "q"),
  specialtyCodes: fc.subarray(["03.04", "10"]),
  titleCodes: fc.subarray(["231"]),
  regionCodes: fc.subarray(["330100", "110100"]),
  organizationIds: fc.subarray(["h1", "h2"]),
});

test("law: symmetric, between 0 and 1, and pairs do not depend on the order of the records", () => {
  fc.assert(
    fc.property(fc.uniqueArray(traits, { selector: ({ id }) => id }), (records) => {
      for (const a of records)
        for (const b of records) {
          const likeness = likenessOf(a, b);
          expect(likeness).toEqual(likenessOf(b, a));
          if (likeness !== undefined) expect(likeness.score >= 0 && likeness.score <= 1).toBe(true);
        }
      expect(likePairs([...records].reverse(), () => false)).toEqual(likePairs(records, () => false));
    }),
  );
});
