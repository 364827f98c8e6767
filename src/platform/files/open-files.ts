import { join } from "node:path";
import type { Config } from "../config.js";
import type { FileStore } from "./file-store.js";
import { localFileStore } from "./local-file-store.js";
import { s3FileStore } from "./s3-file-store.js";

/** Where the configuration keeps files: an S3 bucket, else a folder in DATA_DIR. */
export const openFiles = (config: Config): FileStore =>
  config.files.kind === "s3" ? s3FileStore(config.files) : localFileStore(join(config.dataDir, "files"));
