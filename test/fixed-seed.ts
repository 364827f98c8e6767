import { readFileSync } from "node:fs";
import { expect } from "vitest";

/**
 * Property tests draw the same examples in every run, so that a run of the suite can be repeated; `FC_SEED=random` draws
 * others and prints the seed of what fails, `FC_SEED=<number>` repeats it.
 */
const wanted = process.env.FC_SEED ?? "1";
const { testPath } = expect.getState();
if (
  wanted !== "random" &&
  testPath !== undefined &&
  readFileSync(testPath, "utf8").includes('"fast-check"')
) {
  const { default: fc } = await import("fast-check");
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
}
