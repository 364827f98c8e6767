import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { outsideOf, type ScopeLine } from "./scope.js";

const guizhouLung: ScopeLine = { regionCode: "520000", specialtyCode: "03.01", diseaseCode: null };
const kashgar: ScopeLine = { regionCode: "653100", specialtyCode: null, diseaseCode: "C34" };
const asked = { regionCode: "520121", specialtyCodes: ["03.01"], diagnosisCodes: ["C34.900x001"] };

describe("what the pilot takes", () => {
  test.each([
    ["a county of the province, the specialty itself", asked, undefined],
    ["a field below the specialty", { ...asked, specialtyCodes: ["03.01.01"] }, undefined],
    ["one of a panel's specialties", { ...asked, specialtyCodes: ["19", "03.01"] }, undefined],
    ["another specialty that only begins alike", { ...asked, specialtyCodes: ["03.011"] }, "specialty"],
    ["no specialty named", { ...asked, specialtyCodes: [] }, "specialty"],
    ["a county of the prefecture, the disease", { ...asked, regionCode: "653126" }, undefined],
    [
      "its own city, another disease",
      { ...asked, regionCode: "653101", diagnosisCodes: ["J18.900"] },
      "disease",
    ],
    ["the next prefecture", { ...asked, regionCode: "653201" }, "region"],
    ["no diagnosis at all", { ...asked, regionCode: "653101", diagnosisCodes: [] }, "disease"],
  ] as const)("%s", (_, request, missed) => {
    expect(outsideOf([guizhouLung, kashgar], request)).toBe(missed);
  });

  test("no line takes nothing", () => {
    expect(outsideOf([], asked)).toBe("region");
  });
});

const region = fc.constantFrom("520000", "520100", "520121", "650000", "653100", "653126");
const line = fc.record({
  regionCode: region,
  specialtyCode: fc.constantFrom(null, "03", "03.01", "19"),
  diseaseCode: fc.constantFrom(null, "C34", "C", "I21"),
});
const request = fc.record({
  regionCode: region,
  specialtyCodes: fc.subarray(["03.01", "19", "03.04"]),
  diagnosisCodes: fc.subarray(["C34.900x001", "I21.900"]),
});

test("a line more never shuts anybody out, and the order of lines does not decide whether one is in", () => {
  fc.assert(
    fc.property(fc.array(line), line, request, (lines, more, one) => {
      const before = outsideOf(lines, one);
      const after = outsideOf([...lines, more], one);
      if (before === undefined) expect(after).toBeUndefined();
      expect(outsideOf([...lines].reverse(), one) === undefined).toBe(before === undefined);
    }),
  );
});

test("a line for everything of the country's province takes whatever comes from it", () => {
  fc.assert(
    fc.property(request, (one) => {
      const province = `${one.regionCode.slice(0, 2)}0000`;
      expect(
        outsideOf([{ regionCode: province, specialtyCode: null, diseaseCode: null }], one),
      ).toBeUndefined();
    }),
  );
});
