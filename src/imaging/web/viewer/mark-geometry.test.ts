import fc from "fast-check";
import { expect, test } from "vitest";
import { type Plane, toPlace, toPoint, type Triple } from "./mark-geometry.js";

test("the first pixel's middle is half a pixel from the corner, and a column is as wide as the file says", () => {
  const plane: Plane = {
    origin: [-160, -160, 7],
    rowCosines: [1, 0, 0],
    columnCosines: [0, 1, 0],
    columnSpacing: 0.7,
    rowSpacing: 0.5,
  };
  expect(toPoint([-160, -160, 7], plane)).toEqual([0.5, 0.5]);
  const [x, y, z] = toPlace([10.5, 20.5], plane);
  expect([x, y, z].map((one) => Math.round(one * 1e6) / 1e6)).toEqual([-153, -150, 7]);
});

test("a point comes back from space, however the slice lies", () => {
  const angle = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      angle,
      angle,
      fc.tuple(fc.integer({ min: -9, max: 4_000 }), fc.integer({ min: -9, max: 4_000 })),
      fc.double({ min: 0.05, max: 5, noNaN: true }),
      fc.double({ min: 0.05, max: 5, noNaN: true }),
      (a, b, point, columnSpacing, rowSpacing) => {
        const rowCosines: Triple = [Math.cos(a), Math.sin(a), 0];
        const columnCosines: Triple = [-Math.sin(a) * Math.cos(b), Math.cos(a) * Math.cos(b), Math.sin(b)];
        const plane = { origin: [1, -2, 3] as const, rowCosines, columnCosines, columnSpacing, rowSpacing };
        const [column, row] = toPoint(toPlace(point, plane), plane);
        expect(column).toBeCloseTo(point[0], 5);
        expect(row).toBeCloseTo(point[1], 5);
      },
    ),
  );
});
