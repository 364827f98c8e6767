import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../src/platform/package-root.js";

export interface SeededServer {
  readonly url: string;
  readonly pid: number | undefined;
  /** Ends it and begins it again on the same port and data; resolves when it answers. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** Starts one process on the data; resolves when it is ready. */
async function start(dataDir: string, host: string, port: string) {
  const server = spawn(process.execPath, [join(packageRoot(), "bin", "consilium.js"), "start", "--json"], {
    env: {
      ...process.env,
      NODE_ENV: "development",
      DEMO: "true",
      PORT: port,
      HOST: host,
      DATA_DIR: dataDir,
      DATABASE_URL: "",
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let printed = "";
    let isReady = false;
    server.stdout.on("data", (chunk: Buffer) => {
      // What it says later is about a fault: it belongs beside the journey that met it.
      if (isReady) process.stderr.write(chunk);
      printed += chunk.toString();
      const found = /"url": "(http[^"]+)"/.exec(printed)?.[1];
      if (found) {
        isReady = true;
        resolve(found);
      }
    });
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}\n${printed}`)));
  });
  const end = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    await ended;
  };
  return { url, pid: server.pid, end };
}

/** A seeded server as `npm start` makes it, on a free port and a data folder of its own, copied from `SEEDED_DATA` if given. */
export async function startSeededServer(host = "127.0.0.1"): Promise<SeededServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "consilium-e2e-"));
  if (process.env.SEEDED_DATA) cpSync(process.env.SEEDED_DATA, dataDir, { recursive: true });
  let running = await start(dataDir, host, "0");
  const { url } = running;
  return {
    url,
    get pid() {
      return running.pid;
    },
    async restart() {
      await running.end();
      running = await start(dataDir, host, new URL(url).port);
    },
    async stop() {
      await running.end();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
