import { defineConfig } from "vitest/config";

/** What breaks and is put right again, on a real PostgreSQL; `npm run test:faults`. */
export default defineConfig({
  test: {
    include: ["test/faults/**/*.test.ts"],
    // Those under a call have browsers and a network of their own.
    exclude: ["test/faults/calls/**"],
    globalSetup: ["test/global-setup.ts"],
    setupFiles: ["test/fixed-seed.ts"],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
});
