import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { packageRoot } from "../../src/platform/package-root.js";

const command = join(packageRoot(), "bin", "consilium.js");

/** A database of its own on the server of DATABASE_URL, so that the job begins with nothing and leaves nothing. */
async function ownDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `main_job_${randomBytes(6).toString("hex")}`;
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await admin(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => admin(`drop database ${name} with (force)`) };
}

export interface FreshServer {
  readonly url: string;
  /** The first-run secret, as the server's owner reads it from the data folder. */
  readonly secret: string;
  /** The end of what the server logged. */
  readonly log: () => string;
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Runs a further verb on the same data, once the server has stopped, and parses what it prints. */
  verb(...args: string[]): Promise<unknown>;
  /** Removes everything. */
  remove(): Promise<void>;
}

/** An empty production-like installation, PGlite in a folder of its own or a database of its own on DATABASE_URL. */
export async function freshServer(): Promise<FreshServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "consilium-main-job-"));
  const database = process.env.DATABASE_URL ? await ownDatabase(process.env.DATABASE_URL) : undefined;
  const environment = {
    ...process.env,
    NODE_ENV: "development",
    DEMO: "false",
    HOST: "127.0.0.1",
    PORT: "0",
    DATA_DIR: dataDir,
    DATABASE_URL: database?.url ?? "",
    LOG_LEVEL: "error",
  };
  const server = spawn(process.execPath, [command, "start", "--json", "--no-pages"], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });

  let printed = "";
  const address = await new Promise<string>((resolve, reject) => {
    server.stdout.on("data", (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-8000);
      const url = /"url": "(http[^"]+)"/.exec(printed)?.[1];
      if (url) resolve(url.replace("localhost", "127.0.0.1"));
    });
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    url: address,
    secret: readFileSync(join(dataDir, "first-run-secret"), "utf8").trim(),
    log: () => printed,
    stop() {
      const ended = new Promise<number | null>((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      return ended;
    },
    async verb(...args) {
      const { stdout } = await promisify(execFile)(process.execPath, [command, ...args], {
        env: environment,
      });
      return JSON.parse(stdout) as unknown;
    },
    async remove() {
      server.kill("SIGKILL");
      await database?.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
