import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { build, type BuildOptions } from "esbuild";
import { expect, test } from "vitest";
import { packageRoot } from "../platform/package-root.js";

const settings = async (): Promise<BuildOptions> =>
  (
    (await import(/* @vite-ignore */ join(packageRoot(), "scripts/build.js"))) as {
      terminologyLibrary: BuildOptions;
    }
  ).terminologyLibrary;

test("the library needs nothing but JavaScript: it runs where there is no Node, no DOM and no network", async () => {
  const built = await build({
    ...(await settings()),
    format: "iife",
    globalName: "library",
    write: false,
    metafile: true,
  });
  const imports = Object.values(built.metafile.inputs).flatMap((input) => input.imports);
  expect(imports.filter(({ path, external }) => external === true || path.startsWith("node:"))).toEqual([]);
  expect(Object.keys(built.metafile.inputs).filter((path) => path.includes("node_modules"))).toEqual([]);
  const code = built.outputFiles[0]?.text ?? "";
  const textOf = (file: string): string =>
    readFileSync(join(packageRoot(), "src/terminology/data", file), "utf8");
  const answer: unknown = runInNewContext(
    `${code}
    const terms = library.terminologyOf(textOf);
    JSON.stringify({
      globals: typeof process + typeof require + typeof window + typeof fetch,
      specialty: library.normaliseSpecialty(terms.specialtyIndex(), "心内科").code,
      dental: library.lookup(terms.codeSystems(), "specialty", "12.02", "2001-01-01").name,
      diagnosis: library.searchDiagnoses(terms.diagnosisIndex(), "心梗", 1)[0].match,
    })`,
    { textOf },
  );
  expect(JSON.parse(String(answer))).toEqual({
    globals: "undefined".repeat(4),
    specialty: "03.04",
    dental: "口腔颌面外科专业",
    diagnosis: "synonym",
  });
});
