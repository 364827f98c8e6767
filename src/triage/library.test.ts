import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runWithLibrary } from "../../test/library-in-context.js";
import { packageRoot } from "../platform/package-root.js";

test("triage as a library runs where there is no Node, no DOM and no network", async () => {
  const model = readFileSync(join(packageRoot(), "src/triage/data/urgency-model.json"), "utf8");
  const answer = await runWithLibrary(
    "triageLibrary",
    `
    const { level, estimate } = library.triage(
      { ageYears: 60, text: { question: "", summary: "突发胸痛1小时" }, vitals: {}, suspectedDiagnoses: [] },
      library.unpackUrgencyModel(model),
    );
    JSON.stringify({ globals: typeof process + typeof require + typeof fetch, level, estimate: estimate.level })`,
    { model },
  );
  expect(JSON.parse(String(answer))).toEqual({ globals: "undefined".repeat(3), level: "II", estimate: "II" });
});
