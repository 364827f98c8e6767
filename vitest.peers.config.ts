import { defineConfig } from "vitest/config";

/** Against servers of others that stand beside us (Janus, Orthanc, PocketSphinx), real ones on this machine; `npm run test:peers`. */
export default defineConfig({
  test: {
    include: ["test/peers/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    setupFiles: ["test/fixed-seed.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    fileParallelism: false,
  },
});
