import { defineConfig } from "vitest/config";

/** What breaks and is put right again, on a real PostgreSQL; `npm run test:faults`. */
export default defineConfig({
  test: {
    include: ["test/faults/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    setupFiles: ["test/fixed-seed.ts"],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
});
