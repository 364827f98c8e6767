import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../platform/package-root.js";

/** The installed command. */
const normalise = (args: string[], input: string): Record<string, unknown>[] =>
  execFileSync(process.execPath, [join(packageRoot(), "bin", "consilium.js"), "normalise", ...args], {
    input,
    encoding: "utf8",
    stdio: "pipe",
  })
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("each name gets one line, in order; nothing is guessed", () => {
  const lines = normalise(["specialty"], "\uFEFF心内科\r\n\n心脏科\n某某小组");
  expect(lines.map(({ input, status, code }) => ({ input, status, code }))).toEqual([
    { input: "心内科", status: "resolved", code: "03.04" },
    { input: "心脏科", status: "ambiguous", code: null },
    { input: "某某小组", status: "unknown", code: null },
  ]);
  expect(Object.keys(lines[0] ?? {})).toEqual(["input", "status", "code", "name", "candidates"]);
});

test("a title cell is taken apart", () => {
  expect(normalise(["title"], "主任医师、教授、博导\n科学怪人\n")).toMatchObject([
    { status: "resolved", code: "231", name: "主任医师", candidates: [{ code: "231" }, { code: "011" }] },
    { status: "unknown", code: null, unrecognised: ["科学怪人"] },
  ]);
});

test("an unknown kind of hospital is wrong use", () => {
  expect(() => normalise(["specialty", "--institution", "zoo"], "内科")).toThrow(
    expect.objectContaining({ status: 2 }),
  );
});
