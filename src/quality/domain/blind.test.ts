import fc from "fast-check";
import { expect, test } from "vitest";
import { blind, blinded } from "./blind.js";

test("names of people and hospitals are taken out, also a hospital's short name", () => {
  const text = "同意云溪县人民医院周一诺医师意见，建议转之江医科大学附属第一医院；云溪县可先抗凝。";
  const read = blind(text, ["周一诺", "云溪县人民医院", "之江医科大学附属第一医院"]);
  expect(read).not.toMatch(/云溪|周一诺|之江/u);
  expect(read).toContain(blinded);
  expect(read).toContain("可先抗凝");
});

test("no name of two characters or more is left, whatever the text", () => {
  const name = fc
    .string({ minLength: 2, maxLength: 6 })
    .filter((one) => Array.from(one.trim()).length >= 2 && !blinded.includes(one.trim()));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.string(), (names, filler) => {
      const first = names[0]!.trim();
      const read = blind(`${filler}${first}${filler}`, names);
      expect(read.replaceAll(blinded, "\u0000")).not.toContain(first);
    }),
  );
});
