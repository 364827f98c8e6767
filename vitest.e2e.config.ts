import { defineConfig } from "vitest/config";

/** The journeys of each role, in a real browser against a real server on a seeded PGlite. */
export default defineConfig({
  test: {
    include: ["e2e/**/*.test.ts"],
    globalSetup: ["e2e/global-setup.ts"],
    testTimeout: 240_000,
    hookTimeout: 180_000,
    // A journey waits for pages half of its time: two of them keep two cores busy. They share the server and its cases.
    maxWorkers: 2,
  },
});
