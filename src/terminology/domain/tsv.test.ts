import fc from "fast-check";
import { expect, test } from "vitest";
import { rowsOf } from "./tsv.js";

test("cells by column; absent ones are empty, blank lines and further cells are left out", () => {
  expect(rowsOf<"a" | "b">("a\tb\n1\t2\n\n3\n4\t5\t6\n\t7")).toEqual([
    { a: "1", b: "2" },
    { a: "3", b: "" },
    { a: "4", b: "5" },
    { a: "", b: "7" },
  ]);
  expect(rowsOf("a\tb")).toEqual([]);
  expect(rowsOf("")).toEqual([]);
});

test("what is written as a table is read back", () => {
  const cell = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/[\t\n]/gu, ""));
  fc.assert(
    fc.property(fc.array(fc.record({ a: cell.filter((text) => text !== ""), b: cell })), (rows) => {
      const text = ["a\tb", ...rows.map(({ a, b }) => `${a}\t${b}`)].join("\n");
      expect(rowsOf<"a" | "b">(text)).toEqual(rows);
    }),
  );
});
