import { expect, test } from "vitest";
import { regionIndex } from "../load.js";
import {
  areNeighbours,
  coordinatesOf,
  nearestRegions,
  provinceOf,
  regionDistanceKm,
  regionOf,
  regionPath,
} from "./regions.js";

const index = regionIndex();

test("a county has a path and borrows its city's coordinates", () => {
  expect(regionPath(index, "440106")).toEqual(["广东省", "广州市", "天河区"]);
  expect(regionPath(index, "110105")).toEqual(["北京市", "朝阳区"]);
  expect(coordinatesOf(index, "440106")).toEqual(coordinatesOf(index, "440100"));
  expect(provinceOf("440106")).toBe("440000");
});

test("an abolished code answers with what it lay in", () => {
  expect(regionOf(index, "440199")?.name).toBe("广州市");
  expect(regionOf(index, "990000")).toBeUndefined();
});

test("distances are symmetric and about right", () => {
  const km = regionDistanceKm(index, "310000", "650100") ?? 0;
  expect(km).toBeGreaterThan(3100);
  expect(km).toBeLessThan(3450);
  expect(regionDistanceKm(index, "650100", "310000")).toBeCloseTo(km);
  expect(regionDistanceKm(index, "440106", "440100")).toBe(0);
  expect(regionDistanceKm(index, "440106", "990000")).toBeUndefined();
});

test("neighbours share a province or a border, both ways", () => {
  expect(areNeighbours(index, "440106", "450100")).toBe(true);
  expect(areNeighbours(index, "440106", "110000")).toBe(false);
  expect(areNeighbours(index, "440106", "440300")).toBe(true);
  for (const [code, others] of index.neighbours)
    for (const other of others) expect(index.neighbours.get(other)).toContain(code);
});

test("the nearest cities come first", () => {
  const near = nearestRegions(index, "440100", 3);
  expect(near.map((n) => n.region.name)).toContain("佛山市");
  expect(near).toEqual([...near].sort((a, b) => a.km - b.km));
});

test("every place of a known division is on the map", () => {
  const off = [...index.byCode.keys()].filter((code) => {
    const { longitude = 0, latitude = 0 } = coordinatesOf(index, code) ?? {};
    return longitude < 73 || longitude > 136 || latitude < 3 || latitude > 54;
  });
  expect(off).toEqual([]);
});
