import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { build, type BuildOptions } from "esbuild";
import { expect, test } from "vitest";
import { packageRoot } from "../platform/package-root.js";

test("triage as a library runs where there is no Node, no DOM and no network", async () => {
  const { triageLibrary } = (await import(/* @vite-ignore */ join(packageRoot(), "scripts/build.js"))) as {
    triageLibrary: BuildOptions;
  };
  const built = await build({
    ...triageLibrary,
    format: "iife",
    globalName: "library",
    write: false,
    metafile: true,
  });
  const imports = Object.values(built.metafile.inputs).flatMap((input) => input.imports);
  expect(imports.filter(({ path, external }) => external === true || path.startsWith("node:"))).toEqual([]);
  expect(Object.keys(built.metafile.inputs).filter((path) => path.includes("node_modules"))).toEqual([]);
  const model = readFileSync(join(packageRoot(), "src/triage/data/urgency-model.json"), "utf8");
  const answer: unknown = runInNewContext(
    `${built.outputFiles[0]?.text ?? ""}
    const { level, estimate } = library.triage(
      { ageYears: 60, text: { question: "", summary: "突发胸痛1小时" }, vitals: {}, suspectedDiagnoses: [] },
      library.unpackUrgencyModel(model),
    );
    JSON.stringify({ globals: typeof process + typeof require + typeof fetch, level, estimate: estimate.level })`,
    { model },
  );
  expect(JSON.parse(String(answer))).toEqual({ globals: "undefined".repeat(3), level: "II", estimate: "II" });
});
