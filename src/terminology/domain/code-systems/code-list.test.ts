import fc from "fast-check";
import { expect, test } from "vitest";
import { openCodeList } from "./code-list.js";

const text = "code\tname\tnote\nA00\t霍乱\tx\nA00.0\t古典型霍乱\n\nB01\t水痘\n";

test("rows are the lines below the header, in order", () => {
  const list = openCodeList(text);
  expect(list.size).toBe(3);
  expect(list.rows).toEqual([
    { code: "A00", name: "霍乱" },
    { code: "A00.0", name: "古典型霍乱" },
    { code: "B01", name: "水痘" },
  ]);
  expect(list.rows).toBe(list.rows);
});

test.each(["", "code\tname", "code\tname\n"])("a file without rows (%j) is an empty list", (empty) => {
  const list = openCodeList(empty);
  expect(list.rows).toEqual([]);
  expect(list.byCode.get("A00")).toBeUndefined();
});

test("every code finds its name, and nothing else finds one", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[A-Z]\d{1,3}$/u), { maxLength: 40 }),
      fc.stringMatching(/^[A-Z]\d{0,3}$/u),
      (codes, other) => {
        const sorted = codes.toSorted();
        const list = openCodeList(["code\tname", ...sorted.map((code) => `${code}\t名${code}`)].join("\n"));
        for (const code of codes) expect(list.byCode.get(code)).toBe(`名${code}`);
        expect(list.byCode.has(other)).toBe(codes.includes(other));
        expect(list.rows.map(({ code }) => code)).toEqual(sorted);
      },
    ),
  );
});
