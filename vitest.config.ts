import { defineConfig } from "vitest/config";

/** `TEST_ENGINE=postgres` runs the same suite, and the races, on a real PostgreSQL. */
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "seed/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
