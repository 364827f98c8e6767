import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.js";
import { DataDirLockedError, lockDataDir } from "./database/data-dir-lock.js";

test("an empty environment is a demo on this machine only", () => {
  expect(readConfig({})).toMatchObject({ isDemo: true, host: "127.0.0.1", port: 3000, dataDir: "./data" });
});

const production = {
  NODE_ENV: "production",
  FIELD_KEY: "a".repeat(64),
  PUBLIC_URL: "https://consult.example",
};

test("production refuses demo sign-in, and needs its key and address", () => {
  expect(() => readConfig({ ...production, DEMO: "true" })).toThrow(/DEMO/);
  expect(() => readConfig({ NODE_ENV: "production" })).toThrow(/FIELD_KEY[\s\S]*PUBLIC_URL/);
  expect(readConfig(production)).toMatchObject({ isDemo: false, host: "0.0.0.0" });
});

test("every wrong variable is named at once", () => {
  try {
    readConfig({
      PORT: "99999",
      DATABASE_URL: "mysql://x",
      LOG_LEVEL: "loud",
      HL7_PORT: "x",
      FIELD_KEY: "ab",
    });
    expect.unreachable();
  } catch (error) {
    const { problems } = error as ConfigError;
    expect(problems.map((problem) => problem.split(":")[0]).sort()).toEqual([
      "DATABASE_URL",
      "FIELD_KEY",
      "HL7_PORT",
      "LOG_LEVEL",
      "PORT",
    ]);
    // What is wrong is said in both languages; the value, which may be a secret, is not.
    for (const problem of problems) expect(problem).toMatch(/[\u4e00-\u9fff].* [A-Za-z]/);
    expect(problems.join()).not.toMatch(/mysql|99999/);
  }
});

test("S3 needs all of its settings", () => {
  expect(() => readConfig({ FILES: "s3", S3_BUCKET: "files" })).toThrow(ConfigError);
});

test("a data folder has one holder; the lock of a dead process is taken over", () => {
  const folder = mkdtempSync(join(tmpdir(), "consilium-lock-"));
  const release = lockDataDir(folder);
  expect(() => lockDataDir(folder)).toThrow(DataDirLockedError);
  release();
  writeFileSync(join(folder, "consilium.lock"), "999999999 some-other-boot");
  lockDataDir(folder)();
});
