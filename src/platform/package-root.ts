import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

let found: string | undefined;

/**
 * The folder that holds Consilium's own package.json, found by walking up from this file. The walk makes data files
 * readable both from the sources and from a bundle in `dist/`.
 * @returns an absolute path without a trailing slash; the answer is kept for the life of the process.
 * @throws Error when no folder above this file belongs to the package: the installation is broken.
 */
export function packageRoot(): string {
  if (found !== undefined) return found;
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!isConsilium(folder)) {
    const above = dirname(folder);
    if (above === folder) throw new Error("package.json of consilium not found above the running program");
    folder = above;
  }
  found = folder;
  return folder;
}

/** The version in package.json. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { version: string }).version;

function isConsilium(folder: string): boolean {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return false;
  const description: unknown = JSON.parse(readFileSync(path, "utf8"));
  return (
    typeof description === "object" &&
    description !== null &&
    "name" in description &&
    description.name === "consilium"
  );
}
