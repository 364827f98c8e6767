import fc from "fast-check";
import { expect, test } from "vitest";
import { nextOrder, orderRows } from "./table-order.js";

test("a head is pressed three times: up, down, as it came", () => {
  const up = nextOrder(null, "due");
  const down = nextOrder(up, "due");
  expect([up?.direction, down?.direction, nextOrder(down, "due")]).toEqual(["ascending", "descending", null]);
  expect(nextOrder(down, "level")).toEqual({ key: "level", direction: "ascending" });
});

test("ordering keeps every row, and equal rows as they came in both directions", () => {
  const row = fc.record({ due: fc.integer({ min: 0, max: 3 }), place: fc.nat() });
  const direction = fc.constantFrom("ascending" as const, "descending" as const);
  fc.assert(
    fc.property(fc.array(row), direction, (given, way) => {
      const rows = given.map((one, place) => ({ ...one, place }));
      const sorted = orderRows(rows, { key: "due", direction: way }, (a, b) => a.due - b.due);
      const sign = way === "ascending" ? 1 : -1;
      const pairs = sorted.slice(1).map((after, index) => [sorted[index]!, after] as const);
      return (
        sorted.length === rows.length &&
        pairs.every(([a, b]) => sign * (a.due - b.due) < 0 || (a.due === b.due && a.place < b.place))
      );
    }),
  );
});
