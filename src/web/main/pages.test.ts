import { expect, test } from "vitest";
import { pages } from "./pages.js";

test("no path stands twice in the table of pages: the router would refuse all of them", () => {
  const paths = pages.map(({ path }) => path);
  expect(paths.filter((path, n) => paths.indexOf(path) !== n)).toEqual([]);
});
