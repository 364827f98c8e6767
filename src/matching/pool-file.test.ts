import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PoolMember, buildPool } from "./domain/pool.js";
import { evidence, member, request, testVocabulary as vocabulary } from "./domain/pool-for-tests.js";
import { rank } from "./domain/rank.js";
import { loadPool, type PoolFile, savePool } from "./pool-file.js";

const folder = mkdtempSync(join(tmpdir(), "consilium-pool-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sealedWith = (key: string) => (digest: string) =>
  createHmac("sha256", key).update(digest).digest("hex");
const file: PoolFile = { path: join(folder, "pool.bin"), seal: sealedWith("ours") };
const state = { identity: "1/1/5", epoch: "e", version: 7, snapshot: "10:10:" };
const members: PoolMember[] = Array.from({ length: 2100 }, (_, i) =>
  member(`r${i}`, {
    name: `专家${(i * 7919) % 997}`,
    skillsText: i % 3 === 0 ? "擅长肺癌的综合治疗" : "",
    freshness: (i % 10) / 9,
    evidence: i % 2 === 0 ? [evidence("C34.900", "肺癌", i)] : [],
    titleName: i % 5 === 0 ? null : "主任医师",
  }),
);
beforeAll(() => savePool(file, state, members, "1.0"));

const load = async (from: PoolFile = file, product = "1.0", isOf = true) => {
  const taken: PoolMember[] = [];
  const found = await loadPool(
    from,
    product,
    () => Promise.resolve(isOf),
    (portion) => void taken.push(...portion),
  );
  return { found, taken };
};

test("what was saved is loaded: the same members, the same state, the same ranking byte for byte", async () => {
  const { found, taken } = await load();
  expect(found).toEqual({ ok: true, value: state });
  expect(taken).toEqual(members);
  const ranked = (all: readonly PoolMember[]) =>
    JSON.stringify(rank(request(), buildPool(all, vocabulary), { vocabulary }));
  expect(ranked(taken)).toBe(ranked(members));
  expect(readdirSync(folder)).toEqual(["pool.bin"]);
  expect(statSync(file.path).mode & 0o777).toBe(0o600);
  const none: PoolFile = { ...file, path: join(folder, "none.bin") };
  await savePool(none, state, [], "1.0");
  expect(await load(none)).toEqual({ found: { ok: true, value: state }, taken: [] });
});

test("another key, product or database, no file: refused by name, and nothing is taken from it", async () => {
  const refused = async (...args: Parameters<typeof load>) => {
    const { found, taken } = await load(...args);
    return { error: found.ok ? "none" : found.error, taken: taken.length };
  };
  expect(await refused({ ...file, seal: sealedWith("theirs") })).toEqual({ error: "altered", taken: 0 });
  expect(await refused(file, "1.1")).toEqual({ error: "other_product", taken: 0 });
  expect(await refused(file, "1.0", false)).toEqual({ error: "other_database", taken: 0 });
  expect(await refused({ ...file, path: join(folder, "nowhere") })).toEqual({
    error: "no_pool_file",
    taken: 0,
  });
  expect(await refused({ ...file, path: folder })).toEqual({ error: "no_pool_file", taken: 0 });
  const bytes = readFileSync(file.path);
  bytes.writeUInt32LE(2, 8);
  const later: PoolFile = { ...file, path: join(folder, "later.bin") };
  writeFileSync(later.path, bytes);
  expect(await refused(later)).toEqual({ error: "other_format", taken: 0 });
});

test("cut off anywhere, any byte changed, anything added: refused, and nothing is taken from it", async () => {
  const whole = readFileSync(file.path);
  const bad: PoolFile = { ...file, path: join(folder, "bad.bin") };
  const expectRefused = async (bytes: Uint8Array): Promise<void> => {
    writeFileSync(bad.path, bytes);
    const { found, taken } = await load(bad);
    expect([found.ok, taken.length]).toEqual([false, 0]);
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (length) => expectRefused(whole.subarray(0, length))),
    { numRuns: 60 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.nat(whole.length - 1), fc.nat(400)),
      fc.integer({ min: 1, max: 255 }),
      async (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        await expectRefused(bytes);
      },
    ),
    { numRuns: 150 },
  );
  await expectRefused(Buffer.concat([whole, Buffer.from("0")]));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), (bytes) =>
      expectRefused(Buffer.concat([whole.subarray(0, 16), bytes])),
    ),
    { numRuns: 40 },
  );
});

test("a folder that cannot be written is told, and what was there stays", async () => {
  const before = readFileSync(file.path);
  await expect(
    savePool({ ...file, path: join(file.path, "pool.bin") }, state, members, "1.0"),
  ).rejects.toThrow();
  const failing = members.slice(0, 1500).concat([
    {
      toJSON: () => {
        throw new Error("no");
      },
    } as unknown as PoolMember,
  ]);
  await expect(savePool(file, state, failing, "1.0")).rejects.toThrow("no");
  expect(readFileSync(file.path).equals(before)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});
