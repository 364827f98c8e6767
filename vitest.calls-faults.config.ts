import { defineConfig } from "vitest/config";

/** What breaks under a call: networks and servers, with real browsers; `npm run test:faults`, in a network of its own. */
export default defineConfig({
  test: {
    include: ["test/faults/calls/**/*.test.ts"],
    testTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 180_000,
    maxWorkers: 1,
    fileParallelism: false,
  },
});
