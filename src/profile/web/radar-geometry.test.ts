import { expect, test } from "vitest";
import { radarBand, radarOutline, radarPoint } from "./radar-geometry.js";

test("the first axis points upwards, the others follow clockwise", () => {
  expect(radarPoint(0, 4, 100, 10)).toEqual({ x: expect.closeTo(0), y: expect.closeTo(-10) });
  expect(radarPoint(1, 4, 50, 10)).toEqual({ x: expect.closeTo(5), y: expect.closeTo(0) });
});

test("axes without evidence are passed over; two are no area", () => {
  expect(radarOutline([50, null, 50, 50], 10)).toBe("M0.0,-5.0L0.0,5.0L-5.0,0.0Z");
  expect(radarOutline([50, null, 50, null], 10)).toBe("");
});

test("the band is the outer outline and the inner one", () => {
  const one = { score: 50, low: 40, high: 60 };
  expect(radarBand([one, one, one], 10).match(/Z/g)).toHaveLength(2);
  expect(radarBand([one, null, one], 10)).toBe("");
});
