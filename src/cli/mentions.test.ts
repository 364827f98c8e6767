import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../platform/package-root.js";

const consilium = (args: string[], input = ""): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [join(packageRoot(), "bin", "consilium.js"), ...args], {
      input,
      encoding: "utf8",
      stdio: "pipe",
    }),
  );

test("a text in, what it names out", () => {
  expect(consilium(["mentions"], "否认胸痛，高血压病史10年")).toMatchObject([
    { kind: "symptom", text: "胸痛", certainty: "negated", start: 2, end: 4 },
    { kind: "disease", code: "I10.x00x002", time: "past", duration: { text: "10年", days: 3650 } },
  ]);
});

test("a code is answered for its day: one that did not exist yet is said to be none, and ends with 1", () => {
  expect(() => consilium(["code", "specialty", "27", "--on", "2001-01-01", "--json"])).toThrow(
    expect.objectContaining({ status: 1, stdout: "[]\n" }),
  );
});
