import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { build, type BuildOptions } from "esbuild";
import { expect, test } from "vitest";
import { packageRoot } from "../platform/package-root.js";
import { evidence, member, request, testVocabulary } from "./domain/pool-for-tests.js";

const settings = async (): Promise<BuildOptions> =>
  (
    (await import(/* @vite-ignore */ join(packageRoot(), "scripts/build.js"))) as {
      matchingLibrary: BuildOptions;
    }
  ).matchingLibrary;

test("the library ranks and searches where there is no Node, no DOM and no network", async () => {
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
  const members = [member("plain"), member("lung", { evidence: [evidence("C34.900", "肺恶性肿瘤", 80)] })];
  const answer: unknown = runInNewContext(
    `${built.outputFiles[0]?.text ?? ""}
    const pool = library.buildPool(members, vocabulary);
    const index = library.EvidenceIndex.build(
      [{ id: "a", place: "", terms: [{ term: "x", impact: 9 }] }],
      { epoch: "e", sequence: 1 },
    );
    JSON.stringify({
      globals: typeof process + typeof require + typeof window + typeof fetch,
      first: library.rank(asked, pool, { vocabulary }).candidates[0].practitionerRoleId,
      hits: index.search([{ term: "x", weight: 2 }], 1),
    })`,
    { members, vocabulary: testVocabulary, asked: request() },
  );
  expect(JSON.parse(String(answer))).toEqual({
    globals: "undefined".repeat(4),
    first: "lung",
    hits: [{ id: "a", slot: 0, score: 18 }],
  });
});
