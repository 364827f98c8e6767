import { expect, test } from "vitest";
import { StatementNames } from "./statement-names.js";

const after = (names: StatementNames, times: number, text: string): string | undefined => {
  let name: string | undefined;
  for (let n = 0; n < times; n++) name = names.nameOf(text);
  return name;
};

test("what comes again and again gets one name, what comes twice none", () => {
  const names = new StatementNames();
  expect(after(names, 2, "select 1")).toBeUndefined();
  const name = names.nameOf("select 1");
  expect(name).toBeDefined();
  expect(names.nameOf("select 1")).toBe(name);
  expect(after(names, 3, "select 2")).not.toBe(name);
});

test("names are not without end, and texts that never come back are not kept for ever", () => {
  const names = new StatementNames();
  for (let n = 0; n < 500; n++) expect(after(names, 3, `select ${n}`)).toBeDefined();
  expect(after(names, 10, "one too many")).toBeUndefined();
  expect(names.nameOf("select 0")).toBeDefined();
});

test("after a change of what a statement returns all names are new; other failures are the statement's own", () => {
  const names = new StatementNames();
  const before = after(names, 3, "select *");
  expect(names.isToBlame({ code: "23505", message: "duplicate key" }, "select *")).toBe(false);
  expect(names.isToBlame({ code: "0A000", message: "cannot do that" }, "select *")).toBe(false);
  expect(names.isToBlame(undefined, "select *")).toBe(false);
  expect(names.nameOf("select *")).toBe(before);
  expect(
    names.isToBlame({ code: "0A000", message: "cached plan must not change result type" }, "select *"),
  ).toBe(true);
  const now = after(names, 3, "select *");
  expect(now).toBeDefined();
  expect(now).not.toBe(before);
});

test("behind a pooler that loses or mixes up names none are given any more", () => {
  for (const code of ["26000", "42P05"]) {
    const names = new StatementNames();
    expect(after(names, 3, "select 1")).toBeDefined();
    expect(names.isToBlame({ code, message: "" }, "select 1")).toBe(true);
    expect(after(names, 5, "select 1")).toBeUndefined();
  }
});

test("a statement that only a plan for its values can do is sent as it is, and others are still kept", () => {
  const names = new StatementNames();
  after(names, 3, "insert");
  const other = after(names, 3, "select 1");
  expect(names.isToBlame({ code: "42P10", message: "" }, "insert")).toBe(true);
  expect(names.nameOf("insert")).toBeUndefined();
  expect(names.nameOf("select 1")).toBe(other);
});
