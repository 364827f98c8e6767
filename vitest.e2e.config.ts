import { defineConfig } from "vitest/config";

/** The journeys of each role, in a real browser against a real server on a seeded PGlite. */
export default defineConfig({
  test: {
    include: ["e2e/**/*.test.ts"],
    globalSetup: ["e2e/global-setup.ts"],
    testTimeout: 240_000,
    hookTimeout: 180_000,
    // One after another: they share the server, and a journey must not find another one's case on the board.
    maxWorkers: 1,
    fileParallelism: false,
  },
});
