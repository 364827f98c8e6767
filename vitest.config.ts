import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

/** Test files that open a database: only these have anything to say of a second engine. */
const databaseTests = (): string[] =>
  ["src", "seed", "test"]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((path) => path.endsWith(".test.ts") && !path.includes("/domain/"))
    .filter((path) =>
      /from "(?:\.{1,2}\/)+(?:test\/)?(?:world|database|alliance|stage|postgres)\.js"/.test(
        readFileSync(join(root, path), "utf8"),
      ),
    );

/** `TEST_ENGINE=postgres` runs what touches the database once more, and the races, on a real PostgreSQL. */
export default defineConfig({
  test: {
    include:
      process.env.TEST_ENGINE === "postgres"
        ? databaseTests()
        : ["src/**/*.test.{ts,tsx}", "seed/**/*.test.ts", "test/**/*.test.ts"],
    // Longer than the suite has time for: `npm run test:faults`; with servers of others: `npm run test:peers`.
    exclude: ["**/node_modules/**", "test/faults/**", "test/peers/**"],
    globalSetup: ["test/global-setup.ts"],
    setupFiles: ["test/fixed-seed.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A busy machine is slow to say what it will say.
    expect: { poll: { timeout: 15_000 } },
    // One more than the small machine has cores: a worker waits for its database now and then.
    maxWorkers: 3,
    // Modules are read once a worker, not once a file: nothing they keep outlives the database it was read from.
    isolate: false,
  },
});
