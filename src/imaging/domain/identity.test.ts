import fc from "fast-check";
import { expect, test } from "vitest";
import { readings } from "../readings.js";
import { compareIdentity, type CasePatient } from "./identity.js";

const today = "2026-01-31";
const patient: CasePatient = { name: "王建国", sex: "male", ageYears: 63 };
const on = (
  name: string,
  rest: { sex?: "male" | "female" | "unknown"; birthOn?: string | null } = {},
  of = patient,
) =>
  compareIdentity({ name, sex: rest.sex ?? "unknown", birthOn: rest.birthOn ?? null }, of, today, readings);

test("the same name in characters or letters, in either order", () => {
  for (const name of [
    "王建国",
    "王^建国",
    "Wang^JianGuo=王^建国",
    "WANG^JIANGUO",
    "WANG JIAN GUO",
    "JianGuo^Wang",
    "wangjianguo",
    "王 建国 ",
  ])
    expect(on(name).verdict, name).toBe("same");
});

test("another name, sex or age is told, each by its word", () => {
  expect(on("李^明")).toEqual({ verdict: "different", differences: ["name"] });
  expect(on("LI^MING")).toEqual({ verdict: "different", differences: ["name"] });
  expect(on("王^建国", { sex: "female" })).toEqual({ verdict: "different", differences: ["sex"] });
  expect(on("王^建国", { birthOn: "1990-05-01" })).toEqual({ verdict: "different", differences: ["age"] });
  expect(on("王^建国", { birthOn: "1962-06-01", sex: "male" }).verdict).toBe("same");
  // The letters of another name that sounds alike are no difference; its characters are.
  expect(on("王^建果").verdict).toBe("different");
});

test("nothing to compare is neither the same nor another", () => {
  expect(on("").verdict).toBe("unknown");
  expect(on("^^").verdict).toBe("unknown");
  expect(on("王^建国", {}, { ...patient, name: "" }).verdict).toBe("unknown");
});

test("minority names with dots, rare readings and ü", () => {
  expect(on("阿卜杜拉·买买提", {}, { ...patient, name: "阿卜杜拉•买买提" }).verdict).toBe("same");
  expect(on("SHAN^XIAOYAN", {}, { ...patient, name: "单小燕" }).verdict).toBe("same");
  for (const name of ["LV^MEI", "LU^MEI", "LYU^MEI"])
    expect(on(name, {}, { ...patient, name: "吕梅" }).verdict, name).toBe("same");
});

test("a name is always itself, whatever the divisions", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((c) => String.fromCodePoint(c)),
        {
          minLength: 2,
          maxLength: 4,
        },
      ),
      (letters) => {
        const name = letters.join("");
        expect(on(letters.join("^"), {}, { ...patient, name }).differences).not.toContain("name");
      },
    ),
  );
});
