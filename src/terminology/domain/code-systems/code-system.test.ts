import fc from "fast-check";
import { expect, test } from "vitest";
import { codeSystems, diagnosisIndex, procedureList, rareDiseases } from "../../load.js";
import { editionOn, lineage, lookup } from "./code-system.js";
import { rareDiseasesOf } from "./rare-diseases.js";

const systems = codeSystems();

test("a dental code means what its edition says", () => {
  expect(lookup(systems, "specialty", "12.02", "2005-06-01")).toMatchObject({
    name: "口腔颌面外科专业",
    version: "1994",
    validTo: "2010",
  });
  expect(lookup(systems, "specialty", "12.02")).toMatchObject({ name: "牙周病专业", version: "2010" });
  expect(lookup(systems, "specialty", "12.07", "2005-06-01")).toBeUndefined();
  expect(lookup(systems, "specialty", "1202", "1998-01-01")?.name).toBe("口腔颌面外科专业");
});

test("a specialty does not exist before it was made", () => {
  expect(lookup(systems, "specialty", "27", "2007-07-15")).toBeUndefined();
  expect(lookup(systems, "specialty", "27", "2007-07-16")?.name).toBe("疼痛科");
  expect(lookup(systems, "specialty", "28", "2008-12-31")).toBeUndefined();
  expect(lookup(systems, "specialty", "03.04", "1990-01-01")).toBeUndefined();
});

test("every way to write a specialty is read; a torn number is not guessed", () => {
  for (const written of ["03.04", "A03.04", "0304", "304", "NHC-03.04", " 03.04 "])
    expect(lookup(systems, "specialty", written)?.code, written).toBe("03.04");
  expect(lookup(systems, "specialty", "3.1")).toBeUndefined();
  expect(lookup(systems, "specialty", "99.99")).toBeUndefined();
});

test("CT08.00.002 numbers departments after the letter A, and 其他 as .99", () => {
  expect(lookup(systems, "department", "A03.04")).toMatchObject({ code: "A03.04", parent: "A03" });
  expect(lookup(systems, "department", "0304")?.code).toBe("A03.04");
  expect(lookup(systems, "department", "A03.99")).toMatchObject({ code: "A03.99", name: "内科其他专业" });
  expect(lookup(systems, "specialty", "A03.99")?.code).toBe("03.11");
  expect(lookup(systems, "department", "B01")).toBeUndefined();
});

test("a diagnosis stands in its category, block and chapter", () => {
  expect(lineage(systems, "diagnosis", "I21.900").map(({ code }) => code)).toEqual([
    "I21.900",
    "I21",
    "I20-I25",
    "I00-I99",
  ]);
  expect(lookup(systems, "diagnosis", "i21900")?.code).toBe("I21.900");
  expect(lineage(systems, "icd10", "C34").at(-1)?.code).toBe("C00-D48");
  expect(lineage(systems, "region", "440106").map(({ name }) => name)).toEqual([
    "天河区",
    "广州市",
    "广东省",
  ]);
});

test("an operation's extension stands below its code", () => {
  const parents = procedureList().rows.map(({ code }) => procedureList().parentOf(code));
  expect(procedureList().parentOf("36.0300x002")).toBeNull();
  expect(lookup(systems, "procedure", "36.0601")?.name).toBe("冠状动脉药物涂层支架置入术");
  for (const parent of parents) if (parent !== null) expect(procedureList().byCode.has(parent)).toBe(true);
  expect(parents.filter((parent) => parent !== null).length).toBe(717);
});

test("every rare disease's codes are on the diagnosis list", () => {
  const codes = diagnosisIndex().rows.map((row) => row.code);
  for (const { name, icd10 } of rareDiseases())
    for (const code of icd10)
      expect(
        codes.some((one) => one.startsWith(code)),
        `${name} ${code}`,
      ).toBe(true);
  expect(rareDiseases().filter(({ icd10 }) => icd10.length > 0).length).toBe(224);
  expect(rareDiseasesOf(rareDiseases(), "G20.x00")[0]).toMatchObject({
    disease: { name: "帕金森病" },
    certainty: "certain",
  });
  expect(rareDiseasesOf(rareDiseases(), "D57.100")).toMatchObject([{ certainty: "possible" }]);
  expect(rareDiseasesOf(rareDiseases(), "J18.900")).toEqual([]);
});

test("the rare-disease list grew with its second catalogue", () => {
  expect(editionOn(systems, "rare-disease", "2020-01-01")?.version).toBe("1");
  expect(lookup(systems, "rare-disease", "2-3", "2020-01-01")).toBeUndefined();
  expect(lookup(systems, "rare-disease", "2-3")?.name).toBe("肢端肥大症");
});

test("the editions of a system do not overlap and end open", () => {
  for (const id of new Set(systems.editions.map((edition) => edition.id))) {
    const own = systems.editions.filter((edition) => edition.id === id);
    expect(own.at(-1)?.validTo).toBeNull();
    expect(editionOn(systems, id)?.version).toBe(own.at(-1)?.version);
  }
});

test("every listed diagnosis has a lineage that ends in a chapter", () => {
  const rows = diagnosisIndex().rows;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: rows.length - 1 }), (at) => {
      const code = rows[at]?.code ?? "";
      const line = lineage(systems, "diagnosis", code);
      expect(line[0]?.code).toBe(code);
      expect(line.at(-1)?.parent).toBeNull();
    }),
  );
});
