import { defineConfig } from "vitest/config";

/** Two or three browsers in a call need the machine for themselves: these come last in `npm test`. */
const calls = ["e2e/room.test.ts", "e2e/transcript.test.ts"];
const part = process.env.JOURNEYS;

/** The journeys of each role, in a real browser against a real server on a seeded PGlite. */
export default defineConfig({
  test: {
    include: part === "calls" ? calls : ["e2e/**/*.test.ts"],
    exclude: part === "but calls" ? calls : [],
    globalSetup: ["e2e/global-setup.ts"],
    testTimeout: 300_000,
    // A page of a busy machine is slow to say what it will say.
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 180_000,
    // One after another: they share the server, and a journey must not find another one's case on the board.
    maxWorkers: 1,
    fileParallelism: false,
  },
});
