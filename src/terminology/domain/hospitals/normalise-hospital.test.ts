import fc from "fast-check";
import { expect, test } from "vitest";
import { regionIndex } from "../../load.js";
import { buildHospitalIndex, normaliseHospital } from "./normalise-hospital.js";

const hospital = (
  id: string,
  name: string,
  regionCode: string,
  aliases: string[] = [],
  shortName = name,
) => ({
  id,
  name,
  shortName,
  aliases,
  regionCode,
});
// Invented institutions.
const hospitals = [
  hospital("a", "青禾县人民医院", "330102"),
  hospital("b", "青禾市人民医院", "340102"),
  hospital("c", "临川市第一医院", "330200", ["临川市红十字会医院"], "临川一院"),
  hospital("d", "临川市第二医院", "330200"),
  hospital("e", "之江医科大学附属第一医院", "330100"),
  hospital("f", "之江医科大学附属第二医院", "330100"),
  hospital("g", "云麓大学医学院附属儿童医院", "330100"),
  hospital("h", "临川市妇幼保健院", "330200"),
  hospital("i", "之江医科大学附属第一医院沧浪分院", "330200"),
];
const index = buildHospitalIndex(hospitals, regionIndex());
const read = (name: string, custom?: ReadonlyMap<string, string>) => normaliseHospital(index, name, custom);

test.each([
  ["临川市第一医院", "c", null],
  ["临川第一医院", "c", null],
  ["临川市第1医院", "c", null],
  ["临川市一院", "c", null],
  ["临川一院", "c", null],
  ["临川市红十字会医院", "c", null],
  ["临川市第一医院（东院区）", "c", "东院区"],
  ["临川市第一医院东院区", "c", "东院区"],
  ["临川市第一医院-高新院区", "c", "高新院区"],
  ["临川市第一医院（原临川市红十字会医院）", "c", null],
  ["临川市中心医院(原临川市第二医院)", "d", null],
  ["之江医科大学第一附属医院", "e", null],
  ["之江医大附一院", "e", null],
  ["之江医大一附院", "e", null],
  ["之江医科大学附属第一医院沧浪分院", "i", null],
  ["云麓大学附属儿童医院", "g", null],
  ["临川妇幼保健院", "h", null],
  ["浙江省临川市第一医院", "c", null],
  ["青禾县人民医院 ", "a", null],
])("%s is %s", (name, id, campus) => {
  expect(read(name)).toMatchObject({ status: "resolved", id, campus });
});

test("a name without its division, of two places, is asked", () => {
  expect(read("青禾人民医院")).toMatchObject({ status: "ambiguous", id: null });
  expect(
    read("青禾人民医院")
      .candidates.map(({ id }) => id)
      .sort(),
  ).toEqual(["a", "b"]);
});

test("another number, place or kind is another hospital; it is only a candidate", () => {
  for (const name of [
    "临川市第三医院",
    "临川县第一医院",
    "临川市中医医院",
    "第一医院",
    "之江医科大学附属第三医院",
  ]) {
    expect(read(name), name).toMatchObject({ status: "unknown", id: null });
  }
  expect(read("临川市第一医院医联体").candidates[0]?.id).toBe("c");
});

test("what people decided wins", () => {
  expect(read("河西那家", new Map([["河西那家", "d"]]))).toMatchObject({ id: "d", basis: "custom" });
  expect(read("河西那家", new Map([["河西那家", "gone"]])).status).toBe("unknown");
});

test("whatever is written, an answer is one of the register and the raw cell is kept", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("医院", "（", "第一", "分院", "附属")),
      (name) => {
        const answer = read(name);
        expect(answer.input).toBe(name);
        expect(answer.status === "resolved").toBe(answer.id !== null);
        for (const { id, score } of answer.candidates) {
          expect(hospitals.some((one) => one.id === id)).toBe(true);
          expect(score).toBeGreaterThan(0);
          expect(score).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});

test("every registered hospital is found by its own name", () => {
  for (const { id, name } of hospitals) expect(read(name)).toMatchObject({ id, basis: "exact" });
});
