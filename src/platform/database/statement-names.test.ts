import { expect, test } from "vitest";
import { statementNames } from "./statement-names.js";

test("a text that comes again gets a name of its own and keeps it, one that comes seldom gets none", () => {
  const names = statementNames();
  const often = Array.from({ length: 8 }, () => names.nameOf("select 1"));
  expect(often.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined]);
  expect(new Set(often.slice(4)).size).toBe(1);
  const other = Array.from({ length: 8 }, () => names.nameOf("select 2")).at(-1);
  expect(other).toBeDefined();
  expect(other).not.toBe(often.at(-1));
});

test("names are renewed all together, and there are never more than a connection can hold", () => {
  const names = statementNames();
  const ask = (sql: string) => Array.from({ length: 5 }, () => names.nameOf(sql)).at(-1);
  const before = ask("select 1");
  names.renew();
  expect(names.nameOf("select 1")).toBeUndefined();
  expect(ask("select 1")).not.toBe(before);
  const given = new Set(Array.from({ length: 5000 }, (_, n) => ask(`select ${n} + 1`)));
  expect(given.size).toBeLessThan(400);
});
