import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { build, type BuildOptions } from "esbuild";
import { expect } from "vitest";
import { packageRoot } from "../src/platform/package-root.js";

type Library =
  | "dispatchLibrary"
  | "matchingLibrary"
  | "profileLibrary"
  | "schedulingLibrary"
  | "terminologyLibrary"
  | "triageLibrary";

/**
 * Bundles a library as scripts/build.js does and runs a script over it, as `library`, where there is no Node, no DOM and no
 * network. Fails when the bundle would need any of them or a package.
 * @returns what the script's last expression gives.
 */
export async function runWithLibrary(
  name: Library,
  script: string,
  globals: Record<string, unknown> = {},
): Promise<unknown> {
  const scripts = (await import(/* @vite-ignore */ join(packageRoot(), "scripts/build.js"))) as Readonly<
    Record<Library, BuildOptions>
  >;
  const built = await build({
    ...scripts[name],
    format: "iife",
    globalName: "library",
    write: false,
    metafile: true,
  });
  const imports = Object.values(built.metafile.inputs).flatMap((input) => input.imports);
  expect(imports.filter(({ path, external }) => external === true || path.startsWith("node:"))).toEqual([]);
  const inputs = Object.keys(built.metafile.inputs);
  expect(inputs.filter((path) => path.includes("node_modules"))).toEqual([]);
  return runInNewContext(`${built.outputFiles[0]?.text ?? ""}\n${script}`, globals);
}
