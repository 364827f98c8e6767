import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FileStore } from "../src/platform/files/file-store.js";
import { localFileStore } from "../src/platform/files/local-file-store.js";
import { s3FileStore, type S3Settings } from "../src/platform/files/s3-file-store.js";

const folder = mkdtempSync(join(tmpdir(), "consilium-file-stores-"));
const s3Folder = join(folder, "s3");
let s3: S3rver;
let settings: S3Settings;
beforeAll(async () => {
  const options = { address: "127.0.0.1", port: 0, silent: true, vhostBuckets: false };
  s3 = new S3rver({ ...options, directory: s3Folder, configureBuckets: [{ name: "consilium" }] });
  const { port } = await s3.run();
  settings = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: "consilium",
    region: "us-east-1",
    accessKeyId: "S3RVER",
    secretAccessKey: "S3RVER",
  };
});
afterAll(async () => {
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

const filesBelow = (path: string): string[] =>
  (readdirSync(path, { recursive: true }) as string[]).filter((name) => /[0-9a-f]{12}/.test(name));

/** Every byte there is, and then some: nothing may be taken for text on its way. */
const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => (n * 7) % 256);

const stores: [name: string, open: () => FileStore][] = [
  ["a folder", () => localFileStore(join(folder, "local"))],
  ["an S3 bucket", () => s3FileStore(settings)],
];

describe.each(stores)("files in %s", (_name, open) => {
  test.each([
    ["nothing", new Uint8Array()],
    ["every byte", bytes],
    ["five megabytes", new Uint8Array(5 * 1_048_576).fill(65)],
  ])("%s comes back byte for byte", async (_what, content) => {
    const key = randomUUID();
    await open().put(key, content);
    const read = await open().get(key);
    expect(Buffer.from(read!).equals(content)).toBe(true);
  });

  test("a deleted file is gone; deleting it again, or what never was, is no failure", async () => {
    const key = randomUUID();
    await open().put(key, bytes);
    await open().delete(key);
    expect(await open().get(key)).toBeUndefined();
    await open().delete(key);
    await open().delete(randomUUID());
  });

  test("a key that is not there is undefined", async () => {
    expect(await open().get(randomUUID())).toBeUndefined();
  });

  test.each([
    "",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "A0000000-0000-4000-8000-000000000000",
    `${randomUUID()}/x`,
    `${randomUUID()}\u0000`,
    "病历.pdf",
  ])("the key %j is refused by every operation", async (key) => {
    await expect(open().put(key, bytes)).rejects.toThrow("UUID");
    await expect(open().get(key)).rejects.toThrow("UUID");
    await expect(open().delete(key)).rejects.toThrow("UUID");
  });
});

describe("a folder that fails", () => {
  test("a file that cannot take its place leaves no part behind", async () => {
    const root = join(folder, "blocked");
    const key = randomUUID();
    // A folder stands where the file should go: the content is written, and the last step fails.
    mkdirSync(join(root, key.slice(0, 2), key, "x"), { recursive: true });
    await expect(localFileStore(root).put(key, bytes)).rejects.toThrow();
    expect(filesBelow(root).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("a place that is no folder is an error that names the operation", async () => {
    const path = join(folder, "not-a-folder");
    writeFileSync(path, "");
    const key = randomUUID();
    await expect(localFileStore(path).put(key, bytes)).rejects.toMatchObject({ syscall: "mkdir" });
  });

  test("two writers of one key: one of them wins whole, and nothing else is left", async () => {
    const root = join(folder, "twice");
    const key = randomUUID();
    const store = localFileStore(root);
    const results = await Promise.allSettled([store.put(key, bytes), store.put(key, bytes)]);
    expect(results.some((result) => result.status === "fulfilled")).toBe(true);
    expect(Buffer.from((await store.get(key))!).equals(bytes)).toBe(true);
    expect(filesBelow(root)).toEqual([join(key.slice(0, 2), key)]);
  });
});

describe("a bucket that fails", () => {
  const key = randomUUID();

  test("a bucket that does not exist is said, by reading as well as by writing", async () => {
    const store = s3FileStore({ ...settings, bucket: "nowhere" });
    await expect(store.put(key, bytes)).rejects.toMatchObject({ code: "S3_NO_BUCKET" });
    await expect(store.get(key)).rejects.toMatchObject({ code: "S3_NO_BUCKET" });
    await expect(store.delete(key)).rejects.toMatchObject({ code: "S3_NO_BUCKET" });
  });

  test("an account the store does not know is refused and nothing is written", async () => {
    const store = s3FileStore({ ...settings, accessKeyId: "stranger" });
    await expect(store.put(key, bytes)).rejects.toMatchObject({ code: "S3_FAILED", message: /403/ });
    expect(await s3FileStore(settings).get(key)).toBeUndefined();
  });

  test("a store that cannot be reached is said within seconds", async () => {
    const store = s3FileStore({ ...settings, endpoint: "http://127.0.0.1:9" });
    await expect(store.put(key, bytes)).rejects.toMatchObject({ code: "S3_UNREACHABLE" });
  });
});
