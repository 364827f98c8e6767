import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DataDirLockedError, lockDataDir } from "../platform/database/data-dir-lock.js";
import { discardHalfSeeded, markSeeding } from "./half-seeded.js";

const home = mkdtempSync(join(tmpdir(), "consilium-half-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let made = 0;
function folder() {
  const dataDir = join(home, String(made++));
  mkdirSync(join(dataDir, "pglite"), { recursive: true });
  writeFileSync(join(dataDir, "field-key"), "kept");
  return { dataDir, databaseUrl: undefined, isDemo: true };
}

test("an embedded demo whose seeding was interrupted is made anew; keys stay", () => {
  const settings = folder();
  markSeeding(settings);
  expect(discardHalfSeeded(settings)).toBe(true);
  expect(existsSync(join(settings.dataDir, "pglite"))).toBe(false);
  expect(existsSync(join(settings.dataDir, "field-key"))).toBe(true);
  expect(discardHalfSeeded(settings)).toBe(false);
});

test("a finished demo, a database on a server and a real installation are left alone", () => {
  const finished = folder();
  markSeeding(finished)();
  expect(discardHalfSeeded(finished)).toBe(false);
  for (const other of [{ databaseUrl: "postgres://somewhere/else" }, { isDemo: false }]) {
    const settings = { ...folder(), ...other };
    markSeeding(settings);
    expect(discardHalfSeeded(settings)).toBe(false);
    expect(existsSync(join(settings.dataDir, "pglite"))).toBe(true);
  }
});

test("a folder that a process is seeding at this moment is refused, not removed", () => {
  const settings = folder();
  markSeeding(settings);
  const release = lockDataDir(settings.dataDir);
  expect(() => discardHalfSeeded(settings)).toThrow(DataDirLockedError);
  release();
  expect(existsSync(join(settings.dataDir, "pglite"))).toBe(true);
});
