import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigError } from "./config.js";
import { FieldCipherError, newFieldCipher } from "./field-cipher.js";
import { loadFieldKey } from "./field-key.js";

const key = "0f".repeat(32);
const other = "a1".repeat(32);

test("whatever goes in comes out, and never twice in the same form", () => {
  const cipher = newFieldCipher(key);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const sealed = cipher.encrypt(text);
      expect(cipher.decrypt(sealed)).toBe(text);
      expect(cipher.encrypt(text)).not.toBe(sealed);
      expect(cipher.blindIndex(text)).toBe(cipher.blindIndex(text));
    }),
  );
});

test("one changed character is noticed", () => {
  const cipher = newFieldCipher(key);
  const sealed = cipher.encrypt("11010519491231002X");
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.constantFrom("A", "z", "0", "-"), (at, letter) => {
      fc.pre(sealed[at] !== letter);
      const altered = sealed.slice(0, at) + letter + sealed.slice(at + 1);
      // The last letter of base64url carries bits that are not part of the value.
      fc.pre(
        !Buffer.from(altered.split(".")[1] ?? "", "base64url").equals(
          Buffer.from(sealed.split(".")[1] ?? "", "base64url"),
        ) || altered.split(".")[0] !== sealed.split(".")[0],
      );
      expect(() => cipher.decrypt(altered)).toThrow(FieldCipherError);
    }),
  );
});

test("after a rotation old values are read with the old key and new ones written with the new", () => {
  const before = newFieldCipher(key);
  const after = newFieldCipher(other, [key]);
  const old = before.encrypt("私钥");
  expect(after.decrypt(old)).toBe("私钥");
  expect(() => newFieldCipher(other).decrypt(old)).toThrow("does not hold");
  expect(() => before.decrypt(after.encrypt("x"))).toThrow("does not hold");
  expect(after.blindIndex("x")).not.toBe(before.blindIndex("x"));
});

test("the key file is made once, for its owner only, and a spoiled one is refused", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "consilium-key-"));
  const config = { dataDir: join(dataDir, "data"), fieldKey: undefined, isProduction: false };
  try {
    const made = loadFieldKey(config);
    expect(made).toMatch(/^[0-9a-f]{64}$/);
    expect(loadFieldKey(config)).toBe(made);
    const path = join(config.dataDir, "field.key");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8").trim()).toBe(made);
    expect(loadFieldKey({ ...config, fieldKey: key })).toBe(key);
    expect(() => loadFieldKey({ ...config, isProduction: true })).toThrow(ConfigError);
    writeFileSync(path, "not a key");
    expect(() => loadFieldKey(config)).toThrow(ConfigError);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
