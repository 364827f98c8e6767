import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../src/platform/package-root.js";

export interface SeededServer {
  readonly url: string;
  readonly pid: number | undefined;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** A seeded server as `npm start` makes it, on a free port and a data folder of its own, copied from `SEEDED_DATA` if given. */
export async function startSeededServer(): Promise<SeededServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "consilium-e2e-"));
  if (process.env.SEEDED_DATA) cpSync(process.env.SEEDED_DATA, dataDir, { recursive: true });
  const server = spawn(process.execPath, [join(packageRoot(), "bin", "consilium.js"), "start", "--json"], {
    env: {
      ...process.env,
      NODE_ENV: "development",
      DEMO: "true",
      PORT: "0",
      HOST: "127.0.0.1",
      DATA_DIR: dataDir,
      DATABASE_URL: "",
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let printed = "";
    server.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /"url": "(http[^"]+)"/.exec(printed)?.[1];
      if (found) resolve(found);
    });
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}\n${printed}`)));
  });
  return {
    url,
    pid: server.pid,
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
