import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, ConfigError } from "./config.js";

const fileName = "field.key";

/**
 * The key of the field cipher: FIELD_KEY, or outside production the file `field.key` in the data folder, made on first
 * use and readable by its owner only. It must outlive the data: without it, ID numbers and signing keys stay unreadable.
 * @returns 64 hexadecimal digits.
 * Throws {@link ConfigError} in production without FIELD_KEY, and when the file holds something else.
 */
export function loadFieldKey(config: Pick<Config, "fieldKey" | "isProduction" | "dataDir">): string {
  if (config.fieldKey !== undefined) return config.fieldKey;
  if (config.isProduction)
    throw new ConfigError([
      "FIELD_KEY: 生产环境必填 required in production: FIELD_KEY=$(openssl rand -hex 32)",
    ]);
  const path = join(config.dataDir, fileName);
  mkdirSync(config.dataDir, { recursive: true });
  try {
    const made = randomBytes(32).toString("hex");
    // `wx`: of two processes starting together, one makes the key and both use it.
    writeFileSync(path, `${made}\n`, { flag: "wx", mode: 0o600 });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const kept = readFileSync(path, "utf8").trim();
  if (!/^[0-9a-f]{64}$/i.test(kept))
    throw new ConfigError([`${path}: 不是 64 位十六进制密钥 does not hold 64 hexadecimal digits`]);
  return kept;
}
