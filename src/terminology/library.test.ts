import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runWithLibrary } from "../../test/library-in-context.js";
import { packageRoot } from "../platform/package-root.js";

test("the library needs nothing but JavaScript: it runs where there is no Node, no DOM and no network", async () => {
  const textOf = (file: string): string =>
    readFileSync(join(packageRoot(), "src/terminology/data", file), "utf8");
  const answer = await runWithLibrary(
    "terminologyLibrary",
    `
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
