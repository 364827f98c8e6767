import { expect, test } from "vitest";
import { databaseOverPglite, newPglite } from "./open.js";

test("a database that nobody has asked anything is closed as well: the process can end", async () => {
  const pglite = await newPglite();
  await databaseOverPglite(pglite).close();
  expect(pglite.closed).toBe(true);
});
